// Values of events and contexts as plain data of a bounded size, whatever they hold.

import { PacketBatch } from "../../protocols/packet/packet-batch.ts";

const DEPTH_MAX = 4;
const MEMBERS_MAX = 32;
const TEXT_MAX = 256;

/** JSON that says what a value is; what is too deep or too long is named, not shown. */
export function plainValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
      return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : plainObject(value, depth);
    default:
      return `[${typeof value}]`;
  }
}

/** A batch is told by what people count, not by its columns. */
function batchInShort({ count, capturedLength, timestampUs, linkType, source }: PacketBatch) {
  let bytes = 0;
  for (let index = 0; index < count; index++) bytes += capturedLength[index]!;
  return {
    packets: count,
    bytes,
    linkType,
    ...source !== undefined && { source: source.number },
    ...count > 0 && {
      firstSec: timestampUs[0]! / 1e6,
      lastSec: timestampUs[count - 1]! / 1e6,
    },
  };
}

function plainObject(value: object, depth: number): unknown {
  if (value instanceof PacketBatch) return batchInShort(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, TEXT_MAX);
  if (value instanceof Map || value instanceof Set) {
    return `[${value.constructor.name} of ${value.size}]`;
  }
  if (Array.isArray(value)) {
    if (depth >= DEPTH_MAX) return `[list of ${value.length}]`;
    const shown = value.slice(0, MEMBERS_MAX).map((one) => plainValue(one, depth + 1));
    return value.length > MEMBERS_MAX ? [...shown, `… ${value.length - MEMBERS_MAX} more`] : shown;
  }
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  const isRecord = prototype === null || prototype === Object.prototype;
  if (!isRecord || depth >= DEPTH_MAX) return `[${prototype?.constructor?.name ?? "Object"}]`;
  const entries = Object.entries(value);
  const shown = entries.slice(0, MEMBERS_MAX)
    .map(([name, member]) => [name, plainValue(member, depth + 1)] as const);
  return Object.fromEntries(
    entries.length > MEMBERS_MAX
      ? [...shown, ["…", `${entries.length - MEMBERS_MAX} more`]]
      : shown,
  );
}
