// Values of recordings as JSON, with what JSON lacks: maps, and undefined in lists.

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

export function encodeValue(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof Map) return { $map: [...one] };
    if (Array.isArray(one)) return one.map((entry) => entry === undefined ? { $none: 1 } : entry);
    return one;
  }));
}

/** Undefined for bytes that are no value. */
export function decodeValue(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes), (_, one: unknown) => {
      if (!isObject(one)) return one;
      if (Array.isArray(one)) return one.map((entry) => isNone(entry) ? undefined : entry);
      const entries = one["$map"];
      if (!Array.isArray(entries)) return one;
      return new Map(entries.filter((entry) => Array.isArray(entry)) as [unknown, unknown][]);
    });
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isNone(value: unknown): boolean {
  return isObject(value) && value["$none"] === 1;
}
