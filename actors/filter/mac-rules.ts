// Addresses, with or without masks, and what is to happen to each (spec logs-and-config 2.4).
import { formatMac, type MaskedMac } from "../../protocols/mac.ts";

const MAC_BITS = 48;

export class MacRules {
  /** By how many leading bits count: the leading bits, and whether they are blocked. */
  readonly #byLength = new Map<number, Map<number, boolean>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(address: MaskedMac): boolean {
    return this.#byLength.get(address.maskBits)?.has(prefixOf(address)) === true;
  }

  set(address: MaskedMac, blocked: boolean): void {
    let rules = this.#byLength.get(address.maskBits);
    if (rules === undefined) this.#byLength.set(address.maskBits, rules = new Map());
    const prefix = prefixOf(address);
    if (!rules.has(prefix)) this.#size++;
    rules.set(prefix, blocked);
  }

  delete(address: MaskedMac): void {
    const rules = this.#byLength.get(address.maskBits);
    if (rules?.delete(prefixOf(address)) === true) this.#size--;
    if (rules?.size === 0) this.#byLength.delete(address.maskBits);
  }

  /** Whether this address is blocked; undefined when no rule is about it. The longest mask wins. */
  find(mac: number): boolean | undefined {
    let found: boolean | undefined;
    let longest = -1;
    for (const [maskBits, rules] of this.#byLength) {
      if (maskBits <= longest) continue;
      const blocked = rules.get(prefixOf({ mac, maskBits }));
      if (blocked === undefined) continue;
      found = blocked;
      longest = maskBits;
    }
    return found;
  }

  /** `AA:BB:CC:DD:EE:FF`, with `/FF:FF:FF:00:00:00` behind it when it is masked. */
  *entries(): Generator<[address: string, blocked: boolean]> {
    for (const [maskBits, rules] of this.#byLength) {
      for (const [prefix, blocked] of rules) yield [formatRule(prefix, maskBits), blocked];
    }
  }
}

function scaleOf(maskBits: number): number {
  return 2 ** (MAC_BITS - maskBits);
}

function prefixOf({ mac, maskBits }: MaskedMac): number {
  return Math.floor(mac / scaleOf(maskBits));
}

function formatRule(prefix: number, maskBits: number): string {
  const scale = scaleOf(maskBits);
  const address = formatMac(prefix * scale);
  return maskBits === MAC_BITS ? address : `${address}/${formatMac(2 ** MAC_BITS - scale)}`;
}
