import { expect, test } from "vitest";
import { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import { encodeMultipleBssid, encodeSuites } from "../../../protocols/dot11/encode-modern.ts";
import {
  clearMultipleBssid,
  decodeMultipleBssid,
  inheritsRsn,
  MultipleBssid,
  nontransmittedBssid,
  PROFILES_MAX,
} from "../../../protocols/dot11/multiple-bssid.ts";
import { OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { differences } from "./differences.ts";

function values(into: MultipleBssid, start: number): Record<string, unknown> {
  const profiles = Array.from({ length: into.count }, (_, row) => ({
    index: into.index[row],
    capability: into.capability[row],
    ssid: into.ssidEnd[row] === 0 ? undefined : [
      into.ssidStart[row]! - start,
      into.ssidEnd[row]! - start,
    ],
    rsn: into.rsnEnd[row] === 0
      ? undefined
      : [into.rsnStart[row]! - start, into.rsnEnd[row]! - start],
    noRsn: into.noRsn[row],
  }));
  return { ...differences(into, new MultipleBssid(), ["count"]), profiles };
}

testDecoder("decodeMultipleBssid()", {
  create: () => new MultipleBssid(),
  decode: (into, bytes, start, limit) => {
    clearMultipleBssid(into);
    return decodeMultipleBssid(into, bytes, start, limit);
  },
  values,
  cases: [
    {
      name: "indicator only",
      bytes: fromHex("04"),
      expected: { present: true, maxIndicator: 4, profiles: [] },
    },
    {
      name: "guest, number 1; iot, number 2, with an RSN element of its own",
      bytes: fromHex(
        "02 00 0e 5302 1104 0005 6775657374 5501 01 " +
          "00 10 5302 1100 0003 696f74 5501 02 3002 0100",
      ),
      expected: {
        present: true,
        maxIndicator: 2,
        profiles: [
          { index: 1, capability: 0x0411, ssid: [9, 14], rsn: undefined, noRsn: 0 },
          { index: 2, capability: 0x0011, ssid: [25, 28], rsn: [33, 35], noRsn: 0 },
        ],
      },
      shortest: 1,
    },
    {
      name: "the RSN element is not inherited; lists that are longer than the element",
      bytes: fromHex("03 00 0a 5302 0100 ff04 38 ff 30 00"),
      expected: {
        present: true,
        maxIndicator: 3,
        profiles: [{ index: 0, capability: 1, ssid: undefined, rsn: undefined, noRsn: 1 }],
      },
      shortest: 1,
    },
    {
      name: "a profile that goes on in the next subelement",
      bytes: fromHex("02 00 04 5302 1100 00 06 0001 78 5501 03"),
      expected: {
        present: true,
        maxIndicator: 2,
        profiles: [{ index: 3, capability: 0x11, ssid: [11, 12], rsn: undefined, noRsn: 0 }],
      },
      shortest: 1,
    },
    {
      name: "the rest of a profile that began nowhere",
      bytes: fromHex("02 00 03 0001 78"),
      expected: { present: true, maxIndicator: 2, profiles: [] },
      shortest: 1,
    },
    {
      name: "other subelements, and a name that is too long",
      bytes: fromHex(`02 dd 01 00 00 27 5302 1100 0021 ${"41".repeat(33)}`),
      expected: {
        present: true,
        maxIndicator: 2,
        profiles: [{ index: 0, capability: 0x11, ssid: undefined, rsn: undefined, noRsn: 0 }],
      },
      shortest: 1,
    },
    {
      name: "more addresses than an index can name",
      bytes: fromHex("09"),
      expected: "dot11.multiple_bssid_malformed",
    },
    {
      name: "an element cut inside a profile",
      bytes: fromHex("02 00 05 5302 1100 00"),
      expected: "dot11.multiple_bssid_malformed",
    },
  ],
});

test("decodeMultipleBssid() counts profiles beyond the limit, over several elements", () => {
  const into = new MultipleBssid();
  const profiles = Array.from({ length: 8 }, (_, index) => ({ index: index + 1, ssid: "n" }));
  const element = encodeMultipleBssid(6, profiles);
  for (let round = 0; round < 6; round++) {
    expect(decodeMultipleBssid(into, element, 2, element.length)).toBe(OK);
  }
  expect([into.count, into.dropped]).toEqual([PROFILES_MAX, 48 - PROFILES_MAX]);
});

test("nontransmittedBssid() counts on in the low bits only", () => {
  expect(nontransmittedBssid(0xaabbccddee10, 2, 1)).toBe(0xaabbccddee11);
  expect(nontransmittedBssid(0xaabbccddee13, 2, 2)).toBe(0xaabbccddee11);
  expect(nontransmittedBssid(0xfffffffffffe, 8, 3)).toBe(0xffffffffff01);
});

test("inheritsRsn(): without an RSN element of its own, unless it says that there is none", () => {
  const into = new MultipleBssid();
  const transmitted = new Dot11Elements();
  transmitted.hasRsn = true;
  const element = encodeMultipleBssid(4, [
    { index: 1, ssid: "a" },
    { index: 2, ssid: "b", rsn: encodeSuites({ akms: [8] }) },
    { index: 3, ssid: "c", withoutRsn: true },
  ]);
  expect(decodeMultipleBssid(into, element, 2, element.length)).toBe(OK);
  expect([0, 1, 2].map((row) => inheritsRsn(into, row, transmitted))).toEqual([true, false, false]);
  transmitted.hasRsn = false;
  expect(inheritsRsn(into, 0, transmitted)).toBe(false);
});
