import { expect, test } from "vitest";
import { channelOfFrequency, frequencyOfChannel } from "../../../protocols/dot11/channel.ts";

test.each([
  [0, ""],
  [999, ""],
  [2_411_999, "2411MHz"],
  [2_412_000, "1"],
  [2_437_999, "6"],
  [2_472_000, "13"],
  [2_483_000, "15"],
  [2_484_000, "14"],
  [2_485_000, "2485MHz"],
  [4_909_000, "4909MHz"],
  [4_910_000, "182"],
  [4_980_000, "196"],
  [4_981_000, "4981MHz"],
  [5_004_000, "5004MHz"],
  [5_005_000, "1"],
  [5_180_000, "36"],
  [5_825_000, "165"],
  [5_935_000, "2"],
  [5_949_000, "189"],
  [5_955_000, "1W6e"],
  [7_115_000, "233W6e"],
  [45_000_000, "7810W6e"],
  [58_319_000, "58319MHz"],
  [58_320_000, "1"],
  [70_200_000, "6"],
  [70_201_000, "70201MHz"],
])("channelOfFrequency(%d kHz) is %s", (freqKhz, channel) => {
  expect(channelOfFrequency(freqKhz)).toBe(channel);
});

test.each([
  ["1", 2_412_000],
  ["14", 2_484_000],
  ["6HT40+", 2_437_000],
  ["36", 5_180_000],
  ["165", 5_825_000],
  ["196", 4_980_000],
  ["1W6e", 5_955_000],
  ["2W6e", 5_935_000],
  ["233W6e", 7_115_000],
  ["2437MHz", 2_437_000],
  ["2437", 2_437_000],
  ["0", 0],
  ["15", 0],
  ["234W6e", 0],
  ["", 0],
  ["abc", 0],
])("frequencyOfChannel(%s) is %d kHz", (channel, freqKhz) => {
  expect(frequencyOfChannel(channel)).toBe(freqKhz);
});

test("a frequency of a regular channel comes back from its text", () => {
  const frequencies = [
    2412,
    2437,
    2472,
    2484,
    4920,
    5180,
    5320,
    5500,
    5720,
    5745,
    5955,
    6415,
    7115,
  ];
  for (const mhz of frequencies) {
    expect(frequencyOfChannel(channelOfFrequency(mhz * 1000)), `${mhz} MHz`).toBe(mhz * 1000);
  }
});
