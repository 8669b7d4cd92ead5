// 802.11 MAC header and fixed fields (IEEE 802.11-2020 9.2 and 9.3), with the address roles and
// length rules that device records are built on (spec dot11 2.1 to 2.4).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac, readU16, readU32 } from "./bytes.ts";
import { elementsWellFormed } from "./element-walk.ts";

/** `Dot11Frame.kind`, the type bits of frame control. */
export const DOT11_MANAGEMENT = 0;
export const DOT11_CONTROL = 1;
export const DOT11_DATA = 2;
export const DOT11_EXTENSION = 3;

export const MANAGEMENT_ASSOCIATION_REQUEST = 0;
export const MANAGEMENT_ASSOCIATION_RESPONSE = 1;
export const MANAGEMENT_REASSOCIATION_REQUEST = 2;
export const MANAGEMENT_REASSOCIATION_RESPONSE = 3;
export const MANAGEMENT_PROBE_REQUEST = 4;
export const MANAGEMENT_PROBE_RESPONSE = 5;
export const MANAGEMENT_BEACON = 8;
export const MANAGEMENT_ATIM = 9;
export const MANAGEMENT_DISASSOCIATION = 10;
export const MANAGEMENT_AUTHENTICATION = 11;
export const MANAGEMENT_DEAUTHENTICATION = 12;
export const MANAGEMENT_ACTION = 13;
export const MANAGEMENT_ACTION_NO_ACK = 14;

export const CONTROL_VHT_NDP_ANNOUNCEMENT = 5;
export const CONTROL_BLOCK_ACK_REQUEST = 8;
export const CONTROL_BLOCK_ACK = 9;
export const CONTROL_PS_POLL = 10;
export const CONTROL_RTS = 11;
export const CONTROL_CTS = 12;
export const CONTROL_ACK = 13;
export const CONTROL_CF_END = 14;
export const CONTROL_CF_END_ACK = 15;

export const DATA_DATA = 0;
export const DATA_NULL = 4;
export const DATA_QOS_DATA = 8;
export const DATA_QOS_NULL = 12;

/** `Dot11Frame.distribution`, also the numeric `dot11.eapol.direction`. */
export const DISTRIBUTION_UNKNOWN = 0;
export const DISTRIBUTION_FROM = 1; // access point to station
export const DISTRIBUTION_TO = 2; // station to access point
export const DISTRIBUTION_INTER = 3; // four-address (WDS)
export const DISTRIBUTION_ADHOC = 4;

export const CAPABILITY_ESS = 0x0001;
export const CAPABILITY_IBSS = 0x0002;
export const CAPABILITY_PRIVACY = 0x0010;

/** Authentication algorithm of WPA3-Personal (9.4.1.1). */
export const AUTHENTICATION_SAE = 3;

/** Category of action frames that carry radio measurements. */
export const ACTION_RADIO_MEASUREMENT = 5;
/** Category of action frames by which mesh stations become peers, and its confirmation. */
export const ACTION_SELF_PROTECTED = 15;
export const MESH_PEERING_CONFIRM = 2;

/** What a fault of `decodeDot11Frame` means for the packet (`dot11FaultClass`). */
export const DOT11_GOOD = 0;
/** Too short to be a frame: there is no 802.11 information at all, and it is not counted. */
export const DOT11_ABSENT = 1;
/** Counted as a packet of this PHY; makes no device. */
export const DOT11_CORRUPT = 2;
/** Unknown type or subtype: the packet is in error and is not counted. */
export const DOT11_UNKNOWN = 3;

const FRAME_TRUNCATED = faultCode("dot11.truncated");
const TYPE_UNKNOWN = faultCode("dot11.type_unknown");
const SUBTYPE_UNKNOWN = faultCode("dot11.subtype_unknown");
const SUBTYPE_RESERVED = faultCode("dot11.subtype_reserved");
const FIXED_TRUNCATED = faultCode("dot11.fixed_truncated");
const ACTION_MALFORMED = faultCode("dot11.action_malformed");

export function dot11FaultClass(fault: Fault): number {
  if (fault === OK) return DOT11_GOOD;
  if (fault === FRAME_TRUNCATED) return DOT11_ABSENT;
  if (fault === TYPE_UNKNOWN || fault === SUBTYPE_UNKNOWN) return DOT11_UNKNOWN;
  return DOT11_CORRUPT;
}

/** One decoded header. Reused for every frame; all properties are numbers and flags. */
export class Dot11Frame {
  /** DOT11_MANAGEMENT, DOT11_CONTROL, DOT11_DATA, DOT11_EXTENSION. */
  kind = 0;
  subtype = 0;
  toDs = false;
  fromDs = false;
  moreFragments = false;
  retry = false;
  powerManagement = false;
  moreData = false;
  protected = false;
  order = false;
  distribution = DISTRIBUTION_UNKNOWN;

  // Addresses as 48-bit numbers, zero where the frame has none; then the roles they play.
  addr1 = 0;
  addr2 = 0;
  addr3 = 0;
  addr4 = 0;
  destination = 0;
  source = 0;
  bssid = 0;
  /** Set in four-address frames only. */
  transmitter = 0;
  /** Set in four-address frames only. */
  receiver = 0;

  sequence = 0;
  fragment = 0;

  // Fixed fields of management frames, zero where the subtype has none.
  /** Beacon and probe response: microseconds, two halves. */
  timestampLow = 0;
  timestampHigh = 0;
  intervalTu = 0;
  capability = 0;
  ess = false;
  ibss = false;
  privacy = false;
  listenInterval = 0;
  /** Reassociation request. */
  currentAp = 0;
  associationId = 0;
  reason = 0;
  status = 0;
  authAlgorithm = 0;
  authSequence = 0;
  /** -1 unless this is an action frame. */
  actionCategory = -1;
  action = 0;

  /** Elements are in `[elementsStart, elementsEnd)`; equal when the subtype has none. */
  elementsStart = 0;
  elementsEnd = 0;

  // Data frames.
  qos = false;
  /** The body holds several MSDUs (QoS control bit 7). */
  aggregated = false;
  /** Between mesh stations: a mesh control field comes before the payload (QoS control bit 8). */
  meshControl = false;
  /** Null and QoS null: no body. */
  empty = false;
  /** 24, 26, 30 or 32. */
  headerLength = 0;
  /** First byte of the body, after a possible HT control field. */
  bodyStart = 0;
  bodyEnd = 0;
  /** Bytes after the header, protection overhead included. */
  dataSize = 0;
  /** Bits of the new crypt set (`crypt.ts`) that this data frame shows, low half; 0 = clear. */
  cryptLow = 0;
}

/**
 * Fills `into` from `bytes[start, end)`, a frame without FCS. Every property is written, also when
 * the result is a fault; the fault's meaning is `dot11FaultClass(fault)`.
 */
export function decodeDot11Frame(
  into: Dot11Frame,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  clear(into, end);
  const length = end - start;
  if (length < 10) return FRAME_TRUNCATED;
  const control = bytes[start]!;
  const flags = bytes[start + 1]!;
  into.kind = (control >> 2) & 3;
  into.subtype = control >> 4;
  into.toDs = (flags & 0x01) !== 0;
  into.fromDs = (flags & 0x02) !== 0;
  into.moreFragments = (flags & 0x04) !== 0;
  into.retry = (flags & 0x08) !== 0;
  into.powerManagement = (flags & 0x10) !== 0;
  into.moreData = (flags & 0x20) !== 0;
  into.protected = (flags & 0x40) !== 0;
  into.order = (flags & 0x80) !== 0;
  into.addr1 = readMac(bytes, start + 4);
  if (into.kind === DOT11_CONTROL) return decodeControl(into, bytes, start, length);
  // Its header has another form: `decodeExtensionFrame` reads the two subtypes that exist.
  if (into.kind === DOT11_EXTENSION) return TYPE_UNKNOWN;
  if (length < 24) {
    const unknown = into.kind === DOT11_MANAGEMENT && !isKnownManagement(into.subtype);
    return unknown ? SUBTYPE_UNKNOWN : FIXED_TRUNCATED;
  }
  into.addr2 = readMac(bytes, start + 10);
  into.addr3 = readMac(bytes, start + 16);
  const sequenceControl = bytes[start + 22]! | (bytes[start + 23]! << 8);
  into.fragment = sequenceControl & 0x0f;
  into.sequence = sequenceControl >>> 4;
  return into.kind === DOT11_MANAGEMENT
    ? decodeManagement(into, bytes, start, end)
    : decodeData(into, bytes, start, end);
}

function clear(into: Dot11Frame, end: number): void {
  into.kind = 0;
  into.subtype = 0;
  into.toDs = false;
  into.fromDs = false;
  into.moreFragments = false;
  into.retry = false;
  into.powerManagement = false;
  into.moreData = false;
  into.protected = false;
  into.order = false;
  into.distribution = DISTRIBUTION_UNKNOWN;
  into.addr1 = 0;
  into.addr2 = 0;
  into.addr3 = 0;
  into.addr4 = 0;
  into.destination = 0;
  into.source = 0;
  into.bssid = 0;
  into.transmitter = 0;
  into.receiver = 0;
  into.sequence = 0;
  into.fragment = 0;
  into.timestampLow = 0;
  into.timestampHigh = 0;
  into.intervalTu = 0;
  into.capability = 0;
  into.ess = false;
  into.ibss = false;
  into.privacy = false;
  into.listenInterval = 0;
  into.currentAp = 0;
  into.associationId = 0;
  into.reason = 0;
  into.status = 0;
  into.authAlgorithm = 0;
  into.authSequence = 0;
  into.actionCategory = -1;
  into.action = 0;
  into.elementsStart = end;
  into.elementsEnd = end;
  into.qos = false;
  into.aggregated = false;
  into.meshControl = false;
  into.empty = false;
  into.headerLength = 0;
  into.bodyStart = end;
  into.bodyEnd = end;
  into.dataSize = 0;
  into.cryptLow = 0;
}

// Subtypes 6, 7 and 15 are not assigned a meaning here.
function isKnownManagement(subtype: number): boolean {
  return subtype !== 6 && subtype !== 7 && subtype !== 15;
}

function decodeControl(into: Dot11Frame, bytes: Uint8Array, start: number, length: number): Fault {
  switch (into.subtype) {
    case CONTROL_VHT_NDP_ANNOUNCEMENT:
    case CONTROL_BLOCK_ACK_REQUEST:
    case CONTROL_RTS:
      if (length < 16) return FIXED_TRUNCATED;
      into.addr2 = readMac(bytes, start + 10);
      into.destination = into.addr1;
      into.source = into.addr2;
      into.distribution = distributionOf(into);
      return OK;
    case CONTROL_BLOCK_ACK:
      if (length < 16) return FIXED_TRUNCATED;
      into.addr2 = readMac(bytes, start + 10);
      into.destination = into.addr2;
      into.source = into.addr1;
      return OK;
    case CONTROL_PS_POLL:
      into.source = into.addr1;
      into.bssid = into.addr1;
      return OK;
    case CONTROL_CTS:
    case CONTROL_ACK:
      into.destination = into.addr1;
      into.source = into.addr1;
      return OK;
    case CONTROL_CF_END:
    case CONTROL_CF_END_ACK:
      return OK;
    default:
      return SUBTYPE_UNKNOWN;
  }
}

function distributionOf(frame: Dot11Frame): number {
  if (frame.toDs) return frame.fromDs ? DISTRIBUTION_INTER : DISTRIBUTION_TO;
  return frame.fromDs ? DISTRIBUTION_FROM : DISTRIBUTION_ADHOC;
}

// Fixed fields follow the 24 byte header. Where the reference demands a length of 36 for subtypes
// that need less, its rule decides who becomes a device, so it is kept (spec dot11 2.1).
function decodeManagement(into: Dot11Frame, bytes: Uint8Array, start: number, end: number): Fault {
  const length = end - start;
  into.destination = into.addr1;
  into.source = into.addr2;
  into.bssid = into.addr3;
  into.headerLength = 24;
  into.bodyStart = start + 24;
  switch (into.subtype) {
    case MANAGEMENT_BEACON:
    case MANAGEMENT_PROBE_RESPONSE:
      if (length < 36) return FIXED_TRUNCATED;
      into.timestampLow = readU32(bytes, start + 24);
      into.timestampHigh = readU32(bytes, start + 28);
      into.intervalTu = readU16(bytes, start + 32);
      setCapability(into, readU16(bytes, start + 34));
      into.elementsStart = start + 36;
      return OK;
    case MANAGEMENT_ASSOCIATION_REQUEST:
      if (length < 36) return FIXED_TRUNCATED;
      setCapability(into, readU16(bytes, start + 24));
      into.listenInterval = readU16(bytes, start + 26);
      into.elementsStart = start + 28;
      return OK;
    case MANAGEMENT_ASSOCIATION_RESPONSE:
      if (length < 36) return FIXED_TRUNCATED;
      setAssociationResponse(into, bytes, start);
      return OK;
    case MANAGEMENT_REASSOCIATION_REQUEST:
      if (length < 36) return FIXED_TRUNCATED;
      setCapability(into, readU16(bytes, start + 24));
      into.listenInterval = readU16(bytes, start + 26);
      into.currentAp = readMac(bytes, start + 28);
      into.elementsStart = start + 34;
      return OK;
    case MANAGEMENT_REASSOCIATION_RESPONSE:
      if (length >= 30) setAssociationResponse(into, bytes, start);
      into.ibss = false;
      into.distribution = DISTRIBUTION_UNKNOWN;
      return OK;
    case MANAGEMENT_PROBE_REQUEST:
      into.distribution = DISTRIBUTION_TO;
      into.elementsStart = start + 24;
      return OK;
    case MANAGEMENT_ATIM:
      return length < 36 ? FIXED_TRUNCATED : OK;
    case MANAGEMENT_DISASSOCIATION:
    case MANAGEMENT_DEAUTHENTICATION:
      if (length >= 26) into.reason = readU16(bytes, start + 24);
      return OK;
    case MANAGEMENT_AUTHENTICATION:
      if (length >= 26) into.authAlgorithm = readU16(bytes, start + 24);
      if (length >= 28) into.authSequence = readU16(bytes, start + 26);
      if (length >= 30) into.status = readU16(bytes, start + 28);
      return OK;
    case MANAGEMENT_ACTION:
    case MANAGEMENT_ACTION_NO_ACK:
      if (length < 30) return FIXED_TRUNCATED;
      return into.protected ? OK : decodeAction(into, bytes, start, end);
    default:
      return SUBTYPE_UNKNOWN;
  }
}

function setCapability(into: Dot11Frame, capability: number): void {
  into.capability = capability;
  into.ess = (capability & CAPABILITY_ESS) !== 0;
  into.ibss = (capability & CAPABILITY_IBSS) !== 0;
  into.privacy = (capability & CAPABILITY_PRIVACY) !== 0;
  if (into.ibss && !into.ess) into.distribution = DISTRIBUTION_ADHOC;
}

function setAssociationResponse(into: Dot11Frame, bytes: Uint8Array, start: number): void {
  setCapability(into, readU16(bytes, start + 24));
  into.status = readU16(bytes, start + 26);
  into.associationId = readU16(bytes, start + 28) & 0x3fff;
  into.elementsStart = start + 30;
}

// Category, action, then per action. Only radio measurement frames are looked into: a dialog token
// and elements, after two more bytes of repetitions in a measurement request (9.6.6).
function decodeAction(into: Dot11Frame, bytes: Uint8Array, start: number, end: number): Fault {
  into.actionCategory = bytes[start + 24]!;
  into.action = bytes[start + 25]!;
  if (into.actionCategory !== ACTION_RADIO_MEASUREMENT) return OK;
  let elements: number;
  if (into.action === 0) elements = start + 29;
  else if (into.action === 1 || into.action === 4 || into.action === 5) elements = start + 27;
  else return OK;
  if (!elementsWellFormed(bytes, elements, end)) return ACTION_MALFORMED;
  into.elementsStart = elements;
  return OK;
}

function decodeData(into: Dot11Frame, bytes: Uint8Array, start: number, end: number): Fault {
  const length = end - start;
  if (into.subtype === 7 || into.subtype === 13) return SUBTYPE_RESERVED;
  into.distribution = distributionOf(into);
  into.qos = into.subtype >= 8;
  into.empty = into.subtype === DATA_NULL || into.subtype === DATA_QOS_NULL;
  into.headerLength = 24;
  switch (into.distribution) {
    case DISTRIBUTION_ADHOC:
      into.destination = into.addr1;
      into.source = into.addr2;
      into.bssid = into.addr3 === 0 ? into.addr2 : into.addr3;
      break;
    case DISTRIBUTION_FROM:
      into.destination = into.addr1;
      into.source = into.addr3;
      into.bssid = into.addr2;
      break;
    case DISTRIBUTION_TO:
      into.destination = into.addr3;
      into.source = into.addr2;
      into.bssid = into.addr1;
      break;
    default:
      if (length < 30) return FIXED_TRUNCATED;
      into.addr4 = readMac(bytes, start + 24);
      into.destination = into.addr3;
      into.source = into.addr4;
      into.receiver = into.addr1;
      into.transmitter = into.addr2;
      into.headerLength = 30;
  }
  let body = into.headerLength;
  if (into.qos) {
    if (body < length) into.aggregated = (bytes[start + body]! & 0x80) !== 0;
    if (body + 1 < length) into.meshControl = (bytes[start + body + 1]! & 0x01) !== 0;
    body += 2;
    into.headerLength = body;
    // The order bit of a QoS frame announces an HT control field (9.2.4.1.10). Sizes are counted
    // without it, as the reference counts them.
    if (into.order) body += 4;
  }
  if (length > into.headerLength) into.dataSize = length - into.headerLength;
  if (length > body) into.bodyStart = start + body;
  if (into.protected && body + 2 < length) {
    const keyed = bytes[start + body + 2] === 0 || (bytes[start + body + 1]! & 0x20) !== 0;
    into.cryptLow = keyed ? 0x2 : 0x1;
  }
  return OK;
}
