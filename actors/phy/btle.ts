// The BTLE PHY: Bluetooth LE devices by what they advertise, ask and answer (spec other-phys 3).
import { addressType } from "../../protocols/btle/address-type.ts";
import { AdStructures, findStructures } from "../../protocols/btle/advertising-data.ts";
import { TRACKERS } from "../../protocols/btle/beacon-formats.ts";
import { channelText } from "../../protocols/btle/channels.ts";
import { CRC24_BYTES } from "../../protocols/btle/crc24.ts";
import { isAdvertising, PDU_HEADER_BYTES } from "../../protocols/btle/link-layer.ts";
import {
  BtlePdu,
  decodePdu,
  LEGACY_DATA_BYTES_MAX,
  NOT_SAID,
  PDU_ADV_EXT_IND,
  PDU_ADV_IND,
  PDU_ADV_SCAN_IND,
  PDU_CONNECT_IND,
  PDU_SCAN_REQ,
  PDU_SCAN_RSP,
  pduStart,
  POWER_NOT_SAID,
} from "../../protocols/btle/pdu.ts";
import { OK } from "../../protocols/faults.ts";
import { DLT_BLUETOOTH_LE_LL } from "../../protocols/linktype/linktypes.ts";
import { formatMac } from "../../protocols/mac.ts";
import {
  KIND_DATA,
  KIND_MANAGEMENT,
  PACKET_DUPLICATE,
  PACKET_ERROR,
  PACKET_FILTERED,
  PACKET_UNDECODED,
  type PacketBatch,
} from "../../protocols/packet/packet-batch.ts";
import type { AlertDefinition } from "../../protocols/records/alert.ts";
import { BtleDevice } from "../../protocols/records/btle.ts";
import { BTLE_DEVICE_TABLE, BTLE_TABLES } from "../../protocols/records/btle-table.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { SavedPacket } from "../../protocols/records/dot11-device.ts";
import { optionalField, record } from "../../protocols/records/field.ts";
import {
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../device/store.ts";
import { MemberView } from "../device/views.ts";
import { applyAdvertisingData } from "./btle/advertising.ts";
import { BLEEDING_TOOTH, FLIPPER_ZERO, isFlipper } from "./btle/alerts.ts";
import type { Phy, PhyAlert, PhyContext, PhyFactory } from "./phy.ts";

const DEVICE_TYPE = "BTLE Device";
const RANDOMIZED = "Randomized";
const NOT_FOR_TRACKING = PACKET_ERROR | PACKET_FILTERED | PACKET_UNDECODED;
const UPDATE_HEARD = UPDATE_SIGNAL | UPDATE_FREQUENCY | UPDATE_LOCATION | UPDATE_SEEN_BY;
/**
 * Advertisements repeat the same bytes, every 20 ms at most (Core 5.4 Vol 6 Part B 4.4.2.2): copies of
 * one transmission that several radios heard are nearer to each other.
 */
const COPY_US_MAX = 20_000;

class BtlePhy implements Phy {
  readonly name = "BTLE";
  packets = 0;
  readonly #context: PhyContext;
  readonly #ignoreRandom: boolean;
  readonly #trackers = new MemberView("phybtle_trackers", "Bluetooth trackers");
  readonly #bleedingTooth: AlertDefinition | undefined;
  readonly #flipperZero: AlertDefinition | undefined;
  readonly #pdu = new BtlePdu();
  readonly #structures = new AdStructures();
  readonly #counts = {
    connections: 0,
    anonymous: 0,
    repeated: 0,
    copies: 0,
    malformed: 0,
    cut: 0,
    ignored: 0,
  };

  constructor(context: PhyContext) {
    this.#context = context;
    this.#ignoreRandom = context.settings.flag("btle_ignore_random");
    const define = (alert: PhyAlert) => context.alerts.define({ ...alert, phyId: context.id });
    this.#bleedingTooth = define(BLEEDING_TOOTH);
    this.#flipperZero = define(FLIPPER_ZERO);
    context.devices.addView(this.#trackers);
    context.devices.observe({
      announced: (device) => {
        if (device.phy.id !== context.id) return;
        context.messages.heard(`new ${device.type} ${formatMac(device.mac)}`);
      },
    });
  }

  handle(batch: PacketBatch): void {
    this.#context.devices.beginBatch(this.#context.now());
    for (let index = 0; index < batch.count; index++) {
      if (batch.frameLinkType[index] !== DLT_BLUETOOTH_LE_LL) continue;
      if ((batch.flags[index]! & NOT_FOR_TRACKING) !== 0) continue;
      this.#hear(batch, index);
    }
  }

  counters(): ReadonlyMap<string, number> {
    const { connections, anonymous, repeated, copies, malformed, cut, ignored } = this.#counts;
    return new Map([
      ["trackers", this.#trackers.size],
      // Frames of connections, which name nobody; advertisements without an address.
      ["connection_frames", connections],
      ["anonymous", anonymous],
      // Data that said the same again; copies of a transmission that another radio had heard.
      ["repeated", repeated],
      ["copies", copies],
      ["malformed", malformed],
      // Advertisements with more AD structures than are looked at.
      ["cut", cut],
      // Devices with random addresses that btle_ignore_random left out.
      ["ignored", ignored],
    ]);
  }

  #hear(batch: PacketBatch, index: number): void {
    const { bytes } = batch;
    const start = batch.frameStart[index]!;
    const end = batch.frameEnd[index]!;
    const header = pduStart(bytes, start, end);
    batch.phyId[index] = this.#context.id;
    batch.channel[index] = channelText(batch.freqKhz[index]!) || batch.channel[index]!;
    if (!isAdvertising(bytes, start)) {
      batch.kind[index] = KIND_DATA;
      batch.dataSize[index] = Math.max(0, end - header - PDU_HEADER_BYTES);
      this.#counts.connections += 1;
      return;
    }
    const pdu = this.#pdu;
    const fault = decodePdu(pdu, bytes, header, end);
    if (fault !== OK) {
      this.#counts.malformed += 1;
      batch.fault[index] = fault;
      batch.flags[index]! |= PACKET_ERROR;
      batch.source?.faults.add(fault);
      return;
    }
    batch.kind[index] = KIND_MANAGEMENT;
    if (pdu.sender === NOT_SAID) {
      this.#counts.anonymous += 1;
      return;
    }
    batch.sourceMac[index] = pdu.sender;
    batch.transmitterMac[index] = pdu.sender;
    if (pdu.target !== NOT_SAID) batch.destinationMac[index] = pdu.target;
    if (pdu.senderRandom && this.#ignoreRandom) {
      this.#counts.ignored += 1;
      batch.flags[index]! |= PACKET_FILTERED;
      return;
    }
    this.#track(batch, index);
  }

  #track(batch: PacketBatch, index: number): void {
    const { devices, id } = this.#context;
    const pdu = this.#pdu;
    const known = devices.find(id, pdu.sender)?.detail;
    let update = UPDATE_HEARD;
    if (known instanceof BtleDevice && isCopy(known, batch, index)) this.#counts.copies += 1;
    else {
      update |= UPDATE_PACKETS;
      // The same bytes again are another transmission, and no duplicate of the first.
      batch.flags[index]! &= ~PACKET_DUPLICATE;
    }
    const device = devices.update(id, pdu.sender, batch, index, update, DEVICE_TYPE, 0);
    if (device === undefined) return;
    const isNew = !(known instanceof BtleDevice);
    const detail = isNew ? this.#begin(device) : known;
    detail.lastSource = batch.source?.number ?? 0;
    detail.lastHeardUs = batch.timestampUs[index]!;
    if ((update & UPDATE_PACKETS) !== 0) this.#count(detail);
    this.#read(device, detail, batch, index);
    if (isNew && isFlipper(device.mac) && !pdu.senderRandom) {
      this.#raise(
        this.#flipperZero,
        batch,
        index,
        () => `${formatMac(device.mac)} has an address of a Flipper Zero`,
      );
    }
    devices.announce();
  }

  #begin(device: DeviceRecord): BtleDevice {
    const { sender, senderRandom } = this.#pdu;
    const detail = new BtleDevice(addressType(sender, senderRandom), senderRandom);
    device.detail = detail;
    if (senderRandom) device.manufacturer = RANDOMIZED;
    return detail;
  }

  #count(detail: BtleDevice): void {
    switch (this.#pdu.type) {
      case PDU_SCAN_REQ:
        detail.scanRequests += 1;
        break;
      case PDU_CONNECT_IND:
        detail.connectionRequests += 1;
        break;
      case PDU_SCAN_RSP:
        detail.scanResponses += 1;
        break;
      default:
        detail.advertisements += 1;
    }
  }

  /** Reads the data of the PDU into the record, unless it is what was read before. */
  #read(device: DeviceRecord, detail: BtleDevice, batch: PacketBatch, index: number): void {
    const pdu = this.#pdu;
    if (pdu.type === PDU_SCAN_REQ || pdu.type === PDU_CONNECT_IND) return;
    const hash = batch.hash[index]!;
    const isResponse = pdu.type === PDU_SCAN_RSP;
    if (hash === (isResponse ? detail.responseHash : detail.advertisementHash)) {
      this.#counts.repeated += 1;
      return;
    }
    if (isResponse) detail.responseHash = hash;
    else {
      detail.advertisementHash = hash;
      detail.connectable = pdu.connectable;
      detail.scannable = pdu.scannable;
    }
    if (pdu.type === PDU_ADV_EXT_IND) detail.extended = true;
    if (pdu.periodic) detail.periodic = true;
    if (pdu.setId !== NOT_SAID) detail.setId = pdu.setId;
    if (pdu.txPowerDbm !== POWER_NOT_SAID) detail.txPowerDbm = pdu.txPowerDbm;
    const structures = this.#structures;
    const fault = findStructures(structures, batch.bytes, pdu.dataStart, pdu.dataEnd);
    if (fault !== OK) {
      // What stands before the fault is believed: senders that pad badly are common.
      this.#counts.malformed += 1;
      batch.fault[index] = fault;
      batch.source?.faults.add(fault);
    }
    if (structures.cut) this.#counts.cut += 1;
    this.#checkLength(device, batch, index);
    const name = applyAdvertisingData(detail, structures, batch.bytes);
    if (name !== undefined && name !== device.name) {
      this.#context.devices.setName(device, name);
    }
    this.#noteTracker(device, detail);
  }

  #checkLength(device: DeviceRecord, batch: PacketBatch, index: number): void {
    const { type } = this.#pdu;
    const { longest } = this.#structures;
    if (longest <= LEGACY_DATA_BYTES_MAX) return;
    if (type !== PDU_ADV_IND && type !== PDU_ADV_SCAN_IND) return;
    this.#raise(
      this.#bleedingTooth,
      batch,
      index,
      () =>
        `${formatMac(device.mac)} advertises a structure of ${longest} bytes, where ` +
        `${LEGACY_DATA_BYTES_MAX} have room`,
    );
  }

  #noteTracker(device: DeviceRecord, { beacons }: BtleDevice): void {
    if (beacons === undefined || this.#trackers.has(device)) return;
    for (const kind of beacons.keys()) {
      if (TRACKERS.has(kind)) this.#trackers.add(device);
    }
  }

  #raise(
    definition: AlertDefinition | undefined,
    batch: PacketBatch,
    index: number,
    text: () => string,
  ): void {
    if (definition === undefined) return;
    const { sender, target } = this.#pdu;
    const alert = this.#context.alerts.raise(definition, () => ({
      text: text(),
      timestampUs: batch.timestampUs[index]!,
      transmitter: sender,
      source: sender,
      destination: target === NOT_SAID ? 0 : target,
      channel: batch.channel[index]!,
      evidence: [saveFrame(batch, index)],
    }));
    if (alert === undefined) return;
    (batch.alerts ??= [])[index] = [definition.header];
    (batch.comments ??= [])[index] = `${alert.header}: ${alert.text}`;
  }
}

/** Another radio heard the same transmission a moment ago. */
function isCopy(known: BtleDevice, batch: PacketBatch, index: number): boolean {
  if ((batch.flags[index]! & PACKET_DUPLICATE) === 0) return false;
  if (known.lastSource === (batch.source?.number ?? 0)) return false;
  return Math.abs(batch.timestampUs[index]! - known.lastHeardUs) < COPY_US_MAX;
}

/** A copy of the frame with its CRC, as captures of its link type have it. */
function saveFrame(batch: PacketBatch, index: number): SavedPacket {
  return {
    timestampUs: batch.timestampUs[index]!,
    linkType: DLT_BLUETOOTH_LE_LL,
    sourceNumber: batch.source?.number ?? 0,
    bytes: batch.bytes.slice(batch.frameStart[index]!, batch.frameEnd[index]! + CRC24_BYTES),
  };
}

export const btlePhy: PhyFactory = {
  name: "BTLE",
  linkTypes: [DLT_BLUETOOTH_LE_LL],
  deviceField: optionalField<DeviceRecord, BtleDevice>(
    "btle.device",
    record(() => BTLE_DEVICE_TABLE),
    "Bluetooth LE details",
    (device) => device.detail instanceof BtleDevice ? device.detail : undefined,
  ),
  tables: BTLE_TABLES,
  alerts: [BLEEDING_TOOTH, FLIPPER_ZERO],
  create: (context) => new BtlePhy(context),
};
