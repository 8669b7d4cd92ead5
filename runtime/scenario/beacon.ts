// Somebody who advertises by Bluetooth LE: beacons of shops, tags on keys and in bags, headsets. Sends
// the same on the three advertising channels, again and again, and may change its address (Core 5.4 Vol
// 6 Part B 4.4.2).
import {
  encodeAltBeacon,
  encodeEddystoneTlm,
  encodeEddystoneUid,
  encodeEddystoneUrl,
  encodeExposureNotification,
  encodeFindMy,
  encodeFlags,
  encodeIBeacon,
  encodeName,
  encodeServiceData,
  encodeServices,
  encodeTxPower,
} from "../../protocols/btle/encode-data.ts";
import { encodeBtleFrame, encodePdu } from "../../protocols/btle/encode-frame.ts";
import {
  LEGACY_DATA_BYTES_MAX,
  PDU_ADV_IND,
  PDU_ADV_NONCONN_IND,
} from "../../protocols/btle/pdu.ts";
import { joinBytes } from "../../protocols/bytes.ts";
import type { SeededRandom } from "../random.ts";
import type { Position } from "./space.ts";
import type { World } from "./world.ts";

export type BeaconKind =
  | "ibeacon"
  | "altbeacon"
  /** Eddystone-UID, and telemetry now and then. */
  | "eddystone"
  | "eddystone-url"
  | "find-my"
  | "tile"
  | "smarttag"
  | "exposure-notification"
  /** Anything that takes connections: has a name and services. */
  | "peripheral";

export interface BeaconOptions {
  readonly kind: BeaconKind;
  /** Address of a registry; a random one when left out. */
  readonly mac?: string;
  /** Takes a new random address this often; never when left out. */
  readonly rotateMs?: number;
  /** Between two advertisements, 20 ms to 10.24 s; one second when left out. */
  readonly intervalMs?: number;
  /** Of its transmitter, 0 dBm when left out. */
  readonly powerDbm?: number;
  /** Of iBeacon and AltBeacon. */
  readonly major?: number;
  readonly minor?: number;
  /** Of Eddystone-URL: begins with https://, and is short. */
  readonly url?: string;
  /** Of peripherals: 16-bit services. */
  readonly services?: readonly number[];
}

export interface BeaconInit extends BeaconOptions {
  readonly name: string;
  readonly address: number | undefined;
  readonly position: (atMs: number) => Position;
  readonly fromMs: number;
  readonly untilMs: number;
}

const INTERVAL_MS = 1000;
const INTERVAL_MS_MIN = 20;
const INTERVAL_MS_MAX = 10_240;
/** Each interval is longer by a random part of this, so that two beacons do not collide for ever. */
const DELAY_MS_MAX = 10;
const CHANNELS: readonly string[] = ["37", "38", "39"];
/** Between two channels of one advertisement. */
const CHANNEL_STEP_MS = 0.5;
/** Loss on the first metre at 2.4 GHz, by which beacons tell their strength. */
const FIRST_METRE_DB = 40;
/** Every so many advertisements of Eddystone are telemetry. */
const TELEMETRY_EVERY = 10;
/** In 500 kbit/s: LE 1M. */
const RATE = 2;
const SERVICE_TILE = 0xfeed;
const SERVICE_SMART_TAG = 0xfd5a;
const IDENTITY_BYTES = 32;
const ADDRESS_TOP = 2 ** 46;
const STATIC_BITS = 3;
const RESOLVABLE_BITS = 1;

/** What is wrong with the options, as the end of a sentence, or undefined. */
export function beaconProblem(name: string, options: BeaconOptions): string | undefined {
  const { kind, mac, rotateMs, intervalMs = INTERVAL_MS, url, major = 0, minor = 0 } = options;
  const dataBytes = kind === "peripheral" ? peripheralData(name, options).length : 0;
  if (dataBytes > LEGACY_DATA_BYTES_MAX) {
    return `has ${dataBytes} bytes to advertise; ${LEGACY_DATA_BYTES_MAX} have room`;
  }
  if (mac !== undefined && rotateMs !== undefined) return "has a fixed address and changes it";
  if (rotateMs !== undefined && !(rotateMs > 0)) return `changes its address every ${rotateMs} ms`;
  if (!(intervalMs >= INTERVAL_MS_MIN && intervalMs <= INTERVAL_MS_MAX)) {
    return `advertises every ${intervalMs} ms, not ${INTERVAL_MS_MIN} to ${INTERVAL_MS_MAX}`;
  }
  for (const number of [major, minor]) {
    if (!(Number.isInteger(number) && number >= 0 && number <= 0xffff)) {
      return `has the number ${number}, which has not 16 bits`;
    }
  }
  if (kind === "eddystone-url" && !/^https:\/\/[!-~]{1,17}$/.test(url ?? "")) {
    return `has the address "${url ?? ""}", not https:// and 1 to 17 characters`;
  }
  return undefined;
}

export class BeaconSender {
  readonly #init: BeaconInit;
  readonly #world: World;
  readonly #random: SeededRandom;
  /** What identifies it while its address stays. */
  #address: number;
  #identity: Uint8Array;
  #frame: Uint8Array;
  #sent = 0;

  constructor(init: BeaconInit, world: World, random: SeededRandom) {
    this.#init = init;
    this.#world = world;
    this.#random = random;
    this.#identity = random.bytes(new Uint8Array(IDENTITY_BYTES));
    this.#address = init.address ?? this.#randomAddress();
    this.#frame = this.#makeFrame(this.#data());
  }

  /** Lets it advertise when its time comes. */
  begin(): this {
    const { fromMs, rotateMs, intervalMs = INTERVAL_MS } = this.#init;
    const firstMs = fromMs + this.#random.next() * intervalMs;
    this.#world.schedule(firstMs, () => this.#advertise(firstMs));
    if (rotateMs !== undefined) this.#rotateAt(fromMs + rotateMs, rotateMs);
    return this;
  }

  #advertise(atMs: number): void {
    const { untilMs, powerDbm = 0, position, intervalMs = INTERVAL_MS, kind } = this.#init;
    if (atMs >= untilMs) return;
    this.#sent += 1;
    const isTelemetry = kind === "eddystone" && this.#sent % TELEMETRY_EVERY === 0;
    const frame = isTelemetry ? this.#makeFrame(this.#telemetry(atMs)) : this.#frame;
    const from = position(atMs);
    for (const [index, channel] of CHANNELS.entries()) {
      this.#world.transmit({
        atMs: atMs + index * CHANNEL_STEP_MS,
        frame,
        from,
        channel,
        powerDbm,
        rate: RATE,
        technology: "btle",
      });
    }
    const nextMs = atMs + intervalMs + this.#random.next() * DELAY_MS_MAX;
    this.#world.schedule(nextMs, () => this.#advertise(nextMs));
  }

  /** Address and identifiers change together, or the change would be in vain. */
  #rotateAt(atMs: number, everyMs: number): void {
    if (atMs >= this.#init.untilMs) return;
    this.#world.schedule(atMs, () => {
      this.#identity = this.#random.bytes(new Uint8Array(IDENTITY_BYTES));
      this.#address = this.#randomAddress();
      this.#frame = this.#makeFrame(this.#data());
      this.#rotateAt(atMs + everyMs, everyMs);
    });
  }

  /** Static, as tags have it, or resolvable where it changes for the sake of privacy. */
  #randomAddress(): number {
    const { kind, rotateMs } = this.#init;
    const isStatic = kind === "find-my" || rotateMs === undefined;
    const rest = this.#random.integer(0, 0x3fff) * 2 ** 32 + this.#random.uint32();
    return (isStatic ? STATIC_BITS : RESOLVABLE_BITS) * ADDRESS_TOP + rest;
  }

  #makeFrame(data: Uint8Array): Uint8Array {
    const { kind, address } = this.#init;
    return encodeBtleFrame(encodePdu({
      type: kind === "peripheral" ? PDU_ADV_IND : PDU_ADV_NONCONN_IND,
      sender: this.#address,
      random: address === undefined,
      data,
    }));
  }

  #data(): Uint8Array {
    const { kind, name, powerDbm = 0, major = 1, minor = 1, url = "" } = this.#init;
    const bytes = this.#identity;
    const identity = {
      uuid: bytes.subarray(0, 16),
      major,
      minor,
      powerDbm: powerDbm - FIRST_METRE_DB,
    };
    switch (kind) {
      case "ibeacon":
        return encodeIBeacon(identity);
      case "altbeacon":
        return encodeAltBeacon(identity);
      case "eddystone":
        return encodeEddystoneUid(bytes.subarray(0, 10), bytes.subarray(10, 16), powerDbm);
      case "eddystone-url":
        return encodeEddystoneUrl(url, powerDbm);
      case "find-my":
        return encodeFindMy(0x10, bytes.subarray(0, 22), 1);
      case "tile":
        return joinBytes([encodeFlags(), encodeServiceData(SERVICE_TILE, bytes.subarray(0, 10))]);
      case "smarttag":
        return joinBytes([
          encodeFlags(),
          encodeServiceData(SERVICE_SMART_TAG, bytes.subarray(0, 20)),
        ]);
      case "exposure-notification":
        return encodeExposureNotification(bytes.subarray(0, 16), bytes.subarray(16, 20));
      case "peripheral":
        return peripheralData(name, this.#init);
    }
  }

  #telemetry(atMs: number): Uint8Array {
    return encodeEddystoneTlm({
      batteryMv: 2950,
      temperatureC: 21.5,
      frames: this.#sent,
      uptimeSec: atMs / 1000,
    });
  }
}

function peripheralData(name: string, { services = [], powerDbm = 0 }: BeaconOptions): Uint8Array {
  return joinBytes([
    encodeFlags(),
    ...services.length === 0 ? [] : [encodeServices(services)],
    encodeTxPower(powerDbm),
    encodeName(name),
  ]);
}
