// The elements of the standard that records are made of, one by one (IEEE 802.11-2020 9.4.2; spec
// dot11 3.1, 3.2). Families with an inner structure have files of their own.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readOui, readU16 } from "./bytes.ts";
import type { Dot11Elements } from "./elements.ts";
import {
  FINDING_CHANNEL_LENGTH,
  FINDING_EXTENDED_CAPABILITIES_LONG,
  FINDING_NEIGHBOR_CHANNEL,
  FINDING_RATES_HOSTILE,
  FINDING_SSID_EMPTY,
  FINDING_SSID_LONG,
} from "./findings.ts";
import {
  hasHostileRates,
  HT_CAPABILITIES_BYTES,
  maxHtRate,
  maxLegacyRate,
  maxVhtRate,
  VHT_CAPABILITIES_BYTES,
} from "./rates.ts";
import { decodeRsn } from "./rsn.ts";
import { ssidHash } from "./ssid.ts";
import { decodeVendor, setBeaconInfo } from "./vendor.ts";

const ELEMENT_MALFORMED = faultCode("dot11.element_malformed");
const SSID_LENGTH = faultCode("dot11.ssid_length");
const CHANNEL_LENGTH = faultCode("dot11.channel_length");
const RATES_HOSTILE = faultCode("dot11.rates_hostile");
const VENDOR_MALFORMED = faultCode("dot11.vendor_malformed");

const SSID_BYTES_MAX = 32;
const EXTENDED_CAPABILITIES_MAX = 13;
/** First byte of the extended capabilities that tells of security: bit 72 and those behind it. */
const SECURITY_CAPABILITIES_AT = 9;
const EXTENSION_HE_CAPABILITIES = 35;
const NEIGHBOR_CHANNEL_MAX = 224;
const OUI_CISCO = 0x004096;

/** One element with the body `bytes[body, end)`; a fault means that the list must not be used. */
export function decodeElement(
  into: Dot11Elements,
  bytes: Uint8Array,
  tag: number,
  body: number,
  end: number,
): Fault {
  const length = end - body;
  switch (tag) {
    case 0:
      return decodeSsid(into, bytes, body, end);
    case 1:
    case 50: {
      if (hasHostileRates(bytes, body, end)) {
        into.findings |= FINDING_RATES_HOSTILE;
        return RATES_HOSTILE;
      }
      raiseRate(into, maxLegacyRate(bytes, body, end));
      return OK;
    }
    case 3:
      into.channelElementLength = length;
      if (length > 1) {
        into.findings |= FINDING_CHANNEL_LENGTH;
        return CHANNEL_LENGTH;
      }
      into.channel = length === 1 ? bytes[body]! : 0;
      return OK;
    case 7:
      if (length < 3) return OK;
      into.hasCountry = true;
      into.countryStart = body;
      into.countryEnd = end;
      return OK;
    case 11: // stations (2), utilisation (1), admission (1 or 2)
      if (length !== 4 && length !== 5) return ELEMENT_MALFORMED;
      into.hasQbss = true;
      into.qbssStations = readU16(bytes, body);
      into.qbssUtilisation = bytes[body + 2]!;
      return OK;
    case 33:
      if (length < 2) return OK;
      into.hasPower = true;
      into.minTxPower = bytes[body]!;
      into.maxTxPower = bytes[body + 1]!;
      return OK;
    case 35:
      if (length < 1) return OK;
      into.hasTpc = true;
      into.txPower = bytes[body]!;
      return OK;
    case 36: // pairs of first channel and how many
      into.supportedChannelsStart = body;
      into.supportedChannelsEnd = end - length % 2;
      return OK;
    case 45:
      if (length < HT_CAPABILITIES_BYTES) return ELEMENT_MALFORMED;
      raiseRate(into, maxHtRate(bytes, body));
      return OK;
    case 48:
      return decodeRsn(into, bytes, body, end);
    case 52: // BSSID (6), information (4), operating class, channel, PHY type, subelements
      if (length < 13) return OK;
      into.neighborCount += 1;
      if (bytes[body + 11]! > into.neighborChannel) into.neighborChannel = bytes[body + 11]!;
      if (into.neighborChannel > NEIGHBOR_CHANNEL_MAX) into.findings |= FINDING_NEIGHBOR_CHANNEL;
      return OK;
    case 54:
      if (length < 3) return ELEMENT_MALFORMED;
      into.hasMobility = true;
      into.mobilityDomain = readU16(bytes, body);
      into.mobilityPolicy = bytes[body + 2]!;
      return OK;
    case 61:
      if (length < 8) return OK;
      into.hasHtOperation = true;
      into.htPrimaryChannel = bytes[body]!;
      into.htSecondary = bytes[body + 1]! & 3;
      return OK;
    case 70: // radio measurements: link bit 0, neighbor report bit 1, …
      if (length < 1) return OK;
      into.hasRadioMeasurement = true;
      into.linkMeasurement = (bytes[body]! & 0x01) !== 0;
      into.neighborReport = (bytes[body]! & 0x02) !== 0;
      return OK;
    case 71: // multiple BSSID
    case 148: // DMG capabilities
    case 201: // reduced neighbor report
    case 213: // S1G beacon compatibility
    case 232: // S1G operation
    case 244: // RSN extension
      into.hasModern = true;
      return OK;
    case 255: // HE, EHT, multi-link, … (modern-elements.ts)
      into.hasModern = true;
      if (length > 0 && bytes[body] === EXTENSION_HE_CAPABILITIES) into.hasHe = true;
      return OK;
    case 113: // path protocol, metric, congestion, synchronisation, authentication, formation, …
      if (length < 7) return OK;
      into.hasMeshConfiguration = true;
      into.hasModern = true;
      into.meshGateway = bytes[body + 5]! & 1;
      into.meshPeerings = (bytes[body + 5]! >> 1) & 0x3f;
      into.meshForwarding = (bytes[body + 6]! >> 3) & 1;
      return OK;
    case 114:
      into.hasMeshId = length > 0;
      into.meshIdStart = body;
      into.meshIdEnd = end;
      return OK;
    case 127:
      into.extendedCapabilitiesStart = body;
      into.extendedCapabilitiesLength = length;
      if (length > SECURITY_CAPABILITIES_AT) into.hasModern = true;
      if (length > EXTENDED_CAPABILITIES_MAX) into.findings |= FINDING_EXTENDED_CAPABILITIES_LONG;
      return OK;
    case 133: // unknown (10), name (16), stations, unknown (3)
      if (length >= 30) setBeaconInfo(into, bytes, body + 10, body + 26);
      return OK;
    case 150:
      if (length < 3) return VENDOR_MALFORMED;
      if (length >= 5 && readOui(bytes, body) === OUI_CISCO) into.ccxTxPower = bytes[body + 4]!;
      return OK;
    case 191:
      if (length >= VHT_CAPABILITIES_BYTES) raiseRate(into, maxVhtRate(bytes, body));
      return OK;
    case 192:
      if (length < 5) return OK;
      into.hasVhtOperation = true;
      into.vhtWidth = bytes[body]!;
      into.vhtCenter1 = bytes[body + 1]!;
      into.vhtCenter2 = bytes[body + 2]!;
      return OK;
    case 221:
      if (length < 3) return VENDOR_MALFORMED;
      if (into.vendorOuiCount < into.vendorOuis.length) {
        into.vendorOuis[into.vendorOuiCount++] = readOui(bytes, body);
      } else {
        into.vendorOuisDropped += 1;
      }
      return decodeVendor(into, bytes, body, end);
    default:
      return OK;
  }
}

function decodeSsid(into: Dot11Elements, bytes: Uint8Array, body: number, end: number): Fault {
  const length = end - body;
  into.hasSsid = true;
  into.ssidStart = body;
  into.ssidLength = length;
  if (length > SSID_BYTES_MAX) {
    into.findings |= FINDING_SSID_LONG;
    return SSID_LENGTH;
  }
  if (length === 0) into.findings |= FINDING_SSID_EMPTY;
  let at = body;
  while (at < end && bytes[at] === 0) at++;
  into.ssidBlank = at === end;
  into.ssidHash = ssidHash(bytes, body, end);
  return OK;
}

function raiseRate(into: Dot11Elements, mbps: number): void {
  if (mbps > into.maxRateMbps) into.maxRateMbps = mbps;
}
