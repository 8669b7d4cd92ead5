import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeDot11Frame,
  DOT11_ABSENT,
  DOT11_CORRUPT,
  DOT11_GOOD,
  DOT11_UNKNOWN,
  dot11FaultClass,
  Dot11Frame,
} from "../../../protocols/dot11/frame.ts";
import { FAULT_NAMES, faultCode, OK } from "../../../protocols/faults.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { differences, offsetNames, ranges } from "./differences.ts";
import { BEACON } from "./vectors.ts";

const OFFSETS = offsetNames(new Dot11Frame());

function values(frame: Dot11Frame, start: number): Record<string, unknown> {
  return { ...differences(frame, new Dot11Frame(), OFFSETS), ...ranges(frame, start) };
}

// Addresses 02:..:01, 02:..:02, 02:..:03 and 02:..:04.
const A1 = "020000000001";
const A2 = "020000000002";
const A3 = "020000000003";
const A4 = "020000000004";
const ONE = 0x020000000001;
const TWO = 0x020000000002;
const THREE = 0x020000000003;
const FOUR = 0x020000000004;

/** Three addresses in order and what they are in management frames. */
const MANAGEMENT = {
  addr1: ONE,
  addr2: TWO,
  addr3: THREE,
  destination: ONE,
  source: TWO,
  bssid: THREE,
  headerLength: 24,
};

const management = (control: string, rest: string) =>
  fromHex(`${control} 0000 ${A1} ${A2} ${A3} 3012 ${rest}`);

const cases: readonly DecoderCase[] = [
  {
    name: "beacon of linksys: timestamp 305419896, interval 100, capability 0411",
    bytes: BEACON,
    shortest: 36,
    expected: {
      subtype: 8,
      addr1: 0xffffffffffff,
      addr2: 0x001122334455,
      addr3: 0x001122334455,
      destination: 0xffffffffffff,
      source: 0x001122334455,
      bssid: 0x001122334455,
      sequence: 1,
      timestampLow: 305419896,
      intervalTu: 100,
      capability: 0x0411,
      ess: true,
      privacy: true,
      headerLength: 24,
      elements: [36, 104],
      body: [24, 104],
    },
  },
  {
    name: "beacon of an ad-hoc network: IBSS bit without ESS bit, timestamp above 2^32",
    bytes: management("8000", "0100000002000000 6400 0200 0000"),
    shortest: 36,
    expected: {
      ...MANAGEMENT,
      subtype: 8,
      sequence: 0x123,
      distribution: 4,
      timestampLow: 1,
      timestampHigh: 2,
      intervalTu: 100,
      capability: 2,
      ibss: true,
      elements: [36, 38],
      body: [24, 38],
    },
  },
  {
    name: "beacon with both ESS and IBSS: the flag is set, the distribution is not",
    bytes: management("8000", "0100000000000000 6400 0300"),
    expected: {
      ...MANAGEMENT,
      subtype: 8,
      sequence: 0x123,
      timestampLow: 1,
      intervalTu: 100,
      capability: 3,
      ess: true,
      ibss: true,
      body: [24, 36],
    },
  },
  {
    name: "probe request: towards the access point, elements from 24",
    bytes: management("4000", "0000 0104 02040b16"),
    shortest: 24,
    expected: {
      ...MANAGEMENT,
      subtype: 4,
      sequence: 0x123,
      distribution: 2,
      elements: [24, 32],
      body: [24, 32],
    },
  },
  {
    // Byte 34 is the fifth character of the name, 0x73, where others look for the IBSS bit.
    name: "association request: capability at 24, whatever byte 34 is; elements from 28",
    bytes: fromHex(
      `0000 3a01 ${A1} ${A2} ${A3} 3012 3104 0500 000d 57697265736861726b2d534145 0101 82`,
    ),
    shortest: 36,
    expected: {
      ...MANAGEMENT,
      sequence: 0x123,
      capability: 0x0431,
      ess: true,
      privacy: true,
      listenInterval: 5,
      elements: [28, 46],
      body: [24, 46],
    },
  },
  {
    name: "association response: capability, status, identifier; elements from 30",
    bytes: management("1000", "3104 1100 01c0 0104 82848b96"),
    expected: {
      ...MANAGEMENT,
      subtype: 1,
      sequence: 0x123,
      capability: 0x0431,
      ess: true,
      privacy: true,
      status: 17,
      associationId: 1,
      elements: [30, 36],
      body: [24, 36],
    },
  },
  {
    name: "reassociation request: current access point, elements from 34",
    bytes: management("2000", `0100 0a00 ${A4} 0000 0101 82`),
    shortest: 36,
    expected: {
      ...MANAGEMENT,
      subtype: 2,
      sequence: 0x123,
      capability: 1,
      ess: true,
      listenInterval: 10,
      currentAp: FOUR,
      elements: [34, 39],
      body: [24, 39],
    },
  },
  {
    name: "reassociation response: no IBSS flag",
    bytes: management("3000", "0200 0000 02c0 0101 82"),
    shortest: 24,
    expected: {
      ...MANAGEMENT,
      subtype: 3,
      sequence: 0x123,
      capability: 2,
      associationId: 2,
      elements: [30, 33],
      body: [24, 33],
    },
  },
  {
    name: "authentication: algorithm 3, step 1, status 76",
    bytes: management("b000", "0300 0100 4c00"),
    shortest: 24,
    expected: {
      ...MANAGEMENT,
      subtype: 11,
      sequence: 0x123,
      authAlgorithm: 3,
      authSequence: 1,
      status: 76,
      body: [24, 30],
    },
  },
  {
    name: "deauthentication, retry, reason 263",
    bytes: fromHex(`c008 3a01 ${A1} ${A2} ${A3} 3512 0701`),
    shortest: 24,
    expected: {
      ...MANAGEMENT,
      subtype: 12,
      retry: true,
      sequence: 0x123,
      fragment: 5,
      reason: 263,
      body: [24, 26],
    },
  },
  {
    name: "disassociation without its reason",
    bytes: management("a000", "08"),
    shortest: 24,
    expected: { ...MANAGEMENT, subtype: 10, sequence: 0x123, body: [24, 25] },
  },
  {
    name: "neighbor report response: elements after the dialog token",
    bytes: management("d000", "05 05 01 340d 020000000003 00000000 51 e1 07"),
    expected: {
      ...MANAGEMENT,
      subtype: 13,
      sequence: 0x123,
      actionCategory: 5,
      action: 5,
      elements: [27, 42],
      body: [24, 42],
    },
  },
  {
    name: "radio measurement request: elements after the repetitions",
    bytes: management("d000", "05 00 01 0000 2603 010005"),
    expected: {
      ...MANAGEMENT,
      subtype: 13,
      sequence: 0x123,
      actionCategory: 5,
      elements: [29, 34],
      body: [24, 34],
    },
  },
  {
    name: "neighbor report whose element does not fit",
    bytes: management("d000", "05 05 01 340e 020000000003 00000000 51 e1 07"),
    expected: "dot11.action_malformed",
  },
  {
    name: "protected action frame: not looked into",
    bytes: management("d040", "05 05 01 ff ffffff"),
    shortest: 30,
    expected: {
      ...MANAGEMENT,
      subtype: 13,
      protected: true,
      sequence: 0x123,
      body: [24, 31],
    },
  },
  {
    name: "block ack action",
    bytes: management("d000", "03 00 01 0210 0000 1000"),
    shortest: 30,
    expected: {
      ...MANAGEMENT,
      subtype: 13,
      sequence: 0x123,
      actionCategory: 3,
      body: [24, 33],
    },
  },
  {
    name: "management subtype 7",
    bytes: management("7000", ""),
    expected: "dot11.subtype_unknown",
  },
  {
    name: "management subtype 15",
    bytes: management("f000", ""),
    expected: "dot11.subtype_unknown",
  },
  {
    name: "data to the access point, QoS, more fragments",
    bytes: fromHex(`8805 0000 ${A1} ${A2} ${A3} 3112 0000 aaaa03000000`),
    shortest: 24,
    expected: {
      kind: 2,
      subtype: 8,
      toDs: true,
      moreFragments: true,
      distribution: 2,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      bssid: ONE,
      source: TWO,
      destination: THREE,
      sequence: 0x123,
      fragment: 1,
      qos: true,
      headerLength: 26,
      dataSize: 6,
      body: [26, 32],
    },
  },
  {
    name: "data from the access point, CCMP: byte 2 of the body is 0",
    bytes: fromHex(`0842 0000 ${A1} ${A2} ${A3} 3012 0100 0020 00000000 cccc`),
    shortest: 24,
    expected: {
      kind: 2,
      fromDs: true,
      protected: true,
      distribution: 1,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      destination: ONE,
      bssid: TWO,
      source: THREE,
      sequence: 0x123,
      headerLength: 24,
      dataSize: 10,
      cryptLow: 2,
      body: [24, 34],
    },
  },
  {
    name: "data, TKIP: the seed bit of byte 1, byte 2 is not 0",
    bytes: fromHex(`0842 0000 ${A1} ${A2} ${A3} 3012 0021 0520 00000000`),
    shortest: 24,
    expected: {
      kind: 2,
      fromDs: true,
      protected: true,
      distribution: 1,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      destination: ONE,
      bssid: TWO,
      source: THREE,
      sequence: 0x123,
      headerLength: 24,
      dataSize: 8,
      cryptLow: 2,
      body: [24, 32],
    },
  },
  {
    name: "data in an ad-hoc network, WEP",
    bytes: fromHex(`0840 0000 ${A1} ${A2} ${A3} 3012 0102 0300 cccccccc`),
    shortest: 24,
    expected: {
      kind: 2,
      protected: true,
      distribution: 4,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      destination: ONE,
      source: TWO,
      bssid: THREE,
      sequence: 0x123,
      headerLength: 24,
      dataSize: 8,
      cryptLow: 1,
      body: [24, 32],
    },
  },
  {
    name: "data in an ad-hoc network without a BSSID: the sender stands for it",
    bytes: fromHex(`0800 0000 ${A1} ${A2} 000000000000 3012`),
    expected: {
      kind: 2,
      distribution: 4,
      addr1: ONE,
      addr2: TWO,
      destination: ONE,
      source: TWO,
      bssid: TWO,
      sequence: 0x123,
      headerLength: 24,
    },
  },
  {
    name: "four addresses, QoS, several MSDUs: header of 32 bytes, no BSSID",
    bytes: fromHex(`8803 2c00 ${A1} ${A2} ${A3} 3012 ${A4} 8000 aaaa`),
    shortest: 30,
    expected: {
      kind: 2,
      subtype: 8,
      toDs: true,
      fromDs: true,
      distribution: 3,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      addr4: FOUR,
      receiver: ONE,
      transmitter: TWO,
      destination: THREE,
      source: FOUR,
      sequence: 0x123,
      qos: true,
      aggregated: true,
      headerLength: 32,
      dataSize: 2,
      body: [32, 34],
    },
  },
  {
    name: "QoS data with an HT control field: the body is behind it, the size counts it",
    bytes: fromHex(`8881 0000 ${A1} ${A2} ${A3} 3012 0000 11223344 aaaa`),
    shortest: 24,
    expected: {
      kind: 2,
      subtype: 8,
      toDs: true,
      order: true,
      distribution: 2,
      addr1: ONE,
      addr2: TWO,
      addr3: THREE,
      bssid: ONE,
      source: TWO,
      destination: THREE,
      sequence: 0x123,
      qos: true,
      headerLength: 26,
      dataSize: 6,
      body: [30, 32],
    },
  },
  {
    name: "null data with power management: empty",
    bytes: fromHex(`4811 0000 ${A1} ${A2} ${A1} 3012`),
    expected: {
      kind: 2,
      subtype: 4,
      toDs: true,
      powerManagement: true,
      distribution: 2,
      addr1: ONE,
      addr2: TWO,
      addr3: ONE,
      bssid: ONE,
      source: TWO,
      destination: ONE,
      sequence: 0x123,
      empty: true,
      headerLength: 24,
    },
  },
  {
    name: "CF-Ack+Poll without data: not one of the empty ones",
    bytes: fromHex(`6801 0000 ${A1} ${A2} ${A1} 3012`),
    expected: {
      kind: 2,
      subtype: 6,
      toDs: true,
      distribution: 2,
      addr1: ONE,
      addr2: TWO,
      addr3: ONE,
      bssid: ONE,
      source: TWO,
      destination: ONE,
      sequence: 0x123,
      headerLength: 24,
    },
  },
  {
    name: "data subtype 7",
    bytes: fromHex(`7801 0000 ${A1} ${A2} ${A1} 3012`),
    expected: "dot11.subtype_reserved",
  },
  {
    name: "data subtype 13",
    bytes: fromHex(`d801 0000 ${A1} ${A2} ${A1} 3012`),
    expected: "dot11.subtype_reserved",
  },
  {
    name: "RTS",
    bytes: fromHex(`b400 0000 ${A1} ${A2}`),
    expected: {
      kind: 1,
      subtype: 11,
      addr1: ONE,
      addr2: TWO,
      destination: ONE,
      source: TWO,
      distribution: 4,
    },
  },
  {
    name: "block ack: addressed the other way round",
    bytes: fromHex(`9400 0000 ${A1} ${A2} 0000`),
    shortest: 16,
    expected: {
      kind: 1,
      subtype: 9,
      addr1: ONE,
      addr2: TWO,
      destination: TWO,
      source: ONE,
    },
  },
  {
    name: "PS-Poll",
    bytes: fromHex(`a400 01c0 ${A1} ${A2}`),
    shortest: 10,
    expected: { kind: 1, subtype: 10, addr1: ONE, source: ONE, bssid: ONE },
  },
  {
    name: "acknowledgement",
    bytes: fromHex(`d400 0000 ${A1}`),
    expected: { kind: 1, subtype: 13, addr1: ONE, destination: ONE, source: ONE },
  },
  {
    name: "CF-End",
    bytes: fromHex(`e400 0000 ${A1} ${A2}`),
    shortest: 10,
    expected: { kind: 1, subtype: 14, addr1: ONE },
  },
  {
    name: "control subtype 6",
    bytes: fromHex(`6400 0000 ${A1}`),
    expected: "dot11.subtype_unknown",
  },
  { name: "extension frame", bytes: fromHex(`0c00 0000 ${A1}`), expected: "dot11.type_unknown" },
  { name: "nine bytes", bytes: fromHex("d400 0000 0200000000"), expected: "dot11.truncated" },
];

testDecoder("decodeDot11Frame()", {
  create: () => new Dot11Frame(),
  decode: decodeDot11Frame,
  values,
  cases,
  seeds: cases.map(({ bytes }) => bytes.subarray(0, 24)),
});

describe("dot11FaultClass()", () => {
  const classOf = (bytes: Uint8Array, length = bytes.length) => {
    const frame = new Dot11Frame();
    return dot11FaultClass(decodeDot11Frame(frame, bytes, 0, length));
  };

  test("tells frames that count from those that do not", () => {
    expect(classOf(BEACON)).toBe(DOT11_GOOD);
    expect(classOf(BEACON, 9)).toBe(DOT11_ABSENT);
    expect(classOf(BEACON, 10)).toBe(DOT11_CORRUPT);
    expect(classOf(BEACON, 35)).toBe(DOT11_CORRUPT);
    expect(classOf(management("6000", ""))).toBe(DOT11_UNKNOWN);
    expect(classOf(fromHex(`0c00 0000 ${A1}`))).toBe(DOT11_UNKNOWN);
    expect(classOf(fromHex(`d801 0000 ${A1} ${A2} ${A1} 3012`))).toBe(DOT11_CORRUPT);
    expect(classOf(fromHex(`b400 0000 ${A1}`))).toBe(DOT11_CORRUPT);
    expect(classOf(fromHex(`0803 0000 ${A1} ${A2} ${A3} 3012 0000000000`))).toBe(DOT11_CORRUPT);
  });

  test("an unknown management subtype stays unknown when it is short", () => {
    expect(classOf(fromHex(`7000 0000 ${A1}`))).toBe(DOT11_UNKNOWN);
  });

  test("management subtypes with fixed fields need 36 bytes, actions 30, the others 24", () => {
    const least: Record<string, number> = {
      "0": 36,
      "1": 36,
      "2": 36,
      "3": 24,
      "4": 24,
      "5": 36,
      "8": 36,
      "9": 36,
      a: 24,
      b: 24,
      c: 24,
      d: 30,
      e: 30,
    };
    for (const [subtype, length] of Object.entries(least)) {
      const bytes = concatBytes(management(`${subtype}000`, ""), new Uint8Array(30));
      expect(classOf(bytes, length), subtype).toBe(DOT11_GOOD);
      expect(classOf(bytes, length - 1), subtype).toBe(DOT11_CORRUPT);
    }
  });
});

test("decodeDot11Frame() writes every property, also when it returns a fault", () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  const used = new Dot11Frame();
  fc.assert(
    fc.property(bytes, (unit) => {
      const fresh = new Dot11Frame();
      const fault = decodeDot11Frame(fresh, unit, 0, unit.length);
      expect(decodeDot11Frame(used, unit, 0, unit.length)).toBe(fault);
      expect(used).toEqual(fresh);
    }),
    { numRuns: 500, seed: 11 },
  );
});

test("decodeDot11Frame() never throws on mutated frames, and its ranges stay inside", () => {
  const frame = new Dot11Frame();
  const good = cases.map(({ bytes }) => bytes);
  fc.assert(
    fc.property(
      fc.constantFrom(...good),
      fc.array(fc.tuple(fc.nat({ max: 120 }), fc.nat({ max: 255 })), { maxLength: 4 }),
      fc.nat({ max: 120 }),
      (unit, changes, length) => {
        const bytes = unit.slice(0, length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const fault = decodeDot11Frame(frame, bytes, 0, bytes.length);
        expect(FAULT_NAMES[fault]).toBeDefined();
        for (const name of OFFSETS) {
          const offset = (frame as unknown as Record<string, number>)[name]!;
          if (fault === OK) expect(offset, name).toBeLessThanOrEqual(bytes.length);
        }
        expect(Number.isSafeInteger(frame.source)).toBe(true);
      },
    ),
    { numRuns: 500, seed: 80211 },
  );
});

test("a capture cut inside the header is corrupt with one name, whatever follows", () => {
  const frame = new Dot11Frame();
  expect(decodeDot11Frame(frame, BEACON, 0, 23)).toBe(faultCode("dot11.fixed_truncated"));
  expect(frame.kind).toBe(0);
  expect(frame.subtype).toBe(8);
  expect(frame.source).toBe(0);
});
