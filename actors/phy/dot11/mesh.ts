// Who belongs together in a mesh: stations that became peers, and addresses behind a station that
// speaks for them (IEEE 802.11-2020 9.6.15, 9.2.4.7.3, 10.35.4).
import {
  DISTRIBUTION_FROM,
  DISTRIBUTION_INTER,
  MESH_PEERING_CONFIRM,
} from "../../../protocols/dot11/frame.ts";
import { decodeMeshControl } from "../../../protocols/dot11/mesh-control.ts";
import { OK } from "../../../protocols/faults.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { modernOf } from "./modern-device.ts";
import { relateDevices } from "./relate.ts";
import { type Dot11State, isGroupOrZero } from "./state.ts";

export const RELATION_MESH_PEER = "moirai_dot11_mesh_peer";
/** Addresses kept behind one mesh station. */
export const PROXIED_MAX = 64;

/** A self-protected action frame: the answer that makes two stations peers. */
export function noteMeshPeers(state: Dot11State): void {
  const { frame, store, context, modern } = state;
  if (frame.action !== MESH_PEERING_CONFIRM) return;
  const source = store.find(context.id, frame.source);
  const destination = store.find(context.id, frame.destination);
  if (source === undefined || destination === undefined) return;
  if (!relateDevices(source, destination, RELATION_MESH_PEER)) modern.links.refused += 1;
}

/**
 * A data frame with QoS control bit 8. The bit means mesh control only between mesh stations; of
 * others it is part of what they tell of their queues.
 */
export function noteMeshControl(state: Dot11State): void {
  const { frame, batch, modern } = state;
  if (frame.protected || frame.empty || frame.aggregated) return;
  const isMeshForm = frame.distribution === DISTRIBUTION_INTER ||
    frame.distribution === DISTRIBUTION_FROM;
  if (!isMeshForm) return;
  if (!isMeshStation(state, find(state, frame.addr2))) return;
  const control = modern.meshControl;
  const fault = decodeMeshControl(control, batch.bytes, frame.bodyStart, frame.bodyEnd);
  if (fault !== OK) {
    batch.source?.faults.add(fault);
    return;
  }
  // The first source is behind the mesh station that put the frame into the mesh.
  const { source } = control;
  const proxy = find(state, frame.source);
  if (proxy === undefined || isGroupOrZero(source) || source === proxy.mac) return;
  if (!isMeshStation(state, proxy)) return;
  const proxied = modernOf(proxy, state.detail(proxy)).proxied ??= new Set();
  if (proxied.has(source)) return;
  if (proxied.size >= PROXIED_MAX) modern.proxiedRefused += 1;
  else proxied.add(source);
}

function find(state: Dot11State, mac: number): DeviceRecord | undefined {
  return state.store.find(state.context.id, mac);
}

function isMeshStation(state: Dot11State, device: DeviceRecord | undefined): boolean {
  return device !== undefined && state.detail(device).lastBeaconed?.hasMesh === true;
}
