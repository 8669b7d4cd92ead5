// Encodes what drones send over Wi-Fi (ASTM F3411-22a 5.4.5, Wi-Fi Aware 4.0 9.5; DJI DroneID as in spec
// other-phys 10.2), for scenarios and tests: what `decodeRemoteId`, `decodeNan` and `decodeDroneId` read.
import { encodeAction } from "./encode.ts";
import { concat, u16 } from "./encode-bytes.ts";
import { encodeVendor } from "./encode-elements.ts";
import { REMOTE_ID_MESSAGE_BYTES, REMOTE_ID_PACK_MAX, TIMESTAMP_EPOCH_SEC } from "./remote-id.ts";

const PROTOCOL_VERSION = 2;
const OUI_ASD_STAN = 0xfa0bbc;
const OUI_WFA = [0x50, 0x6f, 0x9a] as const;
const text = new TextEncoder();

/** One message: type and version, then 24 bytes, of which those not given are 0. */
function message(type: number, body: Uint8Array | readonly number[]): Uint8Array {
  const bytes = new Uint8Array(REMOTE_ID_MESSAGE_BYTES);
  bytes[0] = (type << 4) | PROTOCOL_VERSION;
  bytes.set(body.slice(0, REMOTE_ID_MESSAGE_BYTES - 1), 1);
  return bytes;
}

function i32(value: number): number[] {
  return [...u16(value), ...u16(value >> 16)];
}

/** Text or bytes, NUL padded or cut. */
function fixed(value: string | Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set((typeof value === "string" ? text.encode(value) : value).subarray(0, size));
  return bytes;
}

function degrees(value: number | undefined): number[] {
  return i32(value === undefined ? 0 : Math.round(value * 1e7));
}

function altitude(metres: number | undefined): number[] {
  return u16(metres === undefined ? 0 : Math.round((metres + 1000) * 2));
}

/** `kind`: 1 serial number, 2 registration, 3 UTM identifier, 4 session; `uaType` 2 is a multirotor. */
export function encodeBasicId(kind: number, uaType: number, id: string | Uint8Array): Uint8Array {
  return message(0, concat([(kind << 4) | uaType], fixed(id, 20)));
}

export interface RemoteIdLocation {
  readonly status?: number;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly trackDegrees?: number;
  readonly speedMps?: number;
  readonly verticalSpeedMps?: number;
  readonly pressureAltitudeM?: number;
  readonly geodeticAltitudeM?: number;
  readonly heightM?: number;
  readonly heightOverGround?: boolean;
  readonly hourSec?: number;
}

/** What is not given is sent as unknown. */
export function encodeLocation(at: RemoteIdLocation): Uint8Array {
  const track = at.trackDegrees ?? 361;
  const speed = at.speedMps ?? 255;
  const fast = speed > 63.75;
  const flags = ((at.status ?? 2) << 4) | (at.heightOverGround ? 4 : 0) | (track >= 180 ? 2 : 0) |
    (fast ? 1 : 0);
  return message(
    1,
    concat(
      [
        flags,
        Math.round(track) - (track >= 180 ? 180 : 0),
        Math.round(fast ? (speed - 63.75) / 0.75 : speed / 0.25),
        Math.round((at.verticalSpeedMps ?? 63) * 2) & 0xff,
      ],
      degrees(at.latitude),
      degrees(at.longitude),
      altitude(at.pressureAltitudeM),
      altitude(at.geodeticAltitudeM),
      altitude(at.heightM),
      [0, 0],
      u16(at.hourSec === undefined ? 0xffff : Math.round(at.hourSec * 10)),
    ),
  );
}

/** The first page of an authentication message; what it signs with is not ours to know. */
export function encodeAuthentication(kind: number, data: Uint8Array): Uint8Array {
  return message(2, concat([kind << 4, 0, Math.min(17, data.length), 0, 0, 0, 0], fixed(data, 17)));
}

export function encodeSelfId(kind: number, description: string): Uint8Array {
  return message(3, concat([kind], fixed(description, 23)));
}

export interface RemoteIdSystem {
  /** 0 point of take-off, 1 live position, 2 fixed. */
  readonly operatorLocationType?: number;
  readonly operatorLatitude?: number;
  readonly operatorLongitude?: number;
  readonly operatorAltitudeM?: number;
  readonly areaCount?: number;
  readonly areaRadiusM?: number;
  readonly areaCeilingM?: number;
  readonly areaFloorM?: number;
  readonly classification?: number;
  readonly category?: number;
  readonly euClass?: number;
  /** Seconds since 1970. */
  readonly timeSec?: number;
}

export function encodeSystem(system: RemoteIdSystem): Uint8Array {
  const sinceEpoch = system.timeSec === undefined ? 0 : system.timeSec - TIMESTAMP_EPOCH_SEC;
  return message(
    4,
    concat(
      [((system.classification ?? 0) << 2) | (system.operatorLocationType ?? 0)],
      degrees(system.operatorLatitude),
      degrees(system.operatorLongitude),
      u16(system.areaCount ?? 1),
      [Math.round((system.areaRadiusM ?? 0) / 10)],
      altitude(system.areaCeilingM),
      altitude(system.areaFloorM),
      [((system.category ?? 0) << 4) | (system.euClass ?? 0)],
      altitude(system.operatorAltitudeM),
      i32(sinceEpoch),
    ),
  );
}

export function encodeOperatorId(id: string, kind = 0): Uint8Array {
  return message(5, concat([kind], fixed(id, 20)));
}

/** Up to nine messages in one. */
export function encodeMessagePack(messages: readonly Uint8Array[]): Uint8Array {
  if (messages.length > REMOTE_ID_PACK_MAX) throw new RangeError("a pack holds nine messages");
  return concat(
    [0xf0 | PROTOCOL_VERSION, REMOTE_ID_MESSAGE_BYTES, messages.length],
    ...messages,
  );
}

/** Vendor element of a beacon (5.4.7); the counter goes up with each change of the pack. */
export function encodeRemoteIdElement(counter: number, pack: Uint8Array): Uint8Array {
  return encodeVendor(OUI_ASD_STAN, 0x0d, concat([counter & 0xff], pack));
}

/** Where service discovery frames go, and the cluster that drones form. */
export const NAN_DESTINATION = 0x516f9a010000;
export const NAN_CLUSTER = 0x506f9a0100ff;

/** A service discovery frame with a pack as the information of the service for drones. */
export function encodeRemoteIdNan(
  from: number,
  counter: number,
  pack: Uint8Array,
  sequence: number,
): Uint8Array {
  const service = [0x88, 0x69, 0x19, 0x9d, 0x92, 0x09];
  // Instance 1, no requestor; published, with service information.
  const descriptor = concat(service, [1, 0, 0x10, pack.length + 1, counter & 0xff], pack);
  const body = concat(
    OUI_WFA,
    [0x13, 3],
    u16(descriptor.length),
    descriptor,
    // Service descriptor extension: of instance 1, with an update indicator.
    [0x0e],
    u16(4),
    [1, 0, 2, counter & 0xff],
  );
  return encodeAction(from, NAN_DESTINATION, NAN_CLUSTER, 4, 9, body, sequence);
}
