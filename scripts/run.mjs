// Runs one of the project's tasks with the pinned Node, whatever Node started this script.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);

const TASKS = {
  check: [bin("tsc"), "--noEmit", "-p", "tsconfig.json"],
  lint: [bin("oxlint"), "--deny-warnings", "."],
  fmt: [bin("deno"), "fmt"],
  "fmt:check": [bin("deno"), "fmt", "--check"],
  bench: [bin("node"), "bench/main.ts"],
  generate: [bin("node"), "cli/write-all.ts"],
  "build:client": [bin("tsc"), "-p", "client/tsconfig.json"],
};

const [name, ...args] = process.argv.slice(2);
const task = TASKS[name];
if (!task) {
  process.stderr.write(`unknown task ${name}; one of: ${Object.keys(TASKS).join(", ")}\n`);
  process.exit(2);
}
if (!existsSync(bin("node"))) {
  process.stderr.write("dependencies are missing: run npm ci first\n");
  process.exit(2);
}
// The pinned Node comes first on the path, so that tools written for it do not meet an old one.
const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}` };
const result = spawnSync(task[0], [...task.slice(1), ...args], {
  cwd: root,
  stdio: "inherit",
  env,
});
process.exit(result.status ?? 1);
