import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeElements,
  Dot11Elements,
  ELEMENTS_PRIVACY,
  VENDOR_OUIS_MAX,
} from "../../../protocols/dot11/elements.ts";
import {
  FINDING_CHANNEL_LENGTH,
  FINDING_EXTENDED_CAPABILITIES_LONG,
  FINDING_MALFORMED,
  FINDING_NEIGHBOR_CHANNEL,
  FINDING_P2P_ABSENCE_LONG,
  FINDING_RATES_HOSTILE,
  FINDING_SSID_EMPTY,
  FINDING_SSID_LONG,
  FINDING_WMM_LONG,
  FINDING_WMM_TSPECS,
} from "../../../protocols/dot11/findings.ts";
import { FAULT_NAMES, OK } from "../../../protocols/faults.ts";
import { type DecoderCase, testDecoder } from "../../suites/decoder.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";
import { differences, offsetNames, ranges } from "./differences.ts";
import { BEACON, BEACON_ELEMENTS } from "./vectors.ts";
import { cryptBits } from "./crypt-bits.ts";

const OFFSETS = offsetNames(new Dot11Elements());

/** What differs from a new object: crypt bits as one number, OUIs as an array, ranges by name. */
function values(elements: Dot11Elements, start: number): Record<string, unknown> {
  const changed = differences(elements, new Dot11Elements(), [
    ...OFFSETS,
    "cryptLow",
    "cryptHigh",
    "vendorOuiCount",
  ]);
  const crypt = Number(cryptBits(elements.cryptLow, elements.cryptHigh));
  if (crypt !== 0) changed.crypt = crypt;
  if (elements.vendorOuiCount > 0) {
    changed.ouis = [...elements.vendorOuis.subarray(0, elements.vendorOuiCount)];
  }
  // The SSID and the extended capabilities carry a length instead of an end.
  if (elements.hasSsid) changed.ssidStart = elements.ssidStart - start;
  return { ...changed, ...ranges(elements, start) };
}

function decoded(hex: string, options = 0): Record<string, unknown> | string {
  const elements = new Dot11Elements();
  const bytes = fromHex(hex);
  const fault = decodeElements(elements, bytes, 0, bytes.length, options);
  return fault === OK ? values(elements, 0) : FAULT_NAMES[fault]!;
}

function findingsOf(hex: string): number {
  const elements = new Dot11Elements();
  const bytes = fromHex(hex);
  decodeElements(elements, bytes, 0, bytes.length);
  return elements.findings;
}

const LINKSYS = { hasSsid: true, ssidStart: 2, ssidLength: 7, ssidHash: 1767661273 };

const cases: readonly DecoderCase[] = [
  {
    name: "beacon of linksys: channel 6, rates to 18, WPA2-PSK CCMP, HT20",
    bytes: BEACON.subarray(BEACON_ELEMENTS),
    expected: {
      ...LINKSYS,
      maxRateMbps: 18,
      channel: 6,
      channelElementLength: 1,
      hasRsn: true,
      crypt: 274945016842,
      hasHtOperation: true,
      htPrimaryChannel: 6,
      htMode: "HT20",
    },
  },
  { name: "no elements", bytes: new Uint8Array(0), expected: {} },
  {
    name: "country DE with one triplet, QBSS load version 2, power, TPC",
    bytes: fromHex("0706 444520 010d14  0b05 0300 80 0000  2102 0014  2302 0f00"),
    expected: {
      hasCountry: true,
      country: [2, 8],
      hasQbss: true,
      qbssStations: 3,
      qbssUtilisation: 128,
      hasPower: true,
      maxTxPower: 20,
      hasTpc: true,
      txPower: 15,
    },
  },
  {
    name: "HT and VHT at 80 MHz: two streams MCS 9, short guard interval at 80",
    bytes: fromHex(`2d1a ef01 17 ffff0000000000000000000000000000 0000 00000000 00
      3d16 2400 0000000000000000000000000000000000000000
      bf0c a0010000 faff 0000 faff 0000  c005 01 2a 00 0000`),
    expected: {
      maxRateMbps: 866.7,
      hasHtOperation: true,
      htPrimaryChannel: 36,
      hasVhtOperation: true,
      vhtWidth: 1,
      vhtCenter1: 42,
      htMode: "HT80",
      htCenter1: 5210,
      htCenter2: 5000,
    },
  },
  {
    name: "mobility domain a1b2, mesh id and configuration with a blank SSID: hash of the mesh id",
    bytes: fromHex("0000  3603 a1b2 01  7104 6d657368 7107 00 00 00 00 00 07 08  7204 6d657368"),
    expected: {
      hasSsid: true,
      ssidStart: 2,
      ssidBlank: true,
      ssidHash: 1653130333,
      findings: FINDING_SSID_EMPTY,
      hasMobility: true,
      mobilityDomain: 0xb2a1,
      mobilityPolicy: 1,
      hasMeshConfiguration: true,
      hasModern: true,
      meshGateway: 1,
      meshPeerings: 3,
      meshForwarding: 1,
      hasMeshId: true,
      meshId: [24, 28],
    },
  },
  {
    name: "WPS: version 1.0, configured, locked, methods, five texts, others ignored",
    bytes: fromHex(`dd40 0050f204 104a0001 10 1044 0001 02 1057 0001 01 1008 0002 2108
      1011 0002 4141 1021 0003 424242 1023 0001 43 1024 0002 4444 1042 0001 45
      1049 0006 00372a000120`),
    expected: {
      ouis: [0x0050f2],
      hasWps: true,
      wpsState: 5,
      wpsVersion: 16,
      wpsConfigMethods: 0x2108,
      wpsDeviceName: [31, 33],
      wpsManufacturer: [37, 40],
      wpsModelName: [44, 45],
      wpsModelNumber: [49, 51],
      wpsSerialNumber: [55, 56],
    },
  },
  {
    name: "OWE transition: BSSID and name of the encrypted twin, no crypt bits",
    bytes: fromHex("dd0e 506f9a1c 020000000009 03 6f7765"),
    expected: {
      ouis: [0x506f9a],
      hasOwe: true,
      hasModern: true,
      oweBssid: 0x020000000009,
      oweSsid: [13, 16],
    },
  },
  {
    name: "Cisco: CCX transmit power, client MFP, name up to its NUL",
    bytes: fromHex(`9606 004096 00 11 00  dd06 004096 14 01 00
      851e 00000000000000000000 41502d3100ff00000000000000000000 05 000000`),
    expected: {
      ouis: [0x004096],
      ccxTxPower: 17,
      ciscoClientMfp: true,
      beaconInfo: [28, 32],
    },
  },
  {
    name: "drone identification: its shape only, what it says is for another decoder",
    bytes: fromHex("dd08 263712 58 62 13 11 aa"),
    expected: { ouis: [0x263712] },
  },
  {
    name: "drone identification cut in its header",
    bytes: fromHex("dd06 263712 58 62 13"),
    expected: "dot11.vendor_malformed",
  },
  {
    name: "neighbor reports: count and largest channel",
    bytes: fromHex(`340d 020000000001 00000000 51 0b 07  340d 020000000002 00000000 51 06 07`),
    expected: { neighborCount: 2, neighborChannel: 11 },
  },
  {
    name: "element one byte short",
    bytes: fromHex("0003 6162"),
    expected: "dot11.element_truncated",
  },
  { name: "single byte left", bytes: fromHex("0001 61 03"), expected: "dot11.element_truncated" },
];

testDecoder("decodeElements()", {
  create: () => new Dot11Elements(),
  decode: decodeElements,
  values,
  // Every prefix that ends between two elements is good.
  cases: cases.map((one) => ({ ...one, shortest: 0 })),
  seeds: cases.map(({ bytes }) => bytes),
});

describe("decodeElements()", () => {
  test("takes a list that ends within an element for nothing at all", () => {
    const bytes = BEACON.subarray(BEACON_ELEMENTS);
    const elements = new Dot11Elements();
    const ends = new Set([0, 9, 19, 22, 44, 68]);
    for (let length = 0; length <= bytes.length; length++) {
      const fault = decodeElements(elements, bytes, 0, length);
      expect(FAULT_NAMES[fault], `${length} bytes`).toBe(
        ends.has(length) ? "ok" : "dot11.element_truncated",
      );
      if (!ends.has(length)) expect(elements.findings).toBe(FINDING_MALFORMED);
    }
  });

  test("the last of several SSIDs counts", () => {
    expect(decoded("0001 61 0007 6c696e6b737973")).toEqual({ ...LINKSYS, ssidStart: 5 });
  });

  test("SSIDs: empty, NUL bytes only, NUL in the middle, 32 and 33 bytes", () => {
    expect(decoded("0000")).toMatchObject({ ssidBlank: true, ssidHash: 148298089 });
    expect(decoded("0007 00000000000000")).toMatchObject({
      ssidBlank: true,
      ssidLength: 7,
      ssidHash: 3867920632,
    });
    expect(decoded("0003 610062")).not.toHaveProperty("ssidBlank");
    expect(decoded(`0020 ${"61".repeat(32)}`)).toMatchObject({ ssidLength: 32 });
    expect(decoded(`0021 ${"61".repeat(33)}`)).toBe("dot11.ssid_length");
    expect(findingsOf(`0021 ${"61".repeat(33)}`)).toBe(FINDING_SSID_LONG);
    expect(findingsOf(`0021 ${"61".repeat(33)} 01`)).toBe(FINDING_MALFORMED);
  });

  test("channel element: length 0 names none, longer than 1 is an attack", () => {
    expect(decoded("0300")).toEqual({});
    expect(decoded("0302 0601")).toBe("dot11.channel_length");
    expect(findingsOf("0302 0601")).toBe(FINDING_CHANNEL_LENGTH);
    const elements = new Dot11Elements();
    decodeElements(elements, fromHex("0305 0102030405"), 0, 7);
    expect(elements.channelElementLength).toBe(5);
  });

  test("rates: the largest known one of both elements, 75 EB 49 is an attack", () => {
    expect(decoded("0104 82848b96 3204 30486c60")).toEqual({ maxRateMbps: 54 });
    expect(decoded("0102 ff7f 3201 fb")).toEqual({});
    expect(decoded("0105 82 75eb49 84")).toBe("dot11.rates_hostile");
    expect(findingsOf("3203 75eb49")).toBe(FINDING_RATES_HOSTILE);
    expect(decoded("0104 75 eb 48 49")).toEqual({ maxRateMbps: 36 });
  });

  test("elements shorter than they must be: some are skipped, some spoil the frame", () => {
    const skipped = [
      "0702 4445",
      "2101 00",
      "2300",
      `3d07 ${"00".repeat(7)}`,
      `7106 ${"00".repeat(6)}`,
      `851d ${"41".repeat(29)}`,
      `bf0b ${"ff".repeat(11)}`,
      "c004 01020000",
      `340c ${"ff".repeat(12)}`,
      "9603 004096",
      "ff00",
    ];
    for (const hex of skipped) {
      const hasModern = hex.startsWith("ff") ? { hasModern: true } : {};
      expect(decoded(hex), hex).toEqual(hasModern);
    }
    const spoiling = {
      "0b03 000000": "dot11.element_malformed",
      "0b06 000000000000": "dot11.element_malformed",
      [`2d19 ${"00".repeat(25)}`]: "dot11.element_malformed",
      "3602 a1b2": "dot11.element_malformed",
      "9602 0040": "dot11.vendor_malformed",
      "dd02 0050": "dot11.vendor_malformed",
    };
    for (const [hex, fault] of Object.entries(spoiling)) {
      expect(decoded(hex), hex).toBe(fault);
      expect(findingsOf(hex), hex).toBe(FINDING_MALFORMED);
    }
  });

  test("QBSS load version 1 has four bytes", () => {
    expect(decoded("0b04 0100 ff 00")).toEqual({
      hasQbss: true,
      qbssStations: 1,
      qbssUtilisation: 255,
    });
  });

  test("extended capabilities: 13 bytes are fine, 14 are remarkable", () => {
    expect(findingsOf(`7f0d ${"00".repeat(13)}`)).toBe(0);
    expect(findingsOf(`7f0e ${"00".repeat(14)}`)).toBe(FINDING_EXTENDED_CAPABILITIES_LONG);
    expect(decoded("7f02 0108")).toEqual({ extendedCapabilitiesLength: 2 });
  });

  test("neighbor channels above 224 are remarkable", () => {
    const report = (channel: string) => `340d 020000000001 00000000 51 ${channel} 07`;
    expect(findingsOf(report("e0"))).toBe(0);
    expect(findingsOf(`${report("e1")} ${report("01")}`)).toBe(FINDING_NEIGHBOR_CHANNEL);
  });

  test("WMM: longer than 24 bytes, more than four traffic specifications", () => {
    const element = (length: number, subtype: string) =>
      `dd${length.toString(16)} 0050f2 02 ${subtype} ${"00".repeat(length - 5)}`;
    expect(findingsOf(element(24, "01"))).toBe(0);
    expect(findingsOf(element(25, "01"))).toBe(FINDING_WMM_LONG);
    expect(findingsOf(element(20, "02").repeat(4))).toBe(0);
    expect(findingsOf(element(20, "02").repeat(5))).toBe(FINDING_WMM_TSPECS);
  });

  test("P2P notice of absence longer than 28 bytes, wherever it stands", () => {
    const p2p = (length: number) => {
      const attribute = `0c ${length.toString(16).padStart(2, "0")}00 ${"00".repeat(length)}`;
      return `dd${(4 + 5 + 3 + length).toString(16)} 506f9a 09 02 0200 0000 ${attribute}`;
    };
    expect(findingsOf(p2p(28))).toBe(0);
    expect(findingsOf(p2p(29))).toBe(FINDING_P2P_ABSENCE_LONG);
    expect(decoded("dd07 506f9a 09 02 ff00")).toEqual({ ouis: [0x506f9a] });
  });

  test("names of access points by maker", () => {
    const names: Record<string, [number, number]> = {
      "dd09 000b86 01 03 00 413162": [8, 11],
      "dd07 5c5b35 01 413162": [6, 9],
      "dd09 001174 00 06 00 413162": [8, 11],
      "dd08 001392 03 41316200": [6, 9],
      "dd0b 001977 21 01 00 03 413162 ff": [9, 12],
      "dd0a 00090f 0a 0a 01 03 413162": [9, 12],
    };
    for (const [hex, range] of Object.entries(names)) {
      expect(decoded(hex), hex).toMatchObject({ beaconInfo: range });
    }
    for (const hex of ["dd08 000b86 01 04 00 4131", "dd08 001174 00 05 00 4131"]) {
      expect(decoded(hex), hex).not.toHaveProperty("beaconInfo");
    }
    expect(decoded("dd06 5c5b35 01 0041"), "empty before the NUL").not.toHaveProperty("beaconInfo");
    for (const hex of ["dd04 000b86 01", "dd0a 001977 21 01 00 04 413162", "dd05 00090f 0a 0a"]) {
      expect(decoded(hex), hex).toBe("dot11.vendor_malformed");
    }
  });

  test("recognised vendor elements that do not hold what they say spoil the frame", () => {
    const spoiling = {
      "dd05 0050f2 04 10": "dot11.wps_malformed",
      "dd0c 0050f2 04 1044 0005 02000000": "dot11.wps_malformed",
      "dd08 0050f2 04 1044 0000": "dot11.wps_malformed",
      "dd09 0050f2 04 1008 0001 00": "dot11.wps_malformed",
      "dd04 004096 14": "dot11.vendor_malformed",
      "dd0a 506f9a 1c 020000000009": "dot11.vendor_malformed",
      "dd0d 506f9a 1c 020000000009 03 6f77": "dot11.vendor_malformed",
      "dd05 263712 58 62": "dot11.vendor_malformed",
      "dd05 0050f2 01 01": "dot11.vendor_malformed",
    };
    for (const [hex, fault] of Object.entries(spoiling)) expect(decoded(hex), hex).toBe(fault);
    expect(decoded("dd03 0050f2"), "an OUI alone is none of them").toEqual({ ouis: [0x0050f2] });
  });

  test("keeps the OUIs of the first elements and counts the others", () => {
    const elements = new Dot11Elements();
    const bytes = fromHex("dd03 aabbcc".repeat(VENDOR_OUIS_MAX + 3));
    expect(decodeElements(elements, bytes, 0, bytes.length)).toBe(OK);
    expect(elements.vendorOuiCount).toBe(VENDOR_OUIS_MAX);
    expect(elements.vendorOuisDropped).toBe(3);
  });

  test("privacy means WEP only when neither RSN nor WPA is announced", () => {
    expect(decoded("0000", ELEMENTS_PRIVACY)).toMatchObject({ crypt: 1 });
    expect(decoded("0000")).not.toHaveProperty("crypt");
    expect(decoded("3002 0100", ELEMENTS_PRIVACY)).toMatchObject({ crypt: 137506063370 });
    expect(decoded("dd06 0050f2 01 0100", ELEMENTS_PRIVACY)).not.toMatchObject({ crypt: 1 });
  });
});

describe("HT and VHT operation", () => {
  const operation = (secondary: string, vht = "") =>
    decoded(`3d08 24${secondary}000000000000 ${vht}`);
  test.each([
    ["00", "", "HT20", undefined, undefined],
    ["01", "", "HT40+", undefined, undefined],
    ["03", "", "HT40-", undefined, undefined],
    ["05", "c005 00 00 00 0000", "HT40+", undefined, undefined],
    ["01", "c005 01 2a 00 0000", "HT80", 5210, 5000],
    ["01", "c005 02 32 00 0000", "HT160", 5250, undefined],
    ["01", "c005 03 2a 9b 0000", "HT80+80", 5210, 5775],
    ["00", "c005 04 2a 00 0000", "HT20", undefined, undefined],
  ])("secondary %s, VHT %s: %s", (secondary, vht, mode, center1, center2) => {
    const result = operation(secondary, vht) as Record<string, unknown>;
    expect([result.htMode, result.htCenter1, result.htCenter2]).toEqual([mode, center1, center2]);
  });

  test("VHT operation alone names no mode", () => {
    expect(decoded("c005 01 2a 00 0000")).not.toHaveProperty("htMode");
  });
});

test("decodeElements() never throws on mutated lists; ranges stay inside, faults have names", () => {
  const elements = new Dot11Elements();
  const good = cases.map(({ bytes }) => bytes);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...good), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { maxLength: 5 }),
      (parts, changes) => {
        const bytes = concatBytes(...parts);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const fault = decodeElements(elements, bytes, 0, bytes.length);
        expect(FAULT_NAMES[fault]).toBeDefined();
        for (const name of OFFSETS) {
          const offset = (elements as unknown as Record<string, number>)[name]!;
          expect(offset, name).toBeLessThanOrEqual(bytes.length);
        }
      },
    ),
    { numRuns: 500, seed: 802 },
  );
});
