// Radiotap headers for frames we make: flags, rate, channel, signal, antenna; with a correct FCS at
// the end on request (radiotap.org; spec dot11 1.1).
import { crc32 } from "../crc32.ts";

export interface RadioValues {
  readonly freqMhz: number;
  readonly signalDbm: number;
  /** 500 kbit/s units. */
  readonly rate: number;
  readonly noiseDbm?: number;
  /** Appends the frame check sequence. */
  readonly fcs?: boolean;
}

const PRESENT = (1 << 1) | (1 << 2) | (1 << 3) | (1 << 5) | (1 << 11);
const NOISE = 1 << 6;
const FLAG_FCS = 0x10;
const CHANNEL_2GHZ_CCK = 0x00a0;
const CHANNEL_5GHZ_OFDM = 0x0140;

// u8 version, u8 pad, u16 length, u32 present, u8 flags, u8 rate, u16 MHz, u16 channel flags,
// s8 signal, [s8 noise], u8 antenna.
/** Header, frame, and FCS when wanted. */
export function encodeRadiotap(values: RadioValues, frame: Uint8Array): Uint8Array {
  const withNoise = values.noiseDbm !== undefined;
  const headerBytes = withNoise ? 17 : 16;
  const packet = new Uint8Array(headerBytes + frame.length + (values.fcs ? 4 : 0));
  const view = new DataView(packet.buffer);
  view.setUint16(2, headerBytes, true);
  view.setUint32(4, PRESENT | (withNoise ? NOISE : 0), true);
  packet[8] = values.fcs ? FLAG_FCS : 0;
  packet[9] = values.rate;
  view.setUint16(10, values.freqMhz, true);
  view.setUint16(12, values.freqMhz < 3000 ? CHANNEL_2GHZ_CCK : CHANNEL_5GHZ_OFDM, true);
  view.setInt8(14, values.signalDbm);
  if (withNoise) view.setInt8(15, values.noiseDbm!);
  packet[headerBytes - 1] = 0;
  packet.set(frame, headerBytes);
  if (values.fcs) {
    view.setUint32(headerBytes + frame.length, crc32(frame, 0, frame.length), true);
  }
  return packet;
}
