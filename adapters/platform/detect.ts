// Which engine runs this process, and its platform. A new platform is one file and one line here.
import { type EngineName, type Platform, PlatformError } from "../../runtime/platform.ts";
import type { OwnProgram } from "./own-program.ts";

interface Engine {
  readonly name: EngineName;
  readonly runs: () => boolean;
  readonly load: (program?: OwnProgram) => Promise<Platform>;
}

// Deno and Bun also define `process.versions.node`, so Node comes last. Each adapter is imported
// only where it runs: the others would fail to load, and a start must stay short.
export const ENGINES: readonly Engine[] = [
  {
    name: "deno",
    runs: () => "Deno" in globalThis,
    load: async (program) => (await import("./deno.ts")).createDenoPlatform(program),
  },
  {
    name: "bun",
    runs: () => "Bun" in globalThis,
    load: async (program) => (await import("./bun.ts")).createBunPlatform(program),
  },
  {
    name: "node",
    runs: () => typeof process === "object" && process.versions?.node !== undefined,
    load: async (program) => (await import("./node.ts")).createNodePlatform(program),
  },
];

/**
 * The platform of the engine that runs this process. `program` is what starts more of it, where that
 * is no program out of files.
 */
export function detectPlatform(program?: OwnProgram): Promise<Platform> {
  const engine = ENGINES.find((candidate) => candidate.runs());
  if (engine === undefined) {
    const error = new PlatformError("unsupported", "cannot start: this engine is not known");
    return Promise.reject(error);
  }
  return engine.load(program);
}
