// Who is asking when a reverse proxy stands in between: `X-Forwarded-For`, `-Proto` and `-Host` are
// believed when they come from an address that the configuration trusts, and from nobody else.
import { type IpNetwork, networkContains, parseIpAddress } from "../../protocols/ip-network.ts";
import { parseIpNetwork } from "../../protocols/ip-network.ts";
import type { Settings } from "../../actors/server/settings.ts";
import type { RequestConnection } from "../../runtime/platform.ts";

/** Proxies behind each other that are looked through. */
export const PROXIES_MAX = 16;

export interface Client {
  /** The connection, as the client behind the proxies made it. */
  readonly connection: RequestConnection;
  /** Host and port that the client asked for. */
  readonly host: string;
}

export class TrustedProxies {
  readonly #networks: readonly IpNetwork[];

  constructor(settings: Settings) {
    this.#networks = settings.list("httpd_trusted_proxies")
      .flatMap((text) => parseIpNetwork(text.trim()) ?? []);
  }

  /** The client of a request. */
  client(request: Request, connection: RequestConnection): Client {
    const { headers } = request;
    const host = headers.get("host") ?? hostOf(request.url);
    if (!this.#trusts(connection.remoteAddress)) return { connection, host };
    const scheme = firstOf(headers.get("x-forwarded-proto"))?.toLowerCase();
    return {
      connection: {
        remoteAddress: this.#origin(headers.get("x-forwarded-for"), connection.remoteAddress),
        secure: scheme === undefined ? connection.secure : scheme === "https" || scheme === "wss",
        upgrade: (handlers, options) => connection.upgrade(handlers, options),
      },
      host: firstOf(headers.get("x-forwarded-host")) ?? host,
    };
  }

  /** Each proxy adds whom it heard from at the end; the last one that is no proxy is the client. */
  #origin(header: string | null, proxy: string): string {
    let address = proxy;
    const hops = (header ?? "").split(",").slice(-PROXIES_MAX).toReversed();
    for (const hop of hops) {
      const next = plainAddress(hop.trim());
      // What is no address was made up by somebody in front of the last proxy that we know.
      if (parseIpAddress(next) === undefined) return address;
      address = next;
      if (!this.#trusts(address)) return address;
    }
    return address;
  }

  #trusts(text: string): boolean {
    if (this.#networks.length === 0) return false;
    const address = parseIpAddress(text);
    return address !== undefined &&
      this.#networks.some((network) => networkContains(network, address));
  }
}

/** `[2001:db8::1]:443` and `192.0.2.1:443` without port and brackets. */
function plainAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text);
  if (bracketed !== null) return bracketed[1]!;
  return /^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(":")) : text;
}

function firstOf(header: string | null): string | undefined {
  const first = header?.split(",", 1)[0]!.trim();
  return first === "" ? undefined : first;
}

function hostOf(url: string): string {
  const start = url.indexOf("://");
  return start < 0 ? "" : url.slice(start + 3).split(/[/?#]/, 1)[0]!;
}
