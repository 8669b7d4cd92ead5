// Advertised and responded SSID records (spec dot11 5.5).
import { cryptLegacySet, cryptText } from "../../../protocols/dot11/crypt.ts";
import {
  countryText,
  countryTriplets,
  elementText,
  ssidText,
} from "../../../protocols/dot11/element-text.ts";
import {
  decodeElements,
  type Dot11Elements,
  ELEMENTS_PRIVACY,
} from "../../../protocols/dot11/elements.ts";
import { KeptElements } from "../../../protocols/dot11/kept-elements.ts";
import { fingerprintElements } from "../../../protocols/dot11/fingerprint.ts";
import { MANAGEMENT_BEACON } from "../../../protocols/dot11/frame.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { formatMac } from "../../../protocols/mac.ts";
import { faultCode, OK, TRUNCATED } from "../../../protocols/faults.ts";
import { TAG_BEACON_SSID, TAG_RESPONSE_SSID } from "../../../protocols/packet/packet-batch.ts";
import { DeviceLocation } from "../../../protocols/records/location.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { ProbedSsid } from "../../../protocols/records/dot11-device.ts";
import {
  AdvertisedSsid,
  DOT11_BEACON_AP,
  DOT11_PROBE_AP,
  type Dot11Device,
  WpsInfo,
} from "../../../protocols/records/dot11-device.ts";
import { addLocationSample } from "../../device/location.ts";
import { noteAbilities } from "./abilities.ts";
import { channelNumberText } from "./channels.ts";
import { keepBeacon } from "./handshakes.ts";
import { updateModernNetwork } from "./modern.ts";
import { preferredManufacturer } from "./manufacturers.ts";
import type { SsidRole } from "./rule.ts";
import type { Dot11State } from "./state.ts";

const ELEMENT_TRUNCATED = faultCode("dot11.element_truncated");
/** Kibibit time units are 1,024 microseconds (IEEE 802.11-2020 9.4.1.3). */
const TU_SECONDS = 1024e-6;

/** A beacon or probe response, on the device of its BSSID. */
export function handleAdvertisement(state: Dot11State, device: DeviceRecord): void {
  const { frame, batch, elements, timeSec } = state;
  const dot11 = state.detail(device);
  const isBeacon = frame.subtype === MANAGEMENT_BEACON;
  state.addTypes(device, dot11, isBeacon ? DOT11_BEACON_AP : DOT11_PROBE_AP);
  if (isBeacon) {
    dot11.lastBeaconSec = timeSec;
    if (dot11.wantsBeacon) keepBeacon(state, dot11);
  }
  const { elementsStart, elementsEnd } = frame;
  const crc = crc32(batch.bytes, elementsStart, elementsEnd);
  const checksum = crc | 0;
  const fixed = fixedFields(state);
  if (checksum === dot11.handledElements && fixed === dot11.handledFixed) {
    state.unchanged += 1;
    const record = dot11.lastBeaconed;
    if (record !== undefined) {
      if (timeSec > record.lastTime) record.lastTime = timeSec;
      if (isBeacon) record.beacons += 1;
    }
    return;
  }
  dot11.handledElements = checksum;
  dot11.handledFixed = fixed;
  const quiet = isBeacon ? dot11.quietBeacon : dot11.quietResponse;
  if (quiet !== undefined && quiet.elementsChecksum === crc && quiet.fixedFields === fixed) {
    state.unchanged += 1;
    repeatAdvertisement(state, device, dot11, quiet, isBeacon);
    return;
  }
  state.parsed += 1;
  if (!decodeFrameElements(state)) return;

  const map = isBeacon ? dot11.advertised ??= new Map() : dot11.responded ??= new Map();
  let record = map.get(elements.ssidHash);
  const isNew = record === undefined;
  if (record === undefined) {
    if (map.size >= state.options.ssidsMax) {
      state.refuse(dot11, "ssids");
      return;
    }
    record = createAdvertised(state, device);
    map.set(elements.ssidHash, record);
    tellName(state, device, record, isBeacon ? "advertising" : "responding for");
  }
  for (const look of state.rules.network) look(state, device, record, isNew);
  updateAdvertised(state, device, dot11, record, isBeacon);
  noteAbilities(state, dot11);
  noteQuiet(state, dot11, record, crc, isBeacon);
  if (state.options.groups) {
    state.groups.note(isBeacon ? "advertising" : "responding", device, record);
  }
  if (!isNew) return;
  batch.tags[state.index]! |= isBeacon ? TAG_BEACON_SSID : TAG_RESPONSE_SSID;
  state.store.announce();
  state.context.bus.publish(
    isBeacon ? "DOT11_ADVERTISED_SSID" : "DOT11_RESPONSE_SSID",
    { device, ssid: record },
  );
}

/** What comes before the elements and is looked at with them: the interval and the privacy bit. */
function fixedFields({ frame }: Dot11State): number {
  return 2 * frame.intervalTu + (frame.privacy ? 1 : 0);
}

/** Remembers the network unless a rule found something, which is to be found again. */
function noteQuiet(
  state: Dot11State,
  dot11: Dot11Device,
  record: AdvertisedSsid,
  crc: number,
  isBeacon: boolean,
): void {
  // What changed may contradict the other kind: rules compare the two.
  if (record.elementsChecksum !== crc) dot11.quietBeacon = dot11.quietResponse = undefined;
  record.elementsChecksum = crc;
  record.fixedFields = dot11.handledFixed;
  const quiet = state.suspected ? undefined : record;
  if (isBeacon) dot11.quietBeacon = quiet;
  else dot11.quietResponse = quiet;
}

/**
 * Elements as the last beacon or the last probe response had them, with one of the other kind in
 * between: access points that answer send both in turn.
 */
function repeatAdvertisement(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  record: AdvertisedSsid,
  isBeacon: boolean,
): void {
  const { timeSec, nowMs } = state;
  dot11.lastBeaconed = record;
  if (timeSec > record.lastTime) record.lastTime = timeSec;
  if (isBeacon) record.beacons += 1;
  if (record.namedChannel !== "") device.channel = record.namedChannel;
  if (state.location !== undefined) {
    addLocationSample(record.location ??= new DeviceLocation(), state.location, nowMs);
  }
  if (state.options.groups) {
    state.groups.note(isBeacon ? "advertising" : "responding", device, record);
  }
}

/** Decodes the frame's elements; counts and reports the fault when they cannot be used. */
export function decodeFrameElements(state: Dot11State): boolean {
  const { frame, batch, index, elements, options } = state;
  const privacy = options.wepFromPrivacy && frame.privacy ? ELEMENTS_PRIVACY : 0;
  let fault = decodeElements(
    elements,
    batch.bytes,
    frame.elementsStart,
    frame.elementsEnd,
    privacy,
  );
  if (fault === ELEMENT_TRUNCATED && batch.wireLength[index]! > batch.capturedLength[index]!) {
    // The capture kept less of the frame than was sent: nobody sent a malformed list.
    fault = TRUNCATED;
    elements.findings = 0;
  }
  state.hasElements = fault === OK;
  for (const look of state.rules.elements) look(state);
  if (fault === OK) return true;
  batch.source?.faults.add(fault);
  return false;
}

/** Decodes elements that make no SSID record; true when they can be used. */
export function inspectElements(state: Dot11State): boolean {
  const { frame } = state;
  return frame.elementsEnd > frame.elementsStart && decodeFrameElements(state);
}

export function tellName(
  state: Dot11State,
  device: DeviceRecord,
  record: AdvertisedSsid | ProbedSsid,
  role: SsidRole,
): void {
  if (record.ssid === "") return;
  for (const look of state.rules.name) look(state, device, record, role);
}

export function createAdvertised(state: Dot11State, device: DeviceRecord): AdvertisedSsid {
  const { elements, batch, timeSec, store, context } = state;
  const { bytes } = batch;
  const text = elements.ssidBlank
    ? ""
    : ssidText(bytes, elements.ssidStart, elements.ssidStart + elements.ssidLength);
  const record = new AdvertisedSsid(
    text,
    elements.ssidLength,
    elements.ssidHash,
    elements.ssidBlank || !elements.hasSsid,
    timeSec,
  );
  setCrypt(record, elements);
  device.crypt = record.cryptText;
  if (elements.hasMeshId) {
    record.meshId = elementText(bytes, elements.meshIdStart, elements.meshIdEnd);
  }
  if (device.manufacturer === "Unknown") {
    const better = preferredManufacturer(context.manufacturers, elements);
    if (better !== undefined) device.manufacturer = better;
  }
  const name = text !== "" ? text : record.meshId || formatMac(device.mac);
  store.setName(device, name);
  const does = state.frame.subtype === MANAGEMENT_BEACON ? "advertises" : "answers for";
  context.messages.heard(
    `access point ${formatMac(device.mac)} ${does} ` +
      (text === "" ? "a hidden network" : `network "${text}"`),
  );
  return record;
}

export function setCrypt(
  record: { cryptLow: number; cryptHigh: number; cryptLegacy: number; cryptText: string },
  elements: Dot11Elements,
): void {
  record.cryptLow = elements.cryptLow;
  record.cryptHigh = elements.cryptHigh;
  record.cryptLegacy = cryptLegacySet(elements.cryptLow, elements.cryptHigh);
  record.cryptText = cryptText(elements.cryptLow, elements.cryptHigh);
}

function updateAdvertised(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  record: AdvertisedSsid,
  isBeacon: boolean,
): void {
  const { elements, batch, timeSec, nowMs } = state;
  dot11.lastBeaconed = record;
  if (timeSec > record.lastTime) record.lastTime = timeSec;
  record.mfpRequired = elements.mfpRequired;
  record.mfpSupported = elements.mfpSupported;
  if (record.cryptLow !== elements.cryptLow || record.cryptHigh !== elements.cryptHigh) {
    setCrypt(record, elements);
    device.crypt = record.cryptText;
  }
  if (state.options.keepElements) keepElements(state, record);
  record.namedChannel = elements.channel !== 0 || elements.hasHtOperation
    ? channelNumberText(elements.channel || elements.htPrimaryChannel)
    : "";
  if (record.namedChannel !== "") {
    device.channel = record.namedChannel;
    dot11.namesChannel = true;
  }
  updateOwe(record, elements, batch.bytes);
  if (isBeacon) updateFromBeacon(state, device, dot11, record);
  else record.probeResponse = true;
  if (elements.wpsState !== 0 || record.wps !== undefined) {
    updateWps(record.wps ??= new WpsInfo(), elements, batch.bytes);
  }
  record.maxRateMbps = elements.maxRateMbps;
  if (elements.hasModern) updateModernNetwork(state, device, dot11, record);
  else record.modern = undefined;
  if (state.location !== undefined) {
    addLocationSample(record.location ??= new DeviceLocation(), state.location, nowMs);
  }
}

function updateFromBeacon(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  record: AdvertisedSsid,
): void {
  const { elements, batch, frame, options, fingerprints } = state;
  const { bytes } = batch;
  record.beacon = true;
  record.beacons += 1;
  if (frame.intervalTu !== 0) record.beaconRate = Math.ceil(1 / (frame.intervalTu * TU_SECONDS));
  dot11.beaconFingerprint = fingerprintElements(
    fingerprints.beacon,
    bytes,
    frame.elementsStart,
    frame.elementsEnd,
  );
  if (elements.beaconInfoEnd > elements.beaconInfoStart) {
    const info = elementText(bytes, elements.beaconInfoStart, elements.beaconInfoEnd);
    if (info !== "") record.beaconInfo = info;
  }
  if (elements.hasMobility) {
    record.mobility = true;
    record.mobilityDomain = elements.mobilityDomain;
  }
  record.ccxTxPower = elements.ccxTxPower;
  record.ciscoClientMfp = elements.ciscoClientMfp;
  if (elements.hasQbss) {
    record.qbss = true;
    record.qbssStations = elements.qbssStations;
    record.qbssUtilisationPercent = elements.qbssUtilisation / 255 * 100;
  }
  if (elements.hasHtOperation) {
    record.channel = channelNumberText(elements.htPrimaryChannel);
    record.htMode = elements.htMode;
    record.htCenter1 = elements.htCenter1;
    record.htCenter2 = elements.htCenter2;
  } else if (elements.channel !== 0) {
    record.channel = channelNumberText(elements.channel);
  }
  if (elements.hasMeshConfiguration) {
    record.hasMesh = true;
    record.meshGateway = elements.meshGateway;
    record.meshPeerings = elements.meshPeerings;
    record.meshForwarding = elements.meshForwarding;
  }
  if (elements.hasTpc) record.txPower = elements.txPower;
  record.country = elements.hasCountry
    ? countryText(bytes, elements.countryStart, elements.countryEnd)
    : "";
  if (elements.hasCountry && options.countryFull) {
    record.countryTriplets = countryTriplets(bytes, elements.countryStart, elements.countryEnd);
  }
}

/** Keeps the elements of the frame being handled; probed records show their tags only. */
export function keepElements(state: Dot11State, record: AdvertisedSsid | ProbedSsid): void {
  const { frame, batch, context } = state;
  const { elementsStart, elementsEnd } = frame;
  if (record.kept?.holds(batch.bytes, elementsStart, elementsEnd)) return;
  record.kept = new KeptElements(batch.bytes, elementsStart, elementsEnd, context.manufacturers);
}

function updateOwe(record: AdvertisedSsid, elements: Dot11Elements, bytes: Uint8Array): void {
  if (!elements.hasOwe) return;
  record.oweBssid = elements.oweBssid;
  record.oweSsidLength = elements.oweSsidEnd - elements.oweSsidStart;
  record.oweSsid = ssidText(bytes, elements.oweSsidStart, elements.oweSsidEnd);
}

export function updateWps(wps: WpsInfo, elements: Dot11Elements, bytes: Uint8Array): void {
  wps.version = elements.wpsVersion;
  wps.state = elements.wpsState;
  wps.configMethods = elements.wpsConfigMethods;
  const text = (start: number, end: number, old: string | undefined): string | undefined =>
    end > start ? elementText(bytes, start, end) || old : old;
  wps.manufacturer = text(
    elements.wpsManufacturerStart,
    elements.wpsManufacturerEnd,
    wps.manufacturer,
  );
  wps.deviceName = text(elements.wpsDeviceNameStart, elements.wpsDeviceNameEnd, wps.deviceName);
  wps.modelName = text(elements.wpsModelNameStart, elements.wpsModelNameEnd, wps.modelName);
  wps.modelNumber = text(
    elements.wpsModelNumberStart,
    elements.wpsModelNumberEnd,
    wps.modelNumber,
  );
  wps.serialNumber = text(
    elements.wpsSerialNumberStart,
    elements.wpsSerialNumberEnd,
    wps.serialNumber,
  );
  if (elements.wpsUuidEnd > elements.wpsUuidStart) {
    wps.uuid = bytes.slice(elements.wpsUuidStart, elements.wpsUuidEnd);
  }
}
