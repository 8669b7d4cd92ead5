// Management frames: which devices they create and update, in which order (spec dot11 5.1, 5.6).
import {
  ACTION_SELF_PROTECTED,
  AUTHENTICATION_SAE,
  DISTRIBUTION_TO,
  MANAGEMENT_ACTION,
  MANAGEMENT_ASSOCIATION_REQUEST,
  MANAGEMENT_ASSOCIATION_RESPONSE,
  MANAGEMENT_BEACON,
  MANAGEMENT_DEAUTHENTICATION,
  MANAGEMENT_DISASSOCIATION,
  MANAGEMENT_PROBE_REQUEST,
  MANAGEMENT_PROBE_RESPONSE,
  MANAGEMENT_REASSOCIATION_REQUEST,
  MANAGEMENT_REASSOCIATION_RESPONSE,
} from "../../../protocols/dot11/frame.ts";
import {
  PACKET_DUPLICATE,
  TAG_DEAUTHENTICATION,
  TAG_DISASSOCIATION,
} from "../../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import {
  UPDATE_EXISTING_ONLY,
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../../device/store.ts";
import { followChannel } from "./channels.ts";
import { mapClient } from "./clients.ts";
import { noteMeshPeers } from "./mesh.ts";
import { noteSaeMethod, updateModernResponse } from "./modern.ts";
import { noteRate } from "./rate-use.ts";
import {
  managementBssid,
  managementDestination,
  managementSource,
  TYPE_DEVICE,
  TYPE_INFERRED,
} from "./roles.ts";
import { handleRequest } from "./requests.ts";
import { handleAdvertisement, inspectElements } from "./ssids.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

const RADIO = UPDATE_FREQUENCY | UPDATE_LOCATION;

export function handleManagement(state: Dot11State): void {
  const { frame, batch, index } = state;
  const isBeacon = frame.subtype === MANAGEMENT_BEACON;
  for (const look of state.rules.management[frame.subtype]!) look(state);
  if ((batch.flags[index]! & PACKET_DUPLICATE) !== 0) {
    handleDuplicate(state, isBeacon);
    return;
  }
  const { source, destination, bssid } = frame;
  const hasBssid = !isGroupOrZero(bssid);
  let bssidDevice: DeviceRecord | undefined;
  if (hasBssid) bssidDevice = updateBssid(state, isBeacon);
  const isAdvertisement = isBeacon || frame.subtype === MANAGEMENT_PROBE_RESPONSE;
  if (bssidDevice !== undefined && isAdvertisement) handleAdvertisement(state, bssidDevice);

  let sourceDevice: DeviceRecord | undefined;
  if (source === bssid) sourceDevice = bssidDevice;
  else if (!isGroupOrZero(source)) sourceDevice = updateSource(state, bssidDevice);
  let destinationDevice: DeviceRecord | undefined;
  if (destination !== source && destination !== bssid && !isGroupOrZero(destination)) {
    destinationDevice = updateDestination(state, bssidDevice);
  }
  if (bssidDevice !== undefined) {
    if (sourceDevice !== undefined && sourceDevice !== bssidDevice) {
      mapClient(state, sourceDevice, bssidDevice);
    }
    if (destinationDevice !== undefined && frame.subtype !== MANAGEMENT_PROBE_RESPONSE) {
      mapClient(state, destinationDevice, bssidDevice);
    }
  }
  if (bssidDevice !== undefined && isDisconnect(frame.subtype)) {
    batch.tags[index]! |= frame.subtype === MANAGEMENT_DISASSOCIATION
      ? TAG_DISASSOCIATION
      : TAG_DEAUTHENTICATION;
    const dot11 = state.detail(bssidDevice);
    for (const look of state.rules.disconnect) look(state, bssidDevice, dot11);
  }
  if (isInspected(frame.subtype) && inspectElements(state)) {
    if (bssidDevice !== undefined && state.elements.hasModern) {
      updateModernResponse(state, bssidDevice);
    }
  }
  if (frame.authAlgorithm === AUTHENTICATION_SAE && sourceDevice !== undefined) {
    noteSaeMethod(state, sourceDevice);
  }
  if (frame.actionCategory === ACTION_SELF_PROTECTED) noteMeshPeers(state);
  const isRequest = frame.subtype === MANAGEMENT_PROBE_REQUEST ||
    frame.subtype === MANAGEMENT_ASSOCIATION_REQUEST ||
    frame.subtype === MANAGEMENT_REASSOCIATION_REQUEST;
  if (isRequest && sourceDevice !== undefined) handleRequest(state, sourceDevice);
}

function isDisconnect(subtype: number): boolean {
  return subtype === MANAGEMENT_DISASSOCIATION || subtype === MANAGEMENT_DEAUTHENTICATION;
}

/** Frames whose elements make no SSID record. */
function isInspected(subtype: number): boolean {
  return subtype === MANAGEMENT_ASSOCIATION_RESPONSE ||
    subtype === MANAGEMENT_REASSOCIATION_RESPONSE || subtype === MANAGEMENT_ACTION;
}

function updateBssid(state: Dot11State, isBeacon: boolean): DeviceRecord | undefined {
  const { frame, options } = state;
  const speaks = frame.source === frame.bssid;
  let flags = UPDATE_SEEN_BY;
  if (speaks) {
    flags |= RADIO | UPDATE_PACKETS;
    if (isBeacon || !options.signalFromBeacon) flags |= UPDATE_SIGNAL;
  }
  const device = update(state, frame.bssid, flags, TYPE_DEVICE);
  if (device === undefined) return undefined;
  const dot11 = state.detail(device);
  followChannel(state, device, dot11);
  noteRate(state, dot11);
  if (isBeacon) { for (const look of state.rules.beacon) look(state, device, dot11); }
  if (isBeacon && !frame.ibss) {
    dot11.bssTimestampLow = frame.timestampLow;
    dot11.bssTimestampHigh = frame.timestampHigh;
    state.relations?.note(state, device, dot11);
  }
  dot11.lastBssid = frame.bssid;
  managementBssid(state, device, dot11);
  return device;
}

function updateSource(
  state: Dot11State,
  bssidDevice: DeviceRecord | undefined,
): DeviceRecord | undefined {
  const { frame } = state;
  let flags = UPDATE_PACKETS | UPDATE_SEEN_BY;
  if (frame.distribution === DISTRIBUTION_TO) flags |= UPDATE_SIGNAL | RADIO;
  const device = update(state, frame.source, flags, TYPE_DEVICE);
  if (device === undefined) return undefined;
  const dot11 = state.detail(device);
  followChannel(state, device, dot11);
  dot11.lastBssid = bssidDevice === undefined ? 0 : frame.bssid;
  managementSource(state, device, dot11);
  return device;
}

function updateDestination(
  state: Dot11State,
  bssidDevice: DeviceRecord | undefined,
): DeviceRecord | undefined {
  const { frame } = state;
  const device = update(state, frame.destination, UPDATE_PACKETS | UPDATE_SEEN_BY, TYPE_INFERRED);
  if (device === undefined) return undefined;
  const dot11 = state.detail(device);
  if (bssidDevice !== undefined) dot11.lastBssid = frame.bssid;
  managementDestination(device);
  return device;
}

/** A frame heard again, by another source or a reflection: who heard whom, and how well. */
function handleDuplicate(state: Dot11State, isBeacon: boolean): void {
  const { frame, options } = state;
  const { source, destination, bssid } = frame;
  const existing = UPDATE_EXISTING_ONLY | UPDATE_SEEN_BY;
  if (!isGroupOrZero(bssid)) {
    let flags = existing;
    if (source === bssid) {
      flags |= RADIO;
      if (isBeacon || !options.signalFromBeacon) flags |= UPDATE_SIGNAL;
    }
    update(state, bssid, flags, TYPE_DEVICE);
  }
  if (source !== bssid && !isGroupOrZero(source)) {
    const flags = frame.distribution === DISTRIBUTION_TO
      ? existing | RADIO | UPDATE_SIGNAL
      : existing;
    update(state, source, flags, TYPE_DEVICE);
  }
  if (destination !== source && destination !== bssid && !isGroupOrZero(destination)) {
    update(state, destination, existing, TYPE_INFERRED);
  }
}

function update(
  state: Dot11State,
  mac: number,
  flags: number,
  type: string,
): DeviceRecord | undefined {
  return state.store.update(
    state.context.id,
    mac,
    state.batch,
    state.index,
    flags,
    type,
    state.basicCrypts,
  );
}
