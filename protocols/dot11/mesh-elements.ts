// How a mesh works: the mesh configuration element (IEEE 802.11-2020 9.4.2.97).
import { type Fault, faultCode, OK } from "../faults.ts";

const MESH_MALFORMED = faultCode("dot11.mesh_malformed");

// Path selection protocol, metric, congestion control, synchronisation, authentication, formation
// (bit 0 connected to a gate, 1 to 6 peerings, 7 connected to a portal), capability (bit 0 accepts
// peers, 3 forwards).
const CONFIGURATION_BYTES = 7;

export class MeshElements {
  present = false;
  pathProtocol = 0;
  pathMetric = 0;
  congestionControl = 0;
  synchronisation = 0;
  authentication = 0;
  acceptsPeers = false;
}

export function clearMeshElements(into: MeshElements): void {
  into.present = false;
  into.pathProtocol = 0;
  into.pathMetric = 0;
  into.congestionControl = 0;
  into.synchronisation = 0;
  into.authentication = 0;
  into.acceptsPeers = false;
}

export function decodeMeshConfiguration(
  into: MeshElements,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < CONFIGURATION_BYTES) return MESH_MALFORMED;
  into.present = true;
  into.pathProtocol = bytes[start]!;
  into.pathMetric = bytes[start + 1]!;
  into.congestionControl = bytes[start + 2]!;
  into.synchronisation = bytes[start + 3]!;
  into.authentication = bytes[start + 4]!;
  into.acceptsPeers = (bytes[start + 6]! & 0x01) !== 0;
  return OK;
}

/** Values of the active authentication protocol; others have no name. */
export const MESH_AUTHENTICATIONS: readonly string[] = ["none", "SAE", "802.1X"];
/** Values of the active path selection protocol. */
export const MESH_PATH_PROTOCOLS: readonly string[] = ["", "HWMP"];
