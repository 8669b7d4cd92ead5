// Channel usage, `kismet.channelrec.*` (spec device-model 6): a sink of the packet chain that keeps a
// record per frequency and per channel text.
import { MODULATION_NAMES, MODULATION_NONE } from "../../protocols/airtime/modulation.ts";
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  KIND_NONE,
  PACKET_DUPLICATE,
  type PacketBatch,
} from "../../protocols/packet/packet-batch.ts";
import {
  ChannelAirtime,
  type ChannelMaps,
  ChannelRecord,
} from "../../protocols/records/channel.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { createRrd } from "../../protocols/records/rrd.ts";

/** Entries of each map: radio headers are hostile and can name any of 65,536 frequencies. */
export const CHANNEL_ENTRIES_MAX = 1024;
/** A device counts as active on its frequency for this long. */
export const DEVICE_ACTIVE_SEC = 30;

/** Sums of one batch, added to the record's histories at its end. */
class Tally {
  readonly record: ChannelRecord;
  packets = 0;
  bytes = 0;
  /** Active devices, recounted each second. */
  devices = 0;
  /** True once a device was on it: only then has it a device history. */
  hasDevices = false;

  constructor(record: ChannelRecord) {
    this.record = record;
  }
}

export interface ChannelTrackerInput {
  /** Server time in ms. */
  readonly now: () => number;
}

export class ChannelTracker implements ChannelMaps {
  readonly byFrequency = new Map<number, ChannelRecord>();
  readonly byChannel = new Map<string, ChannelRecord>();
  /** Packets and devices left out because a map was full. */
  refused = 0;
  readonly #now: () => number;
  readonly #frequencies = new Map<number, Tally>();
  readonly #channels = new Map<string, Tally>();
  readonly #touched: Tally[] = [];

  constructor(input: ChannelTrackerInput) {
    this.#now = input.now;
  }

  handle(batch: PacketBatch): void {
    // Neighbouring packets mostly share their frequency and channel, so the last ones are at hand.
    let frequency: Tally | undefined;
    let channel: Tally | undefined;
    for (let index = 0; index < batch.count; index++) {
      if (batch.hasRadio[index] === 0) continue;
      const freqKhz = batch.freqKhz[index]!;
      if (freqKhz !== 0) {
        if (frequency?.record.freqKhz !== freqKhz) frequency = this.#frequency(freqKhz);
        this.#add(frequency, batch, index);
      }
      const text = batch.channel[index]!;
      if (text !== "" && text !== "0") {
        if (channel?.record.channel !== text) channel = this.#channel(text);
        this.#add(channel, batch, index);
      }
    }
    this.#flush();
  }

  /** Once a second: how many devices are active on each frequency. */
  tick(nowSec: number, devices: Iterable<DeviceRecord>): void {
    let tally: Tally | undefined;
    for (const device of devices) {
      const freqKhz = device.freqKhz;
      if (freqKhz === 0) continue;
      if (tally?.record.freqKhz !== freqKhz) tally = this.#frequency(freqKhz);
      if (tally === undefined) {
        this.refused += 1;
        continue;
      }
      tally.hasDevices = true;
      if (device.lastTime > nowSec - DEVICE_ACTIVE_SEC) tally.devices += 1;
    }
    for (const one of this.#frequencies.values()) {
      if (one.hasDevices) one.record.deviceRrd.add(one.devices, nowSec);
      one.devices = 0;
    }
  }

  #add(tally: Tally | undefined, batch: PacketBatch, index: number): void {
    if (tally === undefined) {
      this.refused += 1;
      return;
    }
    if (tally.packets === 0) this.#touched.push(tally);
    tally.packets += 1;
    if (batch.kind[index] !== KIND_NONE) tally.bytes += batch.dataSize[index]!;
    tally.record.signal.add(
      batch.signalKind[index]!,
      batch.signal[index]!,
      batch.noise[index]!,
      batch.rate[index]!,
      batch.carrier[index]!,
      batch.encoding[index]!,
    );
    if (batch.modulation[index] !== MODULATION_NONE) addAirtime(tally.record, batch, index);
  }

  #flush(): void {
    const nowSec = Math.floor(this.#now() / 1000);
    for (const tally of this.#touched) {
      tally.record.packetsRrd.add(tally.packets, nowSec);
      tally.record.dataRrd.add(tally.bytes, nowSec);
      tally.packets = 0;
      tally.bytes = 0;
    }
    this.#touched.length = 0;
  }

  #frequency(freqKhz: number): Tally | undefined {
    const known = this.#frequencies.get(freqKhz);
    if (known !== undefined) return known;
    if (this.#frequencies.size >= CHANNEL_ENTRIES_MAX) return undefined;
    const tally = new Tally(createChannelRecord("", freqKhz));
    this.#frequencies.set(freqKhz, tally);
    this.byFrequency.set(freqKhz, tally.record);
    return tally;
  }

  #channel(text: string): Tally | undefined {
    const known = this.#channels.get(text);
    if (known !== undefined) return known;
    if (this.#channels.size >= CHANNEL_ENTRIES_MAX) return undefined;
    const tally = new Tally(createChannelRecord(text, 0));
    this.#channels.set(text, tally);
    this.byChannel.set(text, tally.record);
    return tally;
  }
}

/** A frame heard by several radios was on the air once. */
function addAirtime(record: ChannelRecord, batch: PacketBatch, index: number): void {
  if ((batch.flags[index]! & PACKET_DUPLICATE) !== 0) return;
  const us = batch.airtimeUs[index]!;
  const airtime = record.airtime ??= new ChannelAirtime(
    createRrd("default"),
    MODULATION_NAMES.length,
  );
  airtime.frames += 1;
  airtime.totalUs += us;
  airtime.modulations[batch.modulation[index]!]! += 1;
  const kind = batch.kind[index];
  if (kind === KIND_MANAGEMENT) airtime.managementUs += us;
  else if (kind === KIND_DATA) airtime.dataUs += us;
  const timestampUs = batch.timestampUs[index]!;
  if (timestampUs >= airtime.secondEndUs || timestampUs < airtime.secondEndUs - 1e6) {
    airtime.beginSecond(Math.floor(timestampUs / 1e6));
  }
  airtime.secondUs += us;
}

function createChannelRecord(channel: string, freqKhz: number): ChannelRecord {
  return new ChannelRecord(channel, freqKhz, {
    packets: createRrd("default"),
    data: createRrd("default"),
    device: createRrd("default"),
  });
}
