// What the other scripts share: where the project is, its pinned engines, installing them, and
// running a program in our place. Plain JavaScript, because the machine's own Node may be old.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
/** Hash of the lock file that the installed packages belong to. */
const stampPath = join(modules, ".moirai-lock");

/** The oldest Node that runs TypeScript without flags. */
const NODE_NEEDED = [22, 18];
const PARENT_CHECK_MS = 500;
const ENGINES = ["node", "bun", "deno"];

/** Path of a program that the project's packages bring. */
export function bin(name) {
  return join(modules, ".bin", name);
}

/** The environment in which the pinned Node comes first. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}` };
}

/** Why packages have to be installed, or undefined when they need not. */
export function reasonToInstall(directory = root) {
  const lock = join(directory, "package-lock.json");
  const installed = join(directory, "node_modules");
  const missing = ENGINES.find((engine) => !existsSync(join(installed, ".bin", engine)));
  if (missing !== undefined) return `${missing} is not installed`;
  const stamp = join(installed, ".moirai-lock");
  if (existsSync(stamp)) {
    return readFileSync(stamp, "utf8") === hashOf(lock) ? undefined : "package-lock.json changed";
  }
  // Somebody ran `npm ci`: what npm notes of it is newer than the lock file it read.
  const note = join(installed, ".package-lock.json");
  if (!existsSync(note)) return "the packages are not those of package-lock.json";
  return statSync(note).mtimeMs >= statSync(lock).mtimeMs ? undefined : "package-lock.json changed";
}

/** Installs what is missing; ends the process with a sentence when that fails. */
export function ensureInstalled() {
  const reason = reasonToInstall();
  if (reason !== undefined) {
    process.stderr.write(`Installing packages (${reason}); this takes a minute.\n`);
    const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      // Results of the command go to standard output; npm's words are not part of them.
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    });
    if (result.error !== undefined || result.status !== 0) {
      const why = result.error === undefined
        ? `npm ci ended with status ${result.status}`
        : `npm could not be started (${result.error.message})`;
      process.stderr.write(`Could not install the packages: ${why}.\n`);
      process.exit(1);
    }
    const missing = ENGINES.find((engine) => !existsSync(bin(engine)));
    if (missing !== undefined) {
      process.stderr.write(
        `npm ci did not bring ${missing}; is "ignore-scripts" or "omit" set in npm's configuration?\n`,
      );
      process.exit(1);
    }
  }
  const hash = hashOf(join(root, "package-lock.json"));
  if (!existsSync(stampPath) || readFileSync(stampPath, "utf8") !== hash) {
    try {
      writeFileSync(stampPath, hash);
    } catch {
      // The packages belong to another user; they are compared by their times again.
    }
  }
}

/** The pinned Node, else this one if it is new enough, else undefined. */
export function nodeForTypeScript() {
  if (existsSync(bin("node"))) return bin("node");
  return isNewEnough(process.versions.node) ? process.execPath : undefined;
}

export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1]);
}

/**
 * Runs `main.ts` in our place: its output is ours, signals go on to it, its exit status becomes
 * ours.
 */
export function runMain(node, args, directory) {
  const child = spawn(node, [join(root, "main.ts"), ...args], { cwd: directory, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // At a terminal Ctrl-C reaches the child by itself as well; it takes two at once for one.
    process.on(signal, () => child.kill(signal));
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    // npm ends the shell it put between itself and us, and the shell tells us nothing.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill("SIGTERM");
    }, PARENT_CHECK_MS);
    watch.unref();
  }
  child.on("error", (error) => {
    process.stderr.write(`Could not start ${node}: ${error.message}.\n`);
    process.exit(1);
  });
  child.on("exit", (status, signal) => {
    process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
  });
}

function hashOf(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
