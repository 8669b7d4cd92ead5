// What a packet's radio header tells of its device: channel, frequency, signal (spec device-model 2.2,
// 2.5). Hot: called once per device of each packet.
import {
  type PacketBatch,
  packetLocation,
  SIGNAL_NONE,
} from "../../protocols/packet/packet-batch.ts";
import { DEVICE_FREQUENCIES_MAX, type DeviceRecord } from "../../protocols/records/device.ts";
import { LocationPoint } from "../../protocols/records/location.ts";
import { SignalRecord } from "../../protocols/records/signal.ts";

/** False when the device has too many frequencies to keep this one. */
export function addRadio(
  device: DeviceRecord,
  batch: PacketBatch,
  index: number,
  withSignal: boolean,
  withRrds: boolean,
  nowMs: number,
): boolean {
  const channel = batch.channel[index]!;
  if (channel !== "" && channel !== "0") device.channel = channel;
  if (batch.hasRadio[index] === 0) return true;
  const freqKhz = Math.trunc(batch.freqKhz[index]!);
  const kept = freqKhz <= 0 || device.countFrequency(freqKhz);
  const signal = device.signal ??= new SignalRecord();
  const peaked = addSignal(signal, batch, index, withSignal);
  if (!withSignal) return kept;
  const value = batch.signal[index]!;
  if (withRrds && value !== 0 && batch.signalKind[index] !== SIGNAL_NONE) {
    signal.addToHistory(value, Math.floor(batch.timestampUs[index]! / 1e6));
  }
  if (peaked) notePeak(signal, batch, index, nowMs);
  return kept;
}

/** Where the strongest signal so far was heard. */
function notePeak(signal: SignalRecord, batch: PacketBatch, index: number, nowMs: number): void {
  const location = packetLocation(batch, index);
  if (location === undefined || location.fix < 2) return;
  const peak = signal.peakLocation = new LocationPoint();
  peak.latitude = location.latitude;
  peak.longitude = location.longitude;
  peak.altitudeM = location.altitudeM;
  peak.fix = location.fix;
  peak.timeSec = Math.floor(nowMs / 1000);
  peak.timeUsec = Math.floor((nowMs % 1000) * 1000);
}

/** Rate, carrier and encoding always; the signal itself where the caller trusts it. */
export function addSignal(
  signal: SignalRecord,
  batch: PacketBatch,
  index: number,
  withSignal: boolean,
): boolean {
  return signal.add(
    withSignal ? batch.signalKind[index]! : SIGNAL_NONE,
    batch.signal[index]!,
    batch.noise[index]!,
    batch.rate[index]!,
    batch.carrier[index]!,
    batch.encoding[index]!,
  );
}

/** Counts a packet on a frequency; false when there are too many frequencies to keep it. */
export function countFrequency(map: Map<number, number>, freqKhz: number): boolean {
  const count = map.get(freqKhz);
  if (count === undefined && map.size >= DEVICE_FREQUENCIES_MAX) return false;
  map.set(freqKhz, (count ?? 0) + 1);
  return true;
}
