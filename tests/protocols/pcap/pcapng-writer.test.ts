import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_USER_APPLICATION,
  PcapngWriter,
} from "../../../protocols/pcap/pcapng-writer.ts";
import type { PacketLocation } from "../../../protocols/packet/packet-batch.ts";
import { fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

test("PcapngWriter writes the section header of the log format", () => {
  const writer = new PcapngWriter();
  writer.section([{ code: OPTION_USER_APPLICATION, value: "Kismet" }]);
  expect(writer.pending).toBe(44);
  expect(writer.take()).toEqual(fromHex(`
    0a 0d 0d 0a  2c 00 00 00  4d 3c 2b 1a  01 00 00 00
    ff ff ff ff  ff ff ff ff  04 00 06 00  4b 69 73 6d
    65 74 00 00  00 00 00 00  2c 00 00 00`));
  expect(writer.pending).toBe(0);
});

test("PcapngWriter writes an interface with name and description", () => {
  const writer = new PcapngWriter();
  const number = writer.interface(127, [
    { code: OPTION_INTERFACE_NAME, value: "wlan0" },
    { code: OPTION_INTERFACE_DESCRIPTION, value: "capture interface for wlan0" },
  ]);
  expect(number).toBe(0);
  expect(writer.take()).toEqual(fromHex(`
    01 00 00 00  44 00 00 00  7f 00 00 00  ff ff 00 00
    02 00 05 00  77 6c 61 6e  30 00 00 00
    03 00 1b 00  63 61 70 74  75 72 65 20  69 6e 74 65
    72 66 61 63  65 20 66 6f  72 20 77 6c  61 6e 30 00
    00 00 00 00  44 00 00 00`));
  expect(writer.interface(105)).toBe(1);
  writer.section();
  expect(writer.interface(105)).toBe(0);
});

test("PcapngWriter writes a packet with hash, number and position", () => {
  const writer = new PcapngWriter();
  const frame = fromHex("00 d4000000aabbccddeeff 00");
  writer.packet(0, 1_700_000_000_250_000, frame, 1, 11, 10, [
    { code: 3, value: fromHex("02 cdab3412") },
    { code: 5, value: fromHex("2a00000000000000") },
    { code: 2989, value: fromHex("72da0000 47010c00 0e000000 301a5222 08d0cd81 00434c6b") },
  ]);
  expect(writer.take()).toEqual(fromHex(`
    06 00 00 00  64 00 00 00  00 00 00 00  24 0a 06 00  90 10 22 18
    0a 00 00 00  0a 00 00 00  d4 00 00 00  aa bb cc dd  ee ff 00 00
    03 00 05 00  02 cd ab 34  12 00 00 00
    05 00 08 00  2a 00 00 00  00 00 00 00
    ad 0b 18 00  72 da 00 00  47 01 0c 00  0e 00 00 00
    30 1a 52 22  08 d0 cd 81  00 43 4c 6b
    00 00 00 00  64 00 00 00`));
});

test("PcapngWriter cuts an option that is too long for its length field", () => {
  const writer = new PcapngWriter();
  writer.section();
  writer.interface(127, [{ code: OPTION_INTERFACE_NAME, value: "x".repeat(70_000) }]);
  writer.packet(0, 5, fromHex("aabb"), 0, 2, 2);
  const read = readCapture(writer.take());
  expect(read.packets.length).toBe(1);
  expect(read.reason).toBeUndefined();
});

test("what PcapngWriter writes, the reader gives back", () => {
  const packet = fc.tuple(
    fc.uint8Array({ maxLength: 50 }),
    fc.nat(2 ** 31),
    fc.nat(9999),
    fc.nat(1),
  );
  fc.assert(
    fc.property(fc.array(packet), (packets) => {
      const writer = new PcapngWriter();
      writer.section();
      const links = [127, 105];
      for (const linkType of links) writer.interface(linkType);
      for (const [bytes, time, wire, interfaceNumber] of packets) {
        writer.packet(interfaceNumber, time * 1e6 + 0.5, bytes, 0, bytes.length, wire);
      }
      const read = readCapture(writer.take());
      expect(read.packets).toEqual(packets.map(([bytes, time, wireLength, interfaceNumber]) => ({
        linkType: links[interfaceNumber],
        fcsBytes: 0,
        timestampUs: time * 1e6,
        wireLength,
        bytes,
      })));
      expect(read.reason).toBeUndefined();
    }),
  );
});

test("PcapngWriter writes the worked example option by option", () => {
  const writer = new PcapngWriter();
  writer.beginPacket(0, 1_700_000_000_250_000, fromHex("d4000000aabbccddeeff"), 0, 10, 10);
  writer.packetHash(0x1234abcd);
  writer.packetNumber(42);
  writer.packetLocation(at(37.7749, -122.4194, 16, 3));
  writer.endPacket();
  expect(writer.take()).toEqual(fromHex(`
    06 00 00 00  64 00 00 00  00 00 00 00  24 0a 06 00  90 10 22 18
    0a 00 00 00  0a 00 00 00  d4 00 00 00  aa bb cc dd  ee ff 00 00
    03 00 05 00  02 cd ab 34  12 00 00 00
    05 00 08 00  2a 00 00 00  00 00 00 00
    ad 0b 18 00  72 da 00 00  47 01 0c 00  0e 00 00 00
    30 1a 52 22  08 d0 cd 81  00 43 4c 6b
    00 00 00 00  64 00 00 00`));
});

test("PcapngWriter writes a position without height at fix 2, at height 0, and at impossible heights", () => {
  const flat = fromHex("ad0b1400 72da0000 47010800 06000000 00d2496b 00d2496b");
  for (const [height, fix] of [[16, 2], [0, 3], [NaN, 3], [1e9, 3], [-200_000, 3]] as const) {
    const writer = new PcapngWriter();
    writer.beginPacket(0, 0, new Uint8Array(0), 0, 0, 0);
    writer.packetLocation(at(0, 0, height, fix));
    writer.endPacket();
    expect(writer.take().subarray(28, 28 + flat.length)).toEqual(flat);
  }
});

test("PcapngWriter writes no position that is none", () => {
  const positions = [[0, 0, 0], [91, 0, 3], [0, -181, 3], [NaN, 0, 3], [0, Infinity, 3]] as const;
  for (const [latitude, longitude, fix] of positions) {
    const writer = new PcapngWriter();
    writer.beginPacket(0, 0, new Uint8Array(0), 0, 0, 0);
    writer.packetLocation(at(latitude, longitude, 1, fix));
    writer.endPacket();
    expect(writer.take().length).toBe(32);
  }
});

test("PcapngWriter writes a report of an outside program, and not half of one", () => {
  const writer = new PcapngWriter();
  writer.beginPacket(0, 0, new Uint8Array(0), 0, 0, 0);
  writer.packetJson("RTL433", '{"model":"X"}');
  writer.endPacket();
  expect(writer.take().subarray(28)).toEqual(fromHex(`
    ac 0b 1f 00  72 da 00 00  48 01 17 00  22 52 54 4c 34 33 33 22 3a 20 7b 22 6d 6f 64 65 6c 22 3a
    22 58 22 7d 00  00 00 00 00  48 00 00 00`));
  writer.beginPacket(0, 0, new Uint8Array(0), 0, 0, 0);
  writer.packetJson("RTL433", JSON.stringify("x".repeat(65_536)));
  writer.endPacket();
  expect(writer.take().length).toBe(32);
});

test("PcapngWriter writes the counts of an interface", () => {
  const writer = new PcapngWriter();
  writer.statistics(1, 1_700_000_000_250_000, 2 ** 33 + 5, 3);
  expect(writer.take()).toEqual(fromHex(`
    05 00 00 00  34 00 00 00  01 00 00 00  24 0a 06 00  90 10 22 18
    04 00 08 00  05 00 00 00  02 00 00 00
    05 00 08 00  03 00 00 00  00 00 00 00
    00 00 00 00  34 00 00 00`));
});

function at(latitude: number, longitude: number, altitudeM: number, fix: number): PacketLocation {
  return { latitude, longitude, altitudeM, fix, speedKmh: 0, headingDegrees: 0 };
}
