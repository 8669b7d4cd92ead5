import { expect, test } from "vitest";
import { createManufacturers } from "../../../protocols/manuf/manufacturers.ts";

test("lookup() knows makers of 24, 28 and 36-bit prefixes", () => {
  const { lookup } = createManufacturers();
  expect(lookup(0x00000c123456)).toBe("Cisco Systems, Inc");
  expect(lookup(0x001b11aabbcc)).toBe("D-Link Corporation");
  // 70:B3:D5 is divided among 4,096 makers; 70:B3:D5:00:0 is one of them.
  expect(lookup(0x70b3d5000001)).not.toBe("Unknown");
  expect(lookup(0x70b3d5000001)).not.toBe(lookup(0x70b3d5001001));
});

test("lookup() says Unknown for addresses that are made up or unregistered", () => {
  const { lookup } = createManufacturers();
  expect(lookup(0x02000c123456)).toBe("Unknown");
  expect(lookup(0xda0000000001)).toBe("Unknown");
  expect(lookup(0)).toBe("XEROX CORPORATION");
});

test("overrides of the configuration win, also for made-up addresses; bad lines are no override", () => {
  const { lookup, lookupOui } = createManufacturers([
    "A2:09:24,WLAN Pi",
    "00:00:0c , Mine ",
    "nonsense",
    "00:00:0D",
  ]);
  expect(lookup(0xa20924000001)).toBe("WLAN Pi");
  expect(lookup(0x00000c000001)).toBe("Mine");
  expect(lookupOui(0x00156d)).toBe("Ubiquiti Inc");
  expect(lookupOui(0x0afdf0)).toBeUndefined();
});

test("with look-ups off only overrides are known", () => {
  const { lookup } = createManufacturers(["A2:09:24,WLAN Pi"], false);
  expect(lookup(0x00000c123456)).toBe("Unknown");
  expect(lookup(0xa20924000001)).toBe("WLAN Pi");
});
