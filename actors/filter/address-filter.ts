// Filters of the old text protocol: which packets pass, by their addresses (spec legacy-protocol 7).
import { covers, type MaskedMac, parseMac } from "../../protocols/mac.ts";

/** Addresses of one filter. */
export const FILTER_ADDRESSES_MAX = 1024;

type FilterType = "BSSID" | "SOURCE" | "DEST" | "ANY";

interface Rule {
  readonly type: FilterType;
  readonly addresses: MaskedMac[];
  /** The addresses are those that are dropped; else they are the only ones that pass. */
  readonly negated: boolean;
}

export class AddressFilter {
  readonly #rules: Rule[] = [];
  #addresses = 0;

  /** Adds the rules of `BSSID(mac[/mask],…)SOURCE(!mac,…)`; a sentence when it is no filter. */
  add(text: string): string | undefined {
    const rules: Rule[] = [];
    let count = this.#addresses;
    let rest = text;
    while (rest !== "") {
      const match = /^(BSSID|SOURCE|DEST|ANY)\(([^()]*)\)/i.exec(rest);
      if (match === null) return `"${rest}" is not of the form BSSID(address,…)`;
      const rule = parseRule(match[1]!.toUpperCase() as FilterType, match[2]!);
      if (typeof rule === "string") return rule;
      // One type is either a list of those that pass or of those that do not.
      const clash = [...this.#rules, ...rules].some((one) =>
        one.type === rule.type && one.negated !== rule.negated
      );
      if (clash) return `${rule.type} has plain and negated addresses`;
      count += rule.addresses.length;
      rules.push(rule);
      rest = rest.slice(match[0].length);
    }
    if (rules.length === 0) return "the filter is empty";
    if (count > FILTER_ADDRESSES_MAX) {
      return `a filter has ${FILTER_ADDRESSES_MAX} addresses at most`;
    }
    this.#addresses = count;
    for (const rule of rules) {
      const known = this.#rules.find((one) => one.type === rule.type);
      if (known === undefined) this.#rules.push(rule);
      else known.addresses.push(...rule.addresses);
    }
    return undefined;
  }

  get empty(): boolean {
    return this.#rules.length === 0;
  }

  /**
   * True when no rule drops a packet with these addresses. Rules about an address that is undefined
   * are left out.
   */
  passes(bssid: number, source: number | undefined, destination: number | undefined): boolean {
    for (const { type, addresses, negated } of this.#rules) {
      let listed: boolean;
      if (type === "BSSID") listed = isListed(addresses, bssid);
      else if (type === "ANY") {
        listed = isListed(addresses, bssid) || isListed(addresses, source) ||
          isListed(addresses, destination);
      } else {
        const address = type === "SOURCE" ? source : destination;
        if (address === undefined) continue;
        listed = isListed(addresses, address);
      }
      if (listed === negated) return false;
    }
    return true;
  }
}

function isListed(addresses: readonly MaskedMac[], mac: number | undefined): boolean {
  if (mac === undefined) return false;
  for (const address of addresses) if (covers(address, mac)) return true;
  return false;
}

function parseRule(type: FilterType, list: string): Rule | string {
  const words = list.split(",");
  const negated = words[0]!.startsWith("!");
  const addresses: MaskedMac[] = [];
  for (const word of words) {
    if (word.startsWith("!") !== negated) return `${type} has plain and negated addresses`;
    const address = parseMac(negated ? word.slice(1) : word);
    if (address === undefined) return `"${word}" is no address`;
    addresses.push(address);
  }
  return { type, addresses, negated };
}
