// Watched addresses: DEVICEFOUND when one comes or comes back, DEVICELOST when one has been silent
// (spec device-model 5.5, 10.5).
import { covers, formatMac, type MaskedMac, parseMac } from "../../protocols/mac.ts";
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { type AlertDefinition, SEVERITY_HIGH } from "../../protocols/records/alert.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { DeviceStore } from "../device/store.ts";
import type { MessageLog } from "../message/message-log.ts";
import type { Settings } from "../server/settings.ts";
import type { AlertKind, AlertStore } from "./alerts.ts";

/** Addresses and blocks that can be watched. */
export const WATCHED_MAX = 1024;
/** How often silence is looked for. */
const LOST_CHECK_SEC = 30;

export type WatchKind = "found" | "lost";

export const DEVICE_FOUND: AlertKind = {
  header: "DEVICEFOUND",
  class: "SYSTEM",
  severity: SEVERITY_HIGH,
  description: "A watched device is heard for the first time, or again after a while",
  phyId: -1,
};
export const DEVICE_LOST: AlertKind = {
  header: "DEVICELOST",
  class: "SYSTEM",
  severity: SEVERITY_HIGH,
  description: "A watched device has not been heard for a while",
  phyId: -1,
};

interface Watched {
  readonly address: MaskedMac;
  readonly kinds: Set<WatchKind>;
}

export interface DeviceAlertsInput {
  readonly alerts: AlertStore;
  readonly devices: DeviceStore;
  readonly messages: MessageLog;
  readonly settings: Settings;
}

export class DeviceAlerts {
  readonly #input: DeviceAlertsInput;
  readonly #found: AlertDefinition | undefined;
  readonly #lost: AlertDefinition | undefined;
  readonly #foundAfterSec: number;
  readonly #lostAfterSec: number;
  /** By address and mask as text. */
  readonly #watched = new Map<string, Watched>();
  /** Watched devices that are silent and were told. */
  readonly #silent = new Set<DeviceRecord>();
  #nextCheckSec = 0;

  constructor(input: DeviceAlertsInput) {
    const { alerts, settings, devices } = this.#input = input;
    this.#found = alerts.define(DEVICE_FOUND);
    this.#lost = alerts.define(DEVICE_LOST);
    this.#foundAfterSec = settings.integer("devicefound_timeout");
    this.#lostAfterSec = settings.integer("devicelost_timeout");
    this.#watchConfigured("found", settings.list("devicefound"));
    this.#watchConfigured("lost", settings.list("devicelost"));
    devices.observe({ removed: (device) => this.#silent.delete(device) });
  }

  #watchConfigured(kind: WatchKind, addresses: readonly string[]): void {
    for (const text of addresses) {
      const problem = this.watch([kind], text);
      if (problem === undefined) continue;
      this.#input.messages.error(`configuration: device${kind}: ${problem}`);
    }
  }

  /** Watches an address or block; what is wrong with it otherwise. */
  watch(kinds: readonly WatchKind[], text: string): string | undefined {
    const address = parseMac(text.trim());
    if (address === undefined) return `${text} is no MAC address`;
    const key = keyOf(address);
    let entry = this.#watched.get(key);
    if (entry === undefined) {
      if (this.#watched.size >= WATCHED_MAX) {
        return `${text} is left out: no more than ${WATCHED_MAX} addresses can be watched`;
      }
      this.#watched.set(key, entry = { address, kinds: new Set() });
    }
    for (const kind of kinds) entry.kinds.add(kind);
    this.#mark();
    return undefined;
  }

  /** Watches it no longer; what is wrong with the address otherwise. */
  unwatch(kinds: readonly WatchKind[], text: string): string | undefined {
    const address = parseMac(text.trim());
    if (address === undefined) return `${text} is no MAC address`;
    const entry = this.#watched.get(keyOf(address));
    for (const kind of kinds) entry?.kinds.delete(kind);
    if (entry?.kinds.size === 0) this.#watched.delete(keyOf(address));
    this.#mark();
    return undefined;
  }

  /** Addresses that are watched for any of these, as texts. */
  watched(kinds: readonly WatchKind[]): string[] {
    return [...this.#watched]
      .filter(([, entry]) => kinds.some((kind) => entry.kinds.has(kind)))
      .map(([key]) => key);
  }

  /** Once a second: tells who has fallen silent. */
  tick(nowSec: number): void {
    if (this.#lost === undefined || nowSec < this.#nextCheckSec || this.#watched.size === 0) return;
    this.#nextCheckSec = nowSec + LOST_CHECK_SEC;
    for (const { address, kinds } of this.#watched.values()) {
      if (!kinds.has("lost")) continue;
      for (const device of this.#input.devices.byMac(address.mac, address.maskBits)) {
        const silentSec = nowSec - device.modTime;
        if (silentSec <= this.#lostAfterSec) this.#silent.delete(device);
        else if (!this.#silent.has(device)) this.#tellLost(device, silentSec);
      }
    }
  }

  #tellLost(device: DeviceRecord, silentSec: number): void {
    this.#silent.add(device);
    this.#input.alerts.raise(this.#lost!, () => ({
      text: `${formatMac(device.mac)} has not been heard for ${silentSec} seconds`,
      source: device.mac,
    }));
  }

  /** The store asks about every new device, and about known ones that are watched. */
  #mark(): void {
    const { devices } = this.#input;
    if (this.#found === undefined) return;
    devices.watch = this.watched(["found"]).length === 0 ? undefined : {
      afterSec: this.#foundAfterSec,
      isWatched: (mac) => this.#isWatched(mac),
      came: (device, batch, index, awaySec) => this.#tellFound(device, batch, index, awaySec),
    };
    for (const device of devices.all()) device.watched = this.#isWatched(device.mac);
  }

  #isWatched(mac: number): boolean {
    for (const { address, kinds } of this.#watched.values()) {
      if (kinds.has("found") && covers(address, mac)) return true;
    }
    return false;
  }

  #tellFound(device: DeviceRecord, batch: PacketBatch, index: number, awaySec: number): void {
    this.#input.alerts.raise(this.#found!, () => ({
      text: awaySec === 0
        ? `${formatMac(device.mac)} is heard for the first time`
        : `${formatMac(device.mac)} is heard again after ${awaySec} seconds`,
      transmitter: batch.networkMac[index]!,
      source: device.mac,
      destination: batch.destinationMac[index]!,
      other: batch.transmitterMac[index]!,
    }));
  }
}

function keyOf({ mac, maskBits }: MaskedMac): string {
  if (maskBits === 48) return formatMac(mac);
  const mask = 2 ** 48 - 2 ** (48 - maskBits);
  return `${formatMac(mac)}/${formatMac(mask)}`;
}
