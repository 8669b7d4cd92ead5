// Numbers and strings of the JSON family (spec device-model 1.3, 1.4).
import type { ByteBuffer } from "./byte-buffer.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;

/** Letters of the two-character escapes, by character code. */
const SHORT_ESCAPES = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
]);

/** NaN and infinities are 0, whole numbers have no point, others six decimals. */
export function writeDouble(buffer: ByteBuffer, value: number): void {
  if (value === 0 || !Number.isFinite(value)) buffer.byte(ZERO);
  else if (Number.isInteger(value)) buffer.integer(value);
  else buffer.ascii(sixDecimals(value));
}

/** The text of a double as it stands in JSON. */
export function formatDouble(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return "0";
  if (!Number.isInteger(value)) return sixDecimals(value);
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

function sixDecimals(value: number): string {
  return value < 0 && value > -5e-7 ? "0.000000" : value.toFixed(6);
}

export function writeInteger(buffer: ByteBuffer, value: unknown): void {
  if (typeof value === "bigint") buffer.ascii(value.toString());
  else if (typeof value === "boolean") buffer.byte(value ? ZERO + 1 : ZERO);
  else if (Number.isFinite(value)) buffer.integer(Math.trunc(value as number));
  else buffer.byte(ZERO);
}

/** A quoted, escaped string. */
export function writeString(buffer: ByteBuffer, text: string): void {
  buffer.reserve(text.length + 2);
  const start = buffer.length;
  const { bytes } = buffer;
  bytes[buffer.length++] = QUOTE;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
      buffer.length = start;
      writeEscaped(buffer, text);
      return;
    }
    bytes[buffer.length++] = code;
  }
  bytes[buffer.length++] = QUOTE;
}

function writeEscaped(buffer: ByteBuffer, text: string): void {
  buffer.byte(QUOTE);
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 && code !== QUOTE && code !== BACKSLASH) continue;
    if (at > from) buffer.utf8(text.slice(from, at));
    from = at + 1;
    buffer.byte(BACKSLASH);
    const short = code >= 0x20 ? code : SHORT_ESCAPES.get(code);
    if (short !== undefined) buffer.byte(short);
    else buffer.ascii(`u00${code.toString(16).padStart(2, "0")}`);
  }
  if (from < text.length) buffer.utf8(from === 0 ? text : text.slice(from));
  buffer.byte(QUOTE);
}
