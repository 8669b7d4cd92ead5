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

/** Scores records matched by `keyOf`. */
export function compareRecords(
  reference: readonly Json[],
  ours: readonly Json[],
  keyOf: (record: { [key: string]: Json }) => string,
  rules: readonly FidelityRule[],
): Score {
  return compareGroups(reference, ours, keyOf, rules, ["all"], () => "all").all;
}

/** Scores records matched by `keyOf`, the leaves in groups by their paths. */
export function compareGroups<G extends string>(
  reference: readonly Json[],
  ours: readonly Json[],
  keyOf: (record: { [key: string]: Json }) => string,
  rules: readonly FidelityRule[],
  groups: readonly G[],
  groupOf: (path: string) => G,
): Record<G, Score> {
  const byKey = (records: readonly Json[]) =>
    new Map(records.map((one) => [keyOf(one as { [key: string]: Json }), one]));
  const theirs = byKey(reference);
  const mine = byKey(ours);
  const totals = new Map(groups.map((group) => [group, 0]));
  const differences = new Map(groups.map((group): [G, Difference[]] => [group, []]));
  const isLeftOut = leftOut(rules);
  const known = new Map<string, G>();
  const groupOfPath = (path: string): G => {
    let group = known.get(path);
    if (group === undefined) known.set(path, group = groupOf(path));
    return group;
  };
  for (const [key, record] of theirs) {
    const candidate = mine.get(key);
    if (candidate === undefined) continue;
    const have = new Map(leaves(align(record, candidate)));
    for (const [path, value] of leaves(record)) {
      if (isLeftOut(path, value)) continue;
      const group = groupOfPath(path);
      totals.set(group, totals.get(group)! + 1);
      if (same(value, have.get(path))) continue;
      differences.get(group)!.push({ path, record: key, reference: value, ours: have.get(path) });
    }
  }
  const missing = [...theirs.keys()].filter((key) => !mine.has(key));
  const extra = [...mine.keys()].filter((key) => !theirs.has(key));
  return Object.fromEntries(groups.map((group) => {
    const [total, wrong] = [totals.get(group)!, differences.get(group)!];
    return [group, { total, equal: total - wrong.length, missing, extra, differences: wrong }];
  })) as unknown as Record<G, Score>;
}

/** Whether a leaf is left out; what a path alone decides is decided once. */
function leftOut(rules: readonly FidelityRule[]): (path: string, value: Json) => boolean {
  const patterns = rules.map((rule) => ({
    path: new RegExp(rule.path),
    reference: rule.reference === undefined ? undefined : new RegExp(rule.reference),
  }));
  /** True: always; else the values with which it is. */
  const known = new Map<string, true | readonly RegExp[]>();
  const decide = (path: string): true | readonly RegExp[] => {
    if (VOLATILE.test(path)) return true;
    const applying = patterns.filter((one) => one.path.test(path));
    if (applying.some((one) => one.reference === undefined)) return true;
    return applying.map((one) => one.reference!);
  };
  return (path, value) => {
    let decision = known.get(path);
    if (decision === undefined) known.set(path, decision = decide(path));
    return decision === true || decision.some((one) => one.test(String(value)));
  };
}
