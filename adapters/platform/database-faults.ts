// SQLite's result codes (https://www.sqlite.org/rescode.html) as the port's closed list. Engines
// name the code in `errcode`, or say only its sentence.
import type { PlatformErrorCode } from "../../runtime/platform.ts";

interface Fault {
  readonly code: PlatformErrorCode;
  readonly reason: string;
}

interface KnownFault extends Fault {
  /** Primary result code, the lowest eight bits of an extended one. */
  readonly result: number;
  /** What SQLite says for it. */
  readonly said: RegExp;
}

const FAULTS: readonly KnownFault[] = [
  {
    result: 5,
    said: /database (is|schema is) locked/,
    code: "in-use",
    reason: "another program holds it",
  },
  {
    result: 6,
    said: /table is locked/,
    code: "in-use",
    reason: "another program holds it",
  },
  {
    result: 8,
    said: /readonly database/,
    code: "permission",
    reason: "it may not be written",
  },
  {
    result: 10,
    said: /disk I\/O error/,
    code: "other",
    reason: "input or output error",
  },
  {
    result: 11,
    said: /malformed/,
    code: "damaged",
    reason: "the database is damaged",
  },
  {
    result: 13,
    said: /disk is full/,
    code: "no-space",
    reason: "no space left on the device",
  },
  {
    result: 14,
    said: /unable to open database file/,
    code: "not-found",
    reason: "there is no such file, or no permission to open it",
  },
  {
    result: 26,
    said: /not a database/,
    code: "damaged",
    reason: "it is no database",
  },
];

/** Code and reason of whatever node:sqlite threw. */
export function databaseFault(error: unknown): Fault {
  const isObject = typeof error === "object" && error !== null;
  // Not every object can be made a text.
  const message = error instanceof Error
    ? error.message
    : isObject
    ? "something that is no error was thrown"
    : String(error);
  const number = isObject && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : -1;
  const known = FAULTS.find(({ result }) => result === number) ??
    FAULTS.find(({ said }) => said.test(message));
  if (known !== undefined) return { code: known.code, reason: known.reason };
  // A number that JavaScript has no place for: no program of this kind writes one.
  if (error instanceof RangeError) return { code: "damaged", reason: message };
  return { code: "other", reason: message };
}
