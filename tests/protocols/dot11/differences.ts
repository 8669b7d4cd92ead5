// What a decoder changed in a fresh object, so that a test writes out only what a frame says.

/** Members of `used` that differ from those of a new one, without the named ones. */
export function differences<T extends object>(
  used: T,
  fresh: T,
  without: readonly string[] = [],
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(used)) {
    if (without.includes(name) || ArrayBuffer.isView(value)) continue;
    if (value !== (fresh as Record<string, unknown>)[name]) found[name] = value;
  }
  return found;
}

/** Names of the members ending in Start or End: they are offsets into the buffer. */
export function offsetNames(fresh: object): string[] {
  return Object.keys(fresh).filter((name) => /(Start|End)$/.test(name));
}

/** Ranges `xStart` to `xEnd` that are not empty, as `x: [start, end]`, less `start`. */
export function ranges(used: object, start: number): Record<string, unknown> {
  const values = used as Record<string, number>;
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(used)) {
    if (!name.endsWith("Start")) continue;
    const stem = name.slice(0, -"Start".length);
    const from = values[name]!;
    const to = values[`${stem}End`];
    if (to === undefined || to === from) continue;
    found[stem] = [from - start, to - start];
  }
  return found;
}
