// The forty recorded exchanges of the reference server, asked again of a whole server that has read
// captures of the same devices: status, headers that clients use, and values where both can agree.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSessions } from "../../../actors/session/sessions.ts";
import { ENDPOINTS } from "../../../adapters/http/endpoints.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { testSettings } from "../../suites/settings.ts";
import { SESSION_PATHS } from "../../suites/web-fixture.ts";

const shared = fileURLToPath(new URL("../../../../shared/", import.meta.url));
const FILE = `${shared}golden/http/examples.ndjson`;
/** Three captures whose devices are those of the recording; its third is not known by name. */
const CAPTURES = ["wpa-Induction.pcap", "example-ft.pcapng", "wpa.full.cap"];

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

/** Where our status is another one, and why. */
const OTHER_STATUS: Readonly<Record<string, readonly [status: number, why: string]>> = {
  "HEAD is refused on endpoints": [200, "HEAD is GET without a body"],
  "unparsable json variable: treated as no options": [400, "bad input is told"],
  "JSON that is not an object": [400, "bad input is told"],
};

/** Where our content type is another one, and why. */
const OTHER_TYPE: Readonly<Record<string, readonly [type: string, why: string]>> = {
  "single document with underscores; unregistered suffix, so text/plain": [
    "application/json",
    "it is JSON",
  ],
  "suffix without a serializer: 200 and nothing": [
    "application/msgpack",
    "the dialect of 2016 has this suffix",
  ],
};

type Comparison =
  /** Equal, member by member. */
  | "equal"
  /** The same members, whose values depend on clock, machine or capture. */
  | "members"
  /** A sentence or page for people: any words. */
  | "words"
  /** What is known of a long answer: each of its names and whole records is in ours. */
  | "part";

/** How bodies of good answers compare; the others are sentences. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "login in the query": "members",
  "dots become underscores in field names; newline at the end": "members",
  "single document with underscores; unregistered suffix, so text/plain": "members",
  "field selection by JSON body: plain, renamed, missing, never registered": "equal",
  "nested field with rename": "equal",
  "masked address in the path uses *": "equal",
  "one line a record": "part",
  "regex over an array of sub-records, unanchored": "equal",
  "empty regex list keeps nothing": "equal",
  "paged style; asc puts the largest first": "equal",
  "paged style with a search": "equal",
  "DataTables style": "members",
  "negative decimal time, nothing newer: empty body": "equal",
  "unknown key is left out": "equal",
  "one stored token": "equal",
  "by hash": "members",
  "wrapped form": "part",
  "pause": "part",
  "virtual gps at lat 51.5, lon 0, and the web gps": "members",
};

const exchanges = existsSync(FILE)
  ? readFileSync(FILE, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Exchange)
  : [];

let moirai: Moirai;
const known = { login: "", api: "", source: "", hash: "", time: "" };

const pathOf = (exchange: Exchange): string => exchange.request.line.split(" ")[1]!;
/** False for a subject that another part of the server brings and has not brought. */
const isServed = (path: string): boolean =>
  /^\/(?:nope|session|gps)/.test(path)
    ? !path.startsWith("/gps") || ENDPOINTS.flat().some((one) => one.path === "/gps/all_locations")
    : !/define_alert|raise_alerts|alerts\/by-id|alerts\/wrapped/.test(path) ||
      ENDPOINTS.flat().some((one) => one.path === "/alerts/raise_alerts");

describe.skipIf(exchanges.length === 0)("recorded exchanges (need ../shared/golden)", () => {
  beforeAll(async () => {
    const { files } = createSimulatedPlatform({ seed: 1, startMs: 0 });
    await files.makeDirectory("/home/tester/.kismet", 0o700);
    const platform = await detectPlatform();
    const settings = testSettings({
      httpd_username: "admin",
      httpd_password: "passwordy",
      dot11_ap_signal_from_beacon: "false",
    });
    const sessions = await openSessions({
      platform: { ...platform, files },
      settings,
      paths: SESSION_PATHS,
    });
    moirai = await createMoirai({ platform, settings, web: { directory: undefined, sessions } });
    for (const capture of CAPTURES) {
      await moirai.commands.addDatasource(`${shared}captures/dot11/${capture}`);
      await moirai.idle();
    }
    await moirai.commands.addGps("virtual:lat=51.5,lon=0,alt=45");
    await moirai.commands.addGps("web");
    const update = { latitude: 10.5, longitude: 20.25, altitudeM: 7, fix: 3, speedKmh: 3 };
    await moirai.commands.updateGps("web", undefined, update);
    known.api = (await sessions.tokens.createApi("ro", "readonly", 0)).token;
    known.login = sessions.tokens.createLogin("admin").token;
    known.source = [...moirai.stores.datasources.all()][1]!.uuid;
  });

  afterAll(() => moirai?.stop());

  test("there are forty", () => expect(exchanges.length).toBe(40));

  // In their order: later ones ask about what earlier ones did.
  for (const exchange of exchanges) {
    test.runIf(isServed(pathOf(exchange)))(
      `${exchange.request.line} (${exchange.note})`,
      async () => {
        const { request, response, note } = exchange;
        const answer = await moirai.fetch(requestOf(request));
        const text = await answer.text();
        const [status] = OTHER_STATUS[note] ?? [response.status];
        expect([answer.status, text]).toEqual([status, expect.any(String)]);
        if (status !== response.status) return;
        // An API token is not echoed by us; a login token is, as there.
        expect(answer.headers.has("set-cookie")).toBe(
          response.headers["Set-Cookie"] !== undefined && !request.auth.includes("<api token>"),
        );
        const [type] = OTHER_TYPE[note] ?? [response.headers["Content-Type"]];
        const ours = answer.headers.get("content-type")!.split(";")[0];
        // Sentences are plain text with us, whatever the suffix was.
        expect([type, COMPARISONS[note] === undefined && "text/plain"]).toContain(ours);
        if (answer.status === 200) compare(COMPARISONS[note] ?? "words", text, response.body, note);
        remember(note, text);
      },
    );
  }
});

function requestOf(request: Exchange["request"]): Request {
  const [method, path] = request.line.split(" ") as [string, string];
  const replaced = path
    .replace("4E1D07C3-0000-0000-0000-00001DE6048B", known.source)
    .replace("961550054", known.hash)
    .replace("1795220672.458874", known.time);
  const headers: Record<string, string> = {};
  const withTokens = (value: string): string =>
    value.replace("<api token>", known.api).replace("<login token>", known.login);
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name.toLowerCase()] = withTokens(value);
  }
  if (request.auth.startsWith("Basic ")) headers.authorization = `Basic ${btoa("admin:passwordy")}`;
  if (request.auth.startsWith("cookie ")) headers.cookie = withTokens(request.auth.slice(7));
  const { body } = request;
  return new Request(`http://localhost${replaced}`, { method, headers, ...body && { body } });
}

/** Names of the alert that was raised, for the questions about it. */
function remember(note: string, text: string): void {
  if (note !== "raise it" || text === "") return;
  const alert = moirai.stores.alerts.all().at(-1)!;
  known.hash = String(alert.hash);
  known.time = String(alert.timestamp - 0.001);
}

function compare(how: Comparison, ours: string, theirs: string, note: string): void {
  if (how === "words") return;
  if (how === "part") {
    const names = [...theirs.matchAll(/"([\w.]+)": /g)].map((match) => match[1]!);
    expect(names.filter((name) => !ours.includes(`"${name}"`))).toEqual([]);
    // Whole lines of a capture that both have read in one order.
    const lines = theirs.split("\n").filter((line) => line.endsWith("}") && line.includes(":0C:"));
    for (const line of lines) expect(ours.split("\n")).toContain(line);
    return;
  }
  expect(ours.endsWith("\n")).toBe(theirs.endsWith("\n"));
  if (theirs === "") return expect(ours).toBe("");
  const [left, right] = [JSON.parse(ours), JSON.parse(theirs)] as [unknown, unknown];
  if (how === "members") expect(membersOf(left)).toEqual(membersOf(withoutPosition(right, left)));
  else expect(agreeable(left, note)).toEqual(agreeable(right, note));
}

/** What cannot agree is left out, and why. */
function agreeable(value: unknown, note: string): unknown {
  const text = JSON.stringify(value)
    // Tokens are random.
    .replace(known.api, "<api token>")
    // A name never registered keeps its own name with us.
    .replace("field.unknown.not.registered", "no.such.field")
    // The user that runs the server.
    .replace(`"${moirai.stores.system().user}"`, '"root"');
  if (note.startsWith("masked address")) {
    // A list without a sort has no promised order: theirs is by address, ours by first sight.
    return (JSON.parse(text) as object[]).map((one) => JSON.stringify(one)).toSorted();
  }
  if (!note.startsWith("paged style; asc")) return JSON.parse(text);
  // The reference hears this capture differently in each of its runs, by a packet or two.
  return JSON.parse(
    text.replace(/(?<name>"kismet.device.base.packets.total":)5[23]\d/g, "$<name>530")
      .replace(/(?<name>"sig":-1)\d/g, "$<name>5"),
  );
}

/** The reference knew where it was; where we do not, its positions are left out. */
function withoutPosition(theirs: unknown, ours: unknown): unknown {
  const position = "kismet.alert.location";
  const isKnown = JSON.stringify(ours).includes("kismet.common.location.alt");
  if (isKnown || typeof theirs !== "object" || theirs === null || !(position in theirs)) {
    return theirs;
  }
  return { ...theirs, [position]: (ours as Record<string, unknown>)[position] };
}

/** Members of objects and types of values; of lists the first. */
function membersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(membersOf);
  if (typeof value !== "object" || value === null) return typeof value;
  // Ours besides: nothing of them disturbs a client.
  const entries = Object.entries(value).filter(([name]) => !name.startsWith("moirai."));
  return Object.fromEntries(
    entries.map(([name, member]) => [
      /^[0-9A-F-]{36}$/.test(name) ? "uuid" : name,
      membersOf(member),
    ]),
  );
}
