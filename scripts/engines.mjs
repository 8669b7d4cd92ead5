// Runs the Vitest suite under Node, Bun and Deno, one after the other, and counts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, pinnedEnvironment, root } from "./project.mjs";

const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/** How each engine runs Vitest. */
export const ENGINE_COMMANDS = {
  node: [bin("node"), vitest],
  bun: [bin("bun"), "--bun", vitest],
  deno: [bin("deno"), "run", "-A", "npm:vitest"],
};

/** Runs the suite under each engine and returns the totals; results are printed as they come. */
export function runSuites(engines, args) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const summaries = [];
  for (const engine of engines) {
    process.stdout.write(`\nTests under ${engine}\n`);
    const startMs = Date.now();
    const counts = runSuite(ENGINE_COMMANDS[engine], args);
    const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
    add(totals, counts);
    const verdict = counts.failed === 0 ? "good" : "NOT good";
    summaries.push(
      `${engine.padEnd(4)}  ${verdict} after ${seconds} s: ${counts.passed} tests passed` +
        `${counts.failed === 0 ? "" : `, ${counts.failed} failed`}` +
        `${counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`}` +
        `${counts.remark === "" ? "" : ` (${counts.remark})`}`,
    );
    process.stdout.write(`${summaries.at(-1)}\n`);
  }
  if (engines.length > 1) process.stdout.write(`\n${summaries.join("\n")}\n`);
  return totals;
}

function runSuite(command, args) {
  const directory = mkdtempSync(join(tmpdir(), "moirai-test-"));
  try {
    const report = join(directory, "report.json");
    const [program, ...before] = command;
    const result = spawnSync(program, [
      ...before,
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ], { cwd: root, stdio: "inherit", env: pinnedEnvironment() });
    let text;
    try {
      text = readFileSync(report, "utf8");
    } catch {
      // An engine that crashed wrote none.
    }
    return countReport(text, result.status, result.error?.message ?? result.signal ?? "");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Counts of a JSON report. A file that did not load, a run that crashed, and errors outside of any
 * test count as one failed test each.
 */
export function countReport(text, status, cause) {
  const counts = { passed: 0, failed: 0, skipped: 0, remark: "" };
  const results = parseResults(text);
  if (results === undefined) {
    counts.failed = 1;
    counts.remark = `no report was written${cause === "" ? "" : `: ${cause}`}`;
    return counts;
  }
  for (const file of results) {
    const tests = Array.isArray(file.assertionResults) ? file.assertionResults : [];
    let failed = 0;
    for (const test of tests) {
      if (test.status === "passed") counts.passed += 1;
      else if (test.status === "failed") failed += 1;
      else counts.skipped += 1;
    }
    // A file may fail as a whole: a syntax error, or a hook before all its tests.
    if (file.status === "failed" && failed === 0) failed = 1;
    counts.failed += failed;
  }
  if (status !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.remark = `the run ended with ${cause === "" ? `status ${status}` : cause}`;
  }
  return counts;
}

function parseResults(text) {
  if (text === undefined) return undefined;
  try {
    const { testResults } = JSON.parse(text);
    return Array.isArray(testResults) ? testResults : undefined;
  } catch {
    return undefined;
  }
}

export function add(totals, counts) {
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.skipped += counts.skipped;
}

/** The last line of a test run. */
export function formatTotals({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
