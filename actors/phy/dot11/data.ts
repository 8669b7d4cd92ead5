// Data frames: which devices they create and update, in which order (spec dot11 5.2).
import {
  DISTRIBUTION_FROM,
  DISTRIBUTION_INTER,
  DISTRIBUTION_TO,
} from "../../../protocols/dot11/frame.ts";
import { PACKET_DUPLICATE } from "../../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import type { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import {
  UPDATE_EXISTING_ONLY,
  UPDATE_FREQUENCY,
  UPDATE_LOCATION,
  UPDATE_PACKETS,
  UPDATE_SEEN_BY,
  UPDATE_SIGNAL,
} from "../../device/store.ts";
import { followChannel } from "./channels.ts";
import { mapClient, noteOffer } from "./clients.ts";
import { handleKeyFrame } from "./handshakes.ts";
import { noteMeshControl } from "./mesh.ts";
import { openPayload } from "./payload.ts";
import { noteRate } from "./rate-use.ts";
import {
  dataBridge,
  dataBssid,
  dataDestination,
  dataSource,
  TYPE_DEVICE,
  TYPE_INFERRED,
} from "./roles.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

const RADIO = UPDATE_FREQUENCY | UPDATE_LOCATION;
const COUNTED = UPDATE_PACKETS | UPDATE_SEEN_BY;

export function handleData(state: Dot11State): void {
  const { frame, batch, index } = state;
  // What a duplicate of a data frame adds is only who heard it, and its sender is known by then.
  if ((batch.flags[index]! & PACKET_DUPLICATE) !== 0) return;
  openPayload(state);
  for (const look of state.rules.data) look(state);
  const { source, destination, bssid, transmitter, receiver, distribution } = frame;
  // Null frames tell of power saving, not of a station worth a record of its own.
  const existing = frame.empty ? UPDATE_EXISTING_ONLY : 0;

  const bssidDevice = isGroupOrZero(bssid) ? undefined : updateBssid(state, existing);
  let sourceDevice = source === bssid ? bssidDevice : undefined;
  if (source !== bssid && !isGroupOrZero(source)) {
    sourceDevice = updateSource(state, existing, bssidDevice);
  }
  let destinationDevice: DeviceRecord | undefined;
  if (destination !== source && destination !== bssid && !isGroupOrZero(destination)) {
    destinationDevice = update(state, destination, existing | COUNTED, TYPE_INFERRED);
    if (destinationDevice !== undefined) {
      const dot11 = countData(state, destinationDevice);
      if (bssidDevice !== undefined) dot11.lastBssid = bssid;
      dataDestination(destinationDevice, distribution);
    }
  }
  if (frame.meshControl) noteMeshControl(state);
  if (distribution === DISTRIBUTION_INTER) {
    const hub = updateBridge(state, transmitter, existing | COUNTED | RADIO | UPDATE_SIGNAL);
    updateBridge(state, receiver, existing | COUNTED);
    if (hub !== undefined) {
      if (sourceDevice !== undefined && sourceDevice !== hub) mapClient(state, sourceDevice, hub);
      if (destinationDevice !== undefined && destinationDevice !== hub) {
        mapClient(state, destinationDevice, hub);
      }
    }
    return;
  }
  if (bssidDevice === undefined) return;
  if (sourceDevice !== undefined && sourceDevice !== bssidDevice) {
    mapClient(state, sourceDevice, bssidDevice);
    handleKeyFrame(state, sourceDevice, bssidDevice);
  }
  if (destinationDevice !== undefined) {
    mapClient(state, destinationDevice, bssidDevice);
    handleKeyFrame(state, destinationDevice, bssidDevice);
  }
  if (distribution === DISTRIBUTION_FROM) noteOffer(state);
}

function updateBssid(state: Dot11State, existing: number): DeviceRecord | undefined {
  const { frame, options } = state;
  let flags = existing | UPDATE_SEEN_BY;
  if (frame.source === frame.bssid) {
    flags |= RADIO | UPDATE_PACKETS;
    if (!options.signalFromBeacon) flags |= UPDATE_SIGNAL;
  }
  const device = update(state, frame.bssid, flags, TYPE_DEVICE);
  if (device === undefined) return undefined;
  const dot11 = countData(state, device);
  followChannel(state, device, dot11);
  noteRate(state, dot11);
  dot11.lastBssid = frame.bssid;
  dataBssid(device, frame.distribution);
  return device;
}

function updateSource(
  state: Dot11State,
  existing: number,
  bssidDevice: DeviceRecord | undefined,
): DeviceRecord | undefined {
  const { frame } = state;
  const speaks = frame.distribution === DISTRIBUTION_TO;
  const flags = existing | COUNTED | (speaks ? RADIO | UPDATE_SIGNAL : 0);
  const device = update(state, frame.source, flags, TYPE_DEVICE);
  if (device === undefined) return undefined;
  const dot11 = countData(state, device);
  if (speaks) followChannel(state, device, dot11);
  if (bssidDevice !== undefined) dot11.lastBssid = frame.bssid;
  dataSource(device, frame.distribution, frame.empty);
  return device;
}

/** Transmitter or receiver of a four-address frame; one that plays another role is no bridge. */
function updateBridge(state: Dot11State, mac: number, flags: number): DeviceRecord | undefined {
  const { frame } = state;
  if (isGroupOrZero(mac)) return undefined;
  if (mac === frame.source || mac === frame.destination) return undefined;
  const device = update(state, mac, flags, TYPE_DEVICE);
  if (device === undefined) return undefined;
  const dot11 = countData(state, device);
  if (mac === frame.transmitter) followChannel(state, device, dot11);
  dataBridge(device);
  return device;
}

/** Sizes and repetitions that each role of a data frame counts. */
function countData(state: Dot11State, device: DeviceRecord): Dot11Device {
  const { frame } = state;
  const dot11 = state.detail(device);
  dot11.dataSize += frame.dataSize;
  if (frame.moreFragments) dot11.fragments += 1;
  if (frame.retry) {
    dot11.retries += 1;
    dot11.retryDataSize += frame.dataSize;
  }
  return dot11;
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
