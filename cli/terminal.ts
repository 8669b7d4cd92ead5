// Where the command line writes: the process's standard output and error, which may be a terminal,
// a file, or a pipe whose reader has left.
import process from "node:process";
import type { Writable } from "node:stream";

export interface Terminal {
  /** Result of the command; resolves when more can be taken, false once nobody reads it. */
  print(text: string | Uint8Array): Promise<boolean>;
  /** Notes for the person at the keyboard, on standard error. */
  note(text: string): void;
  /** Standard output is a terminal. */
  readonly printsToTerminal: boolean;
  /** Standard error is a terminal. */
  readonly notesToTerminal: boolean;
  /** Columns of the terminal, or of paper when there is none. */
  columns(): number;
}

const COLUMNS_OF_PAPER = 120;
const COLUMNS_OF_TERMINAL = 80;
const COLUMNS_MIN = 40;
const COLUMNS_MAX = 400;

/** The terminal of this process. */
export function createProcessTerminal(): Terminal {
  let readerLeft = false;
  const leave = (error: NodeJS.ErrnoException): void => {
    // `moirai read x | head` closes the pipe early: nothing went wrong.
    if (error.code !== "EPIPE") throw error;
    readerLeft = true;
  };
  process.stdout.on("error", leave);
  process.stderr.on("error", leave);
  return {
    async print(text) {
      if (readerLeft) return false;
      await write(process.stdout, text);
      return !readerLeft;
    },
    note(text) {
      process.stderr.write(text);
    },
    printsToTerminal: process.stdout.isTTY === true,
    notesToTerminal: process.stderr.isTTY === true,
    columns() {
      // Terminals that do not know their size say 0.
      const known = process.stdout.columns || process.stderr.columns;
      const isTerminal = process.stdout.isTTY === true;
      const columns = known || (isTerminal ? COLUMNS_OF_TERMINAL : COLUMNS_OF_PAPER);
      return Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns));
    },
  };
}

function write(stream: Writable, text: string | Uint8Array): Promise<void> {
  // The callback has an error when the reader left; the stream's own event tells that.
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
