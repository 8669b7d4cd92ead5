// What a script says of each participant.
import type { Security } from "../../protocols/dot11/encode.ts";
import type { AccessPointHandle } from "./builder.ts";
import type { Position, Route } from "./space.ts";

export interface When {
  /** Since the beginning; 0 when left out. */
  readonly fromMs?: number;
  /** The end of the scenario when left out. */
  readonly untilMs?: number;
}

export interface Where {
  /** Where it stands, or walks; the origin when left out. */
  readonly at?: Position | Route;
}

export interface RadioOptions extends Where {
  readonly channels: readonly string[];
  /** Time on each of several channels, 200 ms when left out. */
  readonly dwellMs?: number;
  /** Part of the frames that get lost whatever their signal. */
  readonly loss?: number;
  /** Unplugged from, until. */
  readonly fails?: readonly (readonly [fromMs: number, untilMs: number])[];
}

export interface AccessPointOptions extends When, Where {
  readonly ssid: string;
  readonly channel: string;
  readonly security: Security;
  /** Of networks with a pre-shared key; 8 to 63 characters. */
  readonly passphrase?: string;
  readonly bssid?: string;
  readonly hidden?: boolean;
  readonly country?: string;
  /** Wi-Fi 6. */
  readonly efficient?: boolean;
  readonly powerDbm?: number;
  /** Further elements, as `protocols/dot11/encode-elements.ts` makes them. */
  readonly extra?: Uint8Array;
}

export interface PersonOptions extends When, Where {
  /** Address; a random one when left out. */
  readonly mac?: string;
  /** Takes a new random address this often while it is not joined. */
  readonly randomiseMs?: number;
  readonly joins?: readonly AccessPointHandle[];
  readonly asksFor?: readonly string[];
  readonly probeMs?: number;
  readonly talkMs?: number;
  readonly powerDbm?: number;
  /** False for old devices, which cannot protect management frames. */
  readonly protects?: boolean;
}

export interface CrowdOptions extends When {
  /** Of how many people at a time. */
  readonly size: number;
  /** How long one of them stays, on average. */
  readonly stayMs: number;
  /** They walk within so many metres of the origin. */
  readonly withinMetres: number;
  readonly joins?: readonly AccessPointHandle[];
  readonly asksFor?: readonly string[];
  readonly talkMs?: number;
}
