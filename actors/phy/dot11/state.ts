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
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import type { DeviceStore } from "../../device/store.ts";
import { MemberView } from "../../device/views.ts";
import type { AddressFilter } from "../../filter/address-filter.ts";
import type { PhyContext } from "../phy.ts";
import { BssRelations } from "./bss-relations.ts";
import { ModernState } from "./modern-state.ts";
import type { Dot11Rule } from "./rule.ts";
import { RuleSet } from "./rule-set.ts";
import { DOT11_RULES } from "./rules.ts";
import { SsidGroups } from "./ssid-groups.ts";
import { WepKeys } from "./wep-keys.ts";

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
  /** Keep the bytes of all elements of SSID records. */
  readonly keepElements: boolean;
  /** `bssid[/mask],hex`, as configured. */
  readonly wepKeys: readonly string[];
  /** Relate access points that started at about the same time, within `relationWindowUs`. */
  readonly relateByTimestamp: boolean;
  readonly relationWindowUs: number;
  /** Seconds after which entries of a device's maps are forgotten, 0 = never. */
  readonly entryTimeoutSec: number;
  /** Only of devices with fewer packets; 0 = all. */
  readonly entryTimeoutPackets: number;
  /** Network names kept per device and list; a flood from one address names endless ones. */
  readonly ssidsMax: number;
  readonly probedSsidsMax: number;
  /** Access points kept per client, and clients kept per access point. */
  readonly clientsMax: number;
  /** Clients of one access point whose key frames are kept. */
  readonly handshakesMax: number;
}

const NO_BYTES = new Uint8Array(0);

/** What a limit kept out, by the name that clients see. */
export type Dot11Limit = "ssids" | "probed_ssids" | "clients" | "handshakes";

/** What was not kept because a named limit was reached; served with the PHY's counters. */
class Dot11Limits {
  ssids = 0;
  probed_ssids = 0;
  clients = 0;
  handshakes = 0;
}

export class Dot11State {
  readonly context: PhyContext;
  readonly store: DeviceStore;
  readonly options: Dot11Options;
  readonly groups: SsidGroups = new SsidGroups();
  readonly limits: Dot11Limits = new Dot11Limits();
  readonly frame: Dot11Frame = new Dot11Frame();
  readonly elements: Dot11Elements = new Dot11Elements();
  readonly eapol: EapolFrame = new EapolFrame();
  readonly payload: IpPayload = new IpPayload();
  readonly fingerprints: { readonly beacon: FingerprintList; readonly probe: FingerprintList };
  readonly rules: RuleSet;
  readonly accessPoints: MemberView = new MemberView(
    "phydot11_accesspoints",
    "IEEE802.11 Access Points",
  );
  /** Element lists parsed, and beacons whose elements had not changed. */
  parsed = 0;
  unchanged = 0;
  /** Networks and links forgotten because they were not heard for long. */
  expired = 0;
  readonly relations: BssRelations | undefined;
  readonly modern: ModernState;
  readonly wep: WepKeys;
  /** Packets that it does not let pass are not tracked. */
  packetFilter: AddressFilter | undefined = undefined;
  /** Called for each data frame whose body can be read, once it is tracked. */
  dataListener: ((state: Dot11State) => void) | undefined = undefined;

  // The frame being handled.
  batch!: PacketBatch;
  index = 0;
  timeSec = 0;
  /** Where it was received, when that is known with a fix. */
  location: PacketLocation | undefined = undefined;
  nowMs = 0;
  /** Basic crypt bits of this frame. */
  basicCrypts = 0;
  /** What a data frame carries: of the batch, or decrypted. */
  body: Uint8Array = NO_BYTES;
  bodyStart = 0;
  bodyEnd = 0;
  /** The body may be looked into; `decrypted`: it was protected with a key that is known. */
  readable = false;
  decrypted = false;
  /** `payload` was decoded for the frame being handled. */
  hasPayload = false;
  /** `eapol` was decoded for the frame being handled. */
  hasEapol = false;
  /** `elements` are those of the frame being handled, and can be used. */
  hasElements = false;
  /** Rules were asked about the 802.1X frame being handled. */
  hasAskedEapol = false;
  /** A rule found something in the frame being handled, also when its limit kept the alert back. */
  suspected = false;
  /** Headers of the alerts raised for the frame being handled. */
  raised: string[] = [];

  constructor(
    context: PhyContext,
    options: Dot11Options,
    rules: readonly Dot11Rule[] = [],
  ) {
    this.context = context;
    this.store = context.devices;
    this.options = options;
    this.fingerprints = {
      beacon: this.#fingerprintList("dot11_beacon_ie_fingerprint", options.beaconFingerprint),
      probe: this.#fingerprintList("dot11_probe_ie_fingerprint", options.probeFingerprint),
    };
    this.wep = new WepKeys(options.wepKeys, context.messages);
    this.relations = options.relateByTimestamp
      ? new BssRelations(options.relationWindowUs)
      : undefined;
    this.modern = new ModernState(context);
    if (options.accessPointView) this.store.addView(this.accessPoints);
    this.rules = new RuleSet(context, [...DOT11_RULES, ...rules]);
  }

  /** Adds type bits; whoever has one is in the view of access points. */
  addTypes(device: DeviceRecord, dot11: Dot11Device, bits: number): void {
    if ((dot11.types & bits) === bits) return;
    dot11.types |= bits;
    if (this.options.accessPointView) this.accessPoints.add(device);
  }

  /** Counts what a limit kept out, here and in the record of the device it belongs to. */
  refuse(dot11: Dot11Device, limit: Dot11Limit): void {
    this.limits[limit] += 1;
    const refused = dot11.notKept ??= new Map();
    refused.set(limit, (refused.get(limit) ?? 0) + 1);
  }

  /** The device's 802.11 record, made on first use. */
  detail(device: DeviceRecord): Dot11Device {
    return (device.detail ??= new Dot11Device(device.mac)) as Dot11Device;
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

/** True for addresses that are no single station: zero, multicast and broadcast. */
export function isGroupOrZero(mac: number): boolean {
  return mac === 0 || (Math.floor(mac / 0x10000000000) & 1) !== 0;
}
