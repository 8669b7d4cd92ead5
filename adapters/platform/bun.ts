// The platform of Bun.
import process from "node:process";
import type { Platform } from "../../runtime/platform.ts";
import { serveBunHttp } from "./bun-http.ts";
import { spawnChild } from "./node-children.ts";
import { createHostPlatform } from "./node-host.ts";

const SELF_ARGUMENTS: readonly string[] = [];

export function createBunPlatform(): Platform {
  return createHostPlatform({
    engine: "bun",
    engineVersion: process.versions["bun"] ?? "",
    serve: serveBunHttp,
    spawn: (options) => spawnChild(options, SELF_ARGUMENTS),
  });
}
