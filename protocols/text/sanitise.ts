// Texts that came over the air (spec dot11 2.6): what records store of them, and what may be
// printed on a terminal. Nothing of them is trusted to be text at all.

export function sanitiseText(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
