// Recorded exchanges of the reference server: the same requests get the same status and the same
// kind of answer from us, but for what we do better on purpose.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BASIC, createWebFixture, type WebFixture } from "../../suites/web-fixture.ts";

const FILE = new URL("../../../../shared/golden/http/examples.ndjson", import.meta.url);

interface Exchange {
  readonly request: {
    readonly line: string;
    readonly auth: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly trimmed: boolean;
  };
  readonly note: string;
}

/** Our answer where it differs, with the reason. */
const OTHER_STATUS: Readonly<Record<string, { status: number; why: string }>> = {
  "a global login is configured": { status: 200, why: "the fixture's login is no global one" },
  "HEAD is refused on endpoints": { status: 200, why: "HEAD is GET without a body" },
  "unparsable json variable: treated as no options": { status: 400, why: "bad input is told" },
  "JSON that is not an object": { status: 400, why: "bad input is told" },
};

/** Subjects that other parts of the server own. */
const ELSEWHERE = /^\/(?:alerts\/(?:definitions\/define_alert|raise_alerts)|gps)\b/;
/** Subjects of the recording that the fixture has under other names. */
const SUBJECTS: readonly (readonly [RegExp, string])[] = [
  [/4E1D07C3-0000-0000-0000-00001DE6048B/, "5FE308BD-0000-0000-0000-000000000001"],
  [/by-id\/961550054\//, "by-id/1/"],
  [/last-time\/1795220672\.458874\//, "last-time/0/"],
  [/last-time\/-60\.0\//, "last-time/-1.0/"],
];

const exchanges = existsSync(FILE)
  ? readFileSync(FILE, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Exchange)
  : [];

describe.skipIf(exchanges.length === 0)("recorded exchanges (need ../shared/golden)", () => {
  const ours = exchanges.filter(({ request }) => !ELSEWHERE.test(request.line.split(" ")[1]!));

  test("there are some", () => {
    expect(ours.length).toBeGreaterThan(30);
  });

  test.each(ours.map((exchange) => [`${exchange.request.line} (${exchange.note})`, exchange]))(
    "%s",
    async (_, { request, response, note }) => {
      const web = await createWebFixture();
      const made = await web.sessions.tokens.createApi("ro", "readonly", 0);
      const [method, path] = request.line.split(" ") as [string, string];
      const answer = await web.askNobody(subjectOf(path), {
        method,
        headers: await headersOf(web, request, made.token),
        ...request.body !== undefined && { body: request.body },
      });
      const text = await answer.text();
      expect(answer.status).toBe(OTHER_STATUS[note]?.status ?? response.status);
      if (OTHER_STATUS[note] !== undefined) return;
      expect(answer.headers.has("set-cookie")).toBe(expectsCookie(request, response));
      expect(shapeOf(text, answer)).toEqual(shapeOf(response.body, answer, response.trimmed, text));
    },
  );
});

function subjectOf(path: string): string {
  let subject = path.replace("user=admin&password=passwordy", `user=admin&password=${PASSWORD}`);
  for (const [pattern, name] of SUBJECTS) subject = subject.replace(pattern, name);
  return subject;
}

const PASSWORD = encodeURIComponent("secret pass:word");

async function headersOf(
  web: WebFixture,
  request: Exchange["request"],
  apiToken: string,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name.toLowerCase()] = value.replace("<api token>", apiToken);
  }
  if (request.auth.startsWith("Basic")) headers.authorization = BASIC;
  else if (request.auth.includes("<api token>")) headers.cookie = `KISMET=${apiToken}`;
  else if (request.auth.includes("<login token>")) {
    headers.cookie = `KISMET=${web.sessions.tokens.createLogin("admin").token}`;
  }
  return headers;
}

/** An API token is not echoed by us; a login token is, as there. */
function expectsCookie(request: Exchange["request"], response: Exchange["response"]): boolean {
  return response.headers["Set-Cookie"] !== undefined && !request.auth.includes("<api token>");
}

/** Members of objects, without their values; members of lists by their first. */
function shapeOf(text: string, answer: Response, trimmed = false, whole = ""): unknown {
  const isJson = answer.headers.get("content-type") === "application/json" && answer.status === 200;
  if (!isJson || !/^[[{]/.test(text)) return "text";
  if (trimmed) {
    // Only the beginning is known, and members have no order: each name of it is one of ours.
    const names = [...text.matchAll(/"(kismet\.[\w.]+)": /g)].map((match) => match[1]!);
    const missing = names.filter((name) => !whole.includes(`"${name}"`));
    return missing.length === 0 ? shapeOf(whole, answer) : missing;
  }
  return text.includes("\n")
    ? text.trimEnd().split("\n").slice(0, 1).map((line) => keysOf(JSON.parse(line)))
    : keysOf(JSON.parse(text));
}

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(keysOf);
  if (typeof value !== "object" || value === null) return typeof value;
  const entries = Object.entries(value).filter(([name]) => !OURS.test(name));
  return Object.fromEntries(entries.map(([name, member]) => [name, keysOf(member)]));
}

/** Members that we add or that depend on what was recorded. */
const OURS = /^moirai\.|^field\.unknown|^no\.such\.field$|^kismet\.alert\.location$/;
