// The UAV PHY: drones among the devices of the 802.11 PHY, told by the name of their network, by DJI
// DroneID or by Remote ID, and drones of its own, told by receivers of DJI's radio link (spec other-phys
// 10). It owns no frames, it overhears those of 802.11.
import { crc32 } from "../../protocols/crc32.ts";
import { DroneElements, findDroneElements } from "../../protocols/dot11/drone-elements.ts";
import { decodeDroneId, DroneId } from "../../protocols/dot11/drone-id.ts";
import {
  MANAGEMENT_ACTION,
  MANAGEMENT_ACTION_NO_ACK,
  MANAGEMENT_BEACON,
  MANAGEMENT_PROBE_RESPONSE,
} from "../../protocols/dot11/frame.ts";
import { decodeNan, NanServices } from "../../protocols/dot11/nan.ts";
import { decodeRemoteId, RemoteId } from "../../protocols/dot11/remote-id.ts";
import { type Fault, faultCode, OK } from "../../protocols/faults.ts";
import { formatMac } from "../../protocols/mac.ts";
import {
  KIND_MANAGEMENT,
  KIND_PHY,
  LINKTYPE_NONE,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PACKET_FILTERED,
  PACKET_UNDECODED,
  type PacketBatch,
  SIGNAL_DBM,
  SIGNAL_NONE,
} from "../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import { optionalField, record } from "../../protocols/records/field.ts";
import {
  UAV_DRONE_ID,
  UAV_DRONE_ID_BROKEN,
  UAV_DRONE_ID_RF,
  UAV_FINGERPRINT,
  UAV_REMOTE_ID,
  UavInfo,
} from "../../protocols/records/uav.ts";
import { UAV_TABLE, UAV_TABLES } from "../../protocols/records/uav-table.ts";
import { DLT_IEEE802_11 } from "../../protocols/linktype/linktypes.ts";
import {
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../device/store.ts";
import { MemberView } from "../device/views.ts";
import type { Phy, PhyContext, PhyFactory } from "./phy.ts";
import { applyDroneId } from "./uav/drone-id.ts";
import { applyRemoteId } from "./uav/remote-id.ts";
import {
  applyRfReport,
  parseRfReport,
  RF_MANUFACTURER,
  RF_REPORT,
  RF_TYPE,
  type RfReport,
} from "./uav/rf-report.ts";
import { UavRules } from "./uav/rules.ts";

const MEMBER = "uav.device";
const NOT_FOR_TRACKING = PACKET_ERROR | PACKET_FILTERED | PACKET_UNDECODED | PACKET_DUPLICATE;
/** Of frame control; 0 for management. */
const TYPE_BITS = 0x0c;
const HEADER_BYTES = 24;
/** Header, timestamp, interval and capability. */
const ADVERTISEMENT_BYTES = 36;
const PROTECTED = 0x40;
const RF_MALFORMED = faultCode("uav.report_malformed");
const UPDATES = UPDATE_SIGNAL | UPDATE_FREQUENCY | UPDATE_PACKETS | UPDATE_LOCATION |
  UPDATE_SEEN_BY;
/** What says more replaces what says less. */
const CERTAINTY = [
  UAV_FINGERPRINT,
  UAV_DRONE_ID_BROKEN,
  UAV_DRONE_ID,
  UAV_DRONE_ID_RF,
  UAV_REMOTE_ID,
];

class UavPhy implements Phy {
  readonly name = "UAV";
  packets = 0;
  readonly #context: PhyContext;
  readonly #rules: UavRules;
  readonly #drones = new MemberView("phyuav_drones", "Drones");
  readonly #elements = new DroneElements();
  readonly #droneId = new DroneId();
  readonly #nan = new NanServices();
  readonly #remoteId = new RemoteId();
  readonly #counts = {
    fingerprints: 0,
    droneIds: 0,
    remoteIds: 0,
    repeated: 0,
    malformed: 0,
    rfReports: 0,
  };

  constructor(context: PhyContext) {
    this.#context = context;
    this.#rules = new UavRules(context.settings, context.messages);
    context.devices.addView(this.#drones);
    const match = ({ payload }: { payload: { device: DeviceRecord; ssid: { ssid: string } } }) =>
      this.#match(payload.device, payload.ssid.ssid);
    context.bus.subscribe("DOT11_ADVERTISED_SSID", match);
    context.bus.subscribe("DOT11_RESPONSE_SSID", match);
  }

  handle(batch: PacketBatch): void {
    if (batch.reports !== undefined) this.#hearReports(batch);
    const { bytes, kind, flags, frameLinkType } = batch;
    for (let index = 0; index < batch.count; index++) {
      if (kind[index] !== KIND_MANAGEMENT || frameLinkType[index] !== DLT_IEEE802_11) continue;
      if ((flags[index]! & NOT_FOR_TRACKING) !== 0) continue;
      const control = bytes[batch.frameStart[index]!]!;
      if ((control & TYPE_BITS) !== 0) continue;
      const subtype = control >>> 4;
      if (subtype === MANAGEMENT_BEACON || subtype === MANAGEMENT_PROBE_RESPONSE) {
        this.#hearAdvertisement(batch, index);
      } else if (subtype === MANAGEMENT_ACTION || subtype === MANAGEMENT_ACTION_NO_ACK) {
        this.#hearAction(batch, index);
      }
    }
  }

  counters(): ReadonlyMap<string, number> {
    const { fingerprints, droneIds, remoteIds, rfReports, repeated, malformed } = this.#counts;
    return new Map([
      ["drones", this.#drones.size],
      // Networks that a rule told to be drones; elements that said something new, and the same again.
      ["fingerprints", fingerprints],
      ["drone_ids", droneIds],
      ["remote_ids", remoteIds],
      // Drones that receivers of DJI's radio link told of, each time they did.
      ["rf_reports", rfReports],
      ["repeated", repeated],
      ["malformed", malformed],
    ]);
  }

  lists(): ReadonlyMap<string, readonly unknown[]> {
    return new Map([["uav_match", this.#rules.all()]]);
  }

  #hearReports(batch: PacketBatch): void {
    const { devices } = this.#context;
    devices.beginBatch(this.#context.now());
    for (let index = 0; index < batch.count; index++) {
      const said = batch.reports![index]?.record;
      if (said?.type !== RF_REPORT) continue;
      const report = parseRfReport(said.json);
      if (report === undefined) {
        this.#refuse(batch, RF_MALFORMED);
        continue;
      }
      (batch.reportPhys ??= [])[index] = this.#context.id;
      // A frame that came with it is what was heard; the report is then but a note on it.
      if (batch.linkType === LINKTYPE_NONE) this.#hearRf(batch, index, report);
    }
    devices.announce();
  }

  #hearRf(batch: PacketBatch, index: number, report: RfReport): void {
    const { devices, id } = this.#context;
    const { mac } = report;
    batch.phyId[index] = id;
    batch.kind[index] = KIND_PHY;
    batch.sourceMac[index] = batch.transmitterMac[index] = mac;
    if (batch.hasRadio[index] === 0) {
      batch.hasRadio[index] = 1;
      batch.freqKhz[index] = report.freqKhz;
      batch.signalKind[index] = Number.isNaN(report.signalDbm) ? SIGNAL_NONE : SIGNAL_DBM;
      batch.signal[index] = report.signalDbm || 0;
    }
    const device = devices.update(id, mac, batch, index, UPDATES, RF_TYPE, 0);
    if (device === undefined) return;
    device.manufacturer = RF_MANUFACTURER;
    const name = `${report.deviceType}-${report.serialNumber}`;
    if (device.name !== name) devices.setName(device, name);
    this.#counts.rfReports += 1;
    const info = this.#infoOf(device);
    applyRfReport(info, report, batch.timestampUs[index]!);
    this.#recognise(device, info, UAV_DRONE_ID_RF);
  }

  /** Beacons and probe responses of the access point itself. */
  #hearAdvertisement(batch: PacketBatch, index: number): void {
    if (batch.sourceMac[index] !== batch.networkMac[index]) return;
    const start = batch.frameStart[index]! + ADVERTISEMENT_BYTES;
    const isWhole = findDroneElements(this.#elements, batch.bytes, start, batch.frameEnd[index]!);
    if (this.#elements.count === 0) return;
    // Nothing of a malformed list is believed; what a capture cut was not sent that way.
    if (!isWhole && batch.wireLength[index] === batch.capturedLength[index]) return;
    for (let which = 0; which < this.#elements.count; which++) {
      const from = this.#elements.start[which]!;
      const end = this.#elements.end[which]!;
      if (this.#elements.isRemoteId[which] === 0) this.#hearDroneId(batch, index, from, end);
      else this.#hearRemoteId(batch, index, from, end, "beacon");
    }
  }

  #hearAction(batch: PacketBatch, index: number): void {
    const start = batch.frameStart[index]!;
    if ((batch.bytes[start + 1]! & PROTECTED) !== 0) return;
    const nan = this.#nan;
    const fault = decodeNan(nan, batch.bytes, start + HEADER_BYTES, batch.frameEnd[index]!);
    if (fault !== OK) this.#refuse(batch, fault);
    if (nan.remoteIdEnd > nan.remoteIdStart) {
      this.#hearRemoteId(batch, index, nan.remoteIdStart, nan.remoteIdEnd, "nan");
    }
  }

  #hearDroneId(batch: PacketBatch, index: number, start: number, end: number): void {
    const device = this.#sender(batch, index);
    if (device === undefined) return;
    const fault = decodeDroneId(this.#droneId, batch.bytes, start, end);
    if (fault !== OK) return this.#refuse(batch, fault);
    if (this.#droneId.kind < 0) return;
    const info = this.#infoOf(device);
    const checksum = crc32(batch.bytes, start, end);
    if (checksum === info.droneIdChecksum) return this.#repeat();
    info.droneIdChecksum = checksum;
    this.#counts.droneIds += 1;
    const how = applyDroneId(info, this.#droneId, batch.bytes, batch.timestampUs[index]!);
    this.#recognise(device, info, how);
  }

  /** `bytes[start, end)`: message counter and message or pack. */
  #hearRemoteId(
    batch: PacketBatch,
    index: number,
    start: number,
    end: number,
    transport: "beacon" | "nan",
  ): void {
    const device = this.#sender(batch, index);
    if (device === undefined) return;
    const fault = decodeRemoteId(this.#remoteId, batch.bytes, start + 1, end);
    if (fault !== OK) return this.#refuse(batch, fault);
    if (this.#remoteId.messages === 0) return;
    const info = this.#infoOf(device);
    const checksum = crc32(batch.bytes, start, end);
    if (checksum === info.remoteIdChecksum) return this.#repeat();
    info.remoteIdChecksum = checksum;
    this.#counts.remoteIds += 1;
    const timestampUs = batch.timestampUs[index]!;
    applyRemoteId(info, this.#remoteId, batch.bytes, timestampUs, transport);
    this.#recognise(device, info, UAV_REMOTE_ID);
  }

  #repeat(): void {
    this.#counts.repeated += 1;
  }

  #refuse(batch: PacketBatch, fault: Fault): void {
    this.#counts.malformed += 1;
    batch.source?.faults.add(fault);
  }

  /** The device that the owner of the frame made of its sender. */
  #sender(batch: PacketBatch, index: number): DeviceRecord | undefined {
    return this.#context.devices.find(batch.phyId[index]!, batch.sourceMac[index]!);
  }

  #match(device: DeviceRecord, ssid: string): void {
    const rule = this.#rules.find(device.mac, ssid);
    if (rule === undefined) return;
    this.#counts.fingerprints += 1;
    const info = this.#infoOf(device);
    info.rule ??= rule;
    info.manufacturer ||= rule.manufacturer;
    info.model ||= rule.model;
    this.#recognise(device, info, UAV_FINGERPRINT);
  }

  #infoOf(device: DeviceRecord): UavInfo {
    const attached = device.attached ??= new Map<string, unknown>();
    const known = attached.get(MEMBER);
    if (known instanceof UavInfo) return known;
    const info = new UavInfo();
    attached.set(MEMBER, info);
    return info;
  }

  #recognise(device: DeviceRecord, info: UavInfo, how: string): void {
    if (CERTAINTY.indexOf(how) > CERTAINTY.indexOf(info.matchType)) info.matchType = how;
    if (this.#drones.has(device)) return;
    this.#drones.add(device);
    const what = [info.manufacturer, info.model, info.serialNumber].filter((one) => one !== "");
    this.#context.messages.heard(
      `drone ${formatMac(device.mac)} told by ${how}${
        what.length > 0 ? `: ${what.join(" ")}` : ""
      }`,
    );
  }
}

export const uavPhy: PhyFactory = {
  name: "UAV",
  linkTypes: [],
  overhears: [DLT_IEEE802_11],
  reports: [RF_REPORT],
  deviceField: optionalField<DeviceRecord, UavInfo>(
    MEMBER,
    record(() => UAV_TABLE),
    "What a drone tells of itself",
    (device) => {
      const attached = device.attached?.get(MEMBER);
      return attached instanceof UavInfo ? attached : undefined;
    },
  ),
  tables: UAV_TABLES,
  create: (context) => new UavPhy(context),
};
