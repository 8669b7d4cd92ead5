// oxlint-disable unicorn/no-array-fill-with-reference-type -- `fill` here is the reader's.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultCode } from "../../../protocols/faults.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { INTERFACES_MAX } from "../../../protocols/pcap/pcapng-reader.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { readCapture } from "./pcap-fixtures.ts";

/** A block of the byte order: type, length, body padded to 4, length. */
function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const length = 12 + ((body.length + 3) & ~3);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, length, little);
  bytes.set(body, 8);
  view.setUint32(length - 4, length, little);
  return bytes;
}

// Byte-order magic, version 1.0, section length unknown.
const SECTION = block(0x0a0d0d0a, fromHex("4d3c2b1a 0100 0000 ffffffffffffffff"));
const BIG_SECTION = block(0x0a0d0d0a, fromHex("1a2b3c4d 0001 0000 ffffffffffffffff"), false);
// Link type 127, snap length 65535, no options: microseconds.
const RADIOTAP = block(1, fromHex("7f00 0000 ffff0000"));
// Link type 105; if_tsresol nanoseconds, if_fcslen 4, if_tsoffset 10 s, end; an unknown option first.
const RAW_NANO = block(
  1,
  fromHex(`6900 0000 00000000
    0200 0500 776c616e30 000000  0900 0100 09 000000  0d00 0100 04 000000
    0e00 0800 0a00000000000000  0000 0000`),
);
// Interface 0, 1700000000.250000, 3 bytes of 5, padded.
const ENHANCED = block(6, fromHex("00000000 240a0600 90102218 03000000 05000000 aabbcc00"));
const PACKET = {
  linkType: 127,
  fcsBytes: 0,
  timestampUs: 1_700_000_000_250_000,
  wireLength: 5,
  bytes: fromHex("aabbcc"),
};
const START = concatBytes(SECTION, RADIOTAP);

describe("CaptureReader on pcapng", () => {
  test("reads an enhanced packet block, with and without options", () => {
    const withOptions = block(
      6,
      fromHex("00000000 240a0600 90102218 03000000 05000000 aabbcc00 0100 0200 68690000 00000000"),
    );
    expect(readCapture(concatBytes(START, ENHANCED, withOptions)).packets).toEqual([
      PACKET,
      PACKET,
    ]);
  });

  test("reads a big endian section", () => {
    const file = concatBytes(
      BIG_SECTION,
      block(1, fromHex("007f 0000 0000ffff"), false),
      block(6, fromHex("00000000 00060a24 18221090 00000003 00000005 aabbcc00"), false),
    );
    expect(readCapture(file).packets).toEqual([PACKET]);
  });

  test("reads the old packet block", () => {
    const old = block(2, fromHex("0000 ffff 240a0600 90102218 03000000 05000000 aabbcc00"));
    expect(readCapture(concatBytes(START, old)).packets).toEqual([PACKET]);
  });

  test("reads a simple packet block of the first interface, at the time of the packet before", () => {
    const simple = block(3, fromHex("03000000 aabbcc00"));
    const read = readCapture(concatBytes(START, simple, ENHANCED, simple));
    expect(read.packets.map((packet) => [packet.timestampUs, packet.wireLength])).toEqual([
      [0, 3],
      [PACKET.timestampUs, 5],
      [PACKET.timestampUs, 3],
    ]);
    expect(read.packets[2]!.bytes).toEqual(PACKET.bytes);
  });

  test("cuts a simple packet to the snap length of its interface", () => {
    const snapped = block(1, fromHex("7f00 0000 02000000"));
    const read = readCapture(
      concatBytes(SECTION, snapped, block(3, fromHex("09000000 aabb0000"))),
    );
    expect(read.packets).toEqual([{
      ...PACKET,
      timestampUs: 0,
      wireLength: 9,
      bytes: fromHex("aabb"),
    }]);
  });

  test("reads interfaces of several link types, resolutions, offsets and FCS lengths", () => {
    // 1700000000.250000999 s - 10 s offset, in nanoseconds: 0x1797_9cfb_4c62_d7e7
    const nanoseconds = 1_699_999_990_250_000_999n;
    const body = new Uint8Array(24);
    const view = new DataView(body.buffer);
    view.setUint32(0, 1, true);
    view.setUint32(4, Number(nanoseconds >> 32n), true);
    view.setUint32(8, Number(nanoseconds & 0xffffffffn), true);
    view.setUint32(12, 3, true);
    view.setUint32(16, 5, true);
    body.set(PACKET.bytes, 20);
    const other = block(6, body);
    const read = readCapture(concatBytes(START, RAW_NANO, ENHANCED, other, other, ENHANCED));
    expect(read.packets).toEqual([
      PACKET,
      { ...PACKET, linkType: 105, fcsBytes: 4 },
      { ...PACKET, linkType: 105, fcsBytes: 4 },
      PACKET,
    ]);
    // A batch has one link type.
    expect(read.batches).toEqual([1, 2, 1]);
  });

  test.each([[2, 2], [4, 4], [16, 2], [32, 4], [3, 0], [255, 0]])(
    "takes an FCS length of %i as %i bytes",
    (value, bytes) => {
      const described = block(
        1,
        Uint8Array.of(0x69, 0, 0, 0, 0, 0, 0, 0, 13, 0, 1, 0, value, 0, 0, 0, 0, 0, 0, 0),
      );
      const read = readCapture(concatBytes(SECTION, described, ENHANCED));
      expect(read.packets[0]!.fcsBytes).toBe(bytes);
    },
  );

  test("begins another batch where only the FCS length differs", () => {
    const withFcs = block(1, fromHex("7f00 0000 ffff0000 0d00 0100 04 000000 0000 0000"));
    const other = ENHANCED.slice();
    other[8] = 1;
    const read = readCapture(concatBytes(START, withFcs, ENHANCED, other, ENHANCED));
    expect(read.packets).toEqual([PACKET, { ...PACKET, fcsBytes: 4 }, PACKET]);
  });

  test("forgets the interfaces when another section begins, in the other byte order", () => {
    const file = concatBytes(
      START,
      ENHANCED,
      BIG_SECTION,
      block(1, fromHex("0069 0000 00000000"), false),
      block(6, fromHex("00000000 00060a24 18221090 00000003 00000005 aabbcc00"), false),
    );
    expect(readCapture(file).packets).toEqual([PACKET, { ...PACKET, linkType: 105 }]);
    const without = readCapture(concatBytes(START, ENHANCED, SECTION, ENHANCED));
    expect(without.packets).toEqual([PACKET]);
    expect(without.reason).toBe("packet 2 names interface 0, which is not described");
    expect(without.fault).toBe(faultCode("pcapng.interface"));
  });

  test("passes over name, statistics, key and unknown blocks of any size", () => {
    const statistics = block(5, fromHex("00000000 00000000 00000000"));
    const unknown = block(0x40000bad, new Uint8Array(3_000_000));
    const empty = block(0x0bad, new Uint8Array(0));
    const file = concatBytes(START, statistics, ENHANCED, unknown, ENHANCED, empty, ENHANCED);
    for (const piece of [file.length, 65_536, 997]) {
      const read = readCapture(file, piece);
      expect(read.packets).toEqual([PACKET, PACKET, PACKET]);
      expect(read.reason).toBeUndefined();
      expect(read.reader.consumed).toBe(file.length);
    }
  });

  test("passes over packets in chunks of one byte", () => {
    const file = concatBytes(START, ENHANCED, RAW_NANO, block(5, fromHex("00000000")), ENHANCED);
    expect(readCapture(file, 1).packets).toEqual([PACKET, PACKET]);
  });

  test("peek() knows the link type of the first interface", () => {
    const reader = new CaptureReader();
    reader.append(START.subarray(0, START.length - 1));
    expect([reader.peek(), reader.linkType]).toEqual([false, 0]);
    reader.append(START.subarray(START.length - 1));
    expect([reader.peek(), reader.linkType]).toEqual([true, 127]);
    reader.append(ENHANCED);
    const batch = new PacketBatch();
    expect([reader.fill(batch), batch.count]).toEqual(["packets", 1]);
  });

  test("keeps what came before a cut, at every length", () => {
    const file = concatBytes(START, ENHANCED, block(5, fromHex("00000000")));
    const whole = START.length + ENHANCED.length;
    for (let length = 4; length < file.length; length++) {
      const read = readCapture(file.subarray(0, length), 7);
      expect(read.packets).toEqual(length < whole ? [] : [PACKET]);
      const atBlock = [SECTION.length, START.length, whole].includes(length);
      expect(read.reason).toBe(
        atBlock ? undefined : `the file is cut off after ${read.packets.length} packets`,
      );
      expect(read.fault).toBe(atBlock ? undefined : faultCode("pcapng.truncated"));
    }
  });

  test.each([
    ["0", 0],
    ["8", 8],
    ["30", 30],
    ["67108868", 64 * 1024 * 1024 + 4],
    ["2147483648", 0x80000000],
  ])("stops at a block that claims %s bytes", (text, claimed) => {
    for (const type of [6, 0x0bad]) {
      const lie = block(type, new Uint8Array(40));
      new DataView(lie.buffer).setUint32(4, claimed, true);
      const read = readCapture(concatBytes(START, ENHANCED, lie, ENHANCED));
      expect(read.packets).toEqual([PACKET]);
      expect(read.reason).toBe(`a block after 1 packets claims ${text} bytes`);
      expect(read.fault).toBe(faultCode("pcapng.block_length"));
    }
  });

  test("holds no packet block of more than a megabyte", () => {
    const lie = block(6, new Uint8Array(24));
    new DataView(lie.buffer).setUint32(4, 1024 * 1024 + 4, true);
    expect(readCapture(concatBytes(START, lie)).reason).toBe(
      "a block after 0 packets claims 1048580 bytes",
    );
  });

  test("stops at a block whose two lengths differ, read or passed over", () => {
    for (const type of [6, 0x0bad]) {
      const lie = block(type, new Uint8Array(24));
      lie[lie.length - 4]! += 4;
      const read = readCapture(concatBytes(START, ENHANCED, lie, ENHANCED), 50);
      expect(read.packets).toEqual([PACKET]);
      expect(read.reason).toBe("a block after 1 packets names two lengths");
    }
  });

  test.each([
    ["more than its block", 4, fromHex("04000000"), fromHex("aabbcc")],
    ["2 GiB", 0x80000000, fromHex("00000080"), fromHex("aabbcc00")],
    ["more than any packet", 262_145, fromHex("01000400"), new Uint8Array(262_148)],
  ])("stops at a packet that claims %s", (_name, claimed, captured, data) => {
    const body = (data.length === 3) ? new Uint8Array(0) : data;
    const lie = block(
      6,
      concatBytes(fromHex("00000000 00000000 00000000"), captured, fromHex("05000000"), body),
    );
    const read = readCapture(concatBytes(START, ENHANCED, lie));
    expect(read.packets).toEqual([PACKET]);
    expect(read.reason).toBe(`packet 2 claims ${claimed} bytes`);
    expect(read.fault).toBe(faultCode("pcapng.packet_length"));
  });

  test("stops at packet blocks that are too short to be any, and at interfaces that are", () => {
    for (const [type, bytes] of [[6, 16], [2, 16], [3, 0]] as const) {
      const read = readCapture(concatBytes(START, block(type, new Uint8Array(bytes))));
      expect(read.fault).toBe(faultCode("pcapng.block_length"));
    }
    const short = readCapture(concatBytes(SECTION, block(1, new Uint8Array(4))));
    expect(short.fault).toBe(faultCode("pcapng.interface"));
  });

  test("stops at a section without byte order", () => {
    const lie = block(0x0a0d0d0a, fromHex("00000000 0100 0000 ffffffffffffffff"));
    expect(readCapture(lie)).toMatchObject({ packets: [], fault: faultCode("pcapng.block_order") });
    expect(readCapture(concatBytes(START, ENHANCED, lie)).packets).toEqual([PACKET]);
  });

  test("takes an interface whose options are damaged", () => {
    const damaged = block(1, fromHex("7f00 0000 00000000 0900 ffff 09000000"));
    expect(readCapture(concatBytes(SECTION, damaged, ENHANCED)).packets).toEqual([PACKET]);
  });

  test("has a limit of interfaces", () => {
    const many = Array.from({ length: INTERFACES_MAX }, () => RADIOTAP);
    const good = readCapture(concatBytes(SECTION, ...many, ENHANCED));
    expect(good.packets).toEqual([PACKET]);
    const read = readCapture(concatBytes(SECTION, ...many, RADIOTAP, ENHANCED));
    expect(read.packets).toEqual([]);
    expect(read.reason).toBe("a section has more than 4096 interfaces");
  });

  test("never throws on random bytes in blocks or behind them, and always ends", () => {
    const types = fc.constantFrom(1, 2, 3, 5, 6, 0x0a0d0d0a, 77);
    const bytes = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(fc.array(fc.tuple(types, bytes)), bytes, fc.nat(99), (blocks, tail, piece) => {
        const parts = blocks.map(([type, body]) => block(type, body));
        const read = readCapture(concatBytes(START, ...parts, tail), piece + 1);
        for (const packet of read.packets) expect(packet.bytes.length).toBeLessThanOrEqual(80);
      }),
      { numRuns: 300 },
    );
  });
});
