import { describe, expect, test } from "vitest";
import {
  decodeHeCapabilities,
  decodeHeOperation,
  decodeSpatialReuse,
  HeCapabilities,
  HeOperation,
  SpatialReuse,
} from "../../../protocols/dot11/he-elements.ts";
import {
  decodeEhtCapabilities,
  decodeEhtOperation,
  EhtCapabilities,
  EhtOperation,
} from "../../../protocols/dot11/eht-elements.ts";
import {
  encodeEhtAbilities,
  encodeEhtRadio,
  encodeHeAbilities,
  encodeHeRadio,
  encodeSpatialReuse,
} from "../../../protocols/dot11/encode-modern.ts";
import { heMapRate, heMapStreams, ofdmaRate } from "../../../protocols/dot11/modern-rates.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { differences } from "./differences.ts";

/** Body behind tag, length and extension identifier. */
const body = (element: Uint8Array) => element.subarray(3);

testDecoder("decodeHeCapabilities()", {
  create: () => new HeCapabilities(),
  decode: decodeHeCapabilities,
  values: (into) => differences(into, new HeCapabilities()),
  cases: [
    {
      name: "20 MHz only, two streams to MCS 9",
      bytes: fromHex("000000000000 0000000000000000000000 f5ff f5ff"),
      expected: { present: true, width24Mhz: 20, widthMhz: 20, map80: 0xfff5 },
    },
    {
      name: "40 MHz at 2.4, 80 and 160 MHz above, both ways of target wake times",
      bytes: fromHex("060000000000 0e00000000000000000000 aaff aaff aaff aaff"),
      expected: {
        present: true,
        width24Mhz: 40,
        widthMhz: 160,
        widthSet: 7,
        map80: 0xffaa,
        map160: 0xffaa,
        twtRequester: true,
      },
    },
    {
      name: "80+80 MHz as well: a third pair of maps",
      bytes: fromHex("000000000000 1c00000000000000000000 faff faff fbff fbff fcff fcff"),
      expected: {
        present: true,
        width24Mhz: 20,
        widthMhz: 160,
        widthSet: 14,
        map80: 0xfffa,
        map160: 0xfffb,
      },
    },
    {
      name: "thresholds follow the maps",
      bytes: fromHex("000000000000 0000000000000000000000 faff faff 3b1cc771"),
      expected: { present: true, width24Mhz: 20, widthMhz: 20, map80: 0xfffa },
      shortest: 21,
    },
    {
      name: "160 MHz announced, its maps are missing",
      bytes: fromHex("000000000000 0c00000000000000000000 faff faff faff"),
      expected: "dot11.he_malformed",
    },
    {
      name: "as encoded: 160 MHz, three streams",
      bytes: body(encodeHeAbilities({ widthMhz: 160, streams: 3, twtRequester: true })),
      expected: {
        present: true,
        width24Mhz: 20,
        widthMhz: 160,
        widthSet: 6,
        map80: 0xffea,
        map160: 0xffea,
        twtRequester: true,
      },
    },
  ],
});

testDecoder("decodeHeOperation()", {
  create: () => new HeOperation(),
  decode: decodeHeOperation,
  values: (into) => differences(into, new HeOperation()),
  cases: [
    {
      name: "color 37, disabled, target wake times required",
      bytes: fromHex("080000 a5 fcff"),
      expected: { present: true, color: 37, colorDisabled: true, twtRequired: true },
    },
    {
      name: "6 GHz: channel 37, 160 MHz, standard power, centres 39 and 47, 6 Mbit/s",
      bytes: fromHex("000002 01 fcff 25 0b 27 2f 06"),
      expected: {
        present: true,
        color: 1,
        has6Ghz: true,
        primaryChannel: 37,
        width6Ghz: 3,
        regulatory: 1,
        center1: 39,
        center2: 47,
        minRateMbps: 6,
      },
    },
    {
      name: "VHT and co-hosted information in front of that of 6 GHz",
      bytes: fromHex("00c002 02 fcff 012a00 03 01 00 01 00 0c"),
      expected: {
        present: true,
        color: 2,
        has6Ghz: true,
        primaryChannel: 1,
        center1: 1,
        minRateMbps: 12,
      },
    },
    {
      name: "6 GHz information announced and missing",
      bytes: fromHex("000002 01 fcff 25 0b 27 2f"),
      expected: "dot11.he_malformed",
    },
    {
      name: "as encoded",
      bytes: body(encodeHeRadio({
        color: 63,
        coHosted: 2,
        vht: [1, 42, 0],
        sixGhz: { primaryChannel: 93, widthMhz: 80, center1: 87, regulatory: 4 },
      })),
      expected: {
        present: true,
        color: 63,
        has6Ghz: true,
        primaryChannel: 93,
        width6Ghz: 2,
        regulatory: 4,
        center1: 87,
        minRateMbps: 6,
      },
    },
  ],
});

testDecoder("decodeSpatialReuse()", {
  create: () => new SpatialReuse(),
  decode: decodeSpatialReuse,
  values: (into) => differences(into, new SpatialReuse()),
  cases: [
    { name: "disallowed", bytes: fromHex("03"), expected: { present: true, control: 3 } },
    {
      name: "offset for others, and of the own group",
      bytes: fromHex(`0c 14 02 12 ${"00".repeat(16)}`),
      expected: {
        present: true,
        control: 12,
        nonSrgMaxOffset: 20,
        srgMinOffset: 2,
        srgMaxOffset: 18,
      },
    },
    {
      name: "as encoded, own group only",
      bytes: body(encodeSpatialReuse(undefined, [1, 2])),
      expected: { present: true, control: 8, srgMinOffset: 1, srgMaxOffset: 2 },
    },
  ],
});

testDecoder("decodeEhtOperation()", {
  create: () => new EhtOperation(),
  decode: decodeEhtOperation,
  values: (into) => differences(into, new EhtOperation()),
  cases: [
    { name: "without information", bytes: fromHex("04 11000000"), expected: { present: true } },
    {
      name: "320 MHz around 63 with two subchannels punctured",
      bytes: fromHex("03 44000000 04 2f 3f 0300"),
      expected: {
        present: true,
        hasInformation: true,
        width: 4,
        center1: 47,
        center2: 63,
        disabledSubchannels: 3,
      },
    },
    {
      name: "disabled subchannels announced and missing",
      bytes: fromHex("03 44000000 04 2f 3f 03"),
      expected: "dot11.eht_malformed",
    },
    {
      name: "as encoded",
      bytes: body(encodeEhtRadio({ widthMhz: 160, center1: 42, center2: 50, punctured: 0x80 })),
      expected: {
        present: true,
        hasInformation: true,
        width: 3,
        center1: 42,
        center2: 50,
        disabledSubchannels: 128,
      },
    },
  ],
});

describe("decodeEhtCapabilities()", () => {
  const subject = (heWidthSet: number, isStation: boolean) => ({
    create: () => new EhtCapabilities(),
    decode: (into: EhtCapabilities, bytes: Uint8Array, start: number, limit: number) =>
      decodeEhtCapabilities(into, bytes, start, limit, heWidthSet, isStation),
    values: (into: EhtCapabilities) => differences(into, new EhtCapabilities()),
  });

  testDecoder("of an access point with 160 MHz", {
    ...subject(6, false),
    cases: [
      {
        name: "of a Ubiquiti access point: two streams to MCS 13",
        bytes: fromHex("0700e01f09e01877803600 222222 222222"),
        expected: {
          present: true,
          streams80: 2,
          mcs80: 13,
          streams160: 2,
          mcs160: 13,
        },
      },
      {
        name: "320 MHz with four streams to MCS 11",
        bytes: fromHex("0000 020000000000000000 444400 444400 444400"),
        expected: {
          present: true,
          has320Mhz: true,
          streams80: 4,
          mcs80: 11,
          streams160: 4,
          mcs160: 11,
          streams320: 4,
          mcs320: 11,
        },
      },
      {
        name: "as encoded",
        bytes: body(encodeEhtAbilities({ widthMhz: 320, streams: 3 })),
        expected: {
          present: true,
          has320Mhz: true,
          streams80: 3,
          mcs80: 13,
          streams160: 3,
          mcs160: 13,
          streams320: 3,
          mcs320: 13,
        },
      },
      {
        name: "streams that no station has",
        bytes: fromHex("0000 000000000000000000 ffffff 000000"),
        expected: { present: true, streams80: 8, mcs80: 13 },
      },
    ],
  });

  testDecoder("of a station of 20 MHz only", {
    ...subject(0, true),
    cases: [
      {
        name: "to MCS 7 only",
        bytes: fromHex("0000 000000000000000000 11000000"),
        expected: { present: true, streams80: 1, mcs80: 7 },
      },
      {
        name: "to MCS 9",
        bytes: fromHex("0000 000000000000000000 11110000"),
        expected: { present: true, streams80: 1, mcs80: 9 },
      },
    ],
  });
});

describe("rates", () => {
  // 802.11ax-2021 tables 27-79 to 27-111, 802.11be-2024 tables 36-71 and following: guard 0.8 us.
  test.each([
    [20, 11, 1, 143.4],
    [80, 11, 2, 1201],
    [160, 11, 2, 2402],
    [160, 9, 1, 960.8],
    [320, 13, 2, 5764.7],
    [320, 13, 16, 46117.6],
    [80, 7, 1, 360.3],
    [30, 11, 1, 0],
    [80, 8, 1, 0],
  ])("ofdmaRate(%d MHz, MCS %d, %d streams) is %d", (width, mcs, streams, rate) => {
    expect(ofdmaRate(width, mcs, streams)).toBe(rate);
  });

  test("heMapRate() takes the fastest pair of streams and coding", () => {
    // Four streams to MCS 7, one to MCS 11: four are faster.
    expect(heMapRate(0xff02, 20)).toBe(344.1);
    expect(heMapStreams(0xff02)).toBe(4);
    expect(heMapRate(0xffff, 20)).toBe(0);
    expect(heMapStreams(0xffff)).toBe(0);
  });
});
