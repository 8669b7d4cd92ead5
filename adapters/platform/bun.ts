// The platform of Bun.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { serveBunHttp } from "./bun-http.ts";
import { createHostPlatform } from "./node-host.ts";
import { type OwnProgram, PROGRAM_OF_FILES } from "./own-program.ts";

export function createBunPlatform(program: OwnProgram = PROGRAM_OF_FILES): Platform {
  return createHostPlatform({
    engine: "bun",
    engineVersion: process.versions["bun"] ?? "",
    serve: serveBunHttp,
    program,
  });
}
