// A ring of slots that costs memory only for what is in it: pairs of slot number and value while
// there are few, a typed array when there are many. Slot numbers are absolute (the second, minute
// or hour since 1970); a ring of n slots holds the newest n of them.

/** Undefined is empty; a plain array holds pairs of slot number and value. */
export type SlotRing = number[] | Float32Array | undefined;

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
  if (ring instanceof Float32Array) {
    clearAfter(ring, last, at);
    ring[at % size] = value;
    return ring;
  }
  dropExpired(ring, at - size);
  ring.push(at, value);
  if (ring.length <= 2 * PAIRS_MAX) return ring;
  const full = new Float32Array(size);
  copyPairs(full, ring);
  return full;
}

/** Combines a value into slot `at`, which is older than the newest and still in the ring. */
export function combineSlot(
  ring: SlotRing,
  size: number,
  at: number,
  value: number,
  combine: (a: number, b: number) => number,
): SlotRing {
  if (ring === undefined) return [at, value];
  if (ring instanceof Float32Array) {
    ring[at % size] = combine(ring[at % size]!, value);
    return ring;
  }
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair] !== at) continue;
    ring[pair + 1] = combine(ring[pair + 1]!, value);
    return ring;
  }
  if (ring.length >= 2 * PAIRS_MAX) {
    const full = new Float32Array(size);
    copyPairs(full, ring);
    full[at % size] = combine(full[at % size]!, value);
    return full;
  }
  ring.unshift(at, value);
  return ring;
}

/** Fills `into` with the ring as of slot `now`; `last` is the newest slot that was put. */
export function loadSlots(into: Float64Array, ring: SlotRing, last: number, now: number): void {
  if (ring instanceof Float32Array) {
    into.set(ring);
    clearAfter(into, last, now);
    return;
  }
  into.fill(0);
  if (ring === undefined) return;
  const size = into.length;
  for (let pair = 0; pair < ring.length; pair += 2) {
    if (ring[pair]! > now - size) into[ring[pair]! % size] = ring[pair + 1]!;
  }
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

function copyPairs(into: Float32Array, pairs: readonly number[]): void {
  for (let pair = 0; pair < pairs.length; pair += 2) {
    into[pairs[pair]! % into.length] = pairs[pair + 1]!;
  }
}

/** Blanks the slots after `last` up to and including `now`. */
function clearAfter(ring: Float32Array | Float64Array, last: number, now: number): void {
  const size = ring.length;
  if (now - last >= size) {
    ring.fill(0);
    return;
  }
  for (let at = last + 1; at <= now; at++) ring[at % size] = 0;
}
