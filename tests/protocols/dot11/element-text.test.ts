import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  COUNTRY_TRIPLETS_MAX,
  countryText,
  countryTriplets,
  elementText,
  ssidText,
} from "../../../protocols/dot11/element-text.ts";
import {
  ELEMENTS_LISTED_MAX,
  elementsWellFormed,
  elementUniqueId,
  listElements,
} from "../../../protocols/dot11/element-walk.ts";
import { fromHex } from "../../suites/hex.ts";

test("ssidText() and elementText() sanitise and end at the first NUL", () => {
  const name = fromHex("00 61 22 e9 00 62");
  expect(ssidText(name, 1, 6)).toBe('a"\\xE9');
  expect(elementText(fromHex("4170706c652d4150 00"), 0, 9)).toBe("Apple-AP");
});

describe("countryText()", () => {
  const of = (hex: string) => countryText(fromHex(hex), 0, fromHex(hex).length);
  test("is two letters, or what is there instead", () => {
    expect(of("444520")).toBe("DE");
    expect(of("415a04")).toBe("AZ");
    expect(of("5a5a")).toBe("ZZ");
    expect(of("646520")).toBe("de");
    expect(of("4122 20")).toBe('A\\"');
    expect(of("000020")).toBe("");
    expect(of("ff4520")).toBe("\\xFFE");
    expect(of("44")).toBe("");
  });
});

test("countryTriplets() reads whole triplets, power signed, and drops a partial one", () => {
  const body = fromHex("444520 010d14 2404fe 6408");
  expect(countryTriplets(body, 0, body.length)).toEqual([
    { startChannel: 1, channels: 13, txPowerDbm: 20 },
    { startChannel: 36, channels: 4, txPowerDbm: -2 },
  ]);
  expect(countryTriplets(new Uint8Array(600), 0, 600)).toHaveLength(COUNTRY_TRIPLETS_MAX);
});

describe("elementUniqueId()", () => {
  test("is the tag, or a checksum of tag, OUI and type in decimal", () => {
    expect(elementUniqueId(48, 0, -1)).toBe(48);
    expect(elementUniqueId(221, 0x0050f2, 2)).toBe(147653060);
    expect(elementUniqueId(255, 0, 35)).toBe(50856196);
    expect(elementUniqueId(255, 0, -1)).toBe(255);
    expect(elementUniqueId(150, 0x004096, 0)).not.toBe(elementUniqueId(221, 0x004096, 0));
  });
});

describe("listElements()", () => {
  test("names tag, OUI, type and body of each", () => {
    const bytes = fromHex("ff 0001 61 dd05 0050f2 02 01 ff02 2300 9603 004096 dd01 00");
    expect(listElements(bytes, 1, bytes.length)).toEqual([
      { tag: 0, oui: 0, subtag: -1, uniqueId: 0, start: 3, end: 4 },
      { tag: 221, oui: 0x0050f2, subtag: 2, uniqueId: 147653060, start: 6, end: 11 },
      { tag: 255, oui: 0, subtag: 35, uniqueId: 50856196, start: 13, end: 15 },
      {
        tag: 150,
        oui: 0x004096,
        subtag: 0,
        uniqueId: elementUniqueId(150, 0x004096, 0),
        start: 17,
        end: 20,
      },
      { tag: 221, oui: 0, subtag: -1, uniqueId: elementUniqueId(221, 0, -1), start: 22, end: 23 },
    ]);
  });

  test("stops where an element does not fit, and at its limit", () => {
    expect(listElements(fromHex("0001 61 0105 82"), 0, 6)).toHaveLength(1);
    expect(listElements(new Uint8Array(2000), 0, 2000)).toHaveLength(ELEMENTS_LISTED_MAX);
  });
});

test("elementsWellFormed() is what listElements() covers without a rest", () => {
  expect(elementsWellFormed(new Uint8Array(0), 0, 0)).toBe(true);
  expect(elementsWellFormed(fromHex("0001 61"), 0, 3)).toBe(true);
  expect(elementsWellFormed(fromHex("0001 61 03"), 0, 4)).toBe(false);
  expect(elementsWellFormed(fromHex("0002 61"), 0, 3)).toBe(false);
  expect(elementsWellFormed(fromHex("0001 61"), 5, 3)).toBe(false);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const last = listElements(bytes, 0, bytes.length).at(-1);
      expect(elementsWellFormed(bytes, 0, bytes.length)).toBe((last?.end ?? 0) === bytes.length);
    }),
    { seed: 3 },
  );
});
