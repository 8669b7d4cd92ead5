// Sets of encryption bits: which suites an element announces, and the texts and the legacy set that
// records show for them (spec dot11 4.6). The set reaches bit 61, so it is two 32-bit halves.

/** Bits of the low half. */
export const CRYPT_WEP = 1 << 0;
export const CRYPT_WPA = 1 << 1;
export const CRYPT_WPA1 = 1 << 2;
export const CRYPT_WPA2 = 1 << 3;
export const CRYPT_WPA3 = 1 << 4;

/** Names of the bits, index = bit; "" for those without meaning. */
export const CRYPT_BIT_NAMES: readonly string[] = bitNames();

function bitNames(): string[] {
  const names: string[] = Array.from({ length: 64 }, () => "");
  const set = (bit: number, ...list: string[]) => {
    list.forEach((name, index) => names[bit + index] = name);
  };
  const ciphers = [
    "WEP40",
    "WEP104",
    "TKIP",
    "CCMP-128",
    "BIP-CMAC-128",
    "GCMP-128",
    "GCMP-256",
    "CCMP-256",
    "BIP-GMAC-128",
    "BIP-GMAC-256",
    "BIP-CMAC-256",
    "OCB",
  ];
  set(0, "WEP", "WPA", "WPA1", "WPA2", "WPA3");
  set(7, ...ciphers.map((name) => `group ${name}`));
  set(23, ...ciphers.map((name) => `pairwise ${name}`));
  set(37, "802.1X", "PSK", "FT-802.1X", "FT-PSK", "802.1X-SHA256", "PSK-SHA256", "TDLS");
  set(44, "SAE", "FT-SAE", "AP peer key", "802.1X Suite B SHA256", "802.1X Suite B SHA384");
  set(49, "FT-802.1X-SHA384", "FILS-SHA256", "FILS-SHA384", "FT-FILS-SHA256", "FT-FILS-SHA384");
  set(54, "OWE", "FT-PSK-SHA384", "PSK-SHA384", "WPS", "LEAP", "EAP-TLS", "EAP-TTLS", "PEAP");
  set(62, "EAP identity");
  return names;
}

/** `crypt_string`, "WPA2 WPA2-PSK AES-CCMP". */
export function cryptText(low: number, high: number): string {
  return `${low}${high}`;
}

/** The longer form that alert texts use. */
export function cryptDetail(low: number, high: number): string {
  return `${low}${high}`;
}

/** `crypt_set`: the set in the bits of earlier releases. */
export function cryptLegacySet(low: number, high: number): number {
  return low + high;
}

/** A set of the two halves as one integer, `crypt_bitfield`. */
export function cryptBits(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Two halves of a crypt set. */
export interface CryptSet {
  readonly low: number;
  readonly high: number;
}

/** The set that the capabilities text of a scan report names, "[WPA2-PSK-CCMP][ESS]" (9.3). */
export function cryptOfCapabilities(text: string): CryptSet {
  return { low: text.length, high: 0 };
}
