// What adapters may read: the stores that actors own. Adapters never change a store; they send
// commands (`ServerCommands`).
import type { Inspector } from "../inspect/inspector.ts";
import type { AlertOccurrence } from "../alert/alerts.ts";
import type { WatchKind } from "../alert/device-alerts.ts";
import type { ChangeTime } from "../device/change-log.ts";
import type { PacketStream, StreamWish } from "../stream/packet-stream.ts";
import type { AlertDefinition, AlertRecord } from "../../protocols/records/alert.ts";
import type { ChannelMaps } from "../../protocols/records/channel.ts";
import type { DatasourceRecord, DriverRecord } from "../../protocols/records/datasource.ts";
import type { DatasourceDefaults } from "../../protocols/records/datasource-table.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { SsidGroup } from "../../protocols/records/dot11-device.ts";
import type { ClassFilter, PacketFilter } from "../../protocols/records/log-filter.ts";
import type { LogDriver, LogRecord } from "../../protocols/records/log.ts";
import type { GpsUpdate } from "../../protocols/gps/gps-update.ts";
import type { GpsDriverRecord, GpsRecord } from "../../protocols/records/gps.ts";
import type { Metric } from "../../protocols/metrics/prometheus.ts";
import type { LocationPoint } from "../../protocols/records/location.ts";
import type { MessageRecord } from "../../protocols/records/message.ts";
import type { PacketStatistics } from "../../protocols/records/packet-statistics.ts";
import type { PacketLocation } from "../../protocols/packet/packet-batch.ts";
import type { PacketStore } from "../log/packet-store.ts";
import type { DeviceView, PhyRecord } from "../../protocols/records/phy.ts";
import type { StreamCounters, StreamRecord } from "../../protocols/records/stream.ts";
import type { PluginRecord } from "../../protocols/records/plugin.ts";
import type { SystemRecord } from "../../protocols/records/system.ts";

export interface DeviceQueries {
  readonly size: number;
  /** Creation order; safe while devices are added or removed during the walk. */
  all(): Iterable<DeviceRecord>;
  byKey(key: string): DeviceRecord | undefined;
  /** Devices of any PHY whose address equals `mac` in the first `maskBits` of 48 bits. */
  byMac(mac: number, maskBits: number): DeviceRecord[];
  /**
   * Devices whose time is `since` or later, in creation order; undefined when they are so many that
   * walking all of them is as good.
   */
  changedSince(since: number, time: ChangeTime): readonly DeviceRecord[] | undefined;
  views(): Iterable<DeviceView>;
  view(id: string): DeviceView | undefined;
  /** Server time in s when a device was removed last, 0 = never. */
  readonly lastRemovalSec: number;
}

export interface ServerStores {
  readonly devices: DeviceQueries;
  readonly ssids: { all(): Iterable<SsidGroup>; byHash(hash: number): SsidGroup | undefined };
  phys(): PhyRecord[];
  /** A list that a PHY keeps under this name; empty when none does. */
  phyList(name: string): readonly unknown[];
  readonly channels: ChannelMaps;
  readonly datasources: {
    all(): Iterable<DatasourceRecord>;
    byUuid(uuid: string): DatasourceRecord | undefined;
    drivers(): readonly DriverRecord[];
    readonly defaults: DatasourceDefaults;
  };
  /** The actors, for people who look inside. */
  readonly inspector: Inspector;
  readonly messages: { all(): readonly MessageRecord[] };
  readonly alerts: {
    all(): readonly AlertRecord[];
    definitions(): readonly AlertDefinition[];
    /** Addresses that are watched for any of these, as texts. */
    watched(kinds: readonly WatchKind[]): readonly string[];
  };
  readonly filters: {
    packetFilter(id: string): PacketFilter | undefined;
    classFilter(id: string): ClassFilter | undefined;
  };
  readonly streams: StreamCounters & {
    all(): Iterable<StreamRecord>;
    byId(id: number): StreamRecord | undefined;
  };
  readonly logs: {
    drivers(): readonly LogDriver[];
    /** Open logs and those that were stopped. */
    all(): readonly LogRecord[];
    /** The open log whose packets can be read back; undefined when there is none. */
    stored(): PacketStore | undefined;
  };
  readonly plugins: { all(): Iterable<PluginRecord> };
  readonly statistics: PacketStatistics;
  /** Refreshed by the caller before it is served. */
  system(): SystemRecord;
  location(): LocationPoint;
  /** Every named counter. */
  metrics(): readonly Metric[];
  readonly gps: {
    /** In the order in which they are asked for the best position. */
    all(): readonly GpsRecord[];
    byUuid(uuid: string): GpsRecord | undefined;
    drivers(): readonly GpsDriverRecord[];
  };
}

/** A listed capture interface, `kismet.datasource.probed.*`. */
export interface ListedInterface {
  readonly interface: string;
  readonly captureInterface: string;
  readonly hardware: string;
  readonly version: string;
  readonly options?: readonly string[];
  /** UUID of the running source on it, else zeros. */
  readonly inUseUuid: string;
  readonly driver: DriverRecord;
}

/** A network that another program found in a scan (spec dot11 9.3). */
export interface ScanReport {
  readonly bssid: number;
  readonly ssid: string;
  /** As Android writes them, "[WPA2-PSK-CCMP][ESS]". */
  readonly capabilities: string;
  /** Its elements as text; only compared with those of other reports. */
  readonly elements: string;
  /** "" when it names none. */
  readonly channel: string;
  /** 0 when it names none. */
  readonly freqKhz: number;
  /** 0 when it names none. */
  readonly signalDbm: number;
  readonly timestampSec: number;
  readonly location: PacketLocation | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

/** A command failed; `status` is what HTTP answers. */
export class CommandError extends Error {
  readonly status: 400 | 404 | 500 | 503 | 504;
  constructor(status: 400 | 404 | 500 | 503 | 504, message: string) {
    super(message);
    this.name = "CommandError";
    this.status = status;
  }
}

/** One channel to stay on, or hopping; hopping keeps what is left out. */
export interface TuneRequest {
  readonly channel?: string | undefined;
  readonly channels?: readonly string[] | undefined;
  /** Hops a second. */
  readonly rate?: number | undefined;
  readonly shuffle?: boolean | undefined;
}

/** A change of what a log leaves out; `block` is a packet filter's, "" for a class filter. */
export type FilterChange =
  & { readonly filter: "packet" | "class"; readonly id: string; readonly block: string }
  & (
    | { readonly change: "default"; readonly action: string }
    | {
      readonly change: "set";
      readonly phy: string;
      readonly rules: readonly (readonly [address: string, blocked: boolean])[];
    }
    | { readonly change: "remove"; readonly phy: string; readonly addresses: readonly string[] }
  );

/** An alert that a client makes known; rates as in the configuration. */
export interface AlertRequest {
  readonly name: string;
  readonly class: string;
  readonly severity: number;
  readonly description: string;
  readonly rate: string;
  readonly burst: string;
  /** Name of a PHY; "" or "any" for every one. */
  readonly phyName: string;
}

/** What people and clients may ask the actors to do. Each rejects with a CommandError. */
export interface ServerCommands {
  addDatasource(definition: string): Promise<DatasourceRecord>;
  openDatasource(uuid: string): Promise<DatasourceRecord>;
  closeDatasource(uuid: string): Promise<DatasourceRecord>;
  pauseDatasource(uuid: string): Promise<DatasourceRecord>;
  resumeDatasource(uuid: string): Promise<DatasourceRecord>;
  tuneDatasource(uuid: string, request: TuneRequest): Promise<DatasourceRecord>;
  listInterfaces(): Promise<ListedInterface[]>;
  /** Starts a log of this class. */
  startLog(name: string): Promise<LogRecord>;
  stopLog(uuid: string): Promise<void>;
  addGps(definition: string): Promise<GpsRecord>;
  removeGps(uuid: string): Promise<void>;
  /** A position that a client brings, to the GPS of this kind and, where several can be, this name. */
  updateGps(kind: "web" | "meta", name: string | undefined, update: GpsUpdate): Promise<void>;
  changeFilter(change: FilterChange): Promise<void>;
  defineAlert(alert: AlertRequest): Promise<void>;
  /** Raises a defined alert; rejects when its limits forbid it. */
  raiseAlert(name: string, occurrence: AlertOccurrence): Promise<void>;
  /** Watches addresses or blocks for DEVICEFOUND and DEVICELOST, or no longer. */
  watchDevices(
    change: "add" | "remove",
    kinds: readonly WatchKind[],
    addresses: readonly string[],
  ): Promise<void>;
  /** Takes what a program heard that is listed as the virtual datasource of this UUID. */
  reportScan(uuid: string, name: string, reports: readonly ScanReport[]): Promise<void>;
  /** A live stream of packets; whoever asks reads it to its end or cancels it. */
  openStream(wish: StreamWish): Promise<PacketStream>;
  closeStream(id: number): Promise<void>;
  /** Narrows what is tracked of 802.11, in the words of the old text protocol. */
  filterPackets(filter: string): Promise<void>;
  /** `BSSID[/MASK],HEXKEY`, in place of a key for the same addresses. */
  addWepKey(line: string): Promise<void>;
  removeWepKey(bssid: number): Promise<void>;
  setDeviceName(key: string, name: string): Promise<void>;
  setDeviceTag(key: string, tag: string, content: string): Promise<void>;
}
