// Device record, `kismet.device.base.*` (spec device-model 2): one per (PHY, MAC).
import type { DatasourceRecord } from "./datasource.ts";
import type { DeviceLocation } from "./location.ts";
import type { Rrd } from "./rrd.ts";
import type { SignalRecord } from "./signal.ts";

/** `basic_type_set` bits (2.4). */
export const BASIC_AP = 1;
export const BASIC_CLIENT = 2;
export const BASIC_WIRED = 4;
export const BASIC_PEER = 8;
/** `basic_crypt_set` bits (2.4). */
export const BASIC_ENCRYPTED = 2;

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

/** What every device of one PHY shares. */
export interface DevicePhy {
  readonly id: number;
  readonly name: string;
  /** 32-bit checksum of the name, first part of device keys. */
  readonly hash: number;
}

export class DeviceRecord {
  readonly phy: DevicePhy;
  /** 48-bit number. */
  readonly mac: number;
  readonly serverUuid: string;
  /** Position in the creation order of the store. */
  index = 0;
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
  /** kHz to packets; small, so a plain Map that is made with the first frequency. */
  freqKhzMap: Map<number, number> | undefined = undefined;
  channel = "";
  freqKhz = 0;
  manufacturer: string;
  alerts = 0;
  tags: Map<string, string> | undefined = undefined;
  location: DeviceLocation | undefined = undefined;
  /** One entry a datasource, in order of first appearance. */
  seenBy: SeenBy[] = [];
  /** Relation name to device keys. */
  related: Map<string, Map<string, string>> | undefined = undefined;
  /** The PHY's own record (`dot11.device`, …), of the type its PHY declares. */
  detail: unknown = undefined;

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
}
