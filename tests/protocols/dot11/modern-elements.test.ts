// All elements of newer networks together: one pass, what hostile frames do to it, and what tshark
// reads in the same bytes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeElements, Dot11Elements } from "../../../protocols/dot11/elements.ts";
import { encodeElement } from "../../../protocols/dot11/encode-elements.ts";
import {
  encodeDmgBeacon,
  encodeDmgCapabilities,
  encodeMeshConfiguration,
  encodeMeshData,
  encodeMeshId,
  encodeS1gBeacon,
  encodeS1gCompatibility,
  encodeS1gOperation,
} from "../../../protocols/dot11/encode-extension.ts";
import {
  encodeEhtAbilities,
  encodeEhtRadio,
  encodeExtendedCapabilities,
  encodeExtension,
  encodeHeAbilities,
  encodeHeRadio,
  encodeMultiLink,
  encodeMultipleBssid,
  encodeReducedNeighbors,
  encodeSixGhzAbilities,
  encodeSpatialReuse,
  encodeSuites,
  encodeSuitesExtension,
  encodeSuitesOverride,
} from "../../../protocols/dot11/encode-modern.ts";
import { encodeBeacon } from "../../../protocols/dot11/encode.ts";
import {
  decodeModernElements,
  modernDigest,
  ModernElements,
} from "../../../protocols/dot11/modern-elements.ts";
import { FAULT_NAMES } from "../../../protocols/faults.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../protocols/pcap/pcap-writer.ts";
import { concatBytes, fromHex } from "../../suites/hex.ts";

const AP = 0x8c3badb15f00;

const NEIGHBORS = encodeReducedNeighbors([
  { operatingClass: 131, channel: 37, bssid: AP + 2, shortSsid: 0x01020304, parameters: 0x42 },
]);
const PROFILES = encodeMultipleBssid(3, [{ index: 1, ssid: "guest" }, { index: 2, ssid: "iot" }]);
const SIX_GHZ = encodeHeRadio({
  color: 7,
  sixGhz: { primaryChannel: 37, widthMhz: 160, center1: 39, center2: 47, regulatory: 1 },
});
const ALL = concatBytes(
  encodeSuites({ akms: [8, 24] }),
  PROFILES,
  encodeMeshConfiguration(2, 1),
  encodeExtendedCapabilities([22, 84]),
  encodeDmgCapabilities(AP),
  NEIGHBORS,
  encodeS1gCompatibility(100),
  encodeS1gOperation(2, 68, 1, 2),
  encodeSuitesOverride({ akms: [25] }),
  encodeSuitesExtension({ h2e: true }),
  encodeHeAbilities({ widthMhz: 160 }),
  SIX_GHZ,
  encodeSpatialReuse(20),
  encodeSixGhzAbilities(),
  encodeEhtRadio({ widthMhz: 320, center1: 47, center2: 31, punctured: 1 }),
  encodeMultiLink({ mldAddress: AP + 9, linkId: 2, profiles: [{ linkId: 1, address: AP + 1 }] }),
  encodeEhtAbilities({ widthMhz: 320 }),
);

const into = new ModernElements();

function decode(bytes: Uint8Array): string {
  return FAULT_NAMES[decodeModernElements(into, bytes, 0, bytes.length, false)]!;
}

describe("decodeModernElements()", () => {
  test("reads all kinds in one pass", () => {
    expect(decode(ALL)).toBe("ok");
    expect(into).toMatchObject({
      malformed: 0,
      heCapabilities: { present: true, widthMhz: 160 },
      heOperation: { color: 7, primaryChannel: 37, width6Ghz: 3 },
      spatialReuse: { nonSrgMaxOffset: 20 },
      has6GhzCapabilities: true,
      ehtCapabilities: { present: true, has320Mhz: true, mcs320: 13 },
      ehtOperation: { width: 4, disabledSubchannels: 1 },
      multiLink: { mldAddress: AP + 9, linkId: 2, count: 1 },
      multipleBssid: { maxIndicator: 3, count: 2 },
      neighbors: { count: 1 },
      security: { akms: (1 << 8) | (1 << 24) | (1 << 25), h2e: true, beaconProtection: true },
      mesh: { present: true, authentication: 1 },
      s1g: { intervalTu: 100, widthMhz: 2 },
      dmg: { present: true, sectors: 32, isEdmg: false },
    });
  });

  test("leaves malformed elements out, counts them, and reads the others", () => {
    const bad = concatBytes(
      encodeElement(201, [1]),
      encodeExtension(36, [0]),
      encodeElement(71, []),
    );
    expect(decode(concatBytes(bad, ALL))).toBe("dot11.multiple_bssid_malformed");
    expect(into.malformed).toBe(3);
    expect(into.heOperation.primaryChannel).toBe(37);
    expect(into.neighbors.count).toBe(1);
  });

  test("fills a used object as it fills a fresh one", () => {
    decode(ALL);
    decode(fromHex(""));
    const fresh = new ModernElements();
    // Columns beyond the count keep what they had.
    const plain = (elements: ModernElements) =>
      JSON.parse(JSON.stringify(elements, (_, value) => ArrayBuffer.isView(value) ? [] : value));
    expect(plain(into)).toEqual(plain(fresh));
  });

  test("knows 802.11ay by its capabilities", () => {
    decode(concatBytes(encodeDmgCapabilities(AP), encodeExtension(61, [0, 0])));
    expect(into.dmg.isEdmg).toBe(true);
  });

  test("never throws and never looks behind the end, whatever is cut, changed or nested", () => {
    const used = new ModernElements();
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    const seen = (bytes: Uint8Array, length: number, filler: number) => {
      const padded = new Uint8Array(length + 300).fill(filler);
      padded.set(bytes.subarray(0, length));
      const fault = decodeModernElements(used, padded, 0, length, false);
      // The room for joined fragments keeps what was there before.
      return JSON.stringify([fault, used], (name, value) => name === "scratch" ? "" : value);
    };
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.nat({ max: ALL.length }),
        (changes, end) => {
          const bytes = ALL.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          expect(seen(bytes, end, 0xff)).toBe(seen(bytes, end, 0));
        },
      ),
      { numRuns: 600, seed: 20251121 },
    );
  });

  test("nested elements are not followed: depth costs nothing", () => {
    let nested: Uint8Array = encodeExtension(36, [0]);
    for (let depth = 0; depth < 24; depth++) {
      nested = depth % 2 === 0
        ? encodeElement(71, concatBytes(fromHex("02"), encodeElement(0, nested)))
        : encodeExtension(
          107,
          concatBytes(fromHex("0000 07 020000000a00"), encodeElement(0, nested)),
        );
    }
    expect(nested.length).toBeGreaterThan(100);
    expect(["ok", "dot11.multi_link_malformed"]).toContain(decode(nested));
  });
});

describe("decodeElements() and newer elements", () => {
  const older = new Dot11Elements();
  const noticed = (bytes: Uint8Array) => {
    decodeElements(older, bytes, 0, bytes.length);
    return [older.hasModern, older.hasHe];
  };

  test.each<[string, Uint8Array, boolean]>([
    ["a name, rates, a channel", fromHex("000161 010482848b96 030106"), false],
    ["WPA2", encodeSuites({ akms: [2], capabilities: 0 }), false],
    ["extended capabilities of eight bytes", encodeExtendedCapabilities([22, 62]), false],
    ["WPA2 with protected frames", encodeSuites({ akms: [2], capabilities: 0x80 }), true],
    ["SAE that does not say so", encodeSuites({ akms: [8], capabilities: 0 }), true],
    ["beacon protection", encodeExtendedCapabilities([84]), true],
    ["multiple BSSID", PROFILES, true],
    ["neighbors", NEIGHBORS, true],
    ["mesh", encodeMeshConfiguration(), true],
    ["RSN extension", encodeSuitesExtension({}), true],
    ["RSN override", encodeSuitesOverride({ akms: [8] }), true],
    ["HE operation", SIX_GHZ, true],
  ])("%s", (_, bytes, hasModern) => expect(noticed(bytes)).toEqual([hasModern, false]));

  test("HE capabilities are told apart: stations are asked for nothing else", () => {
    expect(noticed(encodeHeAbilities())).toEqual([true, true]);
  });
});

describe("modernDigest()", () => {
  const digest = (bytes: Uint8Array) => modernDigest(bytes, 0, bytes.length);

  test("changes with what is decoded, not with what changes in every beacon", () => {
    const base = digest(ALL);
    expect(digest(concatBytes(encodeElement(5, [0, 3, 0, 0]), ALL))).toBe(base);
    expect(digest(concatBytes(encodeElement(11, [1, 0, 9, 0, 0]), ALL))).toBe(base);
    expect(digest(concatBytes(encodeElement(221, [0, 0x50, 0xf2, 2]), ALL))).toBe(base);
    expect(digest(concatBytes(ALL, encodeElement(3, [6])))).not.toBe(base);
    expect(digest(concatBytes(ALL, encodeElement(221, [0x50, 0x6f, 0x9a, 0x1c])))).not.toBe(base);
  });

  test("stops at an element that is cut", () => {
    expect(digest(concatBytes(ALL, fromHex("ff05 24")))).toBe(digest(ALL));
  });
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

/** What tshark says of each frame, as lines without bits and numbers of tags. */
function linesOf(frames: readonly Uint8Array[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "moirai-modern-"));
  const path = join(folder, "frames.pcap");
  const records = frames.map((frame, index) => encodePcapRecord(index * 1000, frame));
  writeFileSync(path, concatBytes(encodePcapHeader(105), ...records));
  const run = spawnSync("tshark", ["-r", path, "-V"], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return run.stdout.split(/^Frame \d+:.*$/m).slice(1).map((text) =>
    text.split("\n").map((line) => line.replace(/^[ .01]* = /, "").trim())
  );
}

const NETWORK = { ssid: "home", bssid: AP, channel: 1, security: "open", modern: false } as const;
const beacon = (...extra: Uint8Array[]) =>
  encodeBeacon({ ...NETWORK, extra: concatBytes(...extra) }, { timestampUs: 1000, sequence: 1 });

const READ_ELSEWHERE: readonly (readonly [name: string, frame: Uint8Array, lines: string[]])[] = [
  ["HE operation", beacon(SIX_GHZ), [
    "BSS Color: 0x07",
    "Primary Channel: 37",
    "Channel Width: 160MHz or 80MHz+80MHz (3)",
    "Channel Center Frequency Segment 0: 39",
    "Channel Center Frequency Segment 1: 47",
  ]],
  [
    "HE capabilities",
    beacon(encodeHeAbilities({ widthMhz: 160, streams: 3, twtRequester: true })),
    [
      "Channel Width Set: 0x06",
      "TWT Requester Support: Supported",
      "Max HE-MCS for 3 SS: Support for HE-MCS 0-11 (0x2)",
      "Max HE-MCS for 4 SS: Not supported for HE PPDUs (0x3)",
    ],
  ],
  ["spatial reuse", beacon(encodeSpatialReuse(20, [1, 2])), [
    "Non-SRG Offset Present: True",
    "SRG Information Present: True",
  ]],
  ["reduced neighbors", beacon(NEIGHBORS), [
    "Operating Class: 131",
    "Channel Number: 37",
    "BSSID: 8c3badb15f02",
    "Short SSID: 0x01020304",
    "Same SSID: True",
    "Co-Located AP: True",
  ]],
  ["multiple BSSID", beacon(PROFILES), [
    "Max BSSID Indicator: 3",
    'Tag: SSID parameter set: "guest"',
    'Tag: SSID parameter set: "iot"',
    "BSSID Index: 2",
  ]],
  ["mesh", beacon(encodeMeshId("m"), encodeMeshConfiguration(3, 1)), [
    "Mesh ID: m",
    "Path Selection Protocol: 0x01",
    "Authentication Protocol: 0x01",
    "Number of Peerings: 3",
    "Accepting Additional Mesh Peerings: Yes",
  ]],
  [
    "security",
    beacon(
      encodeSuites({ akms: [18], capabilities: 0x40c0 }),
      encodeSuitesExtension({ h2e: true }),
      encodeExtendedCapabilities([72, 81, 84, 88]),
    ),
    [
      "Auth Key Management (AKM) type: Opportunistic Wireless Encryption (18)",
      "Management Frame Protection Required: True",
      "SAE Hash to element: 1",
      "SAE Password Identifiers In Use: True",
      "Beacon Protection Enabled: True",
      "SAE-PK Passwords Used Exclusively: True",
    ],
  ],
  [
    "a beacon at 60 GHz",
    encodeDmgBeacon({
      bssid: AP,
      timestampUs: 77,
      bssType: 2,
      privacy: true,
      elements: encodeDmgCapabilities(AP, { antennas: 2, sectors: 63, maxMcs: 12 }),
    }),
    [
      "BSS Type: PBSS (2)",
      "DMG Privacy: True",
      "Sector Sweep Sector ID: 1",
      "Number of RX DMG Antennas: 2",
      "Total Number of Sectors: 63",
      "Maximum SC Rx MCS: 12",
    ],
  ],
  [
    "a HaLow beacon",
    encodeS1gBeacon({
      source: AP,
      timestampUs: 5,
      compressedSsid: 0x12345678,
      changeSequence: 9,
      security: true,
      elements: concatBytes(encodeS1gCompatibility(100), encodeS1gOperation(2, 68, 1, 2)),
    }),
    [
      "Compressed SSID: 0x12345678",
      "Change Sequence: 9",
      "BSS Operating Channel Width: 1",
      "Operating Class: 68",
      "Primary Channel Number: 1",
    ],
  ],
  [
    "mesh control",
    encodeMeshData({
      receiver: AP + 1,
      transmitter: AP,
      meshDestination: AP + 1,
      meshSource: AP,
      proxied: [AP + 5, AP + 6],
      payload: fromHex("aaaa03 000000 88b5 00"),
      sequence: 1,
    }),
    [
      "Mesh Control Present: 1",
      "Mesh Extended Address 5: Netgear_b1:5f:05 (8c:3b:ad:b1:5f:05)",
      "Mesh Extended Address 6: Netgear_b1:5f:06 (8c:3b:ad:b1:5f:06)",
    ],
  ],
];

test.skipIf(!hasTshark)("tshark reads what was encoded (skipped where it is not installed)", () => {
  const texts = linesOf(READ_ELSEWHERE.map(([, frame]) => frame));
  expect(texts).toHaveLength(READ_ELSEWHERE.length);
  for (const [index, [name, , expected]] of READ_ELSEWHERE.entries()) {
    const lines = texts[index]!;
    expect(expected.filter((line) => !lines.includes(line)), name).toEqual([]);
    expect(lines.filter((line) => line.includes("Malformed")), name).toEqual([]);
  }
}, 60_000);
