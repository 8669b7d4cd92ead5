// Probed SSID records: what stations ask for (spec dot11 5.5).
import { ssidText } from "../../../protocols/dot11/element-text.ts";
import { fingerprintElements } from "../../../protocols/dot11/fingerprint.ts";
import { MANAGEMENT_PROBE_REQUEST } from "../../../protocols/dot11/frame.ts";
import { crc32 } from "../../../protocols/crc32.ts";
import { TAG_PROBE_REQUEST } from "../../../protocols/packet/packet-batch.ts";
import { DeviceLocation } from "../../../protocols/records/location.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { type Dot11Device, ProbedSsid, WpsInfo } from "../../../protocols/records/dot11-device.ts";
import { addLocationSample } from "../../device/location.ts";
import { noteAbilities } from "./abilities.ts";
import { updateModernStation } from "./modern.ts";
import { decodeFrameElements, keepElements, setCrypt, tellName, updateWps } from "./ssids.ts";
import type { Dot11State } from "./state.ts";

/** A probe, association or reassociation request, on the device that sent it. */
export function handleRequest(state: Dot11State, device: DeviceRecord): void {
  const { frame, elements, batch, timeSec, nowMs, fingerprints } = state;
  const dot11 = state.detail(device);
  const isProbe = frame.subtype === MANAGEMENT_PROBE_REQUEST;
  const checksum = isProbe ? crc32(batch.bytes, frame.elementsStart, frame.elementsEnd) | 0 : 0;
  if (isProbe && checksum === dot11.quietRequest && dot11.lastProbed !== undefined) {
    state.unchanged += 1;
    repeatProbe(state, device, dot11, dot11.lastProbed);
    return;
  }
  state.parsed += 1;
  dot11.quietRequest = undefined;
  if (!decodeFrameElements(state)) return;
  batch.tags[state.index]! |= TAG_PROBE_REQUEST;
  const map = dot11.probed ??= new Map();
  let record = map.get(elements.ssidHash);
  const isNew = record === undefined;
  if (record === undefined) {
    if (map.size >= state.options.probedSsidsMax) {
      state.refuse(dot11, "probed_ssids");
      return;
    }
    const text = elements.ssidBlank
      ? ""
      : ssidText(batch.bytes, elements.ssidStart, elements.ssidStart + elements.ssidLength);
    record = new ProbedSsid(text, elements.ssidLength, elements.ssidHash, timeSec);
    map.set(elements.ssidHash, record);
    tellName(state, device, record, "probing for");
  }
  if (timeSec > record.lastTime) record.lastTime = timeSec;
  if (state.location !== undefined) {
    addLocationSample(record.location ??= new DeviceLocation(), state.location, nowMs);
  }
  if (elements.hasMobility) record.mobilityDomain = elements.mobilityDomain;
  record.mfpRequired = elements.mfpRequired;
  record.mfpSupported = elements.mfpSupported;
  if (
    isNew || record.cryptLow !== elements.cryptLow || record.cryptHigh !== elements.cryptHigh
  ) setCrypt(record, elements);
  if (elements.wpsState !== 0 || record.wps !== undefined) {
    updateWps(record.wps ??= new WpsInfo(), elements, batch.bytes);
  }
  if (state.options.keepElements) keepElements(state, record);
  if (elements.hasHe) updateModernStation(state, device);
  if (dot11.localAddress && isProbe) state.modern.phones.note(state, device, dot11);
  noteAbilities(state, dot11);
  dot11.lastProbed = record;
  dot11.probeFingerprint = fingerprintElements(
    fingerprints.probe,
    batch.bytes,
    frame.elementsStart,
    frame.elementsEnd,
  );
  if (isProbe && !state.suspected) dot11.quietRequest = checksum;
  if (!isProbe && elements.hasPower) {
    dot11.minTxPower = elements.minTxPower;
    dot11.maxTxPower = elements.maxTxPower;
  }
  if (state.options.groups) state.groups.note("probing", device, record);
  if (!isNew) return;
  state.store.announce();
  state.context.bus.publish("DOT11_PROBED_SSID", { device, ssid: record });
}

/** The elements of the last probe request again: phones ask in bursts. */
function repeatProbe(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
  record: ProbedSsid,
): void {
  const { batch, timeSec, nowMs } = state;
  batch.tags[state.index]! |= TAG_PROBE_REQUEST;
  if (timeSec > record.lastTime) record.lastTime = timeSec;
  if (state.location !== undefined) {
    addLocationSample(record.location ??= new DeviceLocation(), state.location, nowMs);
  }
  if (dot11.localAddress) state.modern.phones.note(state, device, dot11);
  if (state.options.groups) state.groups.note("probing", device, record);
}
