import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeAd,
  encodeAltBeacon,
  encodeEddystoneTlm,
  encodeEddystoneUid,
  encodeEddystoneUrl,
  encodeExposureNotification,
  encodeFindMy,
  encodeFlags,
  encodeIBeacon,
  encodeManufacturerData,
  encodeName,
  encodeServiceData,
  encodeServices,
  encodeTxPower,
} from "../../../protocols/btle/encode-data.ts";
import {
  encodeBtleFrame,
  encodeBtlePacket,
  encodeExtended,
  encodePdu,
} from "../../../protocols/btle/encode-frame.ts";
import { btleHeaderDecoder } from "../../../protocols/btle/link-layer.ts";
import { BtlePdu, decodePdu } from "../../../protocols/btle/pdu.ts";
import { joinBytes } from "../../../protocols/bytes.ts";
import { OK } from "../../../protocols/faults.ts";
import { LinkHeader } from "../../../protocols/linktype/link-header.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { fromHex } from "../../suites/hex.ts";

const LOCK = 0x112233445566;
const PHONE = 0xc0ffee000001;
const UUID = fromHex("f7826da64fa24e988024bc5b71e0893e");
const IDENTITY = { uuid: UUID, major: 258, minor: 3, powerDbm: -59 };

test("encodeBtlePacket() makes the example of spec 3.2, byte for byte", () => {
  const data = joinBytes([encodeFlags(), encodeName("Lock")]);
  const frame = encodeBtleFrame(encodePdu({ type: 0, sender: LOCK, random: true, data }));
  expect(encodeBtlePacket({ rfChannel: 0, signalDbm: -60 }, frame)).toEqual(
    fromHex(
      "00c40000 d6be898e 130c d6be898e 400f 665544332211 020106 05094c6f636b 1ce3d0",
    ),
  );
});

describe("decodePdu() reads what was encoded", () => {
  const address = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  const data = fc.uint8Array({ maxLength: 31 });
  const pdu = new BtlePdu();

  test("of the first generation", () => {
    fc.assert(fc.property(
      fc.constantFrom(0, 2, 4, 6),
      address,
      fc.boolean(),
      data,
      (type, sender, random, bytes) => {
        const encoded = encodePdu({ type, sender, random, data: bytes });
        expect(decodePdu(pdu, encoded, 0, encoded.length)).toBe(OK);
        expect(pdu).toMatchObject({ type, sender, senderRandom: random, target: -1 });
        expect(encoded.slice(pdu.dataStart, pdu.dataEnd)).toEqual(bytes);
      },
    ));
  });

  test("of extended advertising", () => {
    fc.assert(fc.property(
      fc.option(address, { nil: undefined }),
      fc.option(address, { nil: undefined }),
      fc.option(fc.record({ data: fc.nat(4095), set: fc.nat(15) }), { nil: undefined }),
      fc.option(fc.record({ channel: fc.nat(36), offset: fc.nat(0x1fff) }), { nil: undefined }),
      fc.option(fc.integer({ min: -127, max: 20 }), { nil: undefined }),
      data,
      (sender, target, ids, aux, txPowerDbm, bytes) => {
        const encoded = encodeExtended({
          sender,
          target,
          ids,
          aux,
          txPowerDbm,
          data: bytes,
          scannable: true,
        });
        expect(decodePdu(pdu, encoded, 0, encoded.length)).toBe(OK);
        expect(pdu).toMatchObject({
          type: 7,
          sender: sender ?? -1,
          target: target ?? -1,
          dataId: ids?.data ?? -1,
          setId: ids?.set ?? -1,
          auxChannel: aux?.channel ?? -1,
          txPowerDbm: txPowerDbm ?? 128,
          scannable: true,
          connectable: false,
        });
        expect(encoded.slice(pdu.dataStart, pdu.dataEnd)).toEqual(bytes);
      },
    ));
  });
});

test("encodePdu() refuses what no PDU has room for", () => {
  const data = new Uint8Array(250);
  expect(() => encodePdu({ type: 0, sender: LOCK, data })).toThrow("a PDU of 256 bytes");
});

test("what a receiver says of a CRC is what the link layer reads", () => {
  const frame = encodeBtleFrame(encodePdu({ type: 2, sender: LOCK }));
  const failed = (["valid", "invalid", "unchecked"] as const).map((crc) => {
    const packet = encodeBtlePacket({ rfChannel: 39, signalDbm: -70, noiseDbm: -96, crc }, frame);
    const header = new LinkHeader();
    expect(btleHeaderDecoder.decode(header, packet, 0, packet.length)).toBe(OK);
    expect(header).toMatchObject({ signal: -70, noise: -96, freqKhz: 2_480_000 });
    return header.fcsFailed;
  });
  expect(failed).toEqual([false, true, false]);
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

/** Name, PDU, and whether it is sent on a secondary channel. */
function everything(): [name: string, pdu: Uint8Array, auxiliary?: boolean][] {
  const adv = (data: Uint8Array, type = 0) => encodePdu({ type, sender: LOCK, random: true, data });
  const ids = { data: 0x123, set: 4 };
  return [
    ["name", adv(joinBytes([encodeFlags(), encodeName("Lock"), encodeTxPower(-8)]))],
    ["services", adv(encodeServices([0x180f, 0x180d]), 6)],
    ["iBeacon", adv(encodeIBeacon(IDENTITY), 2)],
    ["AltBeacon", adv(encodeAltBeacon(IDENTITY), 2)],
    ["Eddystone-UID", adv(encodeEddystoneUid(UUID.subarray(0, 10), UUID.subarray(10), -18), 2)],
    ["Eddystone-URL", adv(encodeEddystoneUrl("https://moirai.test", -18), 2)],
    [
      "Eddystone-TLM",
      adv(encodeEddystoneTlm({ batteryMv: 3000, temperatureC: -1.5, frames: 42, uptimeSec: 10.1 })),
    ],
    ["Find My", adv(encodeFindMy(0x10, new Uint8Array(22).fill(0xaa), 1), 2)],
    ["exposure", adv(encodeExposureNotification(UUID, UUID.subarray(0, 4)), 2)],
    ["Tile", adv(encodeServiceData(0xfeed, [2, 0, 1]), 2)],
    ["company", adv(encodeManufacturerData(0x0499, [5, 1, 2]), 2)],
    ["appearance", adv(encodeAd(0x19, [0xc1, 0x00]), 2)],
    ["scan response", adv(encodeName("Lock"), 4)],
    [
      "scan request",
      encodePdu({ type: 3, sender: PHONE, random: true, target: LOCK, targetRandom: true }),
    ],
    ["directed", encodePdu({ type: 1, sender: LOCK, target: PHONE, targetRandom: true })],
    [
      "connection",
      encodePdu({
        type: 5,
        sender: PHONE,
        target: LOCK,
        data: fromHex("f51dd492 123456 03 0a00 1800 0000 4800 ffffffff1f a5"),
      }),
    ],
    ["pointer", encodeExtended({ ids, aux: { channel: 22, offset: 50 } })],
    [
      "extended",
      encodeExtended({
        sender: LOCK,
        random: true,
        ids,
        txPowerDbm: 4,
        data: joinBytes([encodeFlags(), encodeName("a name as long as extended ones may have")]),
      }),
      true,
    ],
  ];
}

test.skipIf(!hasTshark)("tshark reads the same (skipped where it is not installed)", () => {
  const folder = mkdtempSync(join(tmpdir(), "moirai-btle-"));
  const read = (linkType: number, packets: readonly Uint8Array[], fields: readonly string[]) => {
    const path = join(folder, `${linkType}.pcap`);
    const records = packets.map((packet, index) => encodePcapRecord(index * 1000, packet));
    writeFileSync(path, joinBytes([encodePcapHeader(linkType), ...records]));
    const args = ["-r", path, "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"];
    const run = spawnSync("tshark", [...args, ...fields.flatMap((field) => ["-e", field])], {
      encoding: "utf8",
    });
    return run.stdout.trimEnd().split("\n").map((line) => line.split("|"));
  };
  const FIELDS = [
    "_ws.malformed",
    "_ws.expert.severity",
    "_ws.expert.message",
    "btle.crc.incorrect",
    "btle.advertising_header.pdu_type",
    "btle.advertising_address",
    "btcommon.eir_ad.entry.device_name",
    "btcommon.eir_ad.entry.company_id",
  ];
  const WARNING = 0x600000;
  const frames = everything().map(([name, pdu, auxiliary = false]) => ({
    name,
    frame: encodeBtleFrame(pdu),
    auxiliary,
  }));
  try {
    const bare = read(251, frames.map(({ frame }) => frame), FIELDS);
    const packets = frames.map(({ frame, auxiliary }) =>
      // Nobody has checked the CRC, so that tshark does.
      encodeBtlePacket(
        { rfChannel: auxiliary ? 24 : 12, signalDbm: -60, auxiliary, crc: "unchecked" },
        frame,
      )
    );
    const radio = read(256, packets, [...FIELDS, "btle_rf.channel", "btle_rf.signal_dbm"]);
    for (const rows of [bare, radio]) {
      expect(rows).toHaveLength(frames.length);
      for (const [index, [malformed, severities, message, wrong]] of rows.entries()) {
        const { name } = frames[index]!;
        expect(malformed, name).toBe("");
        const worst = Math.max(0, ...severities!.split(",").map(Number));
        expect(worst < WARNING ? "" : message, name).toBe("");
        expect(wrong, name).toBe("");
      }
    }
    const told = Object.fromEntries(radio.map((row, index) => [frames[index]!.name, row.slice(4)]));
    const lock = "11:22:33:44:55:66";
    expect(told["name"]).toEqual(["0x00", lock, "Lock", "", "12", "-60"]);
    expect(told["iBeacon"]).toEqual(["0x02", lock, "", "0x004c", "12", "-60"]);
    expect(told["company"]!.slice(0, 4)).toEqual(["0x02", lock, "", "0x0499"]);
    expect(told["scan request"]!.slice(0, 2)).toEqual(["0x03", lock]);
    expect(told["extended"]!.slice(0, 3)).toEqual([
      "0x07",
      lock,
      "a name as long as extended ones may have",
    ]);
    // It is not blind: a wrong CRC is one.
    const broken = encodeBtleFrame(everything()[0]![1]).slice();
    broken[8]! ^= 1;
    expect(read(251, [broken], FIELDS)[0]![2]).toContain("CRC");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
