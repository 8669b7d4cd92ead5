// Device record, `kismet.device.base.*` (spec device-model 2): one per (PHY, MAC).
import type { DatasourceRecord } from "./datasource.ts";
import type { DeviceLocation } from "./location.ts";
import type { LocationCloud } from "./location-cloud.ts";
import type { Rrd } from "./rrd.ts";
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
  firstTime: number;
  lastTime: number;
  packets = 0;
  freqKhzMap: Map<number, number> | undefined = undefined;
  signal: SignalRecord | undefined = undefined;

  constructor(source: DatasourceRecord, timeSec: number) {
    this.source = source;
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

export class DeviceRecord {
  readonly phy: DevicePhy;
  /** 48-bit number. */
  readonly mac: number;
  readonly serverUuid: string;
  /** Position in the creation order of the store. */
  index = 0;
  /** Where the store's list of changes has it. */
  changedIn: ChangeBlock | undefined = undefined;
  changedAt = 0;
  /** Times from which on it moves there. */
  movesAtLastTime = 0;
  movesAtModTime = 0;
  name = "";
  username: string | undefined = undefined;
  /** "" stands for the MAC text, which is made when it is asked for. */
  commonName = "";
  type: string;
  basicTypes = 0;
  crypt = "";
  basicCrypts = 0;
  firstTime: number;
  lastTime: number;
  modTime = 0;
  packets = 0;
  txPackets = 0;
  rxPackets = 0;
  llcPackets = 0;
  errorPackets = 0;
  dataPackets = 0;
  cryptPackets = 0;
  filteredPackets = 0;
  dataSize = 0;
  packetsRrd: Rrd | undefined = undefined;
  txRrd: Rrd | undefined = undefined;
  rxRrd: Rrd | undefined = undefined;
  dataRrd: Rrd | undefined = undefined;
  signal: SignalRecord | undefined = undefined;
  channel = "";
  /** Newest frequency; set by `countFrequency`. */
  freqKhz = 0;
  #frequencies: Map<number, number> | undefined = undefined;
  /** Packets on `freqKhz` that are not in the map yet: neighbouring packets share a frequency. */
  #frequencyPackets = 0;
  manufacturer: string;
  alerts = 0;
  /** Somebody wants to know when it comes back. */
  watched = false;
  tags: Map<string, string> | undefined = undefined;
  location: DeviceLocation | undefined = undefined;
  /** Kept with `keep_location_cloud_history`. */
  locationCloud: LocationCloud | undefined = undefined;
  /** One entry a datasource, in order of first appearance. */
  seenBy: SeenBy[] = [];
  /** Relation name to device keys. */
  related: Map<string, Map<string, string>> | undefined = undefined;
  /** The PHY's own record (`dot11.device`, …), of the type its PHY declares. */
  detail: unknown = undefined;
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
