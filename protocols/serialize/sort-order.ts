// The order of records by one of their fields (spec device-model 5.4, rest-api 4.4): numbers by
// value, texts as people count, and what has no value before everything.
import type { TypedValue } from "./selection.ts";

/** What a record is ordered by; undefined for what is missing or does not sort. */
export type SortKey = number | bigint | string | undefined;

const DEVICE_KEY = 20;
const UUID = 12;
const ZERO = 0x30;
const NINE = 0x39;

/** Addresses and UUIDs sort by value; records, containers and device keys do not sort. */
export function sortKeyOf(found: TypedValue | undefined): SortKey {
  if (found === undefined || found.type.code === DEVICE_KEY) return undefined;
  const { type, value } = found;
  switch (typeof value) {
    case "number":
      return Number.isNaN(value) ? undefined : value;
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "string":
      return type.code === UUID ? uuidValue(value) : value;
    default:
      return undefined;
  }
}

/** Negative when `a` comes first, 0 when neither does. */
export function compareSortKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === "string") return typeof b === "string" ? compareNatural(a, b) : 1;
  if (typeof b === "string") return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** "ap2" before "ap10": runs of digits count as numbers, everything else by character code. */
export function compareNatural(a: string, b: string): number {
  let left = 0;
  let right = 0;
  while (left < a.length && right < b.length) {
    const leftCode = a.charCodeAt(left);
    const rightCode = b.charCodeAt(right);
    if (!isDigit(leftCode) || !isDigit(rightCode)) {
      if (leftCode !== rightCode) return leftCode - rightCode;
      left++;
      right++;
      continue;
    }
    const leftStart = afterZeros(a, left);
    const rightStart = afterZeros(b, right);
    left = afterDigits(a, leftStart);
    right = afterDigits(b, rightStart);
    const longer = (left - leftStart) - (right - rightStart);
    if (longer !== 0) return longer;
    for (let at = 0; leftStart + at < left; at++) {
      const difference = a.charCodeAt(leftStart + at) - b.charCodeAt(rightStart + at);
      if (difference !== 0) return difference;
    }
  }
  const rest = (a.length - left) - (b.length - right);
  // Texts that differ in leading zeros only still have one order.
  return rest !== 0 ? rest : a < b ? -1 : a > b ? 1 : 0;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function afterZeros(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) === ZERO) at++;
  return at;
}

function afterDigits(text: string, start: number): number {
  let at = start;
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

function uuidValue(text: string): bigint | string {
  const digits = text.replaceAll("-", "");
  return /^[0-9a-f]{1,32}$/i.test(digits) ? BigInt(`0x${digits}`) : text;
}
