// What the old text protocol tells of: the stores of the server, what was counted since the start,
// and which devices changed.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import {
  DOT11_ADHOC,
  DOT11_BEACON_AP,
  DOT11_PROBE_AP,
  Dot11Device,
} from "../../protocols/records/dot11-device.ts";
import { BASIC_AP } from "../../protocols/records/device.ts";
import {
  channelNumber,
  NETWORK_ADHOC,
  NETWORK_AP,
  NETWORK_DATA,
  NETWORK_PROBE,
} from "../../protocols/legacy/device-sentences.ts";
import type {
  ChannelRow,
  GreetingRow,
  PositionRow,
  TotalsRow,
  WepKeyRow,
} from "../../protocols/legacy/server-sentences.ts";
import { channelOfFrequency } from "../../protocols/dot11/channel.ts";
import type { Clock } from "../../runtime/platform.ts";
import type { ServerStores } from "../server/stores.ts";
import type { TrafficCounter } from "./traffic.ts";

/** Devices looked at between two looks at the clock. */
const DEVICES_A_STEP = 128;
/** The channel histories are read this often, seconds. */
export const CHANNEL_PERIOD_SEC = 2;

export interface WorldInput {
  readonly clock: Clock;
  readonly stores: ServerStores;
  readonly traffic: TrafficCounter;
  readonly greeting: () => GreetingRow;
  readonly wepKeys: () => readonly WepKeyRow[];
}

interface ChannelCount {
  packets: number;
  bytes: number;
  airtimeUs: number;
}

export class LegacyWorld {
  readonly stores: ServerStores;
  readonly #input: WorldInput;
  /** Devices that changed in the second before, and whether to look at `all` instead. */
  #changed: DeviceRecord[] = [];
  #sinceSec = 0;
  #networks = 0;
  #clients = 0;
  #networksByChannel = new Map<number, { all: number; active: number }>();
  #channelCounts = new Map<number, ChannelCount>();
  #channelRows: ChannelRow[] = [];
  /** Seconds since the start. */
  ticks = 0;

  constructor(input: WorldInput) {
    this.#input = input;
    this.stores = input.stores;
    this.#sinceSec = this.nowSec;
  }

  get nowSec(): number {
    return Math.floor(this.#input.clock.now() / 1000);
  }

  get changed(): readonly DeviceRecord[] {
    return this.#changed;
  }

  /** Finds what changed since the last look; to be run in slices. */
  *look(): Generator<void, void, void> {
    const nowSec = this.nowSec;
    const sinceSec = Math.min(this.#sinceSec, nowSec);
    const changed: DeviceRecord[] = [];
    const byChannel = new Map<number, { all: number; active: number }>();
    let networks = 0;
    let clients = 0;
    let looked = 0;
    for (const device of this.stores.devices.all()) {
      if (++looked % DEVICES_A_STEP === 0) yield;
      // Half open, so that no device is missed and none told of twice.
      if (device.modTime >= sinceSec && device.modTime < nowSec) changed.push(device);
      const dot11 = device.detail;
      if (!(dot11 instanceof Dot11Device)) continue;
      if (dot11.clients !== undefined && dot11.clients.size > 0) clients += 1;
      if (networkType(device, dot11) === undefined) continue;
      networks += 1;
      const count = byChannel.get(channelNumber(device)) ?? { all: 0, active: 0 };
      count.all += 1;
      if (device.modTime >= nowSec - CHANNEL_PERIOD_SEC) count.active += 1;
      byChannel.set(channelNumber(device), count);
    }
    this.#changed = changed;
    this.#sinceSec = nowSec;
    this.#networks = networks;
    this.#clients = clients;
    this.#networksByChannel = byChannel;
    this.ticks += 1;
    if (this.ticks % CHANNEL_PERIOD_SEC === 0) this.#countChannels(nowSec);
  }

  /** Nobody listens: what changes meanwhile is no news to who comes later. */
  rest(): void {
    this.#sinceSec = this.nowSec;
    this.#changed = [];
  }

  greeting(): GreetingRow {
    return this.#input.greeting();
  }

  wepKeys(): readonly WepKeyRow[] {
    return this.#input.wepKeys();
  }

  totals(): TotalsRow {
    const { packets, management, data, encrypted, errors, filtered, rate } = this.#input.traffic;
    const sources = [...this.stores.datasources.all()];
    return {
      networks: this.#networks,
      clients: this.#clients,
      devices: this.stores.devices.size,
      packets,
      management,
      data,
      encrypted,
      errors,
      filtered,
      rate,
      sources: sources.length,
      failedSources: sources.filter((source) => source.error).length,
    };
  }

  position(): PositionRow {
    const { gps } = this.stores;
    const all = gps.all();
    const location = this.stores.location();
    const connected = all.some((one) => one.connected);
    const fix = all.length === 0 ? -1 : connected ? location.fix ?? 1 : 0;
    return { location, fix, connected };
  }

  channels(): readonly ChannelRow[] {
    return this.#channelRows;
  }

  /** Histories hold a minute, so what they counted is added up here. */
  #countChannels(nowSec: number): void {
    this.#channelRows = [];
    for (const [freqKhz, record] of this.stores.channels.byFrequency) {
      const channel = channelOfFrequency(freqKhz);
      let count = this.#channelCounts.get(freqKhz);
      if (count === undefined) {
        this.#channelCounts.set(freqKhz, count = { packets: 0, bytes: 0, airtimeUs: 0 });
      }
      const newPackets = lastSeconds(record.packetsRrd.view(nowSec).seconds, nowSec);
      const newBytes = lastSeconds(record.dataRrd.view(nowSec).seconds, nowSec);
      const airtimeUs = record.airtime?.totalUs ?? 0;
      const usedUs = Math.round(airtimeUs - count.airtimeUs);
      count.packets += newPackets;
      count.bytes += newBytes;
      count.airtimeUs = airtimeUs;
      const networks = this.#networksByChannel.get(Number.parseInt(channel, 10));
      const { kind, max, maxNoise } = record.signal;
      this.#channelRows.push({
        channel,
        // How long each radio stayed where is not recorded.
        timeOnUs: 0,
        packets: count.packets,
        newPackets,
        usedUs,
        bytes: count.bytes,
        newBytes,
        networks: networks?.all ?? 0,
        activeNetworks: networks?.active ?? 0,
        maxSignalDbm: kind === 1 ? max : 0,
        maxSignalRssi: kind === 2 ? max : 0,
        maxNoiseDbm: kind === 1 ? maxNoise : 0,
        maxNoiseRssi: kind === 2 ? maxNoise : 0,
      });
    }
  }
}

/** The whole seconds before now. */
function lastSeconds(seconds: Float64Array, nowSec: number): number {
  let sum = 0;
  for (let back = 1; back <= CHANNEL_PERIOD_SEC; back++) {
    sum += seconds[(nowSec - back) % seconds.length]!;
  }
  return sum;
}

/** What kind of network a device is, undefined when it is none (6.1). */
export function networkType(device: DeviceRecord, dot11: Dot11Device): number | undefined {
  if ((dot11.types & (DOT11_BEACON_AP | DOT11_PROBE_AP)) !== 0) return NETWORK_AP;
  if ((dot11.types & DOT11_ADHOC) !== 0) return NETWORK_ADHOC;
  if ((device.basicTypes & BASIC_AP) !== 0) return NETWORK_DATA;
  const joined = dot11.clients !== undefined && dot11.clients.size > 0;
  return dot11.probed !== undefined && !joined ? NETWORK_PROBE : undefined;
}
