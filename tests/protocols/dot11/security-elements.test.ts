import { describe, expect, test } from "vitest";
import {
  encodeExtendedCapabilities,
  encodeSuites,
  encodeSuitesExtension,
  encodeSuitesOverride,
} from "../../../protocols/dot11/encode-modern.ts";
import {
  akmNames,
  clearSecurityElements,
  decodeMembership,
  decodeSecurityCapabilities,
  decodeSecurityExtension,
  decodeSecuritySuites,
  SecurityElements,
} from "../../../protocols/dot11/security-elements.ts";
import { OK } from "../../../protocols/faults.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { differences } from "./differences.ts";

type Decode = (into: SecurityElements, bytes: Uint8Array, start: number, limit: number) => void;

/** These elements say what they can: whatever is missing at the end says nothing. */
const subject = (decode: Decode) => ({
  create: () => new SecurityElements(),
  decode: (into: SecurityElements, bytes: Uint8Array, start: number, limit: number) => {
    clearSecurityElements(into);
    decode(into, bytes, start, limit);
    return OK;
  },
  values: (into: SecurityElements) => differences(into, new SecurityElements()),
});

const OWN: Decode = (into, bytes, start, limit) =>
  decodeSecuritySuites(into, bytes, start, limit, false);

testDecoder("decodeSecuritySuites()", {
  ...subject(OWN),
  cases: [
    {
      name: "PSK and SAE, frame protection possible: WPA3 transition",
      bytes: fromHex("0100 000fac04 0100 000fac04 0200 000fac02 000fac08 8000"),
      expected: { akms: (1 << 2) | (1 << 8), mfpCapable: true },
      shortest: 0,
    },
    {
      name: "SAE with keys of the group's size, fast transition too; OCV, extended key identifiers",
      bytes: fromHex("0100 000fac09 0100 000fac09 0200 000fac18 000fac19 c060"),
      expected: {
        akms: (1 << 24) | (1 << 25),
        mfpRequired: true,
        mfpCapable: true,
        ocv: true,
        extendedKeyId: true,
      },
      shortest: 0,
    },
    {
      name: "device provisioning and a type that nobody knows",
      bytes: fromHex("0100 000fac04 0100 000fac04 0300 506f9a02 000fac1e 000fac1f"),
      expected: { akms: 1 << 30, allianceAkms: 1 << 2 },
      shortest: 0,
    },
    { name: "version only", bytes: fromHex("0100"), expected: {}, shortest: 0 },
    {
      name: "more key managements than there are bytes",
      bytes: fromHex("0100 000fac04 0100 000fac04 ff00 000fac08"),
      expected: {},
      shortest: 0,
    },
    {
      name: "as encoded",
      bytes: encodeSuites({ akms: [18], capabilities: 0x40c0 }).subarray(2),
      expected: { akms: 1 << 18, mfpRequired: true, mfpCapable: true, ocv: true },
      shortest: 0,
    },
  ],
});

testDecoder("decodeSecurityExtension()", {
  ...subject(decodeSecurityExtension),
  cases: [
    { name: "nothing", bytes: fromHex(""), expected: {} },
    {
      name: "hash to element",
      bytes: fromHex("20"),
      expected: { hasExtension: true, h2e: true },
      shortest: 0,
    },
    {
      name: "public key, in two bytes",
      bytes: encodeSuitesExtension({ h2e: true, saePk: true }).subarray(2),
      expected: { hasExtension: true, h2e: true, saePk: true },
      shortest: 0,
    },
  ],
});

testDecoder("decodeSecurityCapabilities()", {
  ...subject(decodeSecurityCapabilities),
  cases: [
    {
      name: "FILS, password identifiers, beacon protection, only SAE-PK",
      bytes: encodeExtendedCapabilities([72, 81, 84, 88]).subarray(2),
      expected: {
        filsCapable: true,
        passwordIdentifiers: true,
        beaconProtection: true,
        saePkOnly: true,
      },
      shortest: 0,
    },
    {
      name: "every other bit",
      bytes: fromHex("ffffffffffffffff ff fe ed fe"),
      expected: {},
      shortest: 0,
    },
    {
      name: "eight bytes, as older networks send",
      bytes: fromHex("0400080001000040"),
      shortest: 0,
      expected: {},
    },
  ],
});

describe("rates", () => {
  test.each([["82848b96", false], ["8c129824b048607b", false], ["8c1298fb", true]])(
    "decodeMembership(%s): only hash to element is %s",
    (hex, h2eOnly) => {
      const into = new SecurityElements();
      const bytes = fromHex(hex);
      decodeMembership(into, bytes, 0, bytes.length);
      expect(into.h2eOnly).toBe(h2eOnly);
    },
  );
});

test("decodeSecuritySuites() tells key managements for newer clients from those for all", () => {
  const into = new SecurityElements();
  const own = encodeSuites({ akms: [2], capabilities: 0 });
  const override = encodeSuitesOverride({ akms: [8], capabilities: 0xc0 });
  decodeSecuritySuites(into, own, 2, own.length, false);
  decodeSecuritySuites(into, override, 6, override.length, true);
  expect(differences(into, new SecurityElements())).toEqual({
    akms: (1 << 2) | (1 << 8),
    overrideAkms: 1 << 8,
    mfpCapable: true,
  });
});

test("akmNames() names every bit, those without a name by their number", () => {
  expect(akmNames((1 << 2) | (1 << 24) | (1 << 27), (1 << 2) | (1 << 9))).toEqual([
    "PSK",
    "SAE-EXT-KEY",
    "AKM-27",
    "DPP",
    "WFA-9",
  ]);
  expect(akmNames(0)).toEqual([]);
});
