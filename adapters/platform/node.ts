// The platform of Node.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { createHostPlatform } from "./node-host.ts";
import { type OwnProgram, PROGRAM_OF_FILES } from "./own-program.ts";

export function createNodePlatform(program: OwnProgram = PROGRAM_OF_FILES): Platform {
  return createHostPlatform({
    engine: "node",
    engineVersion: process.versions.node,
    serve: async (options) => (await import("./node-http.ts")).serveNodeHttp(options),
    program,
  });
}
