// This program in one file, without sources beside it: an executable of `bun build --compile` or
// `deno compile`, or the same bundle given to an engine. Whatever else would be a file of its own (the
// capture process, the database thread, a script of a plugin) is this file again, with a word that
// says which part of it is meant.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";
import { beforeScript, type OwnProgram } from "./own-program.ts";

/** What another start of this file may be: a process, a thread, or the command line. */
export type Part = typeof PROCESSES[number] | "database" | "main";

const PROCESSES = ["capture", "script"] as const;
/** Stands before the name of a part on its command line; no command begins like it. */
const PART_PREFIX = "part:";
/** Where bundled modules say they lie in an executable of Bun, on Unix and on Windows. */
const BUN_ROOTS = ["/$bunfs/", "~BUN"];

/** Program and arguments that start a part as a process; `file` is the address of this file. */
export function partCommand(part: typeof PROCESSES[number], file: string): readonly string[] {
  const self = isExecutable(file)
    ? [process.execPath]
    : [process.execPath, ...beforeScript(), fileURLToPath(file)];
  return [...self, `${PART_PREFIX}${part}`];
}

/** Which part this process or thread is. */
export function chosenPart(): Part {
  if (!isMainThread) return "database";
  return PROCESSES.find((part) => process.argv[2] === `${PART_PREFIX}${part}`) ?? "main";
}

/** Runs the script that follows on the command line, which then finds its arguments as usual. */
export async function runScript(): Promise<void> {
  const path = process.argv[3] ?? "";
  process.argv.splice(1, 3, path);
  await import(path);
}

/** How this file starts more of itself. */
export function programOfOneFile(file: string): OwnProgram {
  return {
    scriptCommand: (path) => [...partCommand("script", file), path],
    startDatabaseThread: () => new Worker(new URL(file)),
  };
}

function isExecutable(file: string): boolean {
  const { Deno: deno } = globalThis as { Deno?: { build: { standalone?: boolean } } };
  return deno === undefined
    ? BUN_ROOTS.some((root) => file.includes(root))
    : deno.build.standalone === true;
}
