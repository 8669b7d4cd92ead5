// Texts that came over the air (spec dot11 2.6): what records store of them, and what may be
// printed on a terminal. Nothing of them is trusted to be text at all.

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// What JSON calls its short escapes; the stored text has them written out.
const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0c: "\\f",
  0x0d: "\\r",
  0x22: '\\"',
  0x5c: "\\\\",
};

/**
 * Text of `bytes[start, end)` up to the first NUL. Valid UTF-8 keeps its characters, with quotes,
 * backslashes and control characters escaped; of anything else the printable ASCII is kept and
 * every other byte becomes `\xHH`.
 */
export function sanitiseText(bytes: Uint8Array, start: number, end: number): string {
  let plain = true;
  let ascii = true;
  let stop = start;
  for (; stop < end; stop++) {
    const byte = bytes[stop]!;
    if (byte === 0) break;
    if (byte >= 0x80) ascii = false;
    else if (byte < 0x20 || byte === 0x22 || byte === 0x5c) plain = false;
  }
  if (!ascii && !isUtf8(bytes, start, stop)) return escapeBytes(bytes, start, stop);
  const text = ascii ? asciiText(bytes, start, stop) : decoder.decode(bytes.subarray(start, stop));
  return plain ? text : escapeCharacters(text);
}

/** True if `bytes[start, end)` is UTF-8 without overlong forms and surrogates (RFC 3629 4). */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + size > end) return false;
    const second = bytes[at + 1]!;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return false;
    for (let more = 2; more < size; more++) {
      if ((bytes[at + more]! & 0xc0) !== 0x80) return false;
    }
    at += size;
  }
  return true;
}

// Control, formatting and separator characters, lone surrogates and non-characters: everything that
// moves a cursor, starts an escape sequence, reverses or hides text. The joiners U+200C and U+200D
// stay, scripts and emoji need them.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/** Any text in a form that is safe to print on a terminal: `\u{1b}` instead of an escape byte. */
export function terminalSafe(text: string): string {
  return text.replace(UNSAFE, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function escapeCharacters(text: string): string {
  let escaped = "";
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const short = SHORT_ESCAPES[code];
    if (short !== undefined) escaped += short;
    else if (code < 0x20) escaped += `\\u00${code.toString(16).padStart(2, "0")}`;
    else escaped += text[at]!;
  }
  return escaped;
}

function escapeBytes(bytes: Uint8Array, start: number, end: number): string {
  let escaped = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    escaped += byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}
