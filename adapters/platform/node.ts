// The platform of Node.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { spawnChild } from "./node-children.ts";
import { createHostPlatform } from "./node-host.ts";

// Node 22 warns on each start that running TypeScript is experimental; the helper's stderr is data.
const SELF_ARGUMENTS = ["--disable-warning=ExperimentalWarning"];

export function createNodePlatform(): Platform {
  return createHostPlatform({
    engine: "node",
    engineVersion: process.versions.node,
    serve: async (options) => (await import("./node-http.ts")).serveNodeHttp(options),
    spawn: (options) => spawnChild(options, SELF_ARGUMENTS),
  });
}
