// Compares answers of this server with recorded answers of the reference, leaf by leaf: the rules of
// ../shared/tools/fidelity.py, for use inside the test suite.

/** A leaf left out on purpose, and why. */
export interface FidelityRule {
  readonly path: string;
  readonly reference?: string;
  /** Captures it is about; all when left out. */
  readonly capture?: string;
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
  "dot11.device.wpa_handshake_list": [
    "dot11.eapol.timestamp",
    "dot11.eapol.message_num",
    "dot11.eapol.direction",
  ],
  "dot11.device.wpa_nonce_list": ["dot11.eapol.nonce.timestamp", "dot11.eapol.nonce.message_num"],
  // Sets of keys: their entries identify themselves.
  "dot11.ssidgroup.advertising_devices": [],
  "dot11.ssidgroup.responding_devices": [],
  "dot11.ssidgroup.probing_devices": [],
  "dot11.device.wpa_anonce_list": ["dot11.eapol.nonce.timestamp", "dot11.eapol.nonce.message_num"],
};

/**
 * Values under their paths; `owner` is the nearest member with a name of the record format. Entries
 * of lists without an order are written `[n]`, so that rules tell them from places in a list.
 */
function* leaves(value: Json, path = "", owner = ""): Generator<[string, Json]> {
  if (Array.isArray(value)) {
    const isSet = IDENTITY[owner] !== undefined;
    for (const [index, member] of value.entries()) {
      yield* leaves(member, `${path}/${isSet ? `[${index}]` : index}`);
    }
  } else if (value !== null && typeof value === "object") {
    for (const [key, member] of Object.entries(value)) {
      yield* leaves(member, `${path}/${key}`, ownerOf(key, owner));
    }
  } else {
    yield [path, value];
  }
}

/** Lists inside a map, as those of handshakes by client, are known by the map's name. */
const ownerOf = (key: string, owner: string): string => key.includes(".") ? key : owner;

/**
 * `ours` with the lists that have no order brought into the order of `reference`. An entry fits when
 * it has every identifying value that the reference holds (values that differ between recordings are
 * left out there); among several the one with most equal values.
 */
function align(reference: Json, ours: Json, owner = ""): Json {
  if (Array.isArray(reference) && Array.isArray(ours)) {
    const keys = IDENTITY[owner];
    if (keys === undefined) {
      return ours.map((entry, index) => align(reference[index] ?? null, entry));
    }
    const left = [...ours];
    const placed = reference.map((entry) => {
      const at = bestFit(entry, left, keys);
      return at < 0 ? null : left.splice(at, 1)[0]!;
    });
    return [...placed, ...left];
  }
  if (isObject(reference) && isObject(ours)) {
    return Object.fromEntries(
      Object.entries(ours).map((
        [key, member],
      ) => [key, align(reference[key] ?? null, member, ownerOf(key, owner))!]),
    );
  }
  return ours;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function bestFit(entry: Json, candidates: readonly Json[], keys: readonly string[]): number {
  if (!isObject(entry)) return candidates.indexOf(entry);
  const wanted = [...leaves(entry)];
  let best = -1;
  let bestEqual = -1;
  for (const [index, candidate] of candidates.entries()) {
    if (!isObject(candidate)) continue;
    if (keys.some((key) => entry[key] !== undefined && !same(entry[key], candidate[key]))) continue;
    const have = new Map(leaves(candidate));
    const equal = wanted.filter(([path, value]) => same(value, have.get(path))).length;
    if (equal <= bestEqual) continue;
    best = index;
    bestEqual = equal;
  }
  return best;
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
    const have = new Map(leaves(align(record, candidate)));
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
