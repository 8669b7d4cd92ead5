// The systems that `npm run build:binaries` makes executables for, in the words of each engine, and
// where the addon that calls libpcap lies for each.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

/** `deno` is undefined where Deno makes no executables. `addon` is the package and the file in it. */
export const TARGETS = {
  "linux-x64": {
    bun: "bun-linux-x64",
    deno: "x86_64-unknown-linux-gnu",
    addon: ["@koromix/koffi-linux-x64", "linux_x64"],
  },
  // For processors without AVX2, which are older than 2013 or cheap.
  "linux-x64-baseline": {
    bun: "bun-linux-x64-baseline",
    deno: undefined,
    addon: ["@koromix/koffi-linux-x64", "linux_x64"],
  },
  "linux-arm64": {
    bun: "bun-linux-arm64",
    deno: "aarch64-unknown-linux-gnu",
    addon: ["@koromix/koffi-linux-arm64", "linux_arm64"],
  },
  "linux-x64-musl": {
    bun: "bun-linux-x64-musl",
    deno: undefined,
    addon: ["@koromix/koffi-linux-x64", "musl_x64"],
  },
  "linux-arm64-musl": {
    bun: "bun-linux-arm64-musl",
    deno: undefined,
    addon: ["@koromix/koffi-linux-arm64", "musl_arm64"],
  },
  "darwin-x64": {
    bun: "bun-darwin-x64",
    deno: "x86_64-apple-darwin",
    addon: ["@koromix/koffi-darwin-x64", "darwin_x64"],
  },
  "darwin-arm64": {
    bun: "bun-darwin-arm64",
    deno: "aarch64-apple-darwin",
    addon: ["@koromix/koffi-darwin-arm64", "darwin_arm64"],
  },
};

/** The target this machine is; undefined where there is none. */
export function ownTarget() {
  const system = `${process.platform}-${process.arch}`;
  // Only glibc tells its version.
  const isMusl = process.platform === "linux" &&
    process.report?.getReport().header.glibcVersionRuntime === undefined;
  const name = isMusl ? `${system}-musl` : system;
  return Object.hasOwn(TARGETS, name) ? name : undefined;
}

/**
 * Path of the addon for a target. npm installs only that of this machine; another one is fetched into
 * `folder` and has to be what package-lock.json says. Throws an Error with a sentence.
 */
export function findAddon(target, folder) {
  const [name, directory] = TARGETS[target].addon;
  const installed = join(root, "node_modules", name, directory, "koffi.node");
  return existsSync(installed)
    ? installed
    : join(fetchPackage(name, folder), directory, "koffi.node");
}

function fetchPackage(name, folder) {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  const into = join(folder, name);
  mkdirSync(into, { recursive: true });
  const packed = spawnSync(
    "npm",
    ["pack", "--silent", `${name}@${version}`, "--pack-destination", into],
    { cwd: into, encoding: "utf8", shell: process.platform === "win32" },
  );
  const archive = packed.stdout?.trim().split("\n").at(-1) ?? "";
  if (packed.status !== 0 || archive === "") {
    throw new Error(`npm could not fetch ${name} ${version}: ${lastLine(packed.stderr ?? "")}`);
  }
  const bytes = readFileSync(join(into, archive));
  const [algorithm] = integrity.split("-");
  if (`${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}` !== integrity) {
    throw new Error(`${name} ${version} is not the one that package-lock.json knows`);
  }
  const unpacked = spawnSync("tar", ["xzf", archive], { cwd: into, encoding: "utf8" });
  if (unpacked.status !== 0) {
    throw new Error(`tar could not unpack ${archive}: ${lastLine(unpacked.stderr ?? "")}`);
  }
  return join(into, "package");
}

/** What a program said last, which is mostly why it failed. */
export function lastLine(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.at(-1) ?? "it said nothing";
}
