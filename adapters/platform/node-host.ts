// The parts of the platform that work on Node, Bun and Deno alike, through their node: modules.
// The engines' own files add a name, a version and an HTTP server.
import { scrypt, timingSafeEqual } from "node:crypto";
import { homedir, hostname, userInfo } from "node:os";
import process from "node:process";
import {
  type EngineName,
  type HttpServer,
  type Platform,
  PlatformError,
  type Random,
  type ScryptOptions,
  type ServeOptions,
} from "../../runtime/platform.ts";
import { immediateTurn } from "./loop-turn.ts";
import { SystemClock } from "./node-clock.ts";
import { spawnChild } from "./node-children.ts";
import { nodeDatabases } from "./node-databases.ts";
import { openDescriptors } from "./node-descriptors.ts";
import { openDatagrams } from "./node-datagrams.ts";
import { nodeFiles } from "./node-files.ts";
import { connectSocket } from "./web-socket-client.ts";
import { connectTcp, listenTcp } from "./node-tcp.ts";
import type { OwnProgram } from "./own-program.ts";

/** Largest request `crypto.getRandomValues` takes. */
const RANDOM_BYTES_MAX = 65536;
/** Memory scrypt may use beyond what its parameters need. */
const SCRYPT_SPARE_BYTES = 1024 * 1024;

export interface HostOptions {
  engine: EngineName;
  engineVersion: string;
  serve(options: ServeOptions): Promise<HttpServer>;
  /** How more of this program is started. */
  program: OwnProgram;
  /** Where `immediateTurn` is not enough. */
  yieldToLoop?(): Promise<void>;
}

/** A platform on this machine. */
export function createHostPlatform(options: HostOptions): Platform {
  return {
    engine: options.engine,
    engineVersion: options.engineVersion,
    executable: process.execPath,
    clock: new SystemClock(),
    random: systemRandom,
    files: nodeFiles,
    databases: nodeDatabases(() => options.program.startDatabaseThread()),
    user: currentUser(),
    hostname: hostname(),
    environment: process.env,
    memoryBytes: () => process.memoryUsage.rss(),
    spawn: (child) => spawnChild(child, options.program),
    openDescriptors,
    serve: options.serve,
    listenTcp,
    connectTcp,
    connectSocket,
    openDatagrams,
    scrypt: deriveKey,
    equalBytes: (a, b) => a.length === b.length && timingSafeEqual(a, b),
    onSignal,
    yieldToLoop: options.yieldToLoop ?? immediateTurn,
  };
}

const systemRandom: Random = {
  next: () => Math.random(),
  bytes(into) {
    for (let start = 0; start < into.length; start += RANDOM_BYTES_MAX) {
      // The type excludes shared memory, which nobody hands in here.
      const part = into.subarray(start, start + RANDOM_BYTES_MAX) as Uint8Array<ArrayBuffer>;
      crypto.getRandomValues(part);
    }
    return into;
  },
};

function currentUser(): Platform["user"] {
  const id = process.getuid?.() ?? -1;
  try {
    const { username } = userInfo();
    return { name: username, id, home: homedir() };
  } catch {
    // A container may run under a number that has no line in the password file.
    return { name: process.env["USER"] ?? String(id), id, home: process.env["HOME"] ?? "/" };
  }
}

function deriveKey(
  password: string,
  salt: Uint8Array,
  options: ScryptOptions,
): Promise<Uint8Array> {
  const { cost, blockSize, parallelization, keyBytes } = options;
  const maxmem = 128 * blockSize * (cost + parallelization) + SCRYPT_SPARE_BYTES;
  return new Promise((resolve, reject) => {
    const settings = { cost, blockSize, parallelization, maxmem };
    const refuse = (cause: Error): void => {
      const reason = `cannot derive a key: ${cause.message}`;
      reject(new PlatformError("unsupported", reason, { cause }));
    };
    try {
      scrypt(password, salt, keyBytes, settings, (error, key) => {
        if (error) refuse(error);
        else resolve(new Uint8Array(key));
      });
    } catch (error) {
      refuse(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function onSignal(callback: (signal: "SIGINT" | "SIGTERM") => void): () => void {
  const interrupted = (): void => callback("SIGINT");
  const terminated = (): void => callback("SIGTERM");
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", terminated);
  return () => {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", terminated);
  };
}
