// One pass over the elements of a management frame into a reused object of numbers (IEEE
// 802.11-2020 9.4.2; spec dot11 3). Texts stay byte ranges until somebody asks for them.
import { type Fault, faultCode, OK } from "../faults.ts";
import { CRYPT_WEP } from "./crypt.ts";
import { FINDING_MALFORMED } from "./findings.ts";
import { ssidHash } from "./ssid.ts";
import { decodeElement } from "./standard-elements.ts";

const ELEMENT_TRUNCATED = faultCode("dot11.element_truncated");
const SSID_LENGTH = faultCode("dot11.ssid_length");
const CHANNEL_LENGTH = faultCode("dot11.channel_length");
const RATES_HOSTILE = faultCode("dot11.rates_hostile");

/** Option bits of `decodeElements`. */
/** The capability field has the privacy bit, which means WEP when nothing else is announced. */
export const ELEMENTS_PRIVACY = 1;

/** OUIs kept of one frame; more are counted only. */
export const VENDOR_OUIS_MAX = 32;

/** What the elements of one frame say. A text is a range of the frame's bytes, empty = absent. */
export class Dot11Elements {
  /** FINDING_* bits (`findings.ts`); valid also when the decoder returned a fault. */
  findings = 0;

  hasSsid = false;
  ssidStart = 0;
  ssidLength = 0;
  /** Length 0, or NUL bytes only: the network hides its name. */
  ssidBlank = false;
  /** `ssidHash` of `ssid.ts`; of the mesh id when the SSID is blank; 0 without SSID. */
  ssidHash = 0;

  /** From the DS parameter element; 0 = not named. */
  channel = 0;
  channelElementLength = 0;

  hasCountry = false;
  /** Body of the country element, for `countryText` and `countryTriplets`. */
  countryStart = 0;
  countryEnd = 0;

  hasQbss = false;
  qbssStations = 0;
  /** 0 to 255. */
  qbssUtilisation = 0;

  hasPower = false;
  minTxPower = 0;
  maxTxPower = 0;
  hasTpc = false;
  txPower = 0;

  /** Mbit/s, largest of the rates, HT and VHT elements. */
  maxRateMbps = 0;

  hasRsn = false;
  hasWpa = false;
  /** New crypt set (`crypt.ts`): bits 0 to 31, bits 32 to 63. */
  cryptLow = 0;
  cryptHigh = 0;
  rsnCapabilities = 0;
  mfpRequired = false;
  mfpSupported = false;

  hasMobility = false;
  mobilityDomain = 0;
  mobilityPolicy = 0;

  hasHtOperation = false;
  htPrimaryChannel = 0;
  /** 0 none, 1 above, 3 below. */
  htSecondary = 0;
  hasVhtOperation = false;
  vhtWidth = 0;
  vhtCenter1 = 0;
  vhtCenter2 = 0;
  /** "" without HT operation, else HT20, HT40+, HT40-, HT80, HT160 or HT80+80. */
  htMode = "";
  /** MHz; 0 when not VHT wide. */
  htCenter1 = 0;
  htCenter2 = 0;

  hasMeshConfiguration = false;
  meshGateway = 0;
  meshPeerings = 0;
  meshForwarding = 0;
  hasMeshId = false;
  meshIdStart = 0;
  meshIdEnd = 0;

  /** Name of the access point, from one of the vendors that send it. */
  beaconInfoStart = 0;
  beaconInfoEnd = 0;
  ccxTxPower = 0;
  ciscoClientMfp = false;

  hasOwe = false;
  oweBssid = 0;
  oweSsidStart = 0;
  oweSsidEnd = 0;

  /** There are elements that only `decodeModernElements` reads. */
  hasModern = false;
  /** There are HE capabilities: whoever is of Wi-Fi 6 or newer sends them. */
  hasHe = false;

  hasWps = false;
  /** 1 configured, 2 not configured, 4 locked; 0 = no state was sent. */
  wpsState = 0;
  wpsVersion = 0;
  wpsConfigMethods = 0;
  wpsManufacturerStart = 0;
  wpsManufacturerEnd = 0;
  wpsDeviceNameStart = 0;
  wpsDeviceNameEnd = 0;
  wpsModelNameStart = 0;
  wpsModelNameEnd = 0;
  wpsModelNumberStart = 0;
  wpsModelNumberEnd = 0;
  wpsSerialNumberStart = 0;
  wpsSerialNumberEnd = 0;

  /** 16 bytes, empty = not sent. */
  wpsUuidStart = 0;
  wpsUuidEnd = 0;

  extendedCapabilitiesStart = 0;
  extendedCapabilitiesLength = 0;

  /** Pairs of first channel and how many. */
  supportedChannelsStart = 0;
  supportedChannelsEnd = 0;

  /** Radio measurements that the device can make. */
  hasRadioMeasurement = false;
  linkMeasurement = false;
  neighborReport = false;

  /** Largest channel of the neighbor reports, 0 = none. */
  neighborChannel = 0;
  neighborCount = 0;
  wmmTspecCount = 0;

  /** OUIs of the 221 elements in frame order. */
  readonly vendorOuis: Uint32Array = new Uint32Array(VENDOR_OUIS_MAX);
  vendorOuiCount = 0;
  /** Those that did not fit. */
  vendorOuisDropped = 0;
}

/**
 * Fills `into` from the element list `bytes[start, end)`. A fault means that the list must not be
 * used; `findings` is valid then too, and empty apart from FINDING_MALFORMED when the list itself is
 * cut: nothing of such a list is believed.
 */
export function decodeElements(
  into: Dot11Elements,
  bytes: Uint8Array,
  start: number,
  end: number,
  options = 0,
): Fault {
  clear(into);
  let fault: Fault = OK;
  let at = start;
  while (at + 2 <= end) {
    const body = at + 2;
    const bodyEnd = body + bytes[at + 1]!;
    if (bodyEnd > end) break;
    // After an invalid element only the shape of the rest still matters.
    if (fault === OK) fault = decodeElement(into, bytes, bytes[at]!, body, bodyEnd);
    at = bodyEnd;
  }
  if (at !== end) {
    into.findings = FINDING_MALFORMED;
    return ELEMENT_TRUNCATED;
  }
  if (fault !== OK) {
    if (fault !== SSID_LENGTH && fault !== CHANNEL_LENGTH && fault !== RATES_HOSTILE) {
      into.findings |= FINDING_MALFORMED;
    }
    return fault;
  }
  if ((options & ELEMENTS_PRIVACY) !== 0 && !into.hasRsn && !into.hasWpa) {
    into.cryptLow |= CRYPT_WEP;
  }
  if (into.hasMeshId && (into.ssidBlank || !into.hasSsid)) {
    into.ssidHash = ssidHash(bytes, into.meshIdStart, into.meshIdEnd);
  }
  if (into.hasHtOperation) setHtMode(into);
  return OK;
}

// Widths above 40 MHz are named by the VHT operation element (spec dot11 5.3).
function setHtMode(into: Dot11Elements): void {
  if (!into.hasVhtOperation || into.vhtWidth === 0 || into.vhtWidth > 3) {
    into.htMode = into.htSecondary === 1 ? "HT40+" : into.htSecondary === 3 ? "HT40-" : "HT20";
    return;
  }
  into.htMode = into.vhtWidth === 1 ? "HT80" : into.vhtWidth === 2 ? "HT160" : "HT80+80";
  into.htCenter1 = 5000 + 5 * into.vhtCenter1;
  into.htCenter2 = into.vhtWidth === 2 ? 0 : 5000 + 5 * into.vhtCenter2;
}

function clear(into: Dot11Elements): void {
  into.findings = 0;
  into.hasSsid = false;
  into.ssidStart = 0;
  into.ssidLength = 0;
  into.ssidBlank = false;
  into.ssidHash = 0;
  into.channel = 0;
  into.channelElementLength = 0;
  into.hasCountry = false;
  into.countryStart = 0;
  into.countryEnd = 0;
  into.hasQbss = false;
  into.qbssStations = 0;
  into.qbssUtilisation = 0;
  into.hasPower = false;
  into.minTxPower = 0;
  into.maxTxPower = 0;
  into.hasTpc = false;
  into.txPower = 0;
  into.maxRateMbps = 0;
  into.hasRsn = false;
  into.hasWpa = false;
  into.cryptLow = 0;
  into.cryptHigh = 0;
  into.rsnCapabilities = 0;
  into.mfpRequired = false;
  into.mfpSupported = false;
  into.hasMobility = false;
  into.mobilityDomain = 0;
  into.mobilityPolicy = 0;
  into.hasHtOperation = false;
  into.htPrimaryChannel = 0;
  into.htSecondary = 0;
  into.hasVhtOperation = false;
  into.vhtWidth = 0;
  into.vhtCenter1 = 0;
  into.vhtCenter2 = 0;
  into.htMode = "";
  into.htCenter1 = 0;
  into.htCenter2 = 0;
  into.hasMeshConfiguration = false;
  into.meshGateway = 0;
  into.meshPeerings = 0;
  into.meshForwarding = 0;
  into.hasMeshId = false;
  into.meshIdStart = 0;
  into.meshIdEnd = 0;
  into.beaconInfoStart = 0;
  into.beaconInfoEnd = 0;
  into.ccxTxPower = 0;
  into.ciscoClientMfp = false;
  into.hasOwe = false;
  into.oweBssid = 0;
  into.oweSsidStart = 0;
  into.oweSsidEnd = 0;
  into.hasModern = false;
  into.hasHe = false;
  into.hasWps = false;
  into.wpsState = 0;
  into.wpsVersion = 0;
  into.wpsConfigMethods = 0;
  into.wpsManufacturerStart = 0;
  into.wpsManufacturerEnd = 0;
  into.wpsDeviceNameStart = 0;
  into.wpsDeviceNameEnd = 0;
  into.wpsModelNameStart = 0;
  into.wpsModelNameEnd = 0;
  into.wpsModelNumberStart = 0;
  into.wpsModelNumberEnd = 0;
  into.wpsSerialNumberStart = 0;
  into.wpsSerialNumberEnd = 0;
  into.wpsUuidStart = 0;
  into.wpsUuidEnd = 0;
  into.supportedChannelsStart = 0;
  into.supportedChannelsEnd = 0;
  into.hasRadioMeasurement = false;
  into.linkMeasurement = false;
  into.neighborReport = false;
  into.extendedCapabilitiesStart = 0;
  into.extendedCapabilitiesLength = 0;
  into.neighborChannel = 0;
  into.neighborCount = 0;
  into.wmmTspecCount = 0;
  into.vendorOuiCount = 0;
  into.vendorOuisDropped = 0;
}
