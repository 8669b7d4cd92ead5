// What .ci/run does: packages, type check, lint, format check, and the suite under three engines.
// Each check counts as one test in the totals of the last line.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { add, ENGINE_COMMANDS, formatTotals, runSuites } from "./engines.mjs";
import { bin, ensureInstalled, root } from "./project.mjs";

/** Programs and data that some tests compare with; those tests skip where they are missing. */
const PEERS = [
  "libpcap0.8",
  "tshark",
  "aircrack-ng",
  "chromium",
  "ieee-data",
  "tcpdump",
  "nginx",
  "curl",
  "openssl",
  "protobuf-compiler",
  "gpsd",
  "gpsd-clients",
];
const APT_TIMEOUT_MS = 10 * 60_000;
const CHECKS = ["check", "lint", "fmt:check"];

installPeers();
ensureInstalled();
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const name of CHECKS) {
  process.stdout.write(`\n${name}\n`);
  const { status } = spawnSync(bin("node"), [join(root, "scripts", "run.mjs"), name], {
    cwd: root,
    stdio: "inherit",
  });
  process.stdout.write(`${name}: ${status === 0 ? "good" : "NOT good"}\n`);
  add(totals, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
}
add(totals, runSuites(Object.keys(ENGINE_COMMANDS), process.argv.slice(2)));
process.stdout.write(`${formatTotals(totals)}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/** As root on Debian: installs what is missing. Whatever goes wrong is only told. */
function installPeers() {
  if (process.getuid?.() !== 0 || !succeeds("apt-get", ["--version"])) return;
  const missing = PEERS.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  process.stdout.write(`Installing ${missing.join(", ")} for the tests that use them\n`);
  if (install(missing)) return;
  run("apt-get", ["update", "-q"]);
  for (const name of missing) {
    if (!install([name])) process.stdout.write(`${name} cannot be installed; its tests skip\n`);
  }
}

function install(names) {
  return run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...names]);
}

function run(program, args) {
  const result = spawnSync(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: APT_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return result.status === 0;
}

function isInstalled(name) {
  const { stdout, status } = spawnSync("dpkg-query", ["-W", "-f", "${Status}", name], {
    encoding: "utf8",
  });
  return status === 0 && stdout.includes("install ok installed");
}

function succeeds(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}
