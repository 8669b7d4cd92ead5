// The platform of Deno. Its own HTTP server would be faster (100,000 against 40,000 small answers
// a second) but its websockets have no ping, no way to cut a stalled peer and a fixed message limit
// of 64 MiB; node:http and `ws` run on Deno and have all three.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { spawnChild } from "./node-children.ts";
import { createHostPlatform } from "./node-host.ts";

const SELF_ARGUMENTS = ["run", "--allow-all"];

export function createDenoPlatform(): Platform {
  return createHostPlatform({
    engine: "deno",
    engineVersion: process.versions["deno"] ?? "",
    serve: async (options) => (await import("./node-http.ts")).serveNodeHttp(options),
    spawn: (options) => spawnChild(options, SELF_ARGUMENTS),
  });
}
