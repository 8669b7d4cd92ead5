// Large inputs made from a seed: a capture of ordinary air (beacons, data, acknowledgements, probes)
// in the proportions of a busy street, with radiotap headers and frame check sequences.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { crc32 } from "../protocols/crc32.ts";
import {
  encodeAck,
  encodeBeacon,
  encodeData,
  encodeNull,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
  type Security,
} from "../protocols/dot11/encode.ts";
import { encodePcapHeader, writePcapRecordHeader } from "../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../protocols/radiotap/encode-radiotap.ts";
import { DLT_IEEE802_11_RADIO } from "../protocols/linktype/linktypes.ts";
import { SeededRandom } from "../runtime/random.ts";

const RECORD_HEADER = 16;
const RADIOTAP = 16;
const SECURITIES: readonly Security[] = ["open", "wpa2-psk", "wpa3-sae", "wpa2-eap", "wep"];

export interface CaptureShape {
  readonly packets: number;
  /** Distinct addresses that become devices. */
  readonly devices: number;
  readonly seed: number;
  /** Seconds of air that the packets are spread over. */
  readonly seconds: number;
}

/** Path of the capture, made on first use and kept in the temporary directory. */
export function captureFile(shape: CaptureShape): string {
  const directory = join(tmpdir(), "moirai-bench");
  const { packets, devices, seed, seconds } = shape;
  const path = join(directory, `air-${packets}-${devices}-${seed}-${seconds}-v3.pcap`);
  if (existsSync(path) && statSync(path).size > 0) return path;
  mkdirSync(directory, { recursive: true });
  write(`${path}.part`, shape);
  renameSync(`${path}.part`, path);
  return path;
}

/** A frame whose addresses and sequence number are written anew for each packet. */
interface Template {
  readonly bytes: Uint8Array;
  readonly index: number;
}

function write(path: string, shape: CaptureShape): void {
  const random = new SeededRandom(shape.seed);
  const file = openSync(path, "w");
  writeSync(file, encodePcapHeader(DLT_IEEE802_11_RADIO));
  const accessPoints = Math.max(1, Math.floor(shape.devices / 10));
  const stations = Math.max(1, shape.devices - accessPoints);
  const networks = Array.from({ length: accessPoints }, (_, n) => network(n));
  const beacons = networks.map((one, index) =>
    template(encodeBeacon(one, { timestampUs: 0, sequence: 0 }), one, index)
  );
  const responses = networks.slice(0, 200).map((one, index) =>
    template(encodeProbeResponse(one, 0, { timestampUs: 0, sequence: 0 }), one, index)
  );
  const payloads = [60, 120, 400].map((size) => new Uint8Array(size).fill(0x5a));
  const chunk = new Uint8Array(8 * 1024 * 1024);
  const stepUs = shape.seconds * 1e6 / shape.packets;
  let at = 0;
  for (let n = 0; n < shape.packets; n++) {
    // The first round names every device once, so that their number is what was asked for.
    const first = n < shape.devices;
    const dice = first ? (n < accessPoints ? 0 : 60) : random.next() * 100;
    const station = first && n >= accessPoints ? n - accessPoints : random.integer(0, stations - 1);
    // A station belongs to one network, as stations do.
    const ap = first && n < accessPoints
      ? n
      : dice < 30
      ? random.integer(0, accessPoints - 1)
      : station % accessPoints;
    const mac = stationMac(station);
    const bssid = networks[ap]!.bssid;
    let packet: Uint8Array;
    if (dice < 30) packet = renew(beacons[ap]!.bytes, n, undefined);
    else if (dice < 55) {
      packet = radio(
        encodeData({
          bssid,
          station: mac,
          peer: bssid + 1,
          toAp: dice < 42,
          encrypted: true,
          payload: payloads[n % 3]!,
          sequence: n,
        }),
        networks[ap]!,
      );
    } else if (dice < 70) packet = radio(encodeProbeRequest(mac, "", n), networks[ap]!);
    else if (dice < 90) packet = radio(encodeAck(mac), networks[ap]!);
    else if (dice < 94) packet = radio(encodeNull(mac, bssid, n), networks[ap]!);
    else packet = renew(responses[ap % responses.length]!.bytes, n, mac);
    if (at + RECORD_HEADER + packet.length > chunk.length) {
      writeSync(file, chunk, 0, at);
      at = 0;
    }
    writePcapRecordHeader(
      chunk,
      at,
      1_700_000_000e6 + Math.floor(n * stepUs),
      packet.length,
      packet.length,
    );
    chunk.set(packet, at + RECORD_HEADER);
    at += RECORD_HEADER + packet.length;
  }
  writeSync(file, chunk, 0, at);
  closeSync(file);
}

function network(n: number): Network {
  return {
    ssid: `net-${n}`,
    bssid: 0x001b11000000 + n,
    channel: [1, 6, 11, 36, 44][n % 5]!,
    security: SECURITIES[n % SECURITIES.length]!,
    country: "AT",
  };
}

const stationMac = (n: number) => 0xf01898000000 + n;

function radio(frame: Uint8Array, near: Network): Uint8Array {
  const freqMhz = near.channel > 14 ? 5000 + near.channel * 5 : 2407 + near.channel * 5;
  return encodeRadiotap(
    { freqMhz, signalDbm: -50 - (near.bssid % 40), rate: 12, fcs: true },
    frame,
  );
}

function template(frame: Uint8Array, near: Network, index: number): Template {
  return { bytes: radio(frame, near), index };
}

/** A copy with another sequence number, and another destination if given. */
function renew(packet: Uint8Array, sequence: number, destination: number | undefined): Uint8Array {
  const copy = packet.slice();
  const view = new DataView(copy.buffer);
  if (destination !== undefined) {
    view.setUint16(RADIOTAP + 4, Math.floor(destination / 0x100000000));
    view.setUint32(RADIOTAP + 6, destination % 0x100000000);
  }
  view.setUint16(RADIOTAP + 22, (sequence & 0xfff) << 4, true);
  // The timestamp of beacons and probe responses, so that no two are the same frame.
  view.setUint32(RADIOTAP + 24, sequence, true);
  view.setUint32(copy.length - 4, crc32(copy, RADIOTAP, copy.length - 4), true);
  return copy;
}
