// Compares answers of this server with recorded answers of the reference, leaf by leaf: the rules of
// ../shared/tools/fidelity.py, for use inside the test suite.

/** A leaf left out on purpose, and why. */
export interface FidelityRule {
  readonly path: string;
  readonly reference?: string;
  readonly reason: string;
}

export interface Difference {
  readonly path: string;
  readonly record: string;
  readonly reference: unknown;
  readonly ours: unknown;
}

export interface Score {
  readonly total: number;
  readonly equal: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly differences: readonly Difference[];
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that depend on the clock or the machine of the recording. */
const VOLATILE = /rrd(\/|$)|mod_time|uuid|seenby.*source|last_sync|ipc_pid/;

/** Lists without an order: the members that identify an entry. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  "dot11.device.advertised_ssid_map": ["dot11.advertisedssid.ssid_hash"],
  "dot11.device.responded_ssid_map": ["dot11.advertisedssid.ssid_hash"],
  "dot11.device.probed_ssid_map": ["dot11.probedssid.ssid", "dot11.probedssid.ssidlen"],
};

function* leaves(value: Json, path = "", name = ""): Generator<[string, Json]> {
  if (Array.isArray(value)) {
    const keys = IDENTITY[name];
    for (const [index, member] of value.entries()) {
      const identity = keys && member !== null && typeof member === "object" &&
          !Array.isArray(member)
        ? `[${keys.map((key) => String(member[key])).join(":")}]`
        : String(index);
      yield* leaves(member, `${path}/${identity}`);
    }
  } else if (value !== null && typeof value === "object") {
    for (const [key, member] of Object.entries(value)) yield* leaves(member, `${path}/${key}`, key);
  } else {
    yield [path, value];
  }
}

function same(a: Json, b: Json | undefined): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
  }
  return a === b;
}

/** Scores records matched by `keyOf`; `keep` picks the leaves that count. */
export function compareRecords(
  reference: readonly Json[],
  ours: readonly Json[],
  keyOf: (record: { [key: string]: Json }) => string,
  rules: readonly FidelityRule[],
  keep: (path: string) => boolean = () => true,
): Score {
  const patterns = rules.map((rule) => ({
    path: new RegExp(rule.path),
    reference: rule.reference === undefined ? undefined : new RegExp(rule.reference),
  }));
  const isLeftOut = (path: string, value: Json) =>
    VOLATILE.test(path) ||
    patterns.some((one) =>
      one.path.test(path) && (one.reference === undefined || one.reference.test(String(value)))
    );
  const byKey = (records: readonly Json[]) =>
    new Map(records.map((one) => [keyOf(one as { [key: string]: Json }), one]));
  const theirs = byKey(reference);
  const mine = byKey(ours);
  const differences: Difference[] = [];
  let total = 0;
  for (const [key, record] of theirs) {
    const candidate = mine.get(key);
    if (candidate === undefined) continue;
    const have = new Map(leaves(candidate));
    for (const [path, value] of leaves(record)) {
      if (!keep(path) || isLeftOut(path, value)) continue;
      total += 1;
      if (!same(value, have.get(path))) {
        differences.push({ path, record: key, reference: value, ours: have.get(path) });
      }
    }
  }
  return {
    total,
    equal: total - differences.length,
    missing: [...theirs.keys()].filter((key) => !mine.has(key)),
    extra: [...mine.keys()].filter((key) => !theirs.has(key)),
    differences,
  };
}
