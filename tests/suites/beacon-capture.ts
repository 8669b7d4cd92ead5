// Captures of beacons, each of another network.
import { encodeBeacon } from "../../protocols/dot11/encode.ts";

/** A little-endian pcap of 802.11 frames, a second apart. */
export function pcapOf(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(24 + frames.reduce((sum, frame) => sum + 16 + frame.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, 65_535, true);
  view.setUint32(20, 105, true);
  let at = 24;
  frames.forEach((frame, index) => {
    view.setUint32(at, 1_699_000_000 + index, true);
    view.setUint32(at + 8, frame.length, true);
    view.setUint32(at + 12, frame.length + 4, true);
    bytes.set(frame, at + 16);
    at += 16 + frame.length;
  });
  return bytes;
}

export const beacons = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    encodeBeacon(
      { ssid: `net${index}`, bssid: 0x001b11000000 + index, channel: 6, security: "open" },
      { timestampUs: index, sequence: index & 0xfff },
    ));
