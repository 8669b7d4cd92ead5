// Vendor elements, 221 with an OUI: WPA, WMM, WPS, P2P, OWE transition, drone identification and
// the names that access points of several makers announce (spec dot11 3.3).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac, readOui, readU16 } from "./bytes.ts";
import type { Dot11Elements } from "./elements.ts";
import { FINDING_P2P_ABSENCE_LONG, FINDING_WMM_LONG, FINDING_WMM_TSPECS } from "./findings.ts";
import { decodeWpa } from "./rsn.ts";
import { decodeWps } from "./wps.ts";

const VENDOR_MALFORMED = faultCode("dot11.vendor_malformed");

/** OUI and type in one number, the keys of the switch below. */
const WPA = 0x0050f201;
const WMM = 0x0050f202;
const WPS = 0x0050f204;
const CISCO_MFP = 0x00409614;
const P2P = 0x506f9a09;
const OWE_TRANSITION = 0x506f9a1c;
const RSN_OVERRIDE = 0x506f9a29;
const RSN_OVERRIDE_2 = 0x506f9a2a;
const RSN_EXTENSION_OVERRIDE = 0x506f9a2b;
const NAME_ARUBA = 0x000b8601;
const NAME_MIST = 0x5c5b3501;
const NAME_MOJO = 0x00117400;
const NAME_RUCKUS = 0x00139203;
const NAME_AEROHIVE = 0x00197721;
const NAME_FORTINET = 0x00090f0a;
const OUI_DJI = 0x263712;

const WMM_LENGTH_MAX = 24;
const WMM_TSPECS_MAX = 4;
const WMM_SUBTYPE_TSPEC = 2;
const P2P_NOTICE_OF_ABSENCE = 12;
const P2P_ABSENCE_LENGTH_MAX = 28;

/** One 221 element with the body `bytes[start, end)`, which holds at least an OUI. */
export function decodeVendor(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  const type = start + 3;
  if (type >= end) return OK;
  const oui = readOui(bytes, start);
  // What drones say of themselves is the UAV PHY's; here only the shape counts.
  if (oui === OUI_DJI) return type + 4 > end ? VENDOR_MALFORMED : OK;
  const body = type + 1;
  switch (oui * 256 + bytes[type]!) {
    case WPA:
      return decodeWpa(into, bytes, body, end);
    case WMM:
      decodeWmm(into, bytes, start, end);
      return OK;
    case WPS:
      return decodeWps(into, bytes, body, end);
    case CISCO_MFP:
      if (body >= end) return VENDOR_MALFORMED;
      into.ciscoClientMfp = (bytes[body]! & 1) !== 0;
      return OK;
    case OWE_TRANSITION:
      return decodeOwe(into, bytes, body, end);
    case RSN_OVERRIDE:
    case RSN_OVERRIDE_2:
    case RSN_EXTENSION_OVERRIDE:
      into.hasModern = true;
      return OK;
    case P2P:
      decodeP2p(into, bytes, body, end);
      return OK;
    case NAME_ARUBA:
      if (body >= end) return VENDOR_MALFORMED;
      return bytes[body] === 3 ? nameFrom(into, bytes, body + 2, end) : OK;
    case NAME_MOJO:
      if (body >= end) return VENDOR_MALFORMED;
      return bytes[body] === 6 ? nameFrom(into, bytes, body + 2, end) : OK;
    case NAME_MIST:
    case NAME_RUCKUS:
      return nameFrom(into, bytes, body, end);
    case NAME_AEROHIVE:
      if (body + 2 > end) return VENDOR_MALFORMED;
      return bytes[body] === 1 && bytes[body + 1] === 0
        ? countedName(into, bytes, body + 2, end)
        : OK;
    case NAME_FORTINET:
      if (body + 2 > end) return VENDOR_MALFORMED;
      return bytes[body] === 10 && bytes[body + 1] === 1
        ? countedName(into, bytes, body + 2, end)
        : OK;
    default:
      return OK;
  }
}

function decodeWmm(into: Dot11Elements, bytes: Uint8Array, start: number, end: number): void {
  if (end - start > WMM_LENGTH_MAX) into.findings |= FINDING_WMM_LONG;
  if (start + 4 < end && bytes[start + 4] === WMM_SUBTYPE_TSPEC) {
    into.wmmTspecCount += 1;
    if (into.wmmTspecCount > WMM_TSPECS_MAX) into.findings |= FINDING_WMM_TSPECS;
  }
}

// BSSID (6), length (1), SSID of the encrypted twin of an open network (Wi-Fi OWE 2.2.1).
function decodeOwe(into: Dot11Elements, bytes: Uint8Array, body: number, end: number): Fault {
  if (body + 7 > end) return VENDOR_MALFORMED;
  const ssid = body + 7;
  const ssidEnd = ssid + bytes[body + 6]!;
  if (ssidEnd > end) return VENDOR_MALFORMED;
  into.hasOwe = true;
  into.hasModern = true;
  into.oweBssid = readMac(bytes, body);
  into.oweSsidStart = ssid;
  into.oweSsidEnd = ssidEnd;
  return OK;
}

// Attributes: identifier (1), length (2, little endian), data. Anything that does not fit ends them.
function decodeP2p(into: Dot11Elements, bytes: Uint8Array, body: number, end: number): void {
  let at = body;
  while (at + 3 <= end) {
    const length = readU16(bytes, at + 1);
    if (bytes[at] === P2P_NOTICE_OF_ABSENCE && length > P2P_ABSENCE_LENGTH_MAX) {
      into.findings |= FINDING_P2P_ABSENCE_LONG;
    }
    at += 3 + length;
  }
}

/** A name that reaches to the end of the element. */
function nameFrom(into: Dot11Elements, bytes: Uint8Array, start: number, end: number): Fault {
  if (start > end) return VENDOR_MALFORMED;
  setBeaconInfo(into, bytes, start, end);
  return OK;
}

/** A name behind its length. */
function countedName(into: Dot11Elements, bytes: Uint8Array, at: number, end: number): Fault {
  if (at >= end) return VENDOR_MALFORMED;
  const nameEnd = at + 1 + bytes[at]!;
  if (nameEnd > end) return VENDOR_MALFORMED;
  setBeaconInfo(into, bytes, at + 1, nameEnd);
  return OK;
}

/** Keeps a name up to its first NUL, if anything is left of it. */
export function setBeaconInfo(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  if (stop === start) return;
  into.beaconInfoStart = start;
  into.beaconInfoEnd = stop;
}
