// What a script says of networks: single ones, encrypted twins of open ones, and multi-link devices.
// Each call is checked against itself and what was said before.
import { crc32 } from "../../protocols/crc32.ts";
import {
  encodeOweTransition,
  knowsFastTransition,
  type Security,
} from "../../protocols/dot11/encode-elements.ts";
import { hasHandshake } from "../../protocols/dot11/encode-handshake.ts";
import type { Neighbor } from "../../protocols/dot11/encode-modern.ts";
import { formatMac } from "../../protocols/mac.ts";
import { usesSae } from "../../protocols/dot11/encode-network.ts";
import { operatingClassOf, planFault, radioPlan } from "../../protocols/dot11/encode-radio.ts";
import type { AccessPointInit, NetworkChange } from "./access-point.ts";
import type { AccessPointOptions, MultiLinkOptions, OweOptions } from "./options.ts";
import type { ScriptChecks } from "./script-checks.ts";

/** Makers of the access points that name none. */
const MAKERS = ["30:B5:C2", "3C:A6:2F", "C0:25:E9", "78:8A:20", "24:5A:4C", "00:0B:86"];
/** Addresses of one box: its networks, then the device as a whole. */
const ADDRESSES_PER_BOX = 16;
const SSID_BYTES_MAX = 32;
const PASSPHRASE = /^[ -~]{8,63}$/;
const PASSPHRASE_DEFAULT = "moirai scenario";
const LINKS_MAX = 15;
const SAME_SSID = 0x02;
const CO_LOCATED = 0x40;
const CHANNEL = /^(\d{1,3})(W6e)?$/;
/** At 6 GHz nothing is unprotected or protected by WPA2 (WPA3 3.4, 11.2). */
const SIX_GHZ_SECURITIES: readonly Security[] = ["wpa3-sae", "wpa3-eap", "owe"];
const COUNTRY = /^[A-Z]{2}$/;

/** Names a network in a script; the access point itself is made for each run. */
export class AccessPointHandle {
  readonly index: number;
  readonly options: AccessPointOptions;
  readonly bssid: number;
  constructor(index: number, options: AccessPointOptions, bssid: number) {
    this.index = index;
    this.options = options;
    this.bssid = bssid;
  }
}

/** Names a multi-link device in a script, and each of its links. */
export interface MultiLinkHandle {
  readonly mld: number;
  readonly links: readonly AccessPointHandle[];
}

/** What a network says that its options do not. */
interface Further {
  readonly extra?: Uint8Array;
  readonly link?: AccessPointInit["link"];
  readonly neighbors?: readonly Neighbor[];
}

export type NetworkPlan = Omit<AccessPointInit, "clockUs">;

export class NetworkScript {
  readonly handles: AccessPointHandle[] = [];
  /** Multi-link devices by their links. */
  readonly #devices = new Map<AccessPointHandle, number>();
  readonly #checks: ScriptChecks;
  /** Adds the step that makes the access point. */
  readonly #make: (handle: AccessPointHandle, plan: NetworkPlan) => void;

  constructor(
    checks: ScriptChecks,
    make: (handle: AccessPointHandle, plan: NetworkPlan) => void,
  ) {
    this.#checks = checks;
    this.#make = make;
  }

  accessPoint(options: AccessPointOptions, further: Further = {}): AccessPointHandle {
    const index = this.handles.length;
    this.#check(options);
    options.neighbors?.forEach((other) => this.checkOwn(other));
    const { fromMs, untilMs } = this.#checks.times(options);
    const bssid = options.bssid === undefined
      ? this.#addressOf(index)
      : this.#checks.address(options.bssid);
    const handle = new AccessPointHandle(index, options, bssid);
    const neighbors = [
      ...further.neighbors ?? [],
      ...(options.neighbors ?? []).map((other) => neighborOf(other, options)),
    ];
    const { ssid, channel, security, country, generation, widthMhz, mobilityDomain } = options;
    const isSixGhz = channel.endsWith("W6e");
    this.handles.push(handle);
    this.#make(handle, {
      ssid,
      bssid,
      channel,
      security,
      passphrase: options.passphrase ?? PASSPHRASE_DEFAULT,
      hidden: options.hidden ?? false,
      country,
      generation,
      widthMhz,
      h2e: options.h2e ?? (!usesSae(security) ? "none" : isSixGhz ? "required" : "offered"),
      mobilityDomain,
      neighbors: neighbors.length === 0 ? undefined : neighbors,
      link: further.link,
      powerDbm: options.powerDbm ?? 20,
      position: this.#checks.whereabouts(options),
      fromMs,
      untilMs,
      extra: further.extra ?? options.extra,
    });
    return handle;
  }

  /** An open network, and its hidden encrypted twin, to which newer stations go (Wi-Fi OWE 2.2). */
  oweTransition(options: OweOptions): { open: AccessPointHandle; encrypted: AccessPointHandle } {
    const index = this.handles.length;
    const { encryptedSsid = `_owetm_${options.ssid}`, ...shared } = options;
    const name = new TextEncoder().encode(encryptedSsid);
    if (name.length > SSID_BYTES_MAX) {
      throw this.#checks.wrong(`the name of the encrypted twin, "${encryptedSsid}", is too long`);
    }
    const [open, encrypted] = [this.#addressOf(index), this.#addressOf(index) + 1];
    return {
      open: this.accessPoint(
        { ...shared, security: "open" },
        { extra: encodeOweTransition(encrypted, encryptedSsid) },
      ),
      encrypted: this.accessPoint(
        {
          ...shared,
          ssid: encryptedSsid,
          security: "owe",
          hidden: true,
          bssid: formatMac(encrypted),
        },
        { extra: encodeOweTransition(open, options.ssid) },
      ),
    };
  }

  /** A device with several links, each a network that tells of the others (802.11be-2024 35.3). */
  multiLink(options: MultiLinkOptions): MultiLinkHandle {
    const { links, mld: mldText, ...shared } = options;
    const { wrong, address } = this.#checks;
    if (links.length < 2 || links.length > LINKS_MAX) {
      throw wrong(`"${options.ssid}" has ${links.length} links, not 2 to ${LINKS_MAX}`);
    }
    if (new Set(links.map(({ channel }) => channel)).size < links.length) {
      throw wrong(`two links of "${options.ssid}" are on one channel`);
    }
    const first = this.#addressOf(this.handles.length);
    const mld = mldText === undefined ? first + ADDRESSES_PER_BOX - 1 : address(mldText);
    const whole = links.map((link, linkId): AccessPointOptions => ({
      ...shared,
      ...link,
      generation: 7,
      bssid: link.bssid ?? formatMac(first + linkId),
    }));
    whole.forEach((one) => this.#check(one));
    const count = links.length;
    const handles = whole.map((one, linkId) =>
      this.accessPoint(one, {
        link: { mld, linkId, count },
        neighbors: whole.flatMap((other, otherId) =>
          otherId === linkId ? [] : [{
            ...neighborOf(new AccessPointHandle(-1, other, address(other.bssid!)), one),
            link: { mldId: 0, linkId: otherId },
          }]
        ),
      })
    );
    for (const handle of handles) this.#devices.set(handle, mld);
    return { mld, links: handles };
  }

  /** Handles of another script name somebody else here. */
  checkOwn(handle: AccessPointHandle): AccessPointHandle {
    if (this.handles[handle.index] === handle) return handle;
    throw this.#checks.wrong(`"${handle.options.ssid}" is a network of another scenario`);
  }

  /** How many of `others` are links of the device that `handle` is a link of. */
  linksWith(handle: AccessPointHandle, others: readonly AccessPointHandle[]): number {
    const mld = this.#devices.get(handle);
    return mld === undefined ? 0 : others.filter((one) => this.#devices.get(one) === mld).length;
  }

  /** Says what is wrong with a change of a network. */
  checkChange(handle: AccessPointHandle, atMs: number, change: NetworkChange): void {
    const { options } = this.checkOwn(handle);
    const { fromMs = 0, untilMs = Infinity } = options;
    if (atMs < fromMs || atMs >= untilMs) {
      throw this.#checks.wrong(`"${options.ssid}" is not on the air at ${atMs} ms`);
    }
    this.#check({ ...options, ...change as Partial<AccessPointOptions> });
  }

  #addressOf(index: number): number {
    const maker = MAKERS[index % MAKERS.length]!;
    return this.#checks.address(`${maker}:00:00:00`) + index * ADDRESSES_PER_BOX;
  }

  #check(options: AccessPointOptions): void {
    const { ssid, channel, security, passphrase = PASSPHRASE_DEFAULT } = options;
    const { wrong } = this.#checks;
    this.#checks.channel(channel);
    const match = CHANNEL.exec(channel);
    if (match === null) throw wrong(`a network on channel ${channel} cannot be encoded`);
    if (new TextEncoder().encode(ssid).length > SSID_BYTES_MAX) {
      throw wrong(`the name "${ssid}" has more than ${SSID_BYTES_MAX} bytes`);
    }
    if (!PASSPHRASE.test(passphrase)) {
      throw wrong(`the passphrase of "${ssid}" has not 8 to 63 plain characters`);
    }
    const fault = planFault(radioPlan(choiceOf(options)));
    if (fault !== undefined) throw wrong(`"${ssid}": ${fault}`);
    if (match[2] !== undefined && !SIX_GHZ_SECURITIES.includes(security)) {
      throw wrong(
        `"${ssid}" is at 6 GHz with ${security}; only ${SIX_GHZ_SECURITIES.join(", ")} may be`,
      );
    }
    this.#checkSecurity(options);
  }

  #checkSecurity({ ssid, security, passphrase, h2e, mobilityDomain, ...rest }: AccessPointOptions) {
    const { wrong } = this.#checks;
    if (passphrase !== undefined && (!hasHandshake(security) || /eap|owe/.test(security))) {
      throw wrong(`"${ssid}" is ${security}, which has no passphrase`);
    }
    if (h2e !== undefined && h2e !== "none" && !usesSae(security)) {
      throw wrong(`"${ssid}" is ${security}, and hash to element is a way of SAE`);
    }
    if (mobilityDomain !== undefined && !knowsFastTransition(security)) {
      throw wrong(`"${ssid}" is ${security}, which knows no fast transition`);
    }
    if (mobilityDomain !== undefined && !(mobilityDomain >= 0 && mobilityDomain <= 0xffff)) {
      throw wrong(`a mobility domain has two bytes, not ${mobilityDomain}`);
    }
    if (security === "wep" && (rest.generation ?? 4) > 4) {
      throw wrong(`"${ssid}" is wep, which Wi-Fi ${rest.generation} does not know`);
    }
    if (rest.country !== undefined && !COUNTRY.test(rest.country)) {
      throw wrong(`"${rest.country}" is no country of two capital letters`);
    }
    if (rest.powerDbm !== undefined && !(rest.powerDbm >= -20 && rest.powerDbm <= 60)) {
      throw wrong(`"${ssid}" sends with ${rest.powerDbm} dBm`);
    }
  }
}

function choiceOf({ channel, generation, widthMhz }: AccessPointOptions) {
  return {
    channel: Number.parseInt(channel, 10),
    sixGhz: channel.endsWith("W6e"),
    ...generation !== undefined && { generation },
    ...widthMhz !== undefined && { widthMhz },
  };
}

/** How a network tells of another. */
function neighborOf(other: AccessPointHandle, reporter: AccessPointOptions): Neighbor {
  const plan = radioPlan(choiceOf(other.options));
  const ssid = new TextEncoder().encode(other.options.ssid);
  const [here, there] = [reporter.at, other.options.at];
  const isNear = here === there || JSON.stringify(here) === JSON.stringify(there);
  return {
    operatingClass: operatingClassOf(plan),
    channel: plan.channel,
    bssid: other.bssid,
    shortSsid: crc32(ssid, 0, ssid.length),
    parameters: (other.options.ssid === reporter.ssid ? SAME_SSID : 0) | (isNear ? CO_LOCATED : 0),
  };
}
