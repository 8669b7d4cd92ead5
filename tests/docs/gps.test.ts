// What docs/gps.md says of types, options, addresses and figures is what the program has.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseDefinition } from "../../actors/datasource/definition.ts";
import { GPS_TYPES } from "../../actors/gps/gps-types.ts";
import { AGREEING_MIN, SPEED_MAX_KMH } from "../../actors/gps/plausibility.ts";
import { ENDPOINTS } from "../../adapters/http/endpoints.ts";
import { SOCKETS } from "../../adapters/websocket/sockets.ts";
import { parseCommandLine } from "../../cli/arguments.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/gps.md", import.meta.url)), "utf8");

test("the types of docs/gps.md are those there are, with their validity", () => {
  const rows = [...page.matchAll(/^\| `(\w+)` .*\| (\d+ s|always) +\|$/gm)];
  expect(rows.map(([, type]) => type).sort()).toEqual(
    GPS_TYPES.map(({ driver }) => driver.class).sort(),
  );
  for (const [, type, valid] of rows) {
    const { validSec } = GPS_TYPES.find(({ driver }) => driver.class === type)!;
    expect([type, valid]).toEqual([type, validSec === Infinity ? "always" : `${validSec} s`]);
  }
});

test("the definitions of docs/gps.md can be had", () => {
  const definitions = [...page.matchAll(/gps=([a-z]+:[^\s`…]+=[^\s`…]+)/g)].map(([, text]) =>
    text!
  );
  expect(definitions.length).toBeGreaterThan(2);
  for (const text of definitions) {
    const definition = parseDefinition(text);
    GPS_TYPES.find(({ driver }) => driver.class === definition.interface)!.check(definition);
  }
});

test("the addresses and command lines of docs/gps.md exist", () => {
  const paths = ENDPOINTS.flat().flatMap(({ path, suffixes }) =>
    suffixes.map((suffix) => `${path}.${suffix}`)
  );
  const named = page.match(/\/gps\/[\w/.]+/g)!.map((path) => path.replace("NAME", "{name}"));
  expect(named.length).toBeGreaterThan(4);
  for (const path of named) {
    expect([...paths, ...SOCKETS.map((socket) => socket.path)]).toContain(path);
  }
  for (const [, words] of page.matchAll(/^npm start -- (.*)$/gm)) {
    expect(parseCommandLine(words!.split(" ")).kind, words).toBe("run");
  }
  expect(page).toContain(SPEED_MAX_KMH.toLocaleString("en"));
  expect(AGREEING_MIN).toBe(5);
});
