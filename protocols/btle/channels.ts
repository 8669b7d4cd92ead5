// Channels of Bluetooth LE (Core 5.4 Vol 6 Part B 1.4.1; spec other-phys 3.2): RF channel n lies at
// 2402 + 2n MHz; three of them are for advertising and have the indexes 37, 38 and 39, the others are
// numbered around them.

export const RF_CHANNELS = 40;
const FIRST_KHZ = 2_402_000;
const STEP_KHZ = 2000;
/** RF channels of the indexes 37, 38 and 39. */
const ADVERTISING: readonly number[] = [0, 12, 39];
const FIRST_ADVERTISING_INDEX = 37;

/** Index by RF channel. */
const INDEXES: readonly number[] = Array.from({ length: RF_CHANNELS }, (_, rf) => {
  const advertising = ADVERTISING.indexOf(rf);
  if (advertising >= 0) return FIRST_ADVERTISING_INDEX + advertising;
  return rf < ADVERTISING[1]! ? rf - 1 : rf - 2;
});

const TEXTS: readonly string[] = INDEXES.map(String);

/** kHz of an RF channel, 0 when there is none of this number. */
export function rfChannelFreqKhz(rfChannel: number): number {
  return rfChannel >= 0 && rfChannel < RF_CHANNELS ? FIRST_KHZ + STEP_KHZ * rfChannel : 0;
}

/** RF channel of an index, -1 when there is none. */
export function rfChannelOfIndex(index: number): number {
  return INDEXES.indexOf(index);
}

/** The channel as people name it, by its index; "" for a frequency that is none of LE. */
export function channelText(freqKhz: number): string {
  return TEXTS[(freqKhz - FIRST_KHZ) / STEP_KHZ] ?? "";
}
