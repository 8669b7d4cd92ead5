// A ring of slots that costs memory only for what is in it: pairs of slot number and value while
// there are few, a typed array when there are many. Slot numbers are absolute (the second, minute
// or hour since 1970); a ring of n slots holds the newest n of them. Values come back as they were
// put: an array is of the narrowest kind that holds all of them exactly.

type FullRing = Uint8Array | Int8Array | Int16Array | Float32Array | Float64Array;

// Up to 64 bytes are stored inside the array's object in V8, so bytes save more than their size.
const NARROW_KINDS = [Uint8Array, Int8Array, Int16Array, Float32Array] as const;

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
  return withPair(dropExpired(ring, at - size), size, at, value);
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
  return withPair(ring, size, at, value);
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
  const index = at % ring.length;
  ring[index] = value;
  return ring[index] === value ? ring : widened(ring, index, value);
}

function widened(ring: FullRing, index: number, value: number): FullRing {
  const values = Float64Array.from(ring);
  values[index] = value;
  return narrowest(values);
}

function narrowest(values: Float64Array): FullRing {
  for (const Kind of NARROW_KINDS) {
    const ring = Kind.from(values);
    if (ring.every((value, index) => value === values[index])) return ring;
  }
  return values;
}

// `concat` makes an array of exactly its length, where `push` leaves room for sixteen more in V8:
// 80 bytes instead of 225 for two pairs.
function withPair(pairs: number[], size: number, at: number, value: number): SlotRing {
  const more = pairs.concat(at, value);
  if (more.length <= 2 * PAIRS_MAX) return more;
  const values = new Float64Array(size);
  for (let pair = 0; pair < more.length; pair += 2) {
    values[more[pair]! % size] = more[pair + 1]!;
  }
  return narrowest(values);
}

function dropExpired(ring: number[], newestExpired: number): number[] {
  let kept = 0;
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair]! <= newestExpired) continue;
    ring[kept] = ring[pair]!;
    ring[kept + 1] = ring[pair + 1]!;
    kept += 2;
  }
  ring.length = kept;
  return ring;
}
