// How long a frame occupies the air: the TXTIME of each modulation (IEEE 802.11-2020 15.3.4 DSSS, 16.3.4
// CCK, 17.4.3 OFDM, 18.5.3 ERP, 19.4.3 HT, 21.4.3 VHT; 802.11ax 27.4.3 HE; 802.11be 36.4.3 EHT).
import {
  AMPDU_NONE,
  bitsPerSymbol,
  type Modulation,
  MODULATION_DSSS,
  MODULATION_EHT,
  MODULATION_HE,
  MODULATION_HT,
  MODULATION_NONE,
  MODULATION_OFDM,
  MODULATION_VHT,
  symbolUs,
} from "./modulation.ts";

const DSSS_LONG_US = 192;
const DSSS_SHORT_US = 96;
/** Training and signal fields of OFDM, with which every later preamble begins. */
const LEGACY_PREAMBLE_US = 20;
const OFDM_SYMBOL_US = 4;
/** SERVICE and tail bits around the bytes. */
const SERVICE_BITS = 16;
const TAIL_BITS = 6;
/** In the 2.4 GHz band OFDM frames end in silence, for old receivers (18.3.2.4, 19.3.2). */
const SIGNAL_EXTENSION_US = 6;
/** The longest PPDU there can be (9.4.1, aPPDUMaxTime of DSSS at 1 Mbit/s with 4,095 bytes). */
export const AIRTIME_US_MAX = 34_000;

/** DSSS or OFDM by the rate, for headers that say no more. */
export function legacyModulation(kbps: number): number {
  if (kbps === 0) return MODULATION_NONE;
  const isDsss = kbps === 1000 || kbps === 2000 || kbps === 5500 || kbps === 11_000;
  return isDsss ? MODULATION_DSSS : MODULATION_OFDM;
}

/**
 * Microseconds on the air of a frame of `bytes` with its check sequence. `continues`: it follows
 * another frame of the same A-MPDU, whose preamble it shares. 0 when it cannot be told.
 */
export function airtimeUs(
  modulation: Modulation,
  kbps: number,
  bytes: number,
  freqKhz: number,
  continues: boolean,
): number {
  if (kbps <= 0 || bytes <= 0) return 0;
  const bits = bytes * 8;
  const { kind } = modulation;
  if (continues && modulation.ampdu !== AMPDU_NONE) return bounded(bits / kbps * 1000);
  const extension = freqKhz > 0 && freqKhz < 3_000_000 ? SIGNAL_EXTENSION_US : 0;
  switch (kind) {
    case MODULATION_DSSS: {
      const short = modulation.shortPreamble && kbps > 1000;
      return bounded((short ? DSSS_SHORT_US : DSSS_LONG_US) + bits / kbps * 1000);
    }
    case MODULATION_OFDM: {
      const perSymbol = kbps * OFDM_SYMBOL_US / 1000;
      const symbols = Math.ceil((SERVICE_BITS + bits + TAIL_BITS) / perSymbol);
      return bounded(LEGACY_PREAMBLE_US + symbols * OFDM_SYMBOL_US + extension);
    }
    case MODULATION_HT:
    case MODULATION_VHT:
    case MODULATION_HE:
    case MODULATION_EHT: {
      const perSymbol = bitsPerSymbol(modulation);
      if (perSymbol === 0) return 0;
      const symbols = Math.ceil((SERVICE_BITS + bits + TAIL_BITS) / perSymbol);
      return bounded(preambleUs(modulation) + symbols * symbolUs(modulation) + extension);
    }
    default:
      return 0;
  }
}

/** Long training fields for so many streams (19.3.9.4.6, 21.3.8.3.5, 27.3.11.10). */
function trainingFields(streams: number): number {
  if (streams <= 2) return streams;
  return streams <= 4 ? 4 : streams <= 6 ? 6 : 8;
}

function preambleUs(modulation: Modulation): number {
  const { kind, greenfield, extended, multiUser, ltfSize, guardNs } = modulation;
  const fields = trainingFields(modulation.streams + modulation.codedStreams) +
    trainingFields(modulation.soundingStreams);
  switch (kind) {
    case MODULATION_HT:
      // Greenfield: short training 8, first long training 8, signal 8; mixed: signal 8, short 4.
      return greenfield ? 24 + (fields - 1) * 4 : LEGACY_PREAMBLE_US + 12 + fields * 4;
    case MODULATION_VHT:
      // Signal A 8, short training 4, long training, signal B 4.
      return LEGACY_PREAMBLE_US + 16 + fields * 4;
    default: {
      const trainingUs = fields * (ltfSize * 3.2 + guardNs / 1000);
      // Repeated legacy signal 4, signal A or universal signal 8, short training 4; signal B or the
      // EHT signal 4 and more, extended range 8 more.
      const signalUs = kind === MODULATION_EHT || multiUser ? 4 : extended ? 8 : 0;
      return LEGACY_PREAMBLE_US + 16 + signalUs + trainingUs;
    }
  }
}

function bounded(us: number): number {
  return us < AIRTIME_US_MAX ? us : AIRTIME_US_MAX;
}
