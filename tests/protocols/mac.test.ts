import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMac, parseMac } from "../../protocols/mac.ts";

const address = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("formatMac()", () => {
  test.each([
    [0, "00:00:00:00:00:00"],
    [0xaabbccddeeff, "AA:BB:CC:DD:EE:FF"],
    [0x001122334405, "00:11:22:33:44:05"],
    [0xffffffffffff, "FF:FF:FF:FF:FF:FF"],
  ])("%d is %s", (mac, text) => {
    expect(formatMac(mac)).toBe(text);
  });

  test("what it writes is read back", () => {
    fc.assert(fc.property(address, (mac) => {
      expect(parseMac(formatMac(mac))).toEqual({ mac, maskBits: 48 });
      expect(parseMac(formatMac(mac).toLowerCase().replaceAll(":", "")))
        .toEqual({ mac, maskBits: 48 });
    }));
  });
});

describe("parseMac()", () => {
  test.each([
    ["AA:BB:CC:DD:EE:FF/FF:FF:FF:00:00:00", 0xaabbccddeeff, 24],
    ["aabbccddeeff*ffff", 0xaabbccddeeff, 16],
    ["AA:BB:CC", 0xaabbcc000000, 48],
    ["AA:BB:CC/FF:FF:FF", 0xaabbcc000000, 24],
    ["AA:BB:CC:DD:EE:FF/", 0xaabbccddeeff, 48],
    ["AA:BB:CC:DD:EE:FF/FF:FF:FF:FF:FF:FF", 0xaabbccddeeff, 48],
    // Only the leading ones of a mask count.
    ["AA:BB:CC:DD:EE:FF/F0:FF:00:00:00:00", 0xaabbccddeeff, 4],
    ["AA:BB:CC:DD:EE:FF/00:FF:00:00:00:00", 0xaabbccddeeff, 0],
  ])("reads %s", (text, mac, maskBits) => {
    expect(parseMac(text)).toEqual({ mac, maskBits });
  });

  test.each([
    ["nothing", ""],
    ["half a byte", "AA:B"],
    ["a letter that is no digit", "AA:BB:CC:DD:EE:FG"],
    ["two colons", "AA::BB"],
    ["a colon at the end", "AA:BB:"],
    ["more bytes than an address has", "AA:BB:CC:DD:EE:FF:00"],
    ["two masks", "AA:BB:CC:DD:EE:FF/FF/FF"],
    ["a mask that is none", "AA:BB:CC:DD:EE:FF/xx"],
    ["blanks", " AA:BB:CC:DD:EE:FF"],
  ])("refuses %s", (_, text) => {
    expect(parseMac(text)).toBeUndefined();
  });

  test("no text makes it throw", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      const found = parseMac(text);
      if (found !== undefined) expect(found.maskBits).toBeLessThanOrEqual(48);
    }));
  });
});
