// RSN and WPA elements: which ciphers and key managements a network or client announces (IEEE
// 802.11-2020 9.4.2.24, Wi-Fi Protected Access 2.0 A; spec dot11 3.2, 3.3, 4.6).
import { type Fault, faultCode, OK } from "../faults.ts";
import { readOui, readU16 } from "./bytes.ts";
import {
  RSN_AKM,
  RSN_GROUP,
  RSN_PAIRWISE,
  WPA_AKM,
  WPA_GROUP,
  WPA_PAIRWISE,
  WPA_VERSION,
} from "./crypt-suites.ts";
import type { Dot11Elements } from "./elements.ts";
import { FINDING_RSN_LOOP } from "./findings.ts";

const RSN_MALFORMED = faultCode("dot11.rsn_malformed");
const VENDOR_MALFORMED = faultCode("dot11.vendor_malformed");

const OUI_RSN = 0x000fac;
const OUI_MICROSOFT = 0x0050f2;
const SUITE_BYTES = 4;
const SUITE_TKIP = 2;
const SUITE_CCMP = 4;
const AKM_8021X = 1;
/** More pairwise suites than this, in an element that does not parse, is an attack (RSNLOOP). */
const PAIRWISE_COUNT_MAX = 1024;

/** Key managements from SAE on: bits 44 to 56 of the crypt set. */
const CRYPT_HIGH_NEWER = 0x01fff000;
const CAPABILITY_MFP_REQUIRED = 0x40;
const CAPABILITY_MFP_CAPABLE = 0x80;

/**
 * RSN body: version (2), group suite (4), count and pairwise suites, count and AKM suites,
 * capabilities (2). Everything after the version may be left out from the end, and then has the
 * defaults of the standard: CCMP, CCMP, 802.1X, 0.
 */
export function decodeRsn(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  const akmEnd = decodeSuites(into, bytes, start + 2, end, RSN_GROUP, RSN_PAIRWISE, RSN_AKM, true);
  if (akmEnd < 0 || akmEnd + 1 === end) {
    if (end - start >= 8 && readU16(bytes, start + 6) > PAIRWISE_COUNT_MAX) {
      into.findings |= FINDING_RSN_LOOP;
    }
    return RSN_MALFORMED;
  }
  into.hasRsn = true;
  into.rsnCapabilities = akmEnd + 2 <= end ? readU16(bytes, akmEnd) : 0;
  into.mfpRequired = (into.rsnCapabilities & CAPABILITY_MFP_REQUIRED) !== 0;
  into.mfpSupported = (into.rsnCapabilities & CAPABILITY_MFP_CAPABLE) !== 0;
  // WPA3 and OWE demand protected management frames; some networks forget to say so.
  if (into.mfpSupported || (into.cryptHigh & CRYPT_HIGH_NEWER) !== 0) into.hasModern = true;
  return OK;
}

/** WPA vendor body after OUI and type: the same without capabilities; defaults TKIP and 802.1X. */
export function decodeWpa(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
): Fault {
  if (decodeSuites(into, bytes, start + 2, end, WPA_GROUP, WPA_PAIRWISE, WPA_AKM, false) < 0) {
    return VENDOR_MALFORMED;
  }
  into.hasWpa = true;
  addSuite(into, WPA_VERSION, Math.min(readU16(bytes, start), 255));
  return OK;
}

/** Adds the suites from `at`, after the version; returns the offset after them or -1. */
function decodeSuites(
  into: Dot11Elements,
  bytes: Uint8Array,
  at: number,
  end: number,
  group: Int32Array,
  pairwise: Int32Array,
  akm: Int32Array,
  isRsn: boolean,
): number {
  if (at > end) return -1;
  const cipher = isRsn ? SUITE_CCMP : SUITE_TKIP;
  if (at === end) {
    addSuite(into, group, cipher);
  } else {
    if (at + SUITE_BYTES > end) return -1;
    addSuite(into, group, suiteType(bytes, at));
    at += SUITE_BYTES;
  }
  at = decodeSuiteList(into, bytes, at, end, pairwise, cipher);
  if (at < 0) return -1;
  return decodeSuiteList(into, bytes, at, end, akm, AKM_8021X);
}

function decodeSuiteList(
  into: Dot11Elements,
  bytes: Uint8Array,
  at: number,
  end: number,
  table: Int32Array,
  missing: number,
): number {
  if (at === end) {
    addSuite(into, table, missing);
    return at;
  }
  if (at + 2 > end) return -1;
  const listEnd = at + 2 + SUITE_BYTES * readU16(bytes, at);
  if (listEnd > end) return -1;
  for (let suite = at + 2; suite < listEnd; suite += SUITE_BYTES) {
    addSuite(into, table, suiteType(bytes, suite));
  }
  return listEnd;
}

// A type means something under the two OUIs that the standard and WPA use. Type 2 of the Wi-Fi
// Alliance, for one, is device provisioning and no pre-shared key.
function suiteType(bytes: Uint8Array, at: number): number {
  const oui = readOui(bytes, at);
  return oui === OUI_RSN || oui === OUI_MICROSOFT ? bytes[at + 3]! : 0;
}

function addSuite(into: Dot11Elements, table: Int32Array, type: number): void {
  into.cryptLow |= table[2 * type]!;
  into.cryptHigh |= table[2 * type + 1]!;
}
