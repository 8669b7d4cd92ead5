// Every endpoint, asked every wrong way: always a status with a sentence, never a stack, never an
// error that nobody foresaw.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { documentedPaths } from "../../../adapters/http/documents/openapi.ts";
import { DocumentChecker, exampleAddress, type OpenApi } from "../../suites/document-walk.ts";
import { badRequests } from "../../suites/bad-input.ts";
import { EXAMPLE_TOKENS, examplePath, finite } from "../../suites/endpoint-examples.ts";
import { AP_KEY, createWebFixture, SOURCE_UUID } from "../../suites/web-fixture.ts";

/** Words of programs, not of people. */
const INTERNALS = /\bat \S+ \(|\.ts:\d|TypeError|RangeError|SyntaxError|undefined|\[object|node:/;

/** The document is the same in every fixture. */
let checker: DocumentChecker | undefined;

describe.each(ENDPOINTS.flat().map((endpoint) => [examplePath(endpoint), endpoint] as const))(
  "%s",
  (_, endpoint) => {
    test("answers every bad request with a status and a sentence", async () => {
      const web = await createWebFixture();
      const { token } = await web.sessions.tokens.createApi("bad input", "admin", 0);
      const wrong: unknown[] = [];
      checker ??= new DocumentChecker(JSON.parse(web.app.context.documents.openApi()) as OpenApi);
      const suffix = endpoint.suffixes[0] ?? "";
      const [documented] = documentedPaths(endpoint).find(([, suffixes]) =>
        suffixes.includes(suffix)
      )!;
      const described = checker.operations.filter((one) => one.path === documented);
      for (const { name, path, init, statuses } of badRequests(endpoint)) {
        for (const one of EXAMPLE_TOKENS) {
          // What an earlier request revoked or made is there, or away, again.
          await web.sessions.tokens.createApi(one, "none", 0).catch(() => {});
        }
        await web.sessions.tokens.revokeApi("n").catch(() => {});
        const headers = { ...init.headers as Record<string, string>, cookie: `KISMET=${token}` };
        const answer = await finite(await web.askNobody(path, { ...init, headers }));
        const copy = answer.clone();
        const text = await answer.text();
        const operation = described.find((one) => one.method === (init.method ?? "GET"))!;
        // An address that leads nowhere belongs to no operation.
        const isNowhere = answer.status === 404 &&
          answer.headers.get("content-type")!.startsWith("text/html");
        if (!isNowhere) {
          for (const problem of await checker.problems(operation, copy)) {
            wrong.push([name, problem]);
          }
        }
        const isSentence = answer.status === 200 ||
          (text.trim() !== "" && text.length < 7000 && !INTERNALS.test(text));
        const isForeseen = web.reports.length === 0;
        if (statuses.includes(answer.status) && isSentence && isForeseen) continue;
        wrong.push([name, answer.status, text.slice(0, 200), web.reports.splice(0)]);
      }
      expect(wrong).toEqual([]);
    });
  },
);

/** Members of commands, and whatever else somebody may think of. */
const NAMES = [
  ...new Set(
    ENDPOINTS.flat().flatMap((endpoint) => endpoint.parameters.map((parameter) => parameter.name)),
  ),
];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }), { maxLength: 4 }),
  fc.constantFrom<unknown>(AP_KEY, SOURCE_UUID, "00:0C:41:82:B2:55/FF", "^(a+)+$", 1e308, -1, "é"),
);
const command = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), value, {
  maxKeys: 8,
});

test("no bytes of any body break an endpoint", async () => {
  const web = await createWebFixture();
  const { token } = await web.sessions.tokens.createApi("bad input", "admin", 0);
  const type = fc.constantFrom(
    "application/json",
    "application/msgpack",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
  );
  const before = fc.constantFrom(
    "",
    "{",
    "json=",
    "msgpack=",
    "--x\r\n",
    "a=1&json=%7B",
    "\x81\xa1",
  );
  const body = fc.tuple(before, fc.uint8Array({ maxLength: 40 })).map(([text, bytes]) =>
    Uint8Array.of(...Array.from(text, (character) => character.charCodeAt(0)), ...bytes)
  );
  await fc.assert(
    fc.asyncProperty(type, body, async (contentType, bytes) => {
      const answer = await web.askNobody("/system/timestamp.json", {
        method: "POST",
        headers: { "content-type": contentType, cookie: `KISMET=${token}` },
        body: bytes,
      });
      expect([200, 400]).toContain(answer.status);
      expect(await answer.text()).not.toMatch(INTERNALS);
      expect(web.reports).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("no command that anybody can think of breaks any endpoint", async () => {
  const web = await createWebFixture();
  checker ??= new DocumentChecker(JSON.parse(web.app.context.documents.openApi()) as OpenApi);
  const operations = checker.operations.filter((one) => one.method === "POST");
  const { token } = await web.sessions.tokens.createApi("bad input", "admin", 0);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), command, async (operation, members) => {
      const answer = await finite(
        await web.askNobody(exampleAddress(operation.path, operation.formats[0]), {
          method: "POST",
          headers: { "content-type": "application/json", cookie: `KISMET=${token}` },
          body: JSON.stringify(members),
        }),
      );
      expect(await checker!.problems(operation, answer)).toEqual([]);
      expect(web.reports).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
