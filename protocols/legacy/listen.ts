// Where the old text protocol listens and whom it serves: the values of `listen` and `allowedhosts`
// (spec legacy-protocol 1).
import { type IpNetwork, parseIpAddress, parseIpNetwork } from "../ip-network.ts";

/** `tcp://127.0.0.1:2501`, the address in brackets if it is IPv6; undefined for anything else. */
export function parseListenAddress(
  text: string,
): { readonly hostname: string; readonly port: number } | undefined {
  const match = /^tcp:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) return undefined;
  return { hostname: match[1]!.replace(/^\[|\]$/g, ""), port };
}

/** `127.0.0.1,10.0.0.0/255.255.255.0,192.168.0.0/16`; undefined when a part is none of these. */
export function parseAllowedHosts(text: string): readonly IpNetwork[] | undefined {
  const networks: IpNetwork[] = [];
  for (const part of text.split(",")) {
    const [address = "", mask] = part.trim().split("/");
    const bits = mask?.includes(".") ? maskBits(mask) : mask;
    if (mask !== undefined && bits === undefined) return undefined;
    const network = parseIpNetwork(bits === undefined ? address : `${address}/${bits}`);
    if (network === undefined) return undefined;
    networks.push(network);
  }
  return networks;
}

/** Leading ones of `255.255.255.0`; undefined when ones follow zeros. */
function maskBits(mask: string): string | undefined {
  const bits = parseIpAddress(mask)?.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  if (bits === undefined || !/^1*0*$/.test(bits)) return undefined;
  return String(bits.lastIndexOf("1") + 1);
}
