// Every documented address that belongs here is served, as documented (spec rest-api 5, 6), and the
// page of addresses says so.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { formatApiCoveragePage } from "../../../cli/api-coverage-page.ts";
import { isServed, problemsOf } from "../../../cli/api-coverage.ts";
import { DOCUMENTED_ADDRESSES, NOT_SERVED } from "../../../cli/documented-addresses.ts";

test("every documented address that no other part brings is served, with method and role", () => {
  const ours = DOCUMENTED_ADDRESSES.filter((one) => one.part === undefined);
  expect(ours.length).toBeGreaterThan(85);
  expect(ours.flatMap(problemsOf)).toEqual([]);
});

test("an address that another part has brought is served as documented", () => {
  const others = DOCUMENTED_ADDRESSES.filter((one) => one.part !== undefined);
  // Until it is there nothing is said of it; afterwards everything is.
  expect(others.filter(isServed).flatMap(problemsOf)).toEqual([]);
});

test("no address is listed twice, and none is both served and refused", () => {
  const paths = DOCUMENTED_ADDRESSES.map((one) => `${one.path} ${one.methods}`);
  expect(new Set(paths).size).toBe(paths.length);
  const served = new Set(DOCUMENTED_ADDRESSES.map((one) => one.path));
  expect(NOT_SERVED.filter(([path]) => served.has(path))).toEqual([]);
});

test("docs/api-coverage.md is what the routes make of it", async () => {
  const page = await readFile(new URL("../../../docs/api-coverage.md", import.meta.url), "utf8");
  // When it is not: node cli/write-all.ts
  expect(page).toBe(formatApiCoveragePage());
});
