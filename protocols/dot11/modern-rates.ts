// Largest data rate of HE and EHT networks, Mbit/s (IEEE 802.11ax-2021 27.5, 802.11be-2024 36.5):
// data subcarriers x bits a symbol x code rate x streams, in symbols of 12.8 us and 0.8 us guard.

const SYMBOL_US = 13.6;
/** Data subcarriers of the whole channel by width, MHz. */
const SUBCARRIERS: ReadonlyMap<number, number> = new Map([
  [20, 234],
  [40, 468],
  [80, 980],
  [160, 1960],
  [320, 3920],
]);
/** Data bits a subcarrier, MCS 7 64-QAM 5/6, 9 256-QAM, 11 1024-QAM, 13 4096-QAM. */
const BITS: ReadonlyMap<number, number> = new Map([
  [7, 5],
  [9, 20 / 3],
  [11, 25 / 3],
  [13, 10],
]);
/** MCS by the two bits of an HE map; 3 means no such stream. */
const HE_MCS = [7, 9, 11];

/** Rate of a width, MCS and number of streams, rounded to 0.1; 0 for what does not exist. */
export function ofdmaRate(widthMhz: number, mcs: number, streams: number): number {
  const mbps = (SUBCARRIERS.get(widthMhz) ?? 0) * (BITS.get(mcs) ?? 0) * streams / SYMBOL_US;
  return Math.round(mbps * 10) / 10;
}

/** The largest rate of an HE map of two bits a stream. */
export function heMapRate(map: number, widthMhz: number): number {
  let max = 0;
  for (let stream = 0; stream < 8; stream++) {
    const level = (map >> (2 * stream)) & 3;
    if (level === 3) continue;
    const rate = ofdmaRate(widthMhz, HE_MCS[level]!, stream + 1);
    if (rate > max) max = rate;
  }
  return max;
}

/** Streams of an HE map. */
export function heMapStreams(map: number): number {
  let streams = 0;
  for (let stream = 0; stream < 8; stream++) {
    if (((map >> (2 * stream)) & 3) !== 3) streams = stream + 1;
  }
  return streams;
}
