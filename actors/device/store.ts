// The device store: every tracked device, by PHY and address, and the update step that all PHYs
// share (spec device-model 2.2, 5). Hot: `update` runs once per device of each packet.
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  KIND_PHY,
  type PacketBatch,
  packetLocation,
} from "../../protocols/packet/packet-batch.ts";
import type { Manufacturers } from "../../protocols/manuf/manufacturers.ts";
import { type DevicePhy, DeviceRecord, SeenBy } from "../../protocols/records/device.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import { parseDeviceKey } from "../../protocols/records/device-key.ts";
import { DeviceLocation } from "../../protocols/records/location.ts";
import { LocationCloud } from "../../protocols/records/location-cloud.ts";
import type { DeviceView } from "../../protocols/records/phy.ts";
import { SignalRecord } from "../../protocols/records/signal.ts";
import type { Random } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { Settings } from "../server/settings.ts";
import type { DeviceQueries } from "../server/stores.ts";
import { ChangeLog, type ChangeTime } from "./change-log.ts";
import type { DeviceObserver, DeviceWatch } from "./device-observer.ts";
import { addLocationSample } from "./location.ts";
import { MacTable } from "./mac-table.ts";
import { addRadio, addSignal, countFrequency } from "./radio.ts";
import { CollectionView, MemberView } from "./views.ts";

/** What an update touches (2.2). */
export const UPDATE_SIGNAL = 1;
export const UPDATE_FREQUENCY = 2;
export const UPDATE_PACKETS = 4;
export const UPDATE_LOCATION = 8;
export const UPDATE_SEEN_BY = 16;
export const UPDATE_EXISTING_ONLY = 64;

/** Datasources remembered per device. */
export const DEVICE_SOURCES_MAX = 64;
/** Tags kept per device. */
export const DEVICE_TAGS_MAX = 128;
/** Without a configured limit, so that an address flood cannot eat all memory. */
export const DEVICES_HARD_MAX = 2_000_000;

/** The devices of one PHY. */
interface PhyDevices {
  readonly byMac: MacTable<DeviceRecord>;
  /** In the order of their creation. */
  readonly devices: Set<DeviceRecord>;
}

export interface DeviceStoreInput {
  readonly random: Random;
  readonly settings: Settings;
  readonly bus: EventBus;
  readonly serverUuid: string;
  readonly manufacturers: Manufacturers;
  /** The record behind a batch's source number. */
  readonly datasource: (number: number) => DatasourceRecord | undefined;
}

export class DeviceStore implements DeviceQueries {
  watch: DeviceWatch | undefined = undefined;
  lastRemovalSec = 0;
  /** Devices not created because the store was full. */
  refused = 0;
  /** Frequencies and datasources not kept because a device had too many. */
  trimmed = 0;
  readonly #input: DeviceStoreInput;
  readonly #byPhy: PhyDevices[] = [];
  readonly #phys: DevicePhy[] = [];
  readonly #all = new Set<DeviceRecord>();
  readonly #views = new Map<string, DeviceView>();
  readonly #seenByViews = new Map<DatasourceRecord, MemberView>();
  readonly #observers: DeviceObserver[] = [];
  readonly #announce: DeviceRecord[] = [];
  readonly #changes = new ChangeLog();
  #created = 0;
  readonly #withRrds: boolean;
  readonly #withSeenByViews: boolean;
  readonly #withPhyViews: boolean;
  readonly #withSourceStatistics: boolean;
  readonly #withCloud: boolean;
  readonly #locationThreshold: number;
  #nowMs = 0;
  #nowSec = 0;

  constructor(input: DeviceStoreInput) {
    this.#input = input;
    const { settings } = input;
    this.#withRrds = settings.flag("track_device_rrds");
    this.#withSeenByViews = settings.flag("track_device_seenby_views");
    this.#withPhyViews = settings.flag("track_device_phy_views");
    this.#withSourceStatistics = settings.flag("keep_per_datasource_stats");
    this.#withCloud = settings.flag("keep_location_cloud_history");
    this.#locationThreshold = settings.integer("device_location_signal_threshold");
    this.addView(new CollectionView("all", "All devices", this.#all, () => true));
  }

  // ---- PHYs and views ----

  registerPhy(phy: DevicePhy): void {
    const devices = new Set<DeviceRecord>();
    this.#byPhy[phy.id] = { byMac: new MacTable(this.#input.random), devices };
    this.#phys[phy.id] = phy;
    if (this.#withPhyViews) {
      const view = new CollectionView(
        `phy-${phy.name}`,
        `${phy.name} devices`,
        devices,
        (device) => device.phy.id === phy.id,
      );
      this.addView(view);
    }
  }

  addView(view: DeviceView): void {
    this.#views.set(view.id, view);
  }

  addDatasourceView(source: DatasourceRecord): void {
    if (!this.#withSeenByViews || this.#seenByViews.has(source)) return;
    const view = new MemberView(`seenby-${source.uuid}`, `${source.name} devices`);
    this.#seenByViews.set(source, view);
    this.addView(view);
  }

  observe(observer: DeviceObserver): void {
    this.#observers.push(observer);
  }

  // ---- Queries ----

  get size(): number {
    return this.#all.size;
  }

  phySize(phyId: number): number {
    return this.#withPhyViews ? this.#byPhy[phyId]?.devices.size ?? 0 : 0;
  }

  all(): Iterable<DeviceRecord> {
    return this.#all;
  }

  find(phyId: number, mac: number): DeviceRecord | undefined {
    return this.#byPhy[phyId]?.byMac.get(mac);
  }

  byKey(key: string): DeviceRecord | undefined {
    const parsed = parseDeviceKey(key);
    if (!parsed) return undefined;
    const phy = this.#phys.find((one) => one?.hash === parsed.phyHash);
    return phy ? this.#byPhy[phy.id]?.byMac.get(parsed.mac) : undefined;
  }

  byMac(mac: number, maskBits: number): DeviceRecord[] {
    const found: DeviceRecord[] = [];
    if (maskBits >= 48) {
      for (const phy of this.#byPhy) {
        const device = phy?.byMac.get(mac);
        if (device) found.push(device);
      }
      return found;
    }
    const scale = 2 ** (48 - Math.max(0, maskBits));
    const prefix = Math.floor(mac / scale);
    for (const device of this.#all) {
      if (Math.floor(device.mac / scale) === prefix) found.push(device);
    }
    return found;
  }

  changedSince(since: number, time: ChangeTime): readonly DeviceRecord[] | undefined {
    return this.#changes.since(since, time);
  }

  /** Devices that questions for changes looked at so far. */
  get changesLooked(): number {
    return this.#changes.looked;
  }

  views(): Iterable<DeviceView> {
    return this.#views.values();
  }

  view(id: string): DeviceView | undefined {
    return this.#views.get(id);
  }

  // ---- Updates ----

  /** Sets the server time that the next updates use; once a batch, not once a packet. */
  beginBatch(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#nowSec = Math.floor(nowMs / 1000);
  }

  get nowSec(): number {
    return this.#nowSec;
  }

  /**
   * Finds or creates the device `mac` and applies packet `index` of `batch` to it. The batch's common
   * columns must be filled. Undefined when the device must exist and does not, or the store is full.
   */
  update(
    phyId: number,
    mac: number,
    batch: PacketBatch,
    index: number,
    flags: number,
    typeAtCreation: string,
    basicCrypts: number,
  ): DeviceRecord | undefined {
    let device = this.#byPhy[phyId]!.byMac.get(mac);
    const timestampUs = batch.timestampUs[index]!;
    const timeSec = Math.floor(timestampUs / 1e6);
    if (device === undefined) {
      if ((flags & UPDATE_EXISTING_ONLY) !== 0) return undefined;
      device = this.#create(phyId, mac, typeAtCreation, timeSec);
      if (device === undefined) return undefined;
      if (this.watch?.isWatched(mac)) {
        device.watched = true;
        this.watch.came(device, batch, index, 0);
      }
    } else if (device.watched) this.#noteReturn(device, batch, index, timeSec);
    if (timeSec > device.lastTime) device.lastTime = timeSec;
    this.#touch(device);
    if ((flags & UPDATE_PACKETS) !== 0) this.#countPacket(device, mac, batch, index);
    if ((flags & UPDATE_FREQUENCY) !== 0) {
      const withSignal = (flags & UPDATE_SIGNAL) !== 0;
      const rrds = this.#withRrds;
      if (!addRadio(device, batch, index, withSignal, rrds, this.#nowMs)) this.trimmed += 1;
    }
    if ((flags & UPDATE_LOCATION) !== 0) this.#addLocation(device, batch, index);
    if ((flags & UPDATE_SEEN_BY) !== 0) this.#addSeenBy(device, batch, index, timeSec);
    device.basicCrypts |= basicCrypts;
    return device;
  }

  /** Publishes the devices created since the last call; at the end of each packet. */
  announce(): void {
    if (this.#announce.length === 0) return;
    for (const device of this.#announce.splice(0)) {
      for (const observer of this.#observers) observer.announced?.(device);
      this.#input.bus.publish("NEW_DEVICE", device);
    }
  }

  /** Sets the PHY's name for a device; the display name follows unless a person chose one. */
  setName(device: DeviceRecord, name: string): void {
    device.name = name;
    if (name !== "" && !device.username) device.commonName = name;
  }

  setUsername(device: DeviceRecord, username: string): void {
    device.username = username;
    device.commonName = username;
    this.#touch(device);
  }

  /** Tags are notes of people and of scans; an existing one is overwritten. */
  setTag(device: DeviceRecord, tag: string, content: string): void {
    const tags = device.tags ??= new Map();
    if (tags.size >= DEVICE_TAGS_MAX && !tags.has(tag)) {
      this.trimmed += 1;
      return;
    }
    tags.set(tag, content);
    this.#touch(device);
  }

  remove(device: DeviceRecord): void {
    const phy = this.#byPhy[device.phy.id];
    phy?.byMac.delete(device.mac);
    phy?.devices.delete(device);
    this.#all.delete(device);
    this.#changes.remove(device);
    for (const view of this.#views.values()) {
      if (view instanceof MemberView) view.remove(device);
    }
    this.lastRemovalSec = this.#nowSec;
    for (const observer of this.#observers) observer.removed?.(device);
  }

  #touch(device: DeviceRecord): void {
    device.modTime = this.#nowSec;
    device.changes += 1;
    this.#changes.note(device);
  }

  // ---- Steps of one update ----

  #noteReturn(device: DeviceRecord, batch: PacketBatch, index: number, timeSec: number): void {
    const awaySec = timeSec - device.lastTime;
    if (this.watch !== undefined && awaySec > this.watch.afterSec) {
      this.watch.came(device, batch, index, awaySec);
    }
  }

  #create(phyId: number, mac: number, type: string, timeSec: number): DeviceRecord | undefined {
    if (this.#all.size >= DEVICES_HARD_MAX) {
      this.refused += 1;
      return undefined;
    }
    const manufacturer = this.#input.manufacturers.lookup(mac);
    const phy = this.#phys[phyId]!;
    const device = new DeviceRecord(
      phy,
      mac,
      type,
      manufacturer,
      this.#input.serverUuid,
      timeSec,
    );
    device.index = ++this.#created;
    this.#byPhy[phyId]!.byMac.set(mac, device);
    this.#byPhy[phyId]!.devices.add(device);
    this.#all.add(device);
    this.#announce.push(device);
    return device;
  }

  #countPacket(device: DeviceRecord, mac: number, batch: PacketBatch, index: number): void {
    if (this.#withRrds) device.beginPacket(this.#nowSec);
    device.packets += 1;
    if (batch.sourceMac[index] === mac || batch.transmitterMac[index] === mac) {
      device.txPackets += 1;
    } else if (batch.destinationMac[index] === mac) device.rxPackets += 1;
    const kind = batch.kind[index]!;
    if (kind === KIND_DATA) device.countData(batch.dataSize[index]!);
    else if (kind === KIND_MANAGEMENT || kind === KIND_PHY) device.llcPackets += 1;
  }

  #addLocation(device: DeviceRecord, batch: PacketBatch, index: number): void {
    const location = packetLocation(batch, index);
    if (location === undefined) return;
    const threshold = this.#locationThreshold;
    if (threshold !== 0 && batch.signal[index]! < threshold) return;
    addLocationSample(device.location ??= new DeviceLocation(), location, this.#nowMs);
    if (!this.#withCloud || location.fix < 2) return;
    (device.locationCloud ??= new LocationCloud()).add({
      latitude: location.latitude,
      longitude: location.longitude,
      altitudeM: location.altitudeM,
      speedKmh: location.speedKmh,
      headingDegrees: location.headingDegrees,
      signal: batch.signal[index]!,
      timeSec: this.#nowSec,
      freqKhz: Math.trunc(batch.freqKhz[index]!),
    });
  }

  #addSeenBy(device: DeviceRecord, batch: PacketBatch, index: number, timeSec: number): void {
    const number = batch.source?.number ?? 0;
    let entry = device.newestSeenBy;
    if (entry === undefined || entry.number !== number) {
      entry = this.#entryOf(device, number, timeSec);
      if (entry === undefined) return;
      device.newestSeenBy = entry;
    }
    entry.lastTime = timeSec;
    entry.packets += 1;
    if (!this.#withSourceStatistics || batch.hasRadio[index] === 0) return;
    const freqKhz = Math.trunc(batch.freqKhz[index]!);
    if (freqKhz > 0 && !countFrequency(entry.freqKhzMap ??= new Map(), freqKhz)) this.trimmed += 1;
    addSignal(entry.signal ??= new SignalRecord(), batch, index, true);
  }

  /** The device's entry of a datasource, made on first use; undefined when there is no room for it. */
  #entryOf(device: DeviceRecord, number: number, timeSec: number): SeenBy | undefined {
    for (const one of device.seenBy) if (one.number === number) return one;
    const source = this.#input.datasource(number);
    if (source === undefined) return undefined;
    if (device.seenBy.length >= DEVICE_SOURCES_MAX) {
      this.trimmed += 1;
      return undefined;
    }
    const entry = new SeenBy(source, timeSec);
    device.seenBy.push(entry);
    this.#seenByViews.get(source)?.add(device);
    for (const observer of this.#observers) observer.seenBy?.(device, source);
    return entry;
  }
}
