// What the parts of the 802.11 tracker share while they handle one frame. One object, reused.
import { EapolFrame } from "../../../protocols/dot11/eapol.ts";
import { Dot11Elements } from "../../../protocols/dot11/elements.ts";
import {
  type FingerprintList,
  parseFingerprintList,
} from "../../../protocols/dot11/fingerprint.ts";
import { Dot11Frame } from "../../../protocols/dot11/frame.ts";
import { IpPayload } from "../../../protocols/dot11/ip-data.ts";
import type { PacketBatch, PacketLocation } from "../../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import {
  DOT11_ADHOC,
  DOT11_BEACON_AP,
  DOT11_PROBE_AP,
  Dot11Device,
} from "../../../protocols/records/dot11-device.ts";
import type { DeviceStore } from "../../device/store.ts";
import { MemberView } from "../../device/views.ts";
import type { PhyContext } from "../phy.ts";
import { SsidGroups } from "./ssid-groups.ts";

/** Network names kept per device and list; a flood from one address names endless ones. */
export const SSIDS_PER_DEVICE_MAX = 512;
/** Access points kept per client, and clients kept per access point. */
export const LINKS_PER_DEVICE_MAX = 65_536;
/** Clients of one access point whose key frames are kept. */
export const HANDSHAKE_CLIENTS_MAX = 512;

/** Settings of the tracker, read once. */
export interface Dot11Options {
  /** Signal of an access point from its beacons only. */
  readonly signalFromBeacon: boolean;
  /** Privacy bit without RSN or WPA means WEP. */
  readonly wepFromPrivacy: boolean;
  readonly surveyOnly: boolean;
  readonly countryFull: boolean;
  readonly groups: boolean;
  readonly accessPointView: boolean;
  readonly keepEapol: boolean;
  /** Do not look into unencrypted payloads. */
  readonly hideData: boolean;
  readonly beaconFingerprint: string;
  readonly probeFingerprint: string;
}

/** What was not kept because a named limit was reached; served with the PHY's counters. */
export class Dot11Limits {
  ssids = 0;
  links = 0;
  handshakes = 0;
}

export class Dot11State {
  readonly context: PhyContext;
  readonly store: DeviceStore;
  readonly options: Dot11Options;
  readonly groups = new SsidGroups();
  readonly limits = new Dot11Limits();
  readonly frame = new Dot11Frame();
  readonly elements = new Dot11Elements();
  readonly eapol = new EapolFrame();
  readonly payload = new IpPayload();
  readonly fingerprints: { readonly beacon: FingerprintList; readonly probe: FingerprintList };
  readonly accessPoints = new MemberView("phydot11_accesspoints", "IEEE802.11 Access Points");
  /** Element lists parsed, and beacons whose elements had not changed. */
  parsed = 0;
  unchanged = 0;

  // The frame being handled.
  batch!: PacketBatch;
  index = 0;
  timeSec = 0;
  /** Where it was received, when that is known with a fix. */
  location: PacketLocation | undefined = undefined;
  nowMs = 0;
  /** Basic crypt bits of this frame. */
  basicCrypts = 0;
  /** `payload` was decoded for the frame being handled. */
  hasPayload = false;
  /** `eapol` was decoded for the frame being handled. */
  hasEapol = false;

  constructor(context: PhyContext, options: Dot11Options) {
    this.context = context;
    this.store = context.devices;
    this.options = options;
    this.fingerprints = {
      beacon: this.#fingerprintList("dot11_beacon_ie_fingerprint", options.beaconFingerprint),
      probe: this.#fingerprintList("dot11_probe_ie_fingerprint", options.probeFingerprint),
    };
    if (options.accessPointView) this.store.addView(this.accessPoints);
  }

  /** The type bits of a device changed: it may have become an access point. */
  accessPointChanged(device: DeviceRecord): void {
    if (!this.options.accessPointView) return;
    const types = (device.detail as Dot11Device).types;
    if ((types & (DOT11_BEACON_AP | DOT11_ADHOC | DOT11_PROBE_AP)) !== 0) {
      this.accessPoints.add(device);
    }
  }

  /** The device's 802.11 record, made on first use. */
  detail(device: DeviceRecord): Dot11Device {
    return (device.detail ??= new Dot11Device()) as Dot11Device;
  }

  #fingerprintList(key: string, text: string): FingerprintList {
    const list = parseFingerprintList(text);
    for (const entry of list.bad) {
      this.context.messages.error(
        `configuration: ${key} has an entry that is no element: ${entry}`,
      );
    }
    return list;
  }
}

/** The device's key text, for lists that clients see. */
export function keyOf(device: DeviceRecord): string {
  return formatDeviceKey(device.phy.hash, device.mac);
}

/** True for addresses that are no single station: zero, multicast and broadcast. */
export function isGroupOrZero(mac: number): boolean {
  return mac === 0 || (Math.floor(mac / 0x10000000000) & 1) !== 0;
}
