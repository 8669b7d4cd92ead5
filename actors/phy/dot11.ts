// The 802.11 PHY: tracks access points, stations and what they say (spec dot11).
import {
  decodeDot11Frame,
  DOT11_CONTROL,
  DOT11_CORRUPT,
  DOT11_DATA,
  DOT11_EXTENSION,
  DOT11_GOOD,
  DOT11_MANAGEMENT,
  DOT11_UNKNOWN,
  dot11FaultClass,
  MANAGEMENT_BEACON,
} from "../../protocols/dot11/frame.ts";
import { OK } from "../../protocols/faults.ts";
import { formatMac } from "../../protocols/mac.ts";
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  KIND_NONE,
  KIND_PHY,
  PACKET_ERROR,
  PACKET_FILTERED,
  PACKET_UNDECODED,
  type PacketBatch,
  packetLocation,
} from "../../protocols/packet/packet-batch.ts";
import { BASIC_ENCRYPTED, type DeviceRecord } from "../../protocols/records/device.ts";
import { Dot11Device } from "../../protocols/records/dot11-device.ts";
import { DOT11_DEVICE_TABLE, DOT11_TABLES } from "../../protocols/records/dot11-table.ts";
import { optionalField, record } from "../../protocols/records/field.ts";
import type { Settings } from "../server/settings.ts";
import { phyCounters } from "./dot11/counters.ts";
import { handleData } from "./dot11/data.ts";
import { handleExtension, readExtensionFrame } from "./dot11/extension.ts";
import { expireEntries } from "./dot11/expiry.ts";
import { handleManagement } from "./dot11/management.ts";
import type { Dot11Rule } from "./dot11/rule.ts";
import { DOT11_RULES } from "./dot11/rules.ts";
import { ScanReports } from "./dot11/scan-reports.ts";
import { type Dot11Options, Dot11State } from "./dot11/state.ts";
import type { Phy, PhyContext, PhyFactory } from "./phy.ts";

const DLT_IEEE802_11 = 105;
/** No configuration makes a list of one device longer. */
const ENTRIES_HARD_MAX = 1_000_000;
const NOT_FOR_TRACKING = PACKET_ERROR | PACKET_FILTERED | PACKET_UNDECODED;

export class Dot11Phy implements Phy {
  readonly name = "IEEE802.11";
  packets = 0;
  readonly state: Dot11State;
  readonly scans: ScanReports;

  /** `rules` are looked at beside those of this server. */
  constructor(context: PhyContext, rules: readonly Dot11Rule[] = []) {
    this.state = new Dot11State(context, readOptions(context.settings), rules);
    this.scans = new ScanReports(this.state);
    context.devices.observe({
      announced: (device) => {
        if (device.phy.id !== context.id) return;
        context.messages.heard(`new ${device.type} ${formatMac(device.mac)}`);
        this.state.modern.links.appeared(device);
      },
    });
  }

  handle(batch: PacketBatch): void {
    const { state } = this;
    const { context, store, frame } = state;
    const nowMs = context.now();
    store.beginBatch(nowMs);
    state.batch = batch;
    state.nowMs = nowMs;
    for (let index = 0; index < batch.count; index++) {
      if (batch.frameLinkType[index] !== DLT_IEEE802_11) continue;
      if ((batch.flags[index]! & NOT_FOR_TRACKING) !== 0) continue;
      const start = batch.frameStart[index]!;
      const end = batch.frameEnd[index]!;
      let fault = decodeDot11Frame(frame, batch.bytes, start, end);
      if (frame.kind === DOT11_EXTENSION) {
        fault = readExtensionFrame(state, batch.bytes, start, end);
      }
      if (fault !== OK) batch.source?.faults.add(fault);
      this.#track(batch, index, dot11FaultClass(fault));
    }
  }

  tick(nowSec: number): void {
    expireEntries(this.state, nowSec);
  }

  removed(device: DeviceRecord): void {
    const { state } = this;
    const dot11 = device.detail;
    if (!(dot11 instanceof Dot11Device)) return;
    state.groups.forget(device, dot11);
    state.modern.phones.forget(device);
    state.relations?.forget(device, dot11);
    // Its clients look for it again instead of trusting what they remember.
    for (const mac of dot11.associated?.keys() ?? []) {
      const client = state.store.find(device.phy.id, mac)?.detail;
      if (!(client instanceof Dot11Device)) continue;
      client.lastClient = undefined;
      client.lastAccess = undefined;
    }
  }

  counters(): ReadonlyMap<string, number> {
    return phyCounters(this.state);
  }

  #track(batch: PacketBatch, index: number, outcome: number): void {
    const { state } = this;
    const { frame, options } = state;
    if (outcome === DOT11_UNKNOWN) {
      batch.flags[index]! |= PACKET_ERROR;
      return;
    }
    if (outcome !== DOT11_GOOD && outcome !== DOT11_CORRUPT) return;
    const isBeacon = frame.subtype === MANAGEMENT_BEACON &&
      (frame.kind === DOT11_MANAGEMENT || frame.kind === DOT11_EXTENSION);
    if (options.surveyOnly && (outcome === DOT11_CORRUPT || !isBeacon)) {
      batch.flags[index]! |= PACKET_FILTERED;
      return;
    }
    this.#fillCommon(batch, index);
    const { packetFilter } = state;
    if (
      packetFilter !== undefined &&
      !packetFilter.passes(frame.bssid, frame.source, frame.destination)
    ) {
      batch.flags[index]! |= PACKET_FILTERED;
      return;
    }
    if (outcome === DOT11_CORRUPT) return;
    state.index = index;
    state.timeSec = Math.floor(batch.timestampUs[index]! / 1e6);
    state.hasElements = false;
    state.suspected = false;
    if (state.raised.length > 0) state.raised = [];
    for (const look of state.rules.frame) look(state);
    if (frame.kind === DOT11_CONTROL) return;
    const location = packetLocation(batch, index);
    state.location = location !== undefined && location.fix >= 2 ? location : undefined;
    state.hasPayload = false;
    state.hasEapol = false;
    state.hasAskedEapol = false;
    state.basicCrypts = frame.cryptLow === 0 ? 0 : BASIC_ENCRYPTED;
    if (frame.kind === DOT11_MANAGEMENT) handleManagement(state);
    else if (frame.kind === DOT11_EXTENSION) handleExtension(state);
    else {
      handleData(state);
      if (state.dataListener !== undefined && state.readable) state.dataListener(state);
    }
    state.store.announce();
  }

  #fillCommon(batch: PacketBatch, index: number): void {
    const { frame, context } = this.state;
    batch.phyId[index] = context.id;
    batch.kind[index] = frame.kind === DOT11_MANAGEMENT || frame.kind === DOT11_EXTENSION
      ? KIND_MANAGEMENT
      : frame.kind === DOT11_DATA
      ? KIND_DATA
      : frame.kind === DOT11_CONTROL
      ? KIND_PHY
      : KIND_NONE;
    batch.dataSize[index] = frame.dataSize;
    batch.sourceMac[index] = frame.source;
    batch.destinationMac[index] = frame.destination;
    batch.networkMac[index] = frame.bssid;
    batch.transmitterMac[index] = frame.transmitter;
    batch.channel[index] = "";
  }
}

function readOptions(settings: Settings): Dot11Options {
  const fingerprints = settings.flag("dot11_fingerprint_devices");
  return {
    signalFromBeacon: settings.flag("dot11_ap_signal_from_beacon"),
    wepFromPrivacy: settings.flag("dot11_wep_from_privacy"),
    surveyOnly: settings.flag("dot11_ap_only_survey"),
    countryFull: settings.flag("dot11_11d_country_full"),
    groups: settings.flag("dot11_view_ssids"),
    accessPointView: settings.flag("dot11_view_accesspoints"),
    keepEapol: settings.flag("dot11_keep_eapol"),
    hideData: settings.flag("hidedata") || settings.flag("dontbeevil"),
    beaconFingerprint: fingerprints ? settings.text("dot11_beacon_ie_fingerprint") : "",
    probeFingerprint: fingerprints ? settings.text("dot11_probe_ie_fingerprint") : "",
    wepKeys: settings.list("wepkey"),
    keepElements: settings.flag("dot11_keep_ietags"),
    relateByTimestamp: settings.flag("dot11_link_bssts") &&
      settings.flag("dot11_view_accesspoints"),
    relationWindowUs: Math.max(1, settings.integer("dot11_related_bss_window")),
    entryTimeoutSec: settings.integer("tracker_device_timeout"),
    entryTimeoutPackets: settings.integer("tracker_device_packets"),
    ssidsMax: limit(settings, "dot11_device_ssids_max"),
    probedSsidsMax: limit(settings, "dot11_device_probed_ssids_max"),
    clientsMax: limit(settings, "dot11_device_clients_max"),
    handshakesMax: limit(settings, "dot11_device_handshakes_max"),
  };
}

/** A limit of entries; there is no unlimited. */
function limit(settings: Settings, key: string): number {
  return Math.min(Math.max(1, settings.integer(key)), ENTRIES_HARD_MAX);
}

/** The 802.11 PHY with further alert rules. */
export function createDot11Phy(rules: readonly Dot11Rule[] = []): PhyFactory {
  return {
    name: "IEEE802.11",
    linkTypes: [DLT_IEEE802_11],
    deviceField: optionalField<DeviceRecord, Dot11Device>(
      "dot11.device",
      record(() => DOT11_DEVICE_TABLE),
      "802.11 details",
      (device) => device.detail instanceof Dot11Device ? device.detail : undefined,
    ),
    tables: DOT11_TABLES,
    alerts: DOT11_RULES,
    create: (context) => new Dot11Phy(context, rules),
  };
}

export const dot11Phy: PhyFactory = createDot11Phy();
