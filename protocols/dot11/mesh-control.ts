// Mesh control in front of the body of mesh data frames: who is behind the mesh stations (IEEE
// 802.11-2020 9.2.4.7.3). Present when QoS control bit 8 is set between mesh stations.
import { type Fault, faultCode, OK } from "../faults.ts";
import { readMac } from "./bytes.ts";

const MESH_MALFORMED = faultCode("dot11.mesh_malformed");

// Flags (1: bits 0 and 1 number of further addresses), hops left (1), sequence (4), addresses.
const CONTROL_BYTES = 6;

export class MeshControl {
  /** Further addresses: 0, 1 (of a group frame: its source) or 2 (destination, source). */
  addresses = 0;
  /** Behind the mesh: final destination and first source; 0 when there is none. */
  destination = 0;
  source = 0;
  /** First byte of the MSDU. */
  end = 0;
}

/** Fills `into` from `bytes[start, limit)`, the body of a data frame. */
export function decodeMeshControl(
  into: MeshControl,
  bytes: Uint8Array,
  start: number,
  limit: number,
): Fault {
  if (limit - start < CONTROL_BYTES) return MESH_MALFORMED;
  const addresses = bytes[start]! & 0x03;
  if (addresses === 3 || limit - start < CONTROL_BYTES + 6 * addresses) return MESH_MALFORMED;
  const at = start + CONTROL_BYTES;
  into.addresses = addresses;
  into.destination = addresses === 2 ? readMac(bytes, at) : 0;
  into.source = addresses === 0 ? 0 : readMac(bytes, at + (addresses === 2 ? 6 : 0));
  into.end = at + 6 * addresses;
  return OK;
}
