// Encodes DJI DroneID elements (spec dot11 3.4, other-phys 10.2), for scenarios and tests.
import { concat, u16 } from "./encode-bytes.ts";
import { encodeVendor } from "./encode-elements.ts";
import { DRONE_ID_BROKEN, DRONE_ID_DEGREE, DRONE_ID_FLIGHT, DRONE_ID_PURPOSE } from "./drone-id.ts";

const OUI_DJI = 0x263712;
const TYPE = 0x58;
const UUID_BYTES = 20;
const text = new TextEncoder();

function encodeRecord(kind: number, record: Uint8Array): Uint8Array {
  return encodeVendor(OUI_DJI, TYPE, concat([0x62, 0x13, kind], record));
}

function fixed(value: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(text.encode(value).subarray(0, size));
  return bytes;
}

function degrees(value: number): number[] {
  const raw = Math.round(value * DRONE_ID_DEGREE);
  return [...u16(raw), ...u16(raw >> 16)];
}

export interface DroneIdPlace {
  readonly latitude: number;
  readonly longitude: number;
}

export interface DroneIdFlight {
  readonly version: 1 | 2;
  readonly sequence: number;
  /** STATE_* bits. */
  readonly state: number;
  readonly serial: string;
  readonly drone: DroneIdPlace;
  readonly home: DroneIdPlace;
  /** Version 2 only. */
  readonly pilot?: DroneIdPlace;
  readonly altitudeM: number;
  readonly heightM: number;
  readonly product: number;
}

export function encodeDroneIdFlight(flight: DroneIdFlight): Uint8Array {
  const { version, drone, home, pilot = { latitude: 0, longitude: 0 } } = flight;
  const altitude = u16(Math.round(flight.altitudeM));
  return encodeRecord(
    DRONE_ID_FLIGHT,
    concat(
      [version],
      u16(flight.sequence),
      u16(flight.state),
      fixed(flight.serial, 16),
      degrees(drone.longitude),
      degrees(drone.latitude),
      version === 1
        ? [...altitude, ...u16(Math.round(flight.heightM))]
        : [...u16(Math.round(flight.heightM * 10)), ...altitude],
      // Speeds and attitude; of version 2 the time of the GPS, too.
      new Uint8Array(version === 1 ? 12 : 16),
      version === 1 ? [] : [...degrees(pilot.latitude), ...degrees(pilot.longitude)],
      degrees(home.longitude),
      degrees(home.latitude),
      [flight.product, 0],
      new Uint8Array(UUID_BYTES),
    ),
  );
}

/** What the pilot typed in: an identifier of ten characters, and a purpose. */
export function encodeDroneIdPurpose(serial: string, id: string, purpose: string): Uint8Array {
  const words = text.encode(purpose).subarray(0, 200);
  return encodeRecord(
    DRONE_ID_PURPOSE,
    concat(
      fixed(serial, 16),
      [Math.min(10, text.encode(id).length)],
      fixed(id, 10),
      [words.length],
      words,
    ),
  );
}

/** What firmware sends that does not fill its record in. */
export function encodeDroneIdBroken(): Uint8Array {
  return encodeRecord(DRONE_ID_BROKEN, new Uint8Array(32));
}
