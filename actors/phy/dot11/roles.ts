// How a frame changes what a device is: type text, basic type and 802.11 type bits (spec dot11 4.7).
import {
  DISTRIBUTION_ADHOC,
  DISTRIBUTION_FROM,
  DISTRIBUTION_INTER,
  DISTRIBUTION_TO,
} from "../../../protocols/dot11/frame.ts";
import {
  BASIC_AP,
  BASIC_CLIENT,
  BASIC_PEER,
  BASIC_WIRED,
  type DeviceRecord,
} from "../../../protocols/records/device.ts";
import { DOT11_ADHOC, type Dot11Device } from "../../../protocols/records/dot11-device.ts";

import type { Dot11State } from "./state.ts";

export const TYPE_AP = "Wi-Fi AP";
export const TYPE_CLIENT = "Wi-Fi Client";
export const TYPE_BRIDGED = "Wi-Fi Bridged";
export const TYPE_ADHOC = "Wi-Fi Ad-Hoc";
export const TYPE_WDS = "Wi-Fi WDS";
export const TYPE_WDS_AP = "Wi-Fi WDS AP";
export const TYPE_DEVICE = "Wi-Fi Device";
export const TYPE_INFERRED = "Wi-Fi Device (Inferred)";

const AP_AND_PEER = BASIC_AP | BASIC_PEER;
const CLIENT_OR_AP = BASIC_CLIENT | BASIC_AP;

function becomePeer(state: Dot11State, device: DeviceRecord, dot11: Dot11Device): void {
  device.basicTypes |= BASIC_PEER;
  device.type = TYPE_ADHOC;
  state.addTypes(device, dot11, DOT11_ADHOC);
}

function clientUnlessKnown(device: DeviceRecord): void {
  if ((device.basicTypes & CLIENT_OR_AP) === 0) device.type = TYPE_CLIENT;
}

export function managementBssid(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
): void {
  if (state.frame.ibss) {
    becomePeer(state, device, dot11);
    return;
  }
  device.basicTypes |= BASIC_AP;
  if ((device.basicTypes & AP_AND_PEER) !== AP_AND_PEER) device.type = TYPE_AP;
}

export function managementSource(
  state: Dot11State,
  device: DeviceRecord,
  dot11: Dot11Device,
): void {
  if (state.frame.ibss) {
    becomePeer(state, device, dot11);
    return;
  }
  clientUnlessKnown(device);
  device.basicTypes |= BASIC_CLIENT;
}

export function managementDestination(device: DeviceRecord): void {
  clientUnlessKnown(device);
  device.basicTypes = (device.basicTypes & ~BASIC_WIRED) | BASIC_CLIENT;
}

export function dataBssid(device: DeviceRecord, distribution: number): void {
  if (distribution === DISTRIBUTION_ADHOC) {
    device.basicTypes |= BASIC_PEER;
    device.type = TYPE_ADHOC;
  } else if (distribution === DISTRIBUTION_FROM || distribution === DISTRIBUTION_TO) {
    device.basicTypes |= BASIC_AP;
    device.type = TYPE_AP;
  }
}

export function dataSource(device: DeviceRecord, distribution: number, isNull: boolean): void {
  if (
    isNull || distribution === DISTRIBUTION_TO || distribution === DISTRIBUTION_ADHOC ||
    distribution === 0
  ) {
    clientUnlessKnown(device);
    device.basicTypes |= BASIC_CLIENT;
  } else if (distribution === DISTRIBUTION_INTER) {
    if (device.basicTypes === BASIC_PEER) device.type = TYPE_WDS;
    device.basicTypes |= BASIC_PEER;
  } else {
    if ((device.basicTypes & CLIENT_OR_AP) === 0) device.type = TYPE_BRIDGED;
    device.basicTypes |= BASIC_WIRED;
  }
}

export function dataDestination(device: DeviceRecord, distribution: number): void {
  if (distribution === DISTRIBUTION_INTER) {
    device.basicTypes |= BASIC_PEER;
    if (device.basicTypes === BASIC_PEER) device.type = TYPE_WDS;
  } else if (distribution === DISTRIBUTION_ADHOC) {
    device.basicTypes |= BASIC_PEER;
    device.type = TYPE_ADHOC;
  } else if (device.basicTypes === 0) {
    device.type = TYPE_DEVICE;
  }
}

/** Transmitter and receiver of a four-address frame. */
export function dataBridge(device: DeviceRecord): void {
  device.basicTypes |= AP_AND_PEER;
  device.type = TYPE_WDS_AP;
}
