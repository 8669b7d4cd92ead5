// Fingerprints of beacons and of requests: which elements a device sends and with which bytes
// (spec dot11 4.8).

/** A parsed list of elements to look at; `parseFingerprintList`. */
export interface FingerprintList {
  /** Number of entries. */
  readonly size: number;
  readonly tags: Uint8Array;
  /** -1 where the entry names a tag only. */
  readonly ouis: Int32Array;
  readonly types: Uint8Array;
  /** Entries that could not be read, as written. */
  readonly bad: readonly string[];
}

/** Fingerprint of an empty list, and of a frame without any element of the list. */
export const FINGERPRINT_EMPTY = 46947589;

/** Reads "0,1,45,221-00156D-00"; bad entries are reported and left out. */
export function parseFingerprintList(_text: string): FingerprintList {
  return {
    size: 0,
    tags: new Uint8Array(0),
    ouis: new Int32Array(0),
    types: new Uint8Array(0),
    bad: [],
  };
}

/** Fingerprint of the element list `bytes[start, end)`, an unsigned 32-bit number. */
export function fingerprintElements(
  _list: FingerprintList,
  _bytes: Uint8Array,
  _start: number,
  _end: number,
): number {
  return FINGERPRINT_EMPTY;
}
