// What networks and stations say of their security beyond the crypt set: key managements one by one,
// RSN capabilities, RSN extension element, extended capabilities, and the elements of WPA3's
// compatibility mode (IEEE 802.11-2020 9.4.2.24, 9.4.2.26, 9.4.2.241; Wi-Fi Alliance WPA3 3.4).
import { readOui, readU16 } from "./bytes.ts";

const OUI_RSN = 0x000fac;
const OUI_WIFI_ALLIANCE = 0x506f9a;
const SUITE_BYTES = 4;
/** Types have a bit of a number each; none beyond are assigned. */
const AKM_TYPE_MAX = 30;

/** Suite types of 00:0F:AC, index = type (9.4.2.24.3 table 9-188, 802.11be-2024). */
export const AKM_NAMES: readonly string[] = [
  "",
  "802.1X",
  "PSK",
  "FT-802.1X",
  "FT-PSK",
  "802.1X-SHA256",
  "PSK-SHA256",
  "TDLS",
  "SAE",
  "FT-SAE",
  "AP-PEER-KEY",
  "SUITE-B-SHA256",
  "SUITE-B-SHA384",
  "FT-802.1X-SHA384",
  "FILS-SHA256",
  "FILS-SHA384",
  "FT-FILS-SHA256",
  "FT-FILS-SHA384",
  "OWE",
  "FT-PSK-SHA384",
  "PSK-SHA384",
  "PASN",
  "FT-802.1X-SHA384-UNRESTRICTED",
  "802.1X-SHA384",
  "SAE-EXT-KEY",
  "FT-SAE-EXT-KEY",
];

const akmBits = (...types: number[]): number => types.reduce((set, type) => set | (1 << type), 0);
/** Sets of AKM types as bits, `1 << type`. */
export const AKMS_PSK = akmBits(2, 4, 6, 19, 20);
export const AKMS_SAE = akmBits(8, 9, 24, 25);
export const AKMS_SAE_EXT = akmBits(24, 25);
export const AKMS_FT = akmBits(3, 4, 9, 13, 16, 17, 19, 22, 25);
export const AKMS_FILS = akmBits(14, 15, 16, 17);
export const AKMS_OWE = akmBits(18);
export const AKMS_EAP = akmBits(1, 3, 5, 11, 12, 13, 22, 23);

const CAPABILITY_MFP_REQUIRED = 0x0040;
const CAPABILITY_MFP_CAPABLE = 0x0080;
const CAPABILITY_EXTENDED_KEY_ID = 0x2000;
const CAPABILITY_OCV = 0x4000;

export class SecurityElements {
  /** `1 << type` of every key management announced, of override elements too. */
  akms = 0;
  /** The same of the Wi-Fi Alliance: 1 OSEN, 2 DPP. */
  allianceAkms = 0;
  /** Key managements that only the compatibility elements announce. */
  overrideAkms = 0;
  mfpRequired = false;
  mfpCapable = false;
  /** Operating channel validation. */
  ocv = false;
  extendedKeyId = false;
  /** RSN extension element: bits from 4 up, see the constants. */
  hasExtension = false;
  h2e = false;
  saePk = false;
  /** Only passwords of SAE-PK are in use. */
  saePkOnly = false;
  beaconProtection = false;
  filsCapable = false;
  passwordIdentifiers = false;
  /** The rates demand that clients use hash to element. */
  h2eOnly = false;
}

export function clearSecurityElements(into: SecurityElements): void {
  into.akms = 0;
  into.allianceAkms = 0;
  into.overrideAkms = 0;
  into.mfpRequired = false;
  into.mfpCapable = false;
  into.ocv = false;
  into.extendedKeyId = false;
  into.hasExtension = false;
  into.h2e = false;
  into.saePk = false;
  into.saePkOnly = false;
  into.beaconProtection = false;
  into.filsCapable = false;
  into.passwordIdentifiers = false;
  into.h2eOnly = false;
}

/**
 * RSN body as in `rsn.ts`; whatever is missing at the end says nothing. `isOverride`: one of the
 * elements that only newer clients read (WPA3 3.4, 9).
 */
export function decodeSecuritySuites(
  into: SecurityElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
  isOverride: boolean,
): void {
  let at = start + 2 + SUITE_BYTES;
  if (at + 2 > limit) return;
  at += 2 + SUITE_BYTES * readU16(bytes, at);
  if (at + 2 > limit) return;
  const listEnd = at + 2 + SUITE_BYTES * readU16(bytes, at);
  if (listEnd > limit) return;
  let akms = 0;
  for (let suite = at + 2; suite < listEnd; suite += SUITE_BYTES) {
    const type = bytes[suite + 3]!;
    if (type > AKM_TYPE_MAX) continue;
    const oui = readOui(bytes, suite);
    if (oui === OUI_RSN) akms |= 1 << type;
    else if (oui === OUI_WIFI_ALLIANCE) into.allianceAkms |= 1 << type;
  }
  into.akms |= akms;
  if (isOverride) into.overrideAkms |= akms;
  if (listEnd + 2 > limit) return;
  const capabilities = readU16(bytes, listEnd);
  if (!isOverride) into.mfpRequired = (capabilities & CAPABILITY_MFP_REQUIRED) !== 0;
  if ((capabilities & CAPABILITY_MFP_CAPABLE) !== 0) into.mfpCapable = true;
  if ((capabilities & CAPABILITY_OCV) !== 0) into.ocv = true;
  if ((capabilities & CAPABILITY_EXTENDED_KEY_ID) !== 0) into.extendedKeyId = true;
}

/** RSN extension body: bits 0 to 3 its length less one, 5 SAE H2E, 6 SAE-PK (9.4.2.241). */
export function decodeSecurityExtension(
  into: SecurityElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): void {
  if (start >= limit) return;
  into.hasExtension = true;
  if ((bytes[start]! & 0x20) !== 0) into.h2e = true;
  if ((bytes[start]! & 0x40) !== 0) into.saePk = true;
}

/** Extended capabilities body: bits 72 FILS, 81 identifiers, 84 beacon protection, 88 SAE-PK. */
export function decodeSecurityCapabilities(
  into: SecurityElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): void {
  into.filsCapable = hasCapability(bytes, start, limit, 72);
  into.passwordIdentifiers = hasCapability(bytes, start, limit, 81);
  into.beaconProtection = hasCapability(bytes, start, limit, 84);
  into.saePkOnly = hasCapability(bytes, start, limit, 88);
}

function hasCapability(bytes: Uint8Array, start: number, limit: number, bit: number): boolean {
  const at = start + (bit >> 3);
  return at < limit && (bytes[at]! & (1 << (bit & 7))) !== 0;
}

/** Membership selector 123 among the rates: SAE hash to element only (9.4.2.3 table 9-92). */
const SELECTOR_H2E_ONLY = 0x80 | 123;

export function decodeMembership(
  into: SecurityElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): void {
  for (let at = start; at < limit; at++) {
    if (bytes[at] === SELECTOR_H2E_ONLY) into.h2eOnly = true;
  }
}

const ALLIANCE_AKM_NAMES: readonly string[] = ["", "OSEN", "DPP"];

/** Key managements as texts, in the order of their types; those without a name by their number. */
export function akmNames(akms: number, allianceAkms = 0): string[] {
  return [
    ...namesOf(akms, AKM_NAMES, "AKM-"),
    ...namesOf(allianceAkms, ALLIANCE_AKM_NAMES, "WFA-"),
  ];
}

function namesOf(set: number, names: readonly string[], prefix: string): string[] {
  const found: string[] = [];
  for (let type = 1; type <= AKM_TYPE_MAX; type++) {
    if ((set & (1 << type)) !== 0) found.push(names[type] ?? prefix + type);
  }
  return found;
}
