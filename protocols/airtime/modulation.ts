// How a frame was modulated, as far as a radio header says, and the data rate that follows from it
// (IEEE 802.11-2020 19.5 HT, 21.5 VHT; 802.11ax 27.5 HE; 802.11be 36.5 EHT).

/** `Modulation.kind`. */
export const MODULATION_NONE = 0;
export const MODULATION_DSSS = 1;
export const MODULATION_OFDM = 2;
export const MODULATION_HT = 3;
export const MODULATION_VHT = 4;
export const MODULATION_HE = 5;
export const MODULATION_EHT = 6;
/** Names in the order of the numbers. */
export const MODULATION_NAMES = ["none", "dsss", "ofdm", "ht", "vht", "he", "eht"] as const;

/** No A-MPDU. */
export const AMPDU_NONE = -1;

export class Modulation {
  kind: number = MODULATION_NONE;
  /** HT: 0 to 31, streams included. Others: of each stream. */
  mcs = 0;
  /** Spatial streams; of HT they follow from the MCS. */
  streams = 1;
  /** Streams that space-time coding adds (HT). */
  codedStreams = 0;
  /** Streams that only sound the channel (HT). */
  soundingStreams = 0;
  widthMhz = 20;
  guardNs = 800;
  /** Tones of a resource unit that is less than the whole width, 0 = whole. */
  tones = 0;
  /** Dual carrier modulation: every bit is sent twice. */
  dual = false;
  greenfield = false;
  /** DSSS: short preamble. */
  shortPreamble = false;
  /** HE extended range, multi-user or triggered: longer preambles. */
  extended = false;
  multiUser = false;
  /** Long training field of HE and EHT: 1, 2 or 4 times 3.2 microseconds. */
  ltfSize = 4;
  /** Reference number of the A-MPDU the frame was in, or AMPDU_NONE. */
  ampdu = AMPDU_NONE;
}

/** Makes `into` say that nothing is known. */
export function resetModulation(into: Modulation): void {
  into.kind = MODULATION_NONE;
  into.shortPreamble = false;
  into.ampdu = AMPDU_NONE;
}

/** Everything that the fields of one modulation set; a fresh start for their decoders. */
export function beginModulation(into: Modulation, kind: number): void {
  into.kind = kind;
  into.mcs = 0;
  into.streams = 1;
  into.codedStreams = 0;
  into.soundingStreams = 0;
  into.widthMhz = 20;
  into.guardNs = 800;
  into.tones = 0;
  into.dual = false;
  into.greenfield = false;
  into.extended = false;
  into.multiUser = false;
  into.ltfSize = 4;
}

/** Coded bits a tone and coding rate of each MCS (21.5, 27.5, 36.5). */
const BITS_PER_TONE = [1, 2, 2, 4, 4, 6, 6, 6, 8, 8, 10, 10, 12, 12, 1, 1];
const CODING_RATE = [
  1 / 2,
  1 / 2,
  3 / 4,
  1 / 2,
  3 / 4,
  2 / 3,
  3 / 4,
  5 / 6,
  3 / 4,
  5 / 6,
  3 / 4,
  5 / 6,
  3 / 4,
  5 / 6,
  // EHT only: duplicated over the width in both halves, and dual carrier.
  1 / 8,
  1 / 4,
];
export const MCS_MAX = BITS_PER_TONE.length - 1;
export const HT_MCS_MAX = 31;

/** Data tones by width in MHz (19.3.6, 21.3.7, 27.3.10, 36.3.13). */
const TONES_HT: ReadonlyMap<number, number> = new Map([[20, 52], [40, 108]]);
const TONES_VHT: ReadonlyMap<number, number> = new Map([[20, 52], [40, 108], [80, 234], [
  160,
  468,
]]);
const TONES_HE: ReadonlyMap<number, number> = new Map([
  [20, 234],
  [40, 468],
  [80, 980],
  [160, 1960],
  [320, 3920],
]);
/** Data tones of resource units by their tones (27.3.10). */
const TONES_UNIT: ReadonlyMap<number, number> = new Map([
  [26, 24],
  [52, 48],
  [106, 102],
  [242, 234],
  [484, 468],
  [996, 980],
  [1992, 1960],
]);

/** Length of one symbol with its guard interval, in microseconds. */
export function symbolUs({ kind, guardNs }: Modulation): number {
  return (kind >= MODULATION_HE ? 12.8 : 3.2) + guardNs / 1000;
}

/** Data bits of one symbol over all streams, 0 when the values contradict each other. */
export function bitsPerSymbol(modulation: Modulation): number {
  const { kind, tones, widthMhz, dual } = modulation;
  const isHt = kind === MODULATION_HT;
  const mcs = isHt ? modulation.mcs & 7 : modulation.mcs;
  const streams = isHt ? (modulation.mcs >> 3) + 1 : modulation.streams;
  if (modulation.mcs > (isHt ? HT_MCS_MAX : MCS_MAX) || streams < 1) return 0;
  const whole = isHt ? TONES_HT : kind === MODULATION_VHT ? TONES_VHT : TONES_HE;
  const dataTones = tones > 0 ? TONES_UNIT.get(tones) : whole.get(widthMhz);
  if (dataTones === undefined) return 0;
  return dataTones * BITS_PER_TONE[mcs]! * CODING_RATE[mcs]! * streams * (dual ? 0.5 : 1);
}

/** kbit/s of HT and later modulations; 0 when it cannot be told. */
export function rateKbps(modulation: Modulation): number {
  return Math.round(bitsPerSymbol(modulation) / symbolUs(modulation) * 1000);
}
