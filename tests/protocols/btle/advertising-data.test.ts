import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AdStructures,
  findStructures,
  sentUuidText,
  STRUCTURES_MAX,
} from "../../../protocols/btle/advertising-data.ts";
import { readBeacon } from "../../../protocols/btle/beacon-formats.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";

testDecoder("findStructures()", {
  create: () => new AdStructures(),
  decode: findStructures,
  values: (found: AdStructures, start) => ({
    found: Array.from({ length: found.count }, (_, index) => [
      found.types[index],
      found.starts[index]! - start,
      found.ends[index]! - start,
    ]),
    longest: found.longest,
    cut: found.cut,
  }),
  cases: [
    {
      name: "flags and a name",
      bytes: fromHex("020106 05094c6f636b"),
      shortest: 0,
      expected: { found: [[1, 2, 3], [9, 5, 9]], longest: 5, cut: false },
    },
    {
      name: "a length of zero ends the data",
      bytes: fromHex("020106 00 05094c6f636b"),
      shortest: 0,
      expected: { found: [[1, 2, 3]], longest: 2, cut: false },
    },
    {
      name: "a structure that ends behind the data",
      bytes: fromHex("020106 0509"),
      expected: "btle.data_malformed",
    },
    {
      name: "more structures than are looked at",
      bytes: fromHex("0101".repeat(STRUCTURES_MAX + 1)),
      shortest: 0,
      expected: {
        found: Array.from({ length: STRUCTURES_MAX }, (_, n) => [1, 2 * n + 2, 2 * n + 2]),
        longest: 1,
        cut: true,
      },
    },
  ],
});

test("sentUuidText() turns UUIDs of every size around", () => {
  expect(sentUuidText(fromHex("0f18"), 0, 2)).toBe("180F");
  expect(sentUuidText(fromHex("04030201"), 0, 4)).toBe("01020304");
  expect(sentUuidText(fromHex("fb349b5f80000080001000000f180000"), 0, 16))
    .toBe("0000180F-0000-1000-8000-00805F9B34FB");
});

/** The members of the beacon that the data is, without those that it does not have. */
function beaconIn(hex: string): Record<string, unknown> | undefined {
  const data = fromHex(hex);
  // What follows the data must not matter: here the type of a frame.
  const bytes = new Uint8Array(data.length + 64).fill(0x40);
  bytes.set(data);
  const structures = new AdStructures();
  expect(findStructures(structures, bytes, 0, data.length)).toBe(0);
  const beacon = readBeacon(structures, 0, bytes);
  return beacon &&
    Object.fromEntries(Object.entries(beacon).filter(([, value]) => value !== undefined));
}

describe("readBeacon()", () => {
  test.each([
    [
      "iBeacon",
      "1aff 4c00 02 15 f7826da64fa24e988024bc5b71e0893e 0102 fffe c5",
      {
        kind: "ibeacon",
        uuid: "F7826DA6-4FA2-4E98-8024-BC5B71E0893E",
        major: 258,
        minor: 65534,
        powerDbm: -59,
      },
    ],
    [
      "AltBeacon of Radius Networks",
      "1bff 1801 beac 2f234454cf6d4a0fadf2f4911ba9ffa6 0001 0002 be 00",
      {
        kind: "altbeacon",
        uuid: "2F234454-CF6D-4A0F-ADF2-F4911BA9FFA6",
        major: 1,
        minor: 2,
        powerDbm: -66,
      },
    ],
    [
      "Eddystone-UID",
      "1716 aafe 00 ee 00112233445566778899 aabbccddeeff 0000",
      {
        kind: "eddystone-uid",
        powerDbm: -18,
        namespace: "00112233445566778899",
        identifier: "AABBCCDDEEFF",
      },
    ],
    [
      "Eddystone-URL: https://www. example .com/ x, and a byte that is no letter",
      "1116 aafe 10 f6 01 6578616d706c65 00 78 01 ff",
      { kind: "eddystone-url", powerDbm: -10, url: "https://www.example.com/x.org/" },
    ],
    [
      "Eddystone-URL: endings without a slash",
      "0916 aafe 10 f6 03 61 07 62",
      { kind: "eddystone-url", powerDbm: -10, url: "https://a.comb" },
    ],
    [
      "Eddystone-TLM at minus 1.5 °C",
      "1116 aafe 20 00 0bb8 fe80 0000002a 00000065",
      { kind: "eddystone-tlm", batteryMv: 3000, temperatureC: -1.5, frames: 42, uptimeSec: 10.1 },
    ],
    [
      "Eddystone-EID",
      "0d16 aafe 30 ee 0102030405060708",
      { kind: "eddystone-eid", powerDbm: -18, identifier: "0102030405060708" },
    ],
    [
      "Find My away from its owner",
      `1eff 4c00 12 19 10 ${"aa".repeat(22)} 01 00`,
      { kind: "find-my", status: 16, separated: true },
    ],
    ["Find My near its owner", "07ff 4c00 12 02 24 03", {
      kind: "find-my",
      status: 36,
      separated: false,
    }],
    [
      "Find My behind another message of Apple",
      "0bff 4c00 10 02 0b00 12 02 24 03",
      { kind: "find-my", status: 36, separated: false },
    ],
    ["Google's tags", "0416 aafe 41", { kind: "google-find-my", separated: true }],
    [
      "Exposure Notification",
      "1716 6ffd 000102030405060708090a0b0c0d0e0f 40400000",
      { kind: "exposure-notification", identifier: "000102030405060708090A0B0C0D0E0F" },
    ],
    ["Tile", "0416 edfe 02", { kind: "tile" }],
    ["SmartTag", "0516 5afd 1300", { kind: "smarttag" }],
    ["Chipolo", "0416 33fe 01", { kind: "chipolo" }],
    ["a tracker of the common format, separated", "0516 b2fc 01 00", {
      kind: "dult",
      network: 1,
      separated: true,
    }],
  ])("knows %s", (_, hex, expected) => {
    expect(beaconIn(hex)).toEqual(expected);
  });

  test.each([
    ["an iBeacon one byte short", "19ff 4c00 02 14 f7826da64fa24e988024bc5b71e0893e 0102 fffe"],
    [
      "an AltBeacon of another code",
      "1bff 1801 bead 2f234454cf6d4a0fadf2f4911ba9ffa6 0001 0002 be 00",
    ],
    ["Apple's data that ends early", "05ff 4c00 12 19"],
    ["Eddystone without a frame", "0316 aafe"],
    ["Eddystone-UID cut short", "0616 aafe 00 ee 00"],
    ["encrypted telemetry", "1116 aafe 20 01 0bb8 fe80 0000002a 00000065"],
    ["an exposure notification of another length", "0516 6ffd 0001"],
    ["a service that is no beacon", "0416 0f18 64"],
    ["half a company", "02ff 4c"],
    ["a name", "05094c6f636b"],
  ])("takes %s for none", (_, hex) => {
    expect(beaconIn(hex)).toBeUndefined();
  });

  test("never throws, and never looks behind the structure", () => {
    const heads = fc.constantFrom("ff4c00", "ff1801beac", "16aafe", "166ffd", "16b2fc", "165afd");
    fc.assert(
      fc.property(heads, fc.uint8Array({ maxLength: 40 }), (head, rest) => {
        const structure = new Uint8Array([...fromHex(head), ...rest]);
        const both = [0, 0xff].map((filler) => {
          const bytes = new Uint8Array(structure.length + 65).fill(filler);
          bytes[0] = structure.length;
          bytes.set(structure, 1);
          const found = new AdStructures();
          findStructures(found, bytes, 0, structure.length + 1);
          return readBeacon(found, 0, bytes);
        });
        expect(both[0]).toEqual(both[1]);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
