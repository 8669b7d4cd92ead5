// Batches of frames as a datasource would deliver them.
import { encodeBeacon, encodeData } from "../../protocols/dot11/encode.ts";
import { FaultCounters } from "../../protocols/faults.ts";
import { PacketBatch, type PacketLocation } from "../../protocols/packet/packet-batch.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";

export const AP = 0x001b11000001;
export const STATION = 0x3ca62f000010;
export const HEARD_START_US = 1_700_000_000_000_000;

export const beacon = (sequence = 1, ssid = "street", bssid = AP): Uint8Array =>
  encodeBeacon({ ssid, bssid, channel: 6, security: "wpa2-psk" }, {
    timestampUs: sequence * 102_400,
    sequence: sequence % 4096,
  });

export const dataFrame = (sequence = 1, payload = new Uint8Array(100)): Uint8Array =>
  encodeData({
    station: STATION,
    bssid: AP,
    peer: AP,
    toAp: true,
    encrypted: false,
    sequence,
    payload,
  });

export interface Heard {
  readonly timeUs?: number;
  readonly source?: number;
  readonly location?: PacketLocation;
}

const faults = new FaultCounters();

/** One batch of frames with radiotap headers, a millisecond apart. */
export function heard(frames: readonly Uint8Array[], how: Heard = {}): PacketBatch {
  const packets = frames.map((frame) =>
    encodeRadiotap({ freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true }, frame)
  );
  const batch = new PacketBatch();
  batch.linkType = 127;
  batch.count = packets.length;
  batch.bytes = new Uint8Array(packets.reduce((sum, packet) => sum + packet.length, 0));
  batch.source = { number: how.source ?? 0, checkFcs: true, faults };
  batch.location = how.location;
  let at = 0;
  packets.forEach((packet, index) => {
    batch.bytes.set(packet, at);
    batch.start[index] = at;
    batch.capturedLength[index] = packet.length;
    batch.wireLength[index] = packet.length;
    batch.timestampUs[index] = (how.timeUs ?? HEARD_START_US) + index * 1000;
    at += packet.length;
  });
  return batch;
}
