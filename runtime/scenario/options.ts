// What a script says of each participant.
import type { Security } from "../../protocols/dot11/encode.ts";
import type { HashToElement } from "../../protocols/dot11/encode-network.ts";
import type { Generation, WidthMhz } from "../../protocols/dot11/encode-radio.ts";
import type { AccessPointHandle } from "./network-script.ts";
import type { Position, Route } from "./space.ts";
import type { Track } from "./track.ts";

export interface When {
  /** Since the beginning; 0 when left out. */
  readonly fromMs?: number;
  /** The end of the scenario when left out. */
  readonly untilMs?: number;
}

export interface Where {
  /** Where it stands, walks, or is at which time; the origin when left out. */
  readonly at?: Position | Route | Track;
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

export interface BluetoothRadioOptions extends Omit<RadioOptions, "channels"> {
  /** Channel indexes; the three for advertising, 37, 38 and 39, when left out. */
  readonly channels?: readonly string[];
}

export interface AccessPointOptions extends When, Where {
  readonly ssid: string;
  /** Primary channel: "6", "36", or "37W6e" at 6 GHz. */
  readonly channel: string;
  readonly security: Security;
  /** Of networks with a pre-shared key; 8 to 63 characters. */
  readonly passphrase?: string;
  readonly bssid?: string;
  readonly hidden?: boolean;
  readonly country?: string;
  /** Wi-Fi 4 to 7; as new as its band asks for when left out. */
  readonly generation?: Generation;
  /** 20 to 320; 20 at 2.4 GHz and 80 above when left out. */
  readonly widthMhz?: WidthMhz;
  /** Of networks with SAE: offered, and required at 6 GHz, when left out. */
  readonly h2e?: HashToElement;
  /** Stations roam between the networks of one mobility domain by fast transition. */
  readonly mobilityDomain?: number;
  /** Networks that its reduced neighbor reports name: those of the same place as in one box. */
  readonly neighbors?: readonly AccessPointHandle[];
  readonly powerDbm?: number;
  /** Further elements, as `protocols/dot11/encode-elements.ts` makes them. */
  readonly extra?: Uint8Array;
}

/** An open network with an encrypted twin. */
export interface OweOptions
  extends Omit<AccessPointOptions, "security" | "hidden" | "passphrase" | "bssid" | "extra"> {
  /** Name of the twin, which its beacons do not tell. */
  readonly encryptedSsid?: string;
}

/** A device of Wi-Fi 7 with several links. */
export interface MultiLinkOptions extends
  Omit<
    AccessPointOptions,
    "channel" | "widthMhz" | "bssid" | "generation" | "mobilityDomain" | "extra"
  > {
  readonly links: readonly Pick<AccessPointOptions, "channel" | "widthMhz" | "bssid">[];
  /** Address of the device as a whole. */
  readonly mld?: string;
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
  /** False for old devices, which can neither protect management frames nor do SAE. */
  readonly protects?: boolean;
  /** A device of Wi-Fi 7, which joins several links of an access point at once. */
  readonly multiLink?: boolean;
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
