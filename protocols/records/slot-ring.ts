// A ring of slots that costs memory only for what is in it: pairs of slot number and value while
// there are few, a typed array when there are many. Slot numbers are absolute (the second, minute
// or hour since 1970); a ring of n slots holds the newest n of them. Values come back as they were
// put: 32-bit floats are used only as long as they hold every value exactly.

type FullRing = Float32Array | Float64Array;

/** Undefined is empty; a plain array holds pairs of slot number and value. */
export type SlotRing = number[] | FullRing | undefined;

/** Pairs kept before a ring becomes an array of its full size. */
const PAIRS_MAX = 10;

/** Sets slot `at`, the newest so far; `last` was the newest before. The ring to keep from now on. */
export function putSlot(
  ring: SlotRing,
  size: number,
  last: number,
  at: number,
  value: number,
): SlotRing {
  if (ring === undefined) return [at, value];
  if (!Array.isArray(ring)) {
    clearAfter(ring, last, at);
    return setSlot(ring, at, value);
  }
  dropExpired(ring, at - size);
  ring.push(at, value);
  return ring.length <= 2 * PAIRS_MAX ? ring : filled(ring, size);
}

/**
 * Combines a value into slot `at`, which is still in the ring and not newer than the newest slot
 * that was put. The ring to keep from now on.
 */
export function combineSlot(
  ring: SlotRing,
  size: number,
  at: number,
  value: number,
  combine: (a: number, b: number) => number,
): SlotRing {
  if (ring === undefined) return [at, value];
  if (!Array.isArray(ring)) return setSlot(ring, at, combine(ring[at % size]!, value));
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair] !== at) continue;
    ring[pair + 1] = combine(ring[pair + 1]!, value);
    return ring;
  }
  ring.push(at, value);
  return ring.length <= 2 * PAIRS_MAX ? ring : filled(ring, size);
}

/** Fills `into` with the ring as of slot `now`; `last` is the newest slot that was put. */
export function loadSlots(into: Float64Array, ring: SlotRing, last: number, now: number): void {
  if (ring === undefined) {
    into.fill(0);
    return;
  }
  if (!Array.isArray(ring)) {
    into.set(ring);
    clearAfter(into, last, now);
    return;
  }
  into.fill(0);
  const size = into.length;
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair]! > now - size) into[ring[pair]! % size] = ring[pair + 1]!;
  }
}

/** Blanks the slots after `last` up to and including `now`. */
export function clearAfter(ring: FullRing, last: number, now: number): void {
  const size = ring.length;
  if (now - last >= size) ring.fill(0);
  else for (let at = last + 1; at <= now; at++) ring[at % size] = 0;
}

function setSlot(ring: FullRing, at: number, value: number): FullRing {
  const wide = fits(ring, value) ? ring : Float64Array.from(ring);
  wide[at % ring.length] = value;
  return wide;
}

function fits(ring: FullRing, value: number): boolean {
  return ring instanceof Float64Array || Math.fround(value) === value;
}

function filled(pairs: readonly number[], size: number): FullRing {
  let ring: FullRing = new Float32Array(size);
  for (let pair = 0; pair < pairs.length; pair += 2) {
    ring = setSlot(ring, pairs[pair]!, pairs[pair + 1]!);
  }
  return ring;
}

function dropExpired(ring: number[], newestExpired: number): void {
  let kept = 0;
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair]! <= newestExpired) continue;
    ring[kept] = ring[pair]!;
    ring[kept + 1] = ring[pair + 1]!;
    kept += 2;
  }
  ring.length = kept;
}
