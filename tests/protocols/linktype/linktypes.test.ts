import { describe, expect, test } from "vitest";
import { decoderInPpi } from "../../../protocols/linktype/frame-linktypes.ts";
import { LINK_DECODERS } from "../../../protocols/linktype/link-decoders.ts";
import { LinkHeader, setAntennaSignal } from "../../../protocols/linktype/link-header.ts";
import { DLT_IEEE802_11 } from "../../../protocols/linktype/linktypes.ts";
import { channelFreqKhz } from "../../../protocols/linktype/radio.ts";
import { testDecoder } from "../../suites/decoder.ts";
import { fromHex } from "../../suites/hex.ts";
import { BARE, linkSubject } from "./link-values.ts";

test("LINK_DECODERS has one decoder a link type", () => {
  const names = LINK_DECODERS.map(({ linkType, name }) => `${linkType} ${name}`);
  expect(names).toEqual([
    "127 radiotap",
    "192 ppi",
    "119 prism",
    "163 avs",
    "256 btle-phdr",
    "272 nordic-ble",
    "105 802.11",
    "251 btle",
  ]);
});

test("decoderInPpi() knows frames, and none of the headers of 802.11", () => {
  const inside = [105, 251, 256, 127, 192, 0].map((linkType) =>
    decoderInPpi(linkType) !== undefined
  );
  expect(inside).toEqual([true, true, true, false, false, false]);
});

test.each([
  [0, 0],
  [1, 2_412_000],
  [13, 2_472_000],
  [14, 2_484_000],
  [15, 0],
  [36, 5_180_000],
  [165, 5_825_000],
  [177, 5_885_000],
  [178, 0],
  [184, 4_920_000],
  [196, 4_980_000],
  [197, 0],
])("channelFreqKhz(%i) is %i", (channel, freqKhz) => {
  expect(channelFreqKhz(channel)).toBe(freqKhz);
});

test("setAntennaSignal() keeps the last signal of an antenna", () => {
  const header = new LinkHeader();
  setAntennaSignal(header, 4, -70);
  setAntennaSignal(header, 9, -60);
  setAntennaSignal(header, 4, -50);
  expect(header.antennaCount).toBe(2);
  expect([...header.antennas.subarray(0, 2)]).toEqual([4, 9]);
  expect([...header.antennaSignals.subarray(0, 2)]).toEqual([-50, -60]);
});

describe("link type 105", () => {
  const decoder = LINK_DECODERS.find(({ linkType }) => linkType === DLT_IEEE802_11)!;
  testDecoder(
    "the frame decoder",
    linkSubject(decoder, [{
      name: "the packet is the frame",
      bytes: fromHex("d4000000aabbccddeeff"),
      shortest: 0,
      expected: { ...BARE, frame: [0, 10], hasRadio: false },
    }]),
  );
});
