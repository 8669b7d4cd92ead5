// Sets of encryption bits: which suites an element announces, and the texts and the legacy set that
// records show for them (spec dot11 4.6). The set reaches bit 61, so it is two 32-bit halves.

/** Bit of the low half. */
export const CRYPT_WEP = 1 << 0;

// One item of the texts: the bits that add it, its name in the simple and in the detailed text. "V"
// stands for the version. Each bit of `each` adds the item once more; `any` adds it once.
interface TextItem {
  readonly each?: readonly number[];
  readonly any?: readonly number[];
  readonly text: string;
  readonly detail?: readonly string[];
}

const TEXT_ITEMS: readonly TextItem[] = [
  { each: [1], text: "V" },
  {
    each: [38, 40, 42, 56, 55],
    text: "V-PSK",
    detail: ["V-PSK", "V-PSK-FT", "V-PSK-SHA256", "V-PSK-SHA384", "V-PSK-SHA384-FT"],
  },
  { each: [44, 45], text: "V-SAE", detail: ["V-SAE", "V-SAE-FT"] },
  { each: [43], text: "V-TDLS" },
  { each: [46], text: "V-AP-PEER" },
  {
    each: [50, 52, 51, 53],
    text: "V-FILS",
    detail: ["V-FILS-SHA256", "V-FILS-SHA256-FT", "V-FILS-SHA384", "V-FILS-SHA384-FT"],
  },
  { each: [54], text: "V-SAE" },
  { each: [37], text: "V-EAP" },
  { each: [39], text: "V-EAP-FT" },
  { each: [47], text: "V-EAP-SUITEB-SHA256" },
  { each: [48], text: "V-EAP-SUITEB-SHA384" },
  { each: [61], text: "V-PEAP" },
  { each: [58], text: "V-LEAP" },
  { each: [60], text: "V-TTLS" },
  { each: [59], text: "V-TLS" },
  { any: [25, 9], text: "TKIP" },
  { any: [34, 18], text: "AES-OCB" },
  { any: [26, 10], text: "AES-CCMP" },
  { any: [27, 11], text: "AES-BIP-CMAC128" },
  { any: [28, 12], text: "AES-GCMP128" },
  { any: [29, 13], text: "AES-GCMP256" },
  { any: [30, 14], text: "AES-CCMP256" },
  { any: [31, 15], text: "AES-BIP-GMAC128" },
  { any: [32, 16], text: "AES-BIP-GMAC256" },
  { any: [33, 17], text: "AES-BIP-CMAC256" },
];

/** `crypt_string`, "WPA2 WPA2-PSK AES-CCMP". */
export function cryptText(low: number, high: number): string {
  return describe(low, high, false);
}

/** The longer form that alert texts use. */
export function cryptDetail(low: number, high: number): string {
  return describe(low, high, true);
}

function describe(low: number, high: number, detailed: boolean): string {
  if (low === 0 && high === 0) return "Open";
  const has = (bit: number) => hasBit(low, high, bit);
  if (has(0)) return has(7) || has(23) ? "WEP40" : has(8) || has(24) ? "WEP104" : "WEP";
  const version = has(4) ? "WPA3" : has(3) ? "WPA2" : has(2) ? "WPA1" : "WPA";
  const words: string[] = [];
  for (const { each, any, text, detail } of TEXT_ITEMS) {
    if (any?.some(has)) words.push(text);
    each?.forEach((bit, index) => {
      if (!has(bit)) return;
      const word = detailed && detail !== undefined ? detail[index]! : text;
      words.push(word.startsWith("V") ? version + word.slice(1) : word);
    });
  }
  return words.join(" ");
}

function hasBit(low: number, high: number, bit: number): boolean {
  return bit < 32 ? (low & (1 << bit)) !== 0 : (high & (1 << (bit - 32))) !== 0;
}

// Bits of the set of earlier releases, in which clients decode `crypt_set`.
const LEGACY_WEP = 1 << 1;
const LEGACY_WEP40 = 1 << 3;
const LEGACY_WEP104 = 1 << 4;
const LEGACY_WPA = 1 << 6;
const LEGACY_ITEMS: readonly (readonly [legacy: number, any: readonly number[]])[] = [
  [LEGACY_WPA | 1 << 27, [2]],
  [LEGACY_WPA | 1 << 28, [3]],
  [LEGACY_WPA | 1 << 29, [4]],
  [1 << 7, [38, 40, 42, 56, 55]],
  [1 << 16, [44, 45]],
  [1 << 11, [37, 39, 47, 48]],
  [1 << 17, [54]],
  [1 << 15, [61]],
  [1 << 12, [58]],
  [1 << 13, [60]],
  [1 << 14, [59]],
  [1 << 5, [25, 9]],
  [1 << 8, [34, 18]],
  [1 << 9, [26, 10, 30, 14]],
];

/** `crypt_set`: the set in the bits of earlier releases, always derived from the new one. */
export function cryptLegacySet(low: number, high: number): number {
  const has = (bit: number) => hasBit(low, high, bit);
  if (has(0)) {
    const size = has(7) || has(23) ? LEGACY_WEP40 : has(8) || has(24) ? LEGACY_WEP104 : 0;
    return LEGACY_WEP | size;
  }
  let set = 0;
  for (const [legacy, any] of LEGACY_ITEMS) {
    if (any.some(has)) set |= legacy;
  }
  return set >>> 0;
}

/** Two halves of a crypt set. */
export interface CryptSet {
  readonly low: number;
  readonly high: number;
}

/**
 * The set that the capabilities text of a scan report names, "[WPA2-PSK-CCMP][ESS]" (spec dot11
 * 9.3). "RSN" counts as WPA2; SAE and OWE mean WPA3 wherever they stand.
 */
export function cryptOfCapabilities(text: string): CryptSet {
  let low = 0;
  let high = 0;
  const add = (...bits: number[]) => {
    for (const bit of bits) {
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
    }
  };
  for (const token of text.split("[")) {
    const generation = token.includes("WPA2") || token.includes("RSN") ? 3 : 2;
    if (token.includes("WPS")) add(57);
    if (token.includes("WEP")) add(0);
    if (token.includes("PSK")) add(1, 38, generation);
    if (token.includes("EAP")) add(1, 37, generation);
    if (token.includes("PEAP")) add(61);
    if (token.includes("TLS")) add(59);
    if (token.includes("TTLS")) add(60);
    if (token.includes("SAE")) add(1, 4, 44);
    if (token.includes("OWE")) add(1, 4, 54);
    if (token.includes("WEP40")) add(0, 7, 23);
    if (token.includes("WEP104")) add(0, 8, 24);
    if (token.includes("CCMP")) add(1, 10, 26);
  }
  return { low, high };
}
