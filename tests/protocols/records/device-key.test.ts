import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checksum32,
  formatDeviceKey,
  parseDeviceKey,
  phyHash,
} from "../../../protocols/records/device-key.ts";

// The vectors of the specification (device-model 1.10 and 14).
describe("checksum32()", () => {
  test.each([
    ["IEEE802.11", 0x0d770242],
    ["RFSENSOR", 0x0ae60272],
    ["Z-Wave", 0x06cd021a],
    ["Bluetooth", 0x11e003b6],
    ["NrfMousejack", 0x1e9104c8],
    ["BTLE", 0x02e10127],
    ["METER", 0x046d017d],
    ["ADSB", 0x02b8011a],
    ["802.15.4", 0x07150190],
    ["RADIATION", 0x0cd8029b],
    ["kismet_cap_linux_wifi", 0x5fe308bd],
    ["kismet_gps", 0x17180436],
    ["5FE308BD-0000-0000-0000-00C0CAAA0001", 2326660975],
    // Texts of less than four bytes.
    ["UAV", 0],
    ["", 0],
  ])("of %s", (text, sum) => {
    expect(checksum32(text)).toBe(sum);
  });
});

describe("formatDeviceKey()", () => {
  test.each([
    ["IEEE802.11", 0xaabbccddeeff, "4202770D00000000_FFEEDDCCBBAA"],
    ["IEEE802.11", 0x001122334405, "4202770D00000000_54433221100"],
    ["Bluetooth", 0x112233445500, "B603E01100000000_5544332211"],
    ["BTLE", 0xc0ffee000000, "2701E10200000000_EEFFC0"],
    // The first half is never shorter than two digits.
    ["UAV", 0, "00_0"],
    ["UAV", 0x010000000000, "00_1"],
  ])("of %s and %d", (phy, mac, key) => {
    expect(formatDeviceKey(phyHash(phy), mac)).toBe(key);
  });

  test("what it writes is read back", () => {
    const hash = fc.integer({ min: 0, max: 0xffffffff });
    const mac = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(fc.property(hash, mac, (phy, address) => {
      expect(parseDeviceKey(formatDeviceKey(phy, address))).toEqual({ phyHash: phy, mac: address });
    }));
  });

  test("has no leading zeros, whatever the checksum begins with", () => {
    // A PHY of the 2020 release whose swapped checksum begins with the digit 0.
    expect(phyHash("RTLADSB")).toBe(0x086a020c);
    expect(formatDeviceKey(0x086a020c, 0)).toBe("C026A0800000000_0");
  });
});

describe("parseDeviceKey()", () => {
  test("allows leading zeros and either case", () => {
    expect(parseDeviceKey("4202770d00000000_0054433221100"))
      .toEqual({ phyHash: 0x0d770242, mac: 0x001122334405 });
  });

  test.each([
    ["nothing", ""],
    ["no underscore", "4202770D00000000"],
    ["no address", "4202770D00000000_"],
    ["no digits", "x_y"],
    ["too many digits", "4202770D00000000_000000000000000FF"],
    ["a checksum of more than 32 bits", "4202770D00000001_0"],
    ["an address of more than six bytes", "4202770D00000000_1FFEEDDCCBBAA0000"],
    ["a third part", "00_0_0"],
  ])("refuses %s", (_, text) => {
    expect(parseDeviceKey(text)).toBeUndefined();
  });

  test("no text makes it throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDeviceKey(text)));
  });
});
