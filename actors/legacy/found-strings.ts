// Printable strings in what data frames carry, for STRING sentences (spec legacy-protocol 5.1).

/** Shortest string that counts. */
export const STRING_CHARACTERS_MIN = 5;
/** Longer ones are cut. */
export const STRING_CHARACTERS_MAX = 512;
/** Strings taken of one frame. */
export const STRINGS_MAX = 16;

const SPACE = 32;
const TILDE = 126;

/** Runs of printable ASCII in `bytes[start, end)`. */
export function findStrings(bytes: Uint8Array, start: number, end: number): string[] {
  const found: string[] = [];
  let from = start;
  for (let at = start; at <= end && found.length < STRINGS_MAX; at++) {
    const byte = at < end ? bytes[at]! : 0;
    if (byte >= SPACE && byte <= TILDE) continue;
    if (at - from >= STRING_CHARACTERS_MIN) {
      const cut = Math.min(at, from + STRING_CHARACTERS_MAX);
      found.push(String.fromCharCode(...bytes.subarray(from, cut)));
    }
    from = at + 1;
  }
  return found;
}
