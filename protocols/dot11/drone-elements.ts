// Finds the vendor elements by which drones identify themselves among those of a beacon: DJI DroneID
// (26:37:12) and Remote ID (FA:0B:BC type 0D, ASTM F3411-22a 5.4.7).

const VENDOR = 221;
const DRONE_ID_OUI = [0x26, 0x37, 0x12] as const;
const REMOTE_ID_OUI = [0xfa, 0x0b, 0xbc] as const;
const REMOTE_ID_TYPE = 0x0d;
/** Tag, length, OUI, and the one byte that both have at least. */
const ELEMENT_BYTES_MIN = 6;

/** More of one frame are left out. */
export const DRONE_ELEMENTS_MAX = 8;

export class DroneElements {
  count = 0;
  /** DroneID: after the OUI. Remote ID: after the OUI and the type, at the message counter. */
  readonly start = new Uint32Array(DRONE_ELEMENTS_MAX);
  readonly end = new Uint32Array(DRONE_ELEMENTS_MAX);
  /** 1 for Remote ID, 0 for DroneID. */
  readonly isRemoteId = new Uint8Array(DRONE_ELEMENTS_MAX);
}

/** Fills `into` from the element list `bytes[start, end)`; false when something of it is not whole. */
export function findDroneElements(
  into: DroneElements,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  into.count = 0;
  let at = start;
  while (at + 2 <= end) {
    const bodyEnd = at + 2 + bytes[at + 1]!;
    if (bodyEnd > end) return false;
    if (bytes[at] === VENDOR && bodyEnd - at >= ELEMENT_BYTES_MIN) note(into, bytes, at, bodyEnd);
    at = bodyEnd;
  }
  return at === end;
}

function note(into: DroneElements, bytes: Uint8Array, at: number, end: number): void {
  const isRemoteId = isOui(bytes, at + 2, REMOTE_ID_OUI) && bytes[at + 5] === REMOTE_ID_TYPE;
  if (!isRemoteId && !isOui(bytes, at + 2, DRONE_ID_OUI)) return;
  if (into.count === DRONE_ELEMENTS_MAX) return;
  into.start[into.count] = isRemoteId ? at + 6 : at + 5;
  into.end[into.count] = end;
  into.isRemoteId[into.count] = isRemoteId ? 1 : 0;
  into.count += 1;
}

function isOui(bytes: Uint8Array, at: number, oui: readonly [number, number, number]): boolean {
  return bytes[at] === oui[0] && bytes[at + 1] === oui[1] && bytes[at + 2] === oui[2];
}
