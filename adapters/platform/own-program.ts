// How this program starts more of itself: a process that runs a script, a thread that holds a
// database. Out of files it is the engine with a file; as one executable there are no files, and
// single-file.ts says it differently.
import process from "node:process";
import { Worker } from "node:worker_threads";

export interface OwnProgram {
  /** Program and arguments that run a script; its own arguments follow. */
  scriptCommand(path: string): readonly string[];
  /** Starts database-thread.ts in a thread. */
  startDatabaseThread(): Worker;
}

/** A program out of files: the sources, or the compiled ones of the npm package. */
export const PROGRAM_OF_FILES: OwnProgram = {
  scriptCommand: (path) => [process.execPath, ...beforeScript(), path],
  startDatabaseThread() {
    const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const file = new URL(`./database-thread.${ending}`, import.meta.url);
    if (file.protocol === "file:") return new Worker(file);
    // Deno runs a package of JSR from where it is published, and starts threads from files and text.
    return new Worker(new URL(`data:text/javascript,import ${JSON.stringify(file.href)}`));
  },
};

/** What the engine wants to hear before a script. */
export function beforeScript(): readonly string[] {
  if (process.versions["deno"] !== undefined) return ["run", "--allow-all"];
  if (process.versions["bun"] !== undefined) return [];
  // Node 22 warns on each start that running TypeScript is experimental; the helper's stderr is data.
  return ["--disable-warning=ExperimentalWarning"];
}
