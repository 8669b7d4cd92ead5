// Beacons of HaLow networks (below 1 GHz) and of networks at 60 GHz: frames of the extension type,
// which the reference does not know. Each is tracked as the beacon that it is.
import {
  decodeExtensionFrame,
  EXTENSION_S1G_BEACON,
} from "../../../protocols/dot11/extension-frame.ts";
import { MANAGEMENT_BEACON } from "../../../protocols/dot11/frame.ts";
import { decodeModernElements } from "../../../protocols/dot11/modern-elements.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { type Fault, OK } from "../../../protocols/faults.ts";
import { PACKET_DUPLICATE } from "../../../protocols/packet/packet-batch.ts";
import { DOT11_BEACON_AP } from "../../../protocols/records/dot11-device.ts";
import {
  DmgBeacon,
  type ModernDevice,
  S1gBeacon,
} from "../../../protocols/records/dot11-modern.ts";
import {
  UPDATE_EXISTING_ONLY,
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../../device/store.ts";
import { followChannel } from "./channels.ts";
import { modernOf } from "./modern-device.ts";
import { managementBssid, TYPE_DEVICE } from "./roles.ts";
import { handleAdvertisement } from "./ssids.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

const SEEN = UPDATE_SEEN_BY | UPDATE_FREQUENCY | UPDATE_LOCATION | UPDATE_SIGNAL;
const ELEMENT_SSID = 0;
const BSS_TYPES = ["", "ad-hoc", "personal", "infrastructure"];
const BSS_TYPE_AD_HOC = 1;

/** Decodes the frame `bytes[start, end)` and fills `state.frame` with what its header says. */
export function readExtensionFrame(
  state: Dot11State,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  const { frame, modern } = state;
  const { extension } = modern;
  const fault = decodeExtensionFrame(extension, bytes, start, end);
  if (fault !== OK) return fault;
  frame.subtype = MANAGEMENT_BEACON;
  frame.source = extension.address;
  frame.bssid = extension.address;
  frame.timestampLow = extension.timestampLow;
  frame.timestampHigh = extension.timestampHigh;
  frame.intervalTu = extension.intervalTu;
  frame.ibss = extension.bssType === BSS_TYPE_AD_HOC;
  frame.elementsStart = extension.elementsStart;
  frame.elementsEnd = extension.elementsEnd;
  return OK;
}

/** Tracks the frame that `readExtensionFrame` read. */
export function handleExtension(state: Dot11State): void {
  const { frame, batch, index, store, context } = state;
  if (isGroupOrZero(frame.bssid)) return;
  const isDuplicate = (batch.flags[index]! & PACKET_DUPLICATE) !== 0;
  const flags = isDuplicate ? SEEN | UPDATE_EXISTING_ONLY : SEEN | UPDATE_PACKETS;
  const device = store.update(context.id, frame.bssid, batch, index, flags, TYPE_DEVICE, 0);
  if (device === undefined || isDuplicate) return;
  const dot11 = state.detail(device);
  followChannel(state, device, dot11);
  managementBssid(state, device, dot11);
  dot11.lastBssid = frame.bssid;
  dot11.lastBeaconSec = state.timeSec;
  state.addTypes(device, dot11, DOT11_BEACON_AP);
  const modern = modernOf(device, dot11);
  noteHeader(state, modern);
  const checksum = crc32(batch.bytes, frame.elementsStart, frame.elementsEnd) | 0;
  if (checksum !== dot11.handledElements) noteElements(state, modern);
  if (hasName(state)) handleAdvertisement(state, device);
  else dot11.handledElements = checksum;
}

function noteHeader(state: Dot11State, modern: ModernDevice): void {
  const { extension } = state.modern;
  if (extension.subtype === EXTENSION_S1G_BEACON) {
    const s1g = modern.s1g ??= new S1gBeacon();
    if (extension.hasCompressedSsid) s1g.compressedSsid = extension.compressedSsid;
    s1g.changeSequence = extension.changeSequence;
    s1g.security = extension.security;
    return;
  }
  const dmg = modern.dmg ??= new DmgBeacon();
  dmg.bssType = BSS_TYPES[extension.bssType]!;
  dmg.discovery = extension.discovery;
  dmg.privacy = extension.privacy;
  dmg.intervalTu = extension.intervalTu;
}

function noteElements(state: Dot11State, modern: ModernDevice): void {
  const { frame, batch } = state;
  const { elements } = state.modern;
  const fault = decodeModernElements(
    elements,
    batch.bytes,
    frame.elementsStart,
    frame.elementsEnd,
    false,
  );
  if (fault !== OK) batch.source?.faults.add(fault);
  const { s1g, dmg } = elements;
  if (modern.s1g !== undefined && s1g.hasOperation) {
    modern.s1g.widthMhz = s1g.widthMhz;
    modern.s1g.primaryWidthMhz = s1g.primaryWidthMhz;
    modern.s1g.operatingClass = s1g.operatingClass;
    modern.s1g.primaryChannel = s1g.primaryChannel;
    modern.s1g.centerChannel = s1g.centerChannel;
  }
  if (modern.s1g !== undefined && s1g.hasCompatibility) modern.s1g.intervalTu = s1g.intervalTu;
  if (modern.dmg !== undefined && dmg.present) {
    modern.dmg.antennas = dmg.antennas;
    modern.dmg.sectors = dmg.sectors;
    modern.dmg.maxMcs = dmg.maxMcs;
    modern.dmg.isEdmg = dmg.isEdmg;
  }
}

/** Many of these beacons leave the name out; they make no record of a hidden network. */
function hasName(state: Dot11State): boolean {
  const { frame, batch: { bytes } } = state;
  let at = frame.elementsStart;
  while (at + 2 <= frame.elementsEnd) {
    if (bytes[at] === ELEMENT_SSID) return true;
    at += 2 + bytes[at + 1]!;
  }
  return false;
}
