// What other programs heard with an ordinary Wi-Fi scan: networks by name, without frames (spec dot11
// 9.3). A report becomes the beacon it stands for, so that records and rules see one kind of thing.
import { cryptOfCapabilities } from "../../../protocols/dot11/crypt.ts";
import { encodeChannel, encodeSsid } from "../../../protocols/dot11/encode-elements.ts";
import { BROADCAST, concat, encodeHeader } from "../../../protocols/dot11/encode.ts";
import { decodeElements } from "../../../protocols/dot11/elements.ts";
import { decodeDot11Frame, MANAGEMENT_BEACON } from "../../../protocols/dot11/frame.ts";
import { checksum32 } from "../../../protocols/records/device-key.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { DOT11_BEACON_AP, type Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { DeviceLocation } from "../../../protocols/records/location.ts";
import {
  type BatchSource,
  KIND_MANAGEMENT,
  PacketBatch,
  SIGNAL_DBM,
  SIGNAL_NONE,
} from "../../../protocols/packet/packet-batch.ts";
import { addLocationSample } from "../../device/location.ts";
import {
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../../device/store.ts";
import type { ScanReport } from "../../server/stores.ts";
import { followChannel } from "./channels.ts";
import { managementBssid, TYPE_AP } from "./roles.ts";
import { createAdvertised, setCrypt, tellName } from "./ssids.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

const SSID_BYTES_MAX = 32;
const CAPABILITY_ESS = 0x01;
const CAPABILITY_IBSS = 0x02;
/** Of a beacon's fixed part: timestamp, interval, capability. */
const FIXED_BYTES = 12;
const SEEN = UPDATE_FREQUENCY | UPDATE_SIGNAL | UPDATE_PACKETS | UPDATE_LOCATION | UPDATE_SEEN_BY;

/** Takes reports, one at a time. */
export class ScanReports {
  readonly #state: Dot11State;
  readonly #batch = new PacketBatch();

  constructor(state: Dot11State) {
    this.#state = state;
  }

  /** False when the report says nothing that could be tracked. */
  take(report: ScanReport, source: BatchSource): boolean {
    const { signalDbm, freqKhz, channel } = report;
    if (signalDbm === 0 && freqKhz === 0 && channel === "") return false;
    if (isGroupOrZero(report.bssid)) return false;
    const state = this.#state;
    this.#describe(report, source);
    this.#decode(report);
    const device = state.store.update(
      state.context.id,
      report.bssid,
      this.#batch,
      0,
      SEEN,
      TYPE_AP,
      0,
    );
    if (device === undefined) return true;
    const dot11 = state.detail(device);
    managementBssid(state, device, dot11);
    state.addTypes(device, dot11, DOT11_BEACON_AP);
    dot11.lastBssid = report.bssid;
    if (channel === "") followChannel(state, device, dot11);
    this.#addNetwork(device, dot11, report);
    for (const [tag, content] of report.tags) state.store.setTag(device, tag, content);
    state.store.announce();
    return true;
  }

  /** Fills the columns of the one packet that stands for the report. */
  #describe(report: ScanReport, source: BatchSource): void {
    const state = this.#state;
    const batch = this.#batch;
    const nowMs = state.context.now();
    state.store.beginBatch(nowMs);
    batch.count = 1;
    batch.capturedLength[0] = 0;
    batch.wireLength[0] = 0;
    batch.source = source;
    batch.location = report.location;
    batch.timestampUs[0] = report.timestampSec * 1e6;
    batch.hasRadio[0] = report.freqKhz !== 0 || report.signalDbm !== 0 ? 1 : 0;
    batch.freqKhz[0] = report.freqKhz;
    batch.signalKind[0] = report.signalDbm === 0 ? SIGNAL_NONE : SIGNAL_DBM;
    batch.signal[0] = report.signalDbm;
    batch.phyId[0] = state.context.id;
    batch.kind[0] = KIND_MANAGEMENT;
    batch.sourceMac[0] = report.bssid;
    batch.destinationMac[0] = BROADCAST;
    batch.networkMac[0] = report.bssid;
    batch.transmitterMac[0] = 0;
    batch.channel[0] = report.channel;
    state.batch = batch;
    state.index = 0;
    state.nowMs = nowMs;
    state.timeSec = report.timestampSec;
    state.location = report.location;
    state.hasPayload = false;
    state.hasEapol = false;
    state.basicCrypts = 0;
    state.raised = [];
  }

  /** Makes the beacon that the report stands for, and decodes it as any other. */
  #decode(report: ScanReport): void {
    const { frame, elements } = this.#state;
    const batch = this.#batch;
    const fixed = new Uint8Array(FIXED_BYTES);
    fixed[10] = report.capabilities.includes("IBSS") ? CAPABILITY_IBSS : CAPABILITY_ESS;
    const name = new TextEncoder().encode(report.ssid).subarray(0, SSID_BYTES_MAX);
    const channel = Number(report.channel);
    const isNumber = Number.isInteger(channel) && channel > 0 && channel < 256;
    batch.bytes = concat(
      encodeHeader(0, MANAGEMENT_BEACON, 0, [BROADCAST, report.bssid, report.bssid], 0),
      fixed,
      encodeSsid(name),
      isNumber ? encodeChannel(channel) : [],
    );
    // Nobody sent this frame: there is nothing to keep as evidence.
    batch.frameStart[0] = 0;
    batch.frameEnd[0] = 0;
    decodeDot11Frame(frame, batch.bytes, 0, batch.bytes.length);
    decodeElements(elements, batch.bytes, frame.elementsStart, frame.elementsEnd);
    const crypt = cryptOfCapabilities(report.capabilities);
    elements.cryptLow = crypt.low;
    elements.cryptHigh = crypt.high;
    this.#state.hasElements = true;
  }

  #addNetwork(device: DeviceRecord, dot11: Dot11Device, report: ScanReport): void {
    const state = this.#state;
    const { elements, timeSec } = state;
    const networks = dot11.advertised ??= new Map();
    let record = networks.get(elements.ssidHash);
    const isNew = record === undefined;
    if (record === undefined) {
      if (networks.size >= state.options.ssidsMax) {
        state.refuse(dot11, "ssids");
        return;
      }
      record = createAdvertised(state, device);
      networks.set(elements.ssidHash, record);
      tellName(state, device, record, "advertising");
    }
    const sum = checksum32(report.elements || report.ssid + report.capabilities);
    if (isNew || sum !== dot11.scannedSum) {
      dot11.scannedSum = sum;
      for (const look of state.rules.network) look(state, device, record, isNew);
      if (record.cryptLow !== elements.cryptLow || record.cryptHigh !== elements.cryptHigh) {
        setCrypt(record, elements);
        device.crypt = record.cryptText;
      }
      if (elements.channel !== 0) record.channel = String(elements.channel);
    }
    if (timeSec > record.lastTime) record.lastTime = timeSec;
    if (state.location !== undefined) {
      addLocationSample(record.location ??= new DeviceLocation(), state.location, state.nowMs);
    }
    dot11.lastBeaconed = record;
    // The next real beacon is of another record perhaps: it must be looked at.
    dot11.forgetHandled();
    if (state.options.groups) state.groups.note("advertising", device, record);
  }
}
