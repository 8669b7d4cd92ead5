// Device record, `kismet.device.base.*` (spec device-model 2): one per (PHY, MAC).
import type { DatasourceRecord } from "./datasource.ts";
import type { DeviceLocation } from "./location.ts";
import type { LocationCloud } from "./location-cloud.ts";
import { createRrd, type Rrd } from "./rrd.ts";
import type { SignalRecord } from "./signal.ts";

/** `basic_type_set` bits (2.4). */
export const BASIC_AP = 1;
export const BASIC_CLIENT = 2;
export const BASIC_WIRED = 4;
export const BASIC_PEER = 8;
/** `basic_crypt_set` bits (2.4). */
export const BASIC_ENCRYPTED = 2;
export const BASIC_WEAK = 16;
export const BASIC_DECRYPTED = 32;

export class SeenBy {
  readonly source: DatasourceRecord;
  /** Of the source, so that looking for an entry touches no source. */
  readonly number: number;
  firstTime: number;
  lastTime: number;
  packets = 0;
  freqKhzMap: Map<number, number> | undefined = undefined;
  signal: SignalRecord | undefined = undefined;

  constructor(source: DatasourceRecord, timeSec: number) {
    this.source = source;
    this.number = source.number;
    this.firstTime = timeSec;
    this.lastTime = timeSec;
  }
}

/** Frequencies kept per device; a damaged radio header names endless ones. */
export const DEVICE_FREQUENCIES_MAX = 256;

/** What every device of one PHY shares. */
export interface DevicePhy {
  readonly id: number;
  readonly name: string;
  /** 32-bit checksum of the name, first part of device keys. */
  readonly hash: number;
}

/** Some devices that changed at about the same time; the device store's own. */
export interface ChangeBlock {
  readonly devices: DeviceRecord[];
  /** Newest times that devices in it had. */
  lastTime: number;
  modTime: number;
}

/** Histories of one device's traffic; each from the first packet of its kind. */
class TrafficHistory {
  packets: Rrd | undefined = undefined;
  tx: Rrd | undefined = undefined;
  rx: Rrd | undefined = undefined;
  data: Rrd | undefined = undefined;
}

// Every packet reads or writes the members up to `detail`, and few of the others: those of one kind
// stand together because thousands of devices do not fit a processor's cache.
export class DeviceRecord {
  readonly phy: DevicePhy;
  /** 48-bit number. */
  readonly mac: number;
  lastTime: number;
  modTime = 0;
  /** Counts changes, so that who wrote the record knows whether it is still the same. */
  changes = 0;
  /** Times from which on it moves in the store's list of changes. */
  movesAtLastTime = 0;
  movesAtModTime = 0;
  /** Somebody wants to know when it comes back. */
  watched = false;
  packets = 0;
  txPackets = 0;
  rxPackets = 0;
  llcPackets = 0;
  dataPackets = 0;
  dataSize = 0;
  /** Second of the server clock whose traffic is not in the histories yet; -1: it has none. */
  #second = -1;
  /** Size of the newest data packet. */
  #newestData = 0;
  channel = "";
  /** Newest frequency; set by `countFrequency`. */
  freqKhz = 0;
  /** Packets on `freqKhz` that are not in the map yet: neighbouring packets share a frequency. */
  #frequencyPackets = 0;
  signal: SignalRecord | undefined = undefined;
  /** The entry of `seenBy` that changed last: mostly it is the next one too. */
  newestSeenBy: SeenBy | undefined = undefined;
  basicTypes = 0;
  basicCrypts = 0;
  type: string;
  /** The PHY's own record (`dot11.device`, …), of the type its PHY declares. */
  detail: unknown = undefined;

  readonly serverUuid: string;
  /** Position in the creation order of the store. */
  index = 0;
  /** Where the store's list of changes has it. */
  changedIn: ChangeBlock | undefined = undefined;
  changedAt = 0;
  name = "";
  username: string | undefined = undefined;
  /** "" stands for the MAC text, which is made when it is asked for. */
  commonName = "";
  crypt = "";
  firstTime: number;
  errorPackets = 0;
  cryptPackets = 0;
  filteredPackets = 0;
  #history: TrafficHistory | undefined = undefined;
  /** Counters up to which the histories know of the traffic. */
  #packetsKnown = 0;
  #txKnown = 0;
  #rxKnown = 0;
  #dataPacketsKnown = 0;
  #dataSizeKnown = 0;
  #frequencies: Map<number, number> | undefined = undefined;
  manufacturer: string;
  alerts = 0;
  tags: Map<string, string> | undefined = undefined;
  location: DeviceLocation | undefined = undefined;
  /** Kept with `keep_location_cloud_history`. */
  locationCloud: LocationCloud | undefined = undefined;
  /** One entry a datasource, in order of first appearance. */
  seenBy: SeenBy[] = [];
  /** Relation name to device keys. */
  related: Map<string, Map<string, string>> | undefined = undefined;
  /** Records that other PHYs attached, by the name of their member. */
  attached: Map<string, unknown> | undefined = undefined;

  constructor(
    phy: DevicePhy,
    mac: number,
    type: string,
    manufacturer: string,
    serverUuid: string,
    timeSec: number,
  ) {
    this.phy = phy;
    this.mac = mac;
    this.type = type;
    this.manufacturer = manufacturer;
    this.serverUuid = serverUuid;
    this.firstTime = timeSec;
    this.lastTime = timeSec;
  }

  /** Counts a packet on a frequency; false when there are too many frequencies to keep it. */
  countFrequency(freqKhz: number): boolean {
    if (freqKhz === this.freqKhz) {
      this.#frequencyPackets += 1;
      return true;
    }
    const map = this.frequencies();
    this.freqKhz = freqKhz;
    if (map.size >= DEVICE_FREQUENCIES_MAX && !map.has(freqKhz)) return false;
    this.#frequencyPackets = 1;
    return true;
  }

  /**
   * To be called before a packet is counted, when the device has histories: the traffic of one second
   * of the server clock goes into them at once, when it is over or when somebody looks.
   */
  beginPacket(nowSec: number): void {
    if (nowSec === this.#second) return;
    this.#addToHistory();
    this.#second = nowSec;
  }

  countData(bytes: number): void {
    this.dataPackets += 1;
    this.dataSize += bytes;
    this.#newestData = bytes;
  }

  /** Up to the newest packet. */
  history(): TrafficHistory {
    if (this.#second >= 0) this.#addToHistory();
    return this.#history ??= new TrafficHistory();
  }

  #addToHistory(): void {
    const packets = this.packets - this.#packetsKnown;
    if (packets === 0) return;
    const second = this.#second;
    const history = this.#history ??= new TrafficHistory();
    history.packets = addSum(history.packets, packets, packets, 1, second);
    const tx = this.txPackets - this.#txKnown;
    if (tx > 0) history.tx = addSum(history.tx, tx, tx, 1, second);
    const rx = this.rxPackets - this.#rxKnown;
    if (rx > 0) history.rx = addSum(history.rx, rx, rx, 1, second);
    const data = this.dataPackets - this.#dataPacketsKnown;
    if (data > 0) {
      const size = this.dataSize - this.#dataSizeKnown;
      history.data = addSum(history.data, data, size, this.#newestData, second);
      this.#dataPacketsKnown = this.dataPackets;
      this.#dataSizeKnown = this.dataSize;
    }
    this.#packetsKnown = this.packets;
    this.#txKnown = this.txPackets;
    this.#rxKnown = this.rxPackets;
  }

  /** kHz to packets. */
  frequencies(): Map<number, number> {
    const map = this.#frequencies ??= new Map();
    if (this.#frequencyPackets > 0) {
      const before = map.get(this.freqKhz) ?? 0;
      if (before > 0 || map.size < DEVICE_FREQUENCIES_MAX) {
        map.set(this.freqKhz, before + this.#frequencyPackets);
      }
      this.#frequencyPackets = 0;
    }
    return map;
  }
}

/** Adds samples of one second to a history, which is made if there is none: their sum, the newest one. */
function addSum(
  rrd: Rrd | undefined,
  samples: number,
  sum: number,
  newest: number,
  second: number,
): Rrd {
  const history = rrd ?? createRrd("default");
  if (samples > 1) history.add(sum - newest, second);
  history.add(newest, second);
  return history;
}
