// The elements of newer networks in one pass: Wi-Fi 6, 6E and 7, multi-link, multiple BSSID, reduced
// neighbors, security, mesh, HaLow, 60 GHz. Run only for frames in which `decodeElements` noticed one
// of them (`Dot11Elements.hasModern`), so that older networks pay nothing. A malformed element is
// counted and left out; the others stay valid.
import { crc32Update } from "../crc32.ts";
import { type Fault, OK } from "../faults.ts";
import { readOui } from "./bytes.ts";
import { clearDmgElements, decodeDmgCapabilities, DmgElements } from "./dmg-elements.ts";
import {
  clearEhtCapabilities,
  clearEhtOperation,
  decodeEhtCapabilities,
  decodeEhtOperation,
  EhtCapabilities,
  EhtOperation,
} from "./eht-elements.ts";
import {
  clearHeCapabilities,
  clearHeOperation,
  clearSpatialReuse,
  decodeHeCapabilities,
  decodeHeOperation,
  decodeSpatialReuse,
  HeCapabilities,
  HeOperation,
  SpatialReuse,
} from "./he-elements.ts";
import { clearMeshElements, decodeMeshConfiguration, MeshElements } from "./mesh-elements.ts";
import { clearMultiLink, decodeMultiLink, MultiLink } from "./multi-link.ts";
import { clearMultipleBssid, decodeMultipleBssid, MultipleBssid } from "./multiple-bssid.ts";
import {
  clearReducedNeighbors,
  decodeReducedNeighbors,
  ReducedNeighbors,
} from "./reduced-neighbors.ts";
import {
  clearS1gElements,
  decodeS1gCompatibility,
  decodeS1gOperation,
  S1gElements,
} from "./s1g-elements.ts";
import {
  clearSecurityElements,
  decodeMembership,
  decodeSecurityCapabilities,
  decodeSecurityExtension,
  decodeSecuritySuites,
  SecurityElements,
} from "./security-elements.ts";

const RATES = 1;
const CHANNEL = 3;
const RSN = 48;
const MORE_RATES = 50;
const HT_OPERATION = 61;
const MULTIPLE_BSSID = 71;
const MESH_CONFIGURATION = 113;
const EXTENDED_CAPABILITIES = 127;
const DMG_CAPABILITIES = 148;
const VHT_OPERATION = 192;
const REDUCED_NEIGHBORS = 201;
const S1G_COMPATIBILITY = 213;
const VENDOR = 221;
const S1G_OPERATION = 232;
const ELEMENT_FRAGMENT = 242;
const RSN_EXTENSION = 244;
const EXTENSION = 255;

const HE_CAPABILITIES = 35;
const HE_OPERATION = 36;
const SPATIAL_REUSE = 39;
const HE_6GHZ_CAPABILITIES = 59;
const EDMG_CAPABILITIES = 61;
const EHT_OPERATION = 106;
const MULTI_LINK = 107;
const EHT_CAPABILITIES = 108;

const OUI_WIFI_ALLIANCE = 0x506f9a;
/** Vendor types of the Wi-Fi Alliance (WPA3 3.4, 9). */
const RSN_OVERRIDE = 0x29;
const RSN_OVERRIDE_2 = 0x2a;
const RSN_EXTENSION_OVERRIDE = 0x2b;

/** Tags that a record of a newer network is made of; of vendors only the Wi-Fi Alliance. */
const INPUT_TAGS = new Uint8Array(256);
for (
  const tag of [
    RATES,
    CHANNEL,
    RSN,
    MORE_RATES,
    HT_OPERATION,
    MULTIPLE_BSSID,
    MESH_CONFIGURATION,
    EXTENDED_CAPABILITIES,
    DMG_CAPABILITIES,
    VHT_OPERATION,
    REDUCED_NEIGHBORS,
    S1G_COMPATIBILITY,
    S1G_OPERATION,
    ELEMENT_FRAGMENT,
    RSN_EXTENSION,
    EXTENSION,
  ]
) INPUT_TAGS[tag] = 1;

/**
 * Number that changes with the elements that matter here. Those that change from beacon to beacon,
 * such as the traffic indication and the load, are left out.
 */
export function modernDigest(bytes: Uint8Array, start: number, end: number): number {
  let digest = 0;
  let at = start;
  while (at + 2 <= end) {
    const next = at + 2 + bytes[at + 1]!;
    if (next > end) break;
    const isInput = INPUT_TAGS[bytes[at]!] === 1 || (bytes[at] === VENDOR && next - at >= 6 &&
      readOui(bytes, at + 2) === OUI_WIFI_ALLIANCE);
    if (isInput) digest = crc32Update(digest, bytes, at, next);
    at = next;
  }
  return digest;
}

export class ModernElements {
  /** Elements left out because they were malformed, and the fault of the last one. */
  malformed = 0;
  fault: Fault = OK;
  readonly heCapabilities: HeCapabilities = new HeCapabilities();
  readonly heOperation: HeOperation = new HeOperation();
  readonly spatialReuse: SpatialReuse = new SpatialReuse();
  /** 6 GHz band capabilities were sent (802.11ax-2021 9.4.2.263). */
  has6GhzCapabilities = false;
  readonly ehtCapabilities: EhtCapabilities = new EhtCapabilities();
  readonly ehtOperation: EhtOperation = new EhtOperation();
  readonly multiLink: MultiLink = new MultiLink();
  readonly multipleBssid: MultipleBssid = new MultipleBssid();
  readonly neighbors: ReducedNeighbors = new ReducedNeighbors();
  readonly security: SecurityElements = new SecurityElements();
  readonly mesh: MeshElements = new MeshElements();
  readonly s1g: S1gElements = new S1gElements();
  readonly dmg: DmgElements = new DmgElements();
}

/**
 * Fills `into` from the element list `bytes[start, end)`, which `decodeElements` found well formed.
 * `isStation`: the sender is no access point. The fault is that of the last malformed element.
 */
export function decodeModernElements(
  into: ModernElements,
  bytes: Uint8Array,
  start: number,
  end: number,
  isStation: boolean,
): Fault {
  clear(into);
  let at = start;
  while (at + 2 <= end) {
    const body = at + 2;
    const bodyEnd = body + bytes[at + 1]!;
    if (bodyEnd > end) break;
    const fault = bytes[at] === EXTENSION
      ? decodeExtension(into, bytes, body, bodyEnd, end, isStation)
      : decodeElement(into, bytes, bytes[at]!, body, bodyEnd);
    if (fault !== OK) {
      into.malformed += 1;
      into.fault = fault;
    }
    at = bodyEnd;
  }
  return into.fault;
}

function decodeElement(
  into: ModernElements,
  bytes: Uint8Array,
  tag: number,
  body: number,
  end: number,
): Fault {
  switch (tag) {
    case RATES:
    case MORE_RATES:
      decodeMembership(into.security, bytes, body, end);
      return OK;
    case RSN:
      decodeSecuritySuites(into.security, bytes, body, end, false);
      return OK;
    case MULTIPLE_BSSID:
      return decodeMultipleBssid(into.multipleBssid, bytes, body, end);
    case EXTENDED_CAPABILITIES:
      decodeSecurityCapabilities(into.security, bytes, body, end);
      return OK;
    case REDUCED_NEIGHBORS:
      return decodeReducedNeighbors(into.neighbors, bytes, body, end);
    case RSN_EXTENSION:
      decodeSecurityExtension(into.security, bytes, body, end);
      return OK;
    case MESH_CONFIGURATION:
      return decodeMeshConfiguration(into.mesh, bytes, body, end);
    case DMG_CAPABILITIES:
      return decodeDmgCapabilities(into.dmg, bytes, body, end);
    case S1G_COMPATIBILITY:
      return decodeS1gCompatibility(into.s1g, bytes, body, end);
    case S1G_OPERATION:
      return decodeS1gOperation(into.s1g, bytes, body, end);
    case VENDOR:
      return end - body < 4 ? OK : decodeVendor(into, bytes, body, end);
    default:
      return OK;
  }
}

function decodeVendor(into: ModernElements, bytes: Uint8Array, body: number, end: number): Fault {
  if (readOui(bytes, body) !== OUI_WIFI_ALLIANCE) return OK;
  switch (bytes[body + 3]) {
    case RSN_OVERRIDE:
    case RSN_OVERRIDE_2:
      decodeSecuritySuites(into.security, bytes, body + 4, end, true);
      return OK;
    case RSN_EXTENSION_OVERRIDE:
      decodeSecurityExtension(into.security, bytes, body + 4, end);
      return OK;
    default:
      return OK;
  }
}

function decodeExtension(
  into: ModernElements,
  bytes: Uint8Array,
  body: number,
  end: number,
  limit: number,
  isStation: boolean,
): Fault {
  if (body >= end) return OK;
  const content = body + 1;
  switch (bytes[body]) {
    case HE_CAPABILITIES:
      return decodeHeCapabilities(into.heCapabilities, bytes, content, end);
    case HE_OPERATION:
      return decodeHeOperation(into.heOperation, bytes, content, end);
    case SPATIAL_REUSE:
      return decodeSpatialReuse(into.spatialReuse, bytes, content, end);
    case HE_6GHZ_CAPABILITIES:
      into.has6GhzCapabilities = end - content >= 2;
      return OK;
    case EDMG_CAPABILITIES:
      into.dmg.isEdmg = true;
      return OK;
    case EHT_OPERATION:
      return decodeEhtOperation(into.ehtOperation, bytes, content, end);
    case MULTI_LINK:
      return decodeMultiLink(into.multiLink, bytes, content, end, limit);
    case EHT_CAPABILITIES:
      return decodeEhtCapabilities(
        into.ehtCapabilities,
        bytes,
        content,
        end,
        into.heCapabilities.widthSet,
        isStation,
      );
    default:
      return OK;
  }
}

function clear(into: ModernElements): void {
  into.malformed = 0;
  into.fault = OK;
  clearHeCapabilities(into.heCapabilities);
  clearHeOperation(into.heOperation);
  clearSpatialReuse(into.spatialReuse);
  into.has6GhzCapabilities = false;
  clearEhtCapabilities(into.ehtCapabilities);
  clearEhtOperation(into.ehtOperation);
  clearMultiLink(into.multiLink);
  clearMultipleBssid(into.multipleBssid);
  clearReducedNeighbors(into.neighbors);
  clearSecurityElements(into.security);
  clearMeshElements(into.mesh);
  clearS1gElements(into.s1g);
  clearDmgElements(into.dmg);
}
