// Cuts a stream of bytes into lines, whatever its pieces are. A line longer than the limit is given
// up: who sends it speaks something else, or has lost its place.
import { joinBytes } from "../bytes.ts";

const NEWLINE = 10;
const RETURN = 13;
const NOTHING = new Uint8Array(0);

export class LineSplitter {
  readonly #limit: number;
  #rest: Uint8Array = NOTHING;
  /** A line was longer than the limit; nothing more is taken. */
  overlong = false;

  /** `limit`: bytes of a line, without its end. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that this piece completes, without `\n` or `\r\n`. They do not share its memory. */
  take(part: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let start = 0;
    while (!this.overlong) {
      const end = part.indexOf(NEWLINE, start);
      const piece = part.subarray(start, end < 0 ? part.length : end);
      if (this.#rest.length + piece.length > this.#limit + 1) {
        this.overlong = true;
        break;
      }
      const line = joinBytes([this.#rest, piece]);
      if (end < 0) {
        this.#rest = line;
        break;
      }
      this.#rest = NOTHING;
      start = end + 1;
      const text = line.at(-1) === RETURN ? line.subarray(0, -1) : line;
      if (text.length > this.#limit) this.overlong = true;
      else lines.push(text);
    }
    return lines;
  }
}
