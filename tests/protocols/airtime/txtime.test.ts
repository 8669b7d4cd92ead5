// TXTIME formulas of the standards, written out.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AMPDU_NONE,
  beginModulation,
  bitsPerSymbol,
  Modulation,
  MODULATION_DSSS,
  MODULATION_EHT,
  MODULATION_HE,
  MODULATION_HT,
  MODULATION_NONE,
  MODULATION_OFDM,
  MODULATION_VHT,
  rateKbps,
  symbolUs,
} from "../../../protocols/airtime/modulation.ts";
import { AIRTIME_US_MAX, airtimeUs, legacyModulation } from "../../../protocols/airtime/txtime.ts";

function modulation(kind: number, values: Partial<Modulation> = {}): Modulation {
  const made = new Modulation();
  beginModulation(made, kind);
  return Object.assign(made, values);
}
const GHZ_5 = 5_180_000;
const GHZ_2 = 2_437_000;
const time = (m: Modulation, kbps: number, bytes: number, freqKhz = GHZ_5, continues = false) =>
  airtimeUs(m, kbps, bytes, freqKhz, continues);

describe("rateKbps()", () => {
  // Data tones x bits x coding x streams / symbol.
  test.each<[string, Modulation, number]>([
    ["HT MCS 0, 20 MHz: 52 x 1/2 / 4", modulation(MODULATION_HT), 6500],
    ["HT MCS 7, 20 MHz: 52 x 6 x 5/6 / 4", modulation(MODULATION_HT, { mcs: 7 }), 65_000],
    [
      "HT MCS 15, 40 MHz, short guard: 108 x 6 x 5/6 x 2 / 3.6",
      modulation(MODULATION_HT, { mcs: 15, widthMhz: 40, guardNs: 400 }),
      300_000,
    ],
    [
      "VHT MCS 9, 80 MHz, one stream, short guard: 234 x 8 x 5/6 / 3.6",
      modulation(MODULATION_VHT, { mcs: 9, widthMhz: 80, guardNs: 400 }),
      433_333,
    ],
    [
      "VHT MCS 9, 160 MHz, two streams: 468 x 8 x 5/6 x 2 / 4",
      modulation(MODULATION_VHT, { mcs: 9, widthMhz: 160, streams: 2 }),
      1_560_000,
    ],
    [
      "HE MCS 11, 80 MHz, one stream, 0.8 us: 980 x 10 x 5/6 / 13.6",
      modulation(MODULATION_HE, { mcs: 11, widthMhz: 80 }),
      600_490,
    ],
    [
      "HE MCS 0 with dual carriers, 106 tones, 3.2 us: 102 / 2 / 2 / 16",
      modulation(MODULATION_HE, { tones: 106, guardNs: 3200, dual: true }),
      1594,
    ],
    [
      "EHT MCS 13, 320 MHz, two streams, 0.8 us: 3920 x 12 x 5/6 x 2 / 13.6",
      modulation(MODULATION_EHT, { mcs: 13, widthMhz: 320, streams: 2 }),
      5_764_706,
    ],
    ["an MCS that does not exist", modulation(MODULATION_HT, { mcs: 33 }), 0],
    ["a width that HT does not have", modulation(MODULATION_HT, { widthMhz: 80 }), 0],
    ["no stream", modulation(MODULATION_VHT, { streams: 0 }), 0],
  ])("%s", (_, given, kbps) => {
    expect(rateKbps(given)).toBe(kbps);
  });
});

describe("airtimeUs()", () => {
  test("DSSS at 1 Mbit/s: 192 of preamble and a microsecond a bit", () => {
    expect(time(modulation(MODULATION_DSSS), 1000, 100)).toBe(192 + 800);
  });

  test("CCK at 11 Mbit/s with the short preamble: 96 and 8 x 1100 / 11", () => {
    expect(time(modulation(MODULATION_DSSS, { shortPreamble: true }), 11_000, 1100)).toBe(96 + 800);
    // There is no short preamble at 1 Mbit/s.
    expect(time(modulation(MODULATION_DSSS, { shortPreamble: true }), 1000, 100)).toBe(992);
  });

  test("OFDM at 6 Mbit/s, ACK: 20 + 4 x ceil((16 + 112 + 6) / 24), 6 more in the 2.4 GHz band", () => {
    expect(time(modulation(MODULATION_OFDM), 6000, 14)).toBe(44);
    expect(time(modulation(MODULATION_OFDM), 6000, 14, GHZ_2)).toBe(50);
    expect(time(modulation(MODULATION_OFDM), 54_000, 1500)).toBe(20 + 4 * 56);
  });

  test("HT mixed: 20 + 8 + 4 + 4 a training field, and symbols", () => {
    // 16 + 8000 + 6 bits of 260 a symbol are 31 symbols of 4.
    expect(time(modulation(MODULATION_HT, { mcs: 7 }), 65_000, 1000)).toBe(36 + 31 * 4);
    // Two streams: two training fields; 520 a symbol, 16 symbols.
    expect(time(modulation(MODULATION_HT, { mcs: 15, streams: 2 }), 130_000, 1000)).toBe(
      40 + 16 * 4,
    );
    expect(time(modulation(MODULATION_HT, { mcs: 7, greenfield: true }), 65_000, 1000))
      .toBe(24 + 31 * 4);
    // Two sounding streams: two more training fields.
    expect(time(modulation(MODULATION_HT, { mcs: 7, soundingStreams: 2 }), 65_000, 1000))
      .toBe(44 + 31 * 4);
  });

  test("VHT: 20 + 8 + 4 + 4 a training field + 4, and symbols", () => {
    // 234 x 8 x 5/6 = 1560 a symbol: 8022 bits are 6 symbols.
    expect(time(modulation(MODULATION_VHT, { mcs: 9, widthMhz: 80 }), 390_000, 1000))
      .toBe(40 + 6 * 4);
  });

  test("HE: 20 + 4 + 8 + 4, training of 12.8 and guard a stream, symbols of 12.8 and guard", () => {
    // 980 x 10 x 5/6 = 8166.7 a symbol: 8022 bits are one.
    const us = time(modulation(MODULATION_HE, { mcs: 11, widthMhz: 80 }), 600_490, 1000);
    expect(us).toBeCloseTo(36 + 13.6 + 13.6, 6);
    const long = modulation(MODULATION_HE, { mcs: 11, widthMhz: 80, guardNs: 3200, ltfSize: 2 });
    expect(time(long, 510_417, 1000)).toBeCloseTo(36 + 9.6 + 16, 6);
  });

  test("a frame that goes on in an A-MPDU shares the preamble of the first", () => {
    const m = modulation(MODULATION_HT, { mcs: 7, ampdu: 5 });
    expect(time(m, 65_000, 1000, GHZ_5, true)).toBeCloseTo(8000 / 65, 6);
    m.ampdu = AMPDU_NONE;
    expect(time(m, 65_000, 1000, GHZ_5, true)).toBe(160);
  });

  test("is 0 without a rate, a frame or a modulation", () => {
    expect(time(modulation(MODULATION_OFDM), 0, 100)).toBe(0);
    expect(time(modulation(MODULATION_OFDM), 6000, 0)).toBe(0);
    expect(time(new Modulation(), 6000, 100)).toBe(0);
  });

  test("is finite and bounded whatever a header says", () => {
    fc.assert(fc.property(
      fc.record({
        kind: fc.integer({ min: 0, max: 9 }),
        mcs: fc.integer({ min: 0, max: 255 }),
        streams: fc.integer({ min: 0, max: 16 }),
        codedStreams: fc.integer({ min: 0, max: 3 }),
        soundingStreams: fc.integer({ min: 0, max: 3 }),
        widthMhz: fc.constantFrom(20, 40, 80, 160, 320),
        guardNs: fc.constantFrom(400, 800, 1600, 3200),
        tones: fc.constantFrom(0, 26, 996, 7),
        ampdu: fc.integer(),
      }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.integer({ min: 0, max: 262_144 }),
      fc.integer({ min: 0, max: 80_000_000 }),
      fc.boolean(),
      (values, kbps, bytes, freqKhz, continues) => {
        const made = Object.assign(new Modulation(), values);
        const us = airtimeUs(made, kbps, bytes, freqKhz, continues);
        expect(us).toBeGreaterThanOrEqual(0);
        expect(us).toBeLessThanOrEqual(AIRTIME_US_MAX);
        expect(Number.isFinite(bitsPerSymbol(made))).toBe(true);
        expect(rateKbps(made)).toBeLessThan(2 ** 32);
        expect(symbolUs(made)).toBeGreaterThan(0);
      },
    ));
  });
});

test("legacyModulation() knows DSSS by its four rates", () => {
  expect([0, 1000, 2000, 5500, 11_000, 6000, 54_000].map(legacyModulation)).toEqual([
    MODULATION_NONE,
    MODULATION_DSSS,
    MODULATION_DSSS,
    MODULATION_DSSS,
    MODULATION_DSSS,
    MODULATION_OFDM,
    MODULATION_OFDM,
  ]);
});
