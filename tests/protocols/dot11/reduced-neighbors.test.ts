import { expect, test } from "vitest";
import { encodeReducedNeighbors } from "../../../protocols/dot11/encode-modern.ts";
import {
  channelOfClass,
  clearReducedNeighbors,
  decodeReducedNeighbors,
  NEIGHBORS_MAX,
  ReducedNeighbors,
} from "../../../protocols/dot11/reduced-neighbors.ts";
import { OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";

const NOTHING = {
  bssid: 0,
  shortSsid: undefined,
  parameters: 0,
  mldId: 255,
  linkId: 15,
};
const AP = 0xaabbccddee01;

function values(into: ReducedNeighbors): Record<string, unknown> {
  return {
    dropped: into.dropped,
    rows: Array.from({ length: into.count }, (_, row) => ({
      at: [into.operatingClass[row], into.channel[row]],
      bssid: into.bssid[row],
      shortSsid: into.hasShortSsid[row] === 0 ? undefined : into.shortSsid[row],
      parameters: into.parameters[row],
      mldId: into.mldId[row],
      linkId: into.linkId[row],
    })),
  };
}

/** One entry of 6 GHz channel 37 with this many bytes. */
const entry = (name: string, hex: string, expected: object) => ({
  name,
  bytes: fromHex(`00${fromHex(hex).length.toString(16).padStart(2, "0")} 83 25 ${hex}`),
  expected: { dropped: 0, rows: [{ at: [131, 37], ...NOTHING, ...expected }] },
  shortest: 0,
});

testDecoder("decodeReducedNeighbors()", {
  create: () => new ReducedNeighbors(),
  decode: (into, bytes, start, limit) => {
    clearReducedNeighbors(into);
    return decodeReducedNeighbors(into, bytes, start, limit);
  },
  values,
  cases: [
    { name: "nothing", bytes: fromHex(""), expected: { dropped: 0, rows: [] } },
    entry("1 byte: when its beacons come", "ff", {}),
    entry("2 bytes: parameters", "ff 42", { parameters: 0x42 }),
    entry("5 bytes: short SSID", "ff 04030201", { shortSsid: 0x01020304 }),
    entry("6 bytes: short SSID, parameters", "ff 04030281 40", {
      shortSsid: 0x81020304,
      parameters: 0x40,
    }),
    entry("7 bytes: BSSID", "ff aabbccddee01", { bssid: AP }),
    entry("8 bytes: BSSID, parameters", "ff aabbccddee01 02", { bssid: AP, parameters: 2 }),
    entry("9 bytes: and power", "ff aabbccddee01 02 14", { bssid: AP, parameters: 2 }),
    entry("10 bytes: BSSID, link 2 of device 0", "ff aabbccddee01 00 02 00", {
      bssid: AP,
      mldId: 0,
      linkId: 2,
    }),
    entry("11 bytes: BSSID, short SSID", "ff aabbccddee01 04030201", {
      bssid: AP,
      shortSsid: 0x01020304,
    }),
    entry("12 bytes: and parameters", "ff aabbccddee01 04030201 40", {
      bssid: AP,
      shortSsid: 0x01020304,
      parameters: 0x40,
    }),
    entry("16 bytes: everything, link 1 of device 3", "ff aabbccddee01 04030201 40 7f 03 f1 00", {
      bssid: AP,
      shortSsid: 0x01020304,
      parameters: 0x40,
      mldId: 3,
      linkId: 1,
    }),
    entry("18 bytes: begins as 16 do", "ff aabbccddee01 04030201 40 7f 03 f1 00 abcd", {
      bssid: AP,
      shortSsid: 0x01020304,
      parameters: 0x40,
      mldId: 3,
      linkId: 1,
    }),
    entry("15 bytes, a length that means nothing", `ff ${"aa".repeat(14)}`, {}),
    {
      name: "two of one channel, one of another; a reserved kind is passed over",
      bytes: fromHex("1002 51 06 ff40 ff02  0101 79 64 ff  0001 79 24 ff"),
      expected: {
        dropped: 0,
        rows: [
          { at: [81, 6], ...NOTHING, parameters: 0x40 },
          { at: [81, 6], ...NOTHING, parameters: 0x02 },
          { at: [121, 36], ...NOTHING },
        ],
      },
      shortest: 0,
    },
    {
      name: "entries of no bytes",
      bytes: fromHex("0000 51 06"),
      expected: "dot11.neighbors_malformed",
    },
    {
      name: "cut entries",
      bytes: fromHex("1002 51 06 ff40 ff"),
      expected: "dot11.neighbors_malformed",
    },
  ],
});

test("decodeReducedNeighbors() counts neighbors beyond the limit", () => {
  const into = new ReducedNeighbors();
  const bytes = fromHex(`f002 51 06 ${"ff40".repeat(16)}`);
  for (let round = 0; round < 5; round++) {
    expect(decodeReducedNeighbors(into, bytes, 0, bytes.length)).toBe(OK);
  }
  expect([into.count, into.dropped]).toEqual([NEIGHBORS_MAX, 80 - NEIGHBORS_MAX]);
});

test("decodeReducedNeighbors() keeps nothing of an element that is cut", () => {
  const into = new ReducedNeighbors();
  const bytes = fromHex("0002 51 06 ff40 0002 51 06 ff");
  expect(decodeReducedNeighbors(into, bytes, 0, bytes.length)).not.toBe(OK);
  expect(into.count).toBe(0);
});

test("decodeReducedNeighbors() gives back what was encoded", () => {
  const into = new ReducedNeighbors();
  const bytes = encodeReducedNeighbors([
    { operatingClass: 131, channel: 37, bssid: AP, shortSsid: 0xdeadbeef, parameters: 0x42 },
    {
      operatingClass: 124,
      channel: 149,
      bssid: AP + 1,
      shortSsid: 1,
      parameters: 0,
      link: { mldId: 0, linkId: 3 },
    },
  ]);
  expect(decodeReducedNeighbors(into, bytes, 2, bytes.length)).toBe(OK);
  expect(values(into).rows).toEqual([
    {
      at: [131, 37],
      bssid: AP,
      shortSsid: 0xdeadbeef,
      parameters: 0x42,
      mldId: 255,
      linkId: 15,
    },
    { at: [124, 149], bssid: AP + 1, shortSsid: 1, parameters: 0, mldId: 0, linkId: 3 },
  ]);
});

test.each([[131, 37, "37W6e"], [137, 63, "63W6e"], [136, 2, "2W6e"], [115, 36, "36"], [
  81,
  6,
  "6",
]])(
  "channelOfClass(%d, %d) is %s",
  (operatingClass, channel, text) => expect(channelOfClass(operatingClass, channel)).toBe(text),
);
