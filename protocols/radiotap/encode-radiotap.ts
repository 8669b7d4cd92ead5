// Radiotap headers for frames we make, with a correct FCS at the end on request (radiotap.org; spec
// dot11 1.1).
import { crc32 } from "../crc32.ts";

export interface RadioValues {
  readonly freqMhz: number;
  readonly signalDbm: number;
  /** 500 kbit/s units. */
  readonly rate: number;
  readonly noiseDbm?: number;
  /** 0 unless given. */
  readonly antenna?: number;
  /** Microseconds of the receiver's clock. */
  readonly tsftUs?: number;
  /** Appends the frame check sequence. */
  readonly fcs?: boolean;
}

const TSFT = 1 << 0;
const FLAGS = 1 << 1;
const RATE = 1 << 2;
const CHANNEL = 1 << 3;
const SIGNAL = 1 << 5;
const NOISE = 1 << 6;
const ANTENNA = 1 << 11;
const FLAG_FCS = 0x10;
const CHANNEL_CCK = 0x0020;
const CHANNEL_OFDM = 0x0040;
const CHANNEL_2GHZ = 0x0080;
const CHANNEL_5GHZ = 0x0100;
/** Rates of CCK in 500 kbit/s: 1, 2, 5.5 and 11 Mbit/s. */
const CCK_RATES: readonly number[] = [2, 4, 11, 22];
const FIXED_BYTES = 16;
const TSFT_BYTES = 8;

// u8 version, u8 pad, u16 length, u32 present, [u64 TSFT], u8 flags, u8 rate, u16 MHz, u16 channel
// flags, s8 signal, [s8 noise], u8 antenna.
/** Header, frame, and FCS when wanted. */
export function encodeRadiotap(values: RadioValues, frame: Uint8Array): Uint8Array {
  const { tsftUs, noiseDbm, freqMhz, rate } = values;
  const headerBytes = FIXED_BYTES + (tsftUs === undefined ? 0 : TSFT_BYTES) +
    (noiseDbm === undefined ? 0 : 1);
  const packet = new Uint8Array(headerBytes + frame.length + (values.fcs ? 4 : 0));
  // Bytes are written one by one: a view of each packet would cost more than all of them.
  writeU16(packet, 2, headerBytes);
  const present = FLAGS | RATE | CHANNEL | SIGNAL | ANTENNA |
    (tsftUs === undefined ? 0 : TSFT) | (noiseDbm === undefined ? 0 : NOISE);
  writeU16(packet, 4, present);
  let at = 8;
  if (tsftUs !== undefined) {
    const whole = Math.floor(tsftUs);
    writeU32(packet, at, whole >>> 0);
    writeU32(packet, at + 4, Math.floor(whole / 0x100000000));
    at += TSFT_BYTES;
  }
  packet[at] = values.fcs ? FLAG_FCS : 0;
  packet[at + 1] = rate;
  writeU16(packet, at + 2, freqMhz);
  writeU16(packet, at + 4, channelFlags(freqMhz, rate));
  packet[at + 6] = values.signalDbm;
  if (noiseDbm !== undefined) packet[at + 7] = noiseDbm;
  packet[headerBytes - 1] = values.antenna ?? 0;
  packet.set(frame, headerBytes);
  if (values.fcs) {
    writeU32(packet, headerBytes + frame.length, crc32(frame, 0, frame.length));
  }
  return packet;
}

function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  writeU16(bytes, at, value);
  writeU16(bytes, at + 2, value >>> 16);
}

function channelFlags(freqMhz: number, rate: number): number {
  if (freqMhz >= 3000) return CHANNEL_5GHZ | CHANNEL_OFDM;
  return CHANNEL_2GHZ | (CCK_RATES.includes(rate) ? CHANNEL_CCK : CHANNEL_OFDM);
}
