// The generated types of the client are what the tables of the server make of them.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { clientTypes, typeOf } from "../../cli/client-types.ts";

test("client/*.gen.ts are up to date", async () => {
  const { records, routes } = clientTypes();
  const read = (name: string) => readFile(new URL(`../../client/${name}`, import.meta.url), "utf8");
  // When they are not: node cli/write-all.ts
  expect(await read("records.gen.ts")).toBe(records);
  expect(await read("routes.gen.ts")).toBe(routes);
});

test("typeOf() writes a schema as a type", () => {
  expect([
    typeOf({ type: "integer" }),
    typeOf({ type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }),
    typeOf({ type: "array", prefixItems: [{ type: "string" }, {}] }),
    typeOf({ enum: ["a", 5] }),
    typeOf({ type: "object", additionalProperties: { $ref: "#Device" } }),
    typeOf({ type: "object", properties: { "a.b": {}, c: { type: "boolean" } }, required: ["c"] }),
    typeOf({ type: "object", additionalProperties: false }),
    typeOf({}),
  ]).toEqual([
    "number",
    "(string | number)[]",
    "[string, unknown]",
    '"a" | 5',
    "Record<string, Device>",
    '{ "a.b"?: unknown; c: boolean }',
    "Record<string, never>",
    "unknown",
  ]);
});
