import { describe, expect, test } from "vitest";
import { maxHtRate, maxLegacyRate, maxVhtRate } from "../../../protocols/dot11/rates.ts";
import { fromHex } from "../../suites/hex.ts";

const SHORT_20 = 0x20;
const SHORT_40 = 0x40;
const WIDE = 0x02;
const INTOLERANT = 0x4000;

function ht(info: number, ...mcs: number[]): number {
  const body = new Uint8Array(26);
  body[0] = info & 0xff;
  body[1] = info >> 8;
  for (const index of mcs) body[3 + (index >> 3)]! |= 1 << (index & 7);
  return maxHtRate(body, 0);
}

test("maxLegacyRate() knows exactly twenty rates, with and without the basic bit", () => {
  const known: number[] = [];
  for (let value = 0; value < 256; value++) {
    const rate = maxLegacyRate(Uint8Array.of(value), 0, 1);
    expect(maxLegacyRate(Uint8Array.of(value ^ 0x80), 0, 1)).toBe(rate);
    if (value < 128 && rate > 0) known.push(rate);
  }
  expect(known).toEqual(
    [1, 1.5, 2, 2.5, 3, 4.5, 5.5, 6, 9, 11, 12, 13.5, 18, 22, 24, 27, 33, 36, 48, 54],
  );
});

describe("maxHtRate()", () => {
  test("MCS 0 to 31 at 20 MHz, long guard interval", () => {
    expect(Array.from({ length: 32 }, (_, mcs) => ht(0, mcs))).toEqual([
      [6.5, 13, 19.5, 26, 39, 52, 58.5, 65],
      [13, 26, 39, 52, 78, 104, 117, 130],
      [19.5, 39, 58.5, 78, 117, 156, 175.5, 195],
      [26, 52, 78, 104, 156, 208, 234, 260],
    ].flat());
  });

  test("the last MCS of each stream in each column", () => {
    const column = (info: number) => [7, 15, 23, 31].map((mcs) => ht(info, mcs));
    expect(column(SHORT_20)).toEqual([72.2, 144.4, 216.7, 288.8]);
    expect(column(WIDE | SHORT_20)).toEqual([135, 270, 405, 540]);
    expect(column(WIDE | SHORT_40)).toEqual([150, 300, 450, 600]);
    expect(column(WIDE | SHORT_40 | SHORT_20 | INTOLERANT)).toEqual([72.2, 144.4, 216.7, 288.8]);
  });

  test("the largest of a set; none gives 0; indexes above 31 do not count", () => {
    expect(ht(SHORT_20, 0, 1, 8, 7)).toBe(72.2);
    expect(ht(SHORT_20)).toBe(0);
    expect(ht(SHORT_20, 32, 76)).toBe(0);
  });
});

describe("maxVhtRate()", () => {
  const vht = (info: number, map: string) => {
    const body = fromHex(`00000000 ${map} 0000 0000 0000`);
    body[0] = info;
    return maxVhtRate(body, 0);
  };

  // Maps: two bits a stream, 0 to MCS 7, 1 to 8, 2 to 9, 3 none.
  test.each([
    ["one stream, MCS 7", 0, "fcff", 292.5],
    ["one stream, MCS 8", 0, "fdff", 351],
    ["one stream, MCS 9", 0, "feff", 390],
    ["one stream, MCS 9, short guard interval", 0x20, "feff", 433.3],
    ["two streams, MCS 9, short", 0x20, "faff", 866.7],
    ["two streams, MCS 9 of one and 7 of the other", 0x20, "f2ff", 650],
    ["three streams, MCS 9, short", 0x20, "eaff", 1300],
    ["four streams, MCS 9, 160 MHz, short", 0x44, "aaff", 3466.7],
    ["two streams, MCS 9, 160 MHz, long", 0x24, "faff", 1560],
    ["three streams at 160 MHz have no MCS 9", 0x44, "eaff", 2340],
    ["80+80 counts as 160", 0x48, "faff", 1733.3],
    ["no stream", 0x44, "ffff", 0],
  ])("%s", (_, info, map, rate) => {
    expect(vht(info, map)).toBe(rate);
  });
});
