// The platform of Deno. Its own HTTP server would be faster (100,000 against 40,000 small answers
// a second) but its websockets have no ping, no way to cut a stalled peer and a fixed message limit
// of 64 MiB; node:http and `ws` run on Deno and have all three.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { immediateTurn } from "./loop-turn.ts";
import { createHostPlatform } from "./node-host.ts";
import { type OwnProgram, PROGRAM_OF_FILES } from "./own-program.ts";

const IO_INTERVAL_MS = 3;

export function createDenoPlatform(program: OwnProgram = PROGRAM_OF_FILES): Platform {
  return createHostPlatform({
    engine: "deno",
    engineVersion: process.versions["deno"] ?? "",
    serve: async (options) => (await import("./node-http.ts")).serveNodeHttp(options),
    program,
    yieldToLoop,
  });
}

let lastWaitMs = 0;
const oneByte = new Uint8Array(1);

/**
 * Deno looks at its sockets only once in 61 turns while something is always ready to run: with
 * work of 1 ms a turn a request waited 124 ms. Waiting for another thread, which a digest does in
 * 45 us, makes it look at once; a few times in 10 ms is enough.
 */
async function yieldToLoop(): Promise<void> {
  if (performance.now() - lastWaitMs < IO_INTERVAL_MS) return immediateTurn();
  await crypto.subtle.digest("SHA-1", oneByte);
  lastWaitMs = performance.now();
}
