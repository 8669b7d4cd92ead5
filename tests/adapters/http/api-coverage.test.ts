// Every documented address that belongs here is served, as documented (spec rest-api 5, 6).
import { expect, test } from "vitest";
import { RECORD_SUFFIXES } from "../../../adapters/http/endpoint.ts";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { SOCKETS } from "../../../adapters/websocket/sockets.ts";
import {
  DOCUMENTED_ADDRESSES,
  type DocumentedAddress,
  NOT_SERVED,
} from "../../suites/api-coverage.ts";

const METHODS: Readonly<Record<string, string>> = { G: "GET", P: "POST" };
const plain = (path: string): string => path.replace(/\{\w+\}/g, "{}");

/** Stem, suffixes and whether the path goes on behind the suffix. */
function partsOf(path: string): { stem: string; suffixes: readonly string[]; rest: boolean } {
  const match = /^(.*)\.(\*|\w+)(\/\{path\})?$/.exec(path);
  if (match === null) return { stem: path, suffixes: [""], rest: false };
  const [, stem, suffix, rest] = match;
  return {
    stem: stem!,
    suffixes: suffix === "*" ? RECORD_SUFFIXES : [suffix!],
    rest: rest !== undefined,
  };
}

/** What is missing or different in what we serve; empty when it is as documented. */
function problemsOf({ path, methods, role }: DocumentedAddress): string[] {
  if (methods === "W") {
    const socket = SOCKETS.find((one) => plain(one.path) === plain(path));
    if (socket === undefined) return [`${path}: no websocket`];
    return socket.role === role ? [] : [`${path}: role ${socket.role}, documented ${role}`];
  }
  const { stem, suffixes, rest } = partsOf(path);
  return suffixes.flatMap((suffix) => {
    const endpoint = ENDPOINTS.flat().find((one) =>
      plain(one.path) === plain(stem) && (one.rest !== undefined) === rest &&
      (suffix === "" ? one.suffixes.length === 0 : one.suffixes.includes(suffix))
    );
    const name = suffix === "" ? stem : `${stem}.${suffix}`;
    if (endpoint === undefined) return [`${name}: no endpoint`];
    const missing = [...methods].filter((one) =>
      !endpoint.methods.includes(METHODS[one] as "GET" | "POST")
    );
    const problems = missing.map((one) => `${name}: not with ${METHODS[one]}`);
    if (endpoint.role !== role) problems.push(`${name}: role ${endpoint.role}, not ${role}`);
    return problems;
  });
}

test("every documented address that no other part brings is served, with method and role", () => {
  const ours = DOCUMENTED_ADDRESSES.filter((one) => one.part === undefined);
  expect(ours.length).toBeGreaterThan(85);
  expect(ours.flatMap(problemsOf)).toEqual([]);
});

test("an address that another part has brought is served as documented", () => {
  const others = DOCUMENTED_ADDRESSES.filter((one) => one.part !== undefined);
  // Until it is there nothing is said of it; afterwards everything is.
  const problems = others.flatMap(problemsOf).filter((problem) => !/: no \w+$/.test(problem));
  expect(problems).toEqual([]);
});

test("no address is listed twice, and none is both served and refused", () => {
  const paths = DOCUMENTED_ADDRESSES.map((one) => `${one.path} ${one.methods}`);
  expect(new Set(paths).size).toBe(paths.length);
  const served = new Set(DOCUMENTED_ADDRESSES.map((one) => one.path));
  expect(NOT_SERVED.filter(([path]) => served.has(path))).toEqual([]);
});
