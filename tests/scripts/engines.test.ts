import { describe, expect, test } from "vitest";
// @ts-expect-error The scripts are plain JavaScript, for Nodes that run no TypeScript.
import { countReport as count, formatTotals } from "../../scripts/engines.mjs";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  remark: string;
}
const countReport = count as (text: string | undefined, status: number, cause: string) => Counts;

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});
const report = (...files: unknown[]) => JSON.stringify({ testResults: files });

describe("countReport()", () => {
  test("counts tests by their status", () => {
    const text = report(file("passed", "passed", "passed", "pending"), file("passed", "todo"));
    expect(countReport(text, 0, "")).toEqual({ passed: 2, failed: 0, skipped: 2, remark: "" });
  });

  test("counts failed tests, not once more for their file", () => {
    const text = report(file("failed", "passed", "failed", "failed"));
    expect(countReport(text, 1, "")).toEqual({ passed: 1, failed: 2, skipped: 0, remark: "" });
  });

  test("counts a file that did not load as one failed test", () => {
    expect(countReport(report(file("failed")), 1, "")).toMatchObject({ failed: 1 });
  });

  test("counts an engine that crashed as one failed test", () => {
    for (const text of [undefined, "", "{", "[]", '{"testResults":3}']) {
      expect(countReport(text, 139, "SIGSEGV")).toEqual({
        passed: 0,
        failed: 1,
        skipped: 0,
        remark: "no report was written: SIGSEGV",
      });
    }
  });

  test("counts errors outside of tests as one failed test", () => {
    expect(countReport(report(file("passed", "passed")), 1, "")).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      remark: "the run ended with status 1",
    });
  });
});

test("formatTotals() writes the line that ends a run", () => {
  expect(formatTotals({ passed: 3, failed: 0, skipped: 1 })).toBe("3 passed, 0 failed, 1 skipped");
});
