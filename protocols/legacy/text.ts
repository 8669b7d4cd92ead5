// Text of the old text protocol (spec legacy-protocol 2, 3): how strings become printable, and how a
// command line falls into words.

const QUOTE = "\x01";
const SPACE = 32;
const TILDE = 126;
const encoder = new TextEncoder();

/** Bytes 32 to 126 as they are, all others as a backslash and three octal digits (2.3). */
export function munge(text: string): string {
  // Nearly every text is printable already.
  if (/^[ -~]*$/.test(text)) return text;
  let munged = "";
  for (const byte of encoder.encode(text)) {
    munged += byte >= SPACE && byte <= TILDE
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return munged;
}

/** A string field, also when it is empty (2.2). */
export function quoted(text: string): string {
  return `${QUOTE}${munge(text)}${QUOTE}`;
}

/** A field without quotes must not be empty or contain a blank: a reader would lose it (2.2). */
export function bare(text: string, whenEmpty = "N/A"): string {
  return text === "" ? whenEmpty : munge(text).replaceAll(" ", "_");
}

/** What a client asks for: `!<id> <COMMAND> <args…>`. */
export interface LegacyCommand {
  /** As the client wrote it; the reply carries it back. */
  readonly id: string;
  /** Upper case. */
  readonly name: string;
  readonly args: readonly string[];
}

/** The command of a line, undefined for lines that are none and get no answer. */
export function parseLegacyCommand(line: string): LegacyCommand | undefined {
  const words = splitWords(line);
  while (words.at(-1) === "") words.pop();
  const [first = "", name = "", ...args] = words;
  const id = /^!(\d{1,10})$/.exec(first)?.[1];
  if (id === undefined || name === "") return undefined;
  return { id, name: name.toUpperCase(), args };
}

/** Words between single blanks; a part in \x01 keeps its blanks and loses its quotes. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let inside = false;
  for (const character of line) {
    if (character === QUOTE) inside = !inside;
    else if (character === " " && !inside) {
      words.push(word);
      word = "";
    } else word += character;
  }
  words.push(word);
  return words;
}
