// Relations that one device claims with addresses that may not have been heard yet: links of a
// multi-link device, OWE transition partners, networks of a multiple BSSID set, access points in one
// box. A claim never creates a device; it waits, bounded, until the address is heard.
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { MldInfo } from "../../../protocols/records/dot11-modern.ts";
import type { DeviceStore } from "../../device/store.ts";
import { BoundedMap } from "./bounded-map.ts";
import { modernOf } from "./modern-device.ts";
import { relateDevices } from "./relate.ts";

export const RELATION_MLD = "moirai_dot11_mld";
export const RELATION_OWE = "moirai_dot11_owe_transition";
export const RELATION_MULTIPLE_BSSID = "moirai_dot11_multiple_bssid";
export const RELATION_CO_LOCATED = "moirai_dot11_co_located";

/** Addresses waited for; the oldest makes room. */
export const WAITING_MAX = 16_384;
/** Devices that wait for one address. */
export const CLAIMS_MAX = 16;

interface Claim {
  readonly device: DeviceRecord;
  readonly relation: string;
}

export class AddressRelations {
  /** Claims and relations not kept because a limit was reached. */
  refused = 0;
  readonly #store: DeviceStore;
  readonly #phyId: number;
  readonly #waiting = new BoundedMap<number, Claim[]>(WAITING_MAX, () => {
    this.refused += 1;
  });

  constructor(store: DeviceStore, phyId: number) {
    this.#store = store;
    this.#phyId = phyId;
  }

  /** Addresses that are waited for. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Relates a device to whoever has or will have an address. */
  claim(device: DeviceRecord, mac: number, relation: string): void {
    if (mac === device.mac) return;
    const other = this.#store.find(this.#phyId, mac);
    if (other === undefined) this.#wait(device, mac, relation);
    else this.#establish(device, other, relation);
  }

  /**
   * The same for the address of a multi-link device as a whole. Mostly nobody sends with it, so that
   * those who claim it are related to each other.
   */
  claimTogether(device: DeviceRecord, mac: number, relation: string): void {
    for (const claim of this.#waiting.get(mac) ?? []) {
      if (claim.relation !== relation || claim.device === device) continue;
      if (this.#isTracked(claim.device)) this.#establish(claim.device, device, relation);
    }
    this.claim(device, mac, relation);
  }

  /** A device was heard for the first time. */
  appeared(device: DeviceRecord): void {
    if (this.#waiting.size === 0) return;
    const claims = this.#waiting.get(device.mac);
    if (claims === undefined) return;
    this.#waiting.delete(device.mac);
    for (const claim of claims) {
      if (this.#isTracked(claim.device)) this.#establish(claim.device, device, claim.relation);
    }
  }

  /** Who claimed something may have been forgotten meanwhile. */
  #isTracked(device: DeviceRecord): boolean {
    return this.#store.find(this.#phyId, device.mac) === device;
  }

  #wait(device: DeviceRecord, mac: number, relation: string): void {
    const claims = this.#waiting.get(mac);
    if (claims === undefined) {
      this.#waiting.set(mac, [{ device, relation }]);
      return;
    }
    if (claims.some((one) => one.device === device && one.relation === relation)) return;
    if (claims.length >= CLAIMS_MAX) this.refused += 1;
    else claims.push({ device, relation });
  }

  #establish(device: DeviceRecord, other: DeviceRecord, relation: string): void {
    if (!relateDevices(device, other, relation)) {
      this.refused += 1;
      return;
    }
    if (relation === RELATION_MULTIPLE_BSSID) {
      modernOf(other, detailOf(other)).transmittedBssid = device.mac;
    } else if (relation === RELATION_MLD) {
      shareLinks(device, other);
    }
  }
}

function detailOf(device: DeviceRecord): Dot11Device {
  return (device.detail ??= new Dot11Device(device.mac)) as Dot11Device;
}

/** A link that does not tell of itself shows the device it belongs to all the same. */
function shareLinks(device: DeviceRecord, other: DeviceRecord): void {
  const known = detailOf(device).modern?.mld;
  const link = known?.links.find(({ address }) => address === other.mac);
  if (known === undefined || link === undefined) return;
  const modern = modernOf(other, detailOf(other));
  if (modern.mld !== undefined) return;
  const mld = modern.mld = new MldInfo();
  mld.address = known.address;
  mld.role = known.role;
  mld.linkId = link.linkId;
  mld.links = known.links;
}
