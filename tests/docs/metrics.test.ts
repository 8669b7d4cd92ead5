// docs/metrics.md lists every metric there is, with its meaning, and no other.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createSettings } from "../../actors/server/configured-settings.ts";
import { openSessions } from "../../actors/session/sessions.ts";
import { createSimulatedPlatform } from "../../adapters/platform/simulated.ts";
import { parseCommandLine } from "../../cli/arguments.ts";
import { createMoirai } from "../../mod.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate } from "../../testing/simulate.ts";
import { SESSION_PATHS } from "../suites/web-fixture.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/metrics.md", import.meta.url)), "utf8");

interface Read {
  readonly names: Map<string, { type: string; help: string }>;
  readonly samples: Map<string, number>;
}

function parse(text: string): Read {
  const names: Read["names"] = new Map();
  const samples: Read["samples"] = new Map();
  for (const line of text.trimEnd().split("\n")) {
    const help = /^# HELP (\w+) (.+)$/.exec(line);
    const type = /^# TYPE (\w+) (counter|gauge)$/.exec(line);
    const sample = /^(\w+(?:\{.*\})?) (-?[\d.e+-]+)$/.exec(line);
    if (help !== null) names.set(help[1]!, { type: "", help: help[2]! });
    else if (type !== null) names.get(type[1]!)!.type = type[2]!;
    else if (sample !== null) samples.set(sample[1]!, Number(sample[2]));
    else throw new Error(`no line of a metric: ${line}`);
  }
  return { names, samples };
}

/** A server with logins, because some figures are about them. */
async function everything(): Promise<Read> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  await platform.files.makeDirectory("/home/tester/.kismet", 0o700);
  const settings = createSettings({ httpd_username: "a", httpd_password: "b" });
  const sessions = await openSessions({ platform, settings, paths: SESSION_PATHS });
  await using moirai = await createMoirai({
    platform,
    settings,
    web: { directory: undefined, sessions },
  });
  const request = (path: string, headers = {}) =>
    moirai.fetch(new Request(`http://moirai${path}`, { headers }));
  expect((await request("/metrics")).status).toBe(401);
  const { token } = await sessions.tokens.createApi("prometheus", "readonly", 0);
  const answer = await request("/metrics", { authorization: `Bearer ${token}` });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return parse(await answer.text());
}

test("docs/metrics.md lists what /metrics has", async () => {
  const { names } = await everything();
  const table = page.slice(page.indexOf("## All of them"));
  const rows = [...table.matchAll(/^\| `(moirai_\w+)` +\| (.+?) +\|$/gm)]
    .map(([, name, meaning]) => `${name} ${meaning}`);
  expect(rows).toEqual([...names].map(([name, { help }]) => `${name} ${help}`));
  for (const [name, { type }] of names) {
    expect([name, type]).toEqual([name, name.endsWith("_total") ? "counter" : "gauge"]);
  }
});

test("metrics that docs/metrics.md says to watch exist, and its command line is one", async () => {
  const { names } = await everything();
  const watched = page.slice(page.indexOf("## What to watch"), page.indexOf("## All of them"));
  const named = [...watched.matchAll(/`(moirai_\w+)`/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(7);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
  const [, words] = /^npm start -- (.*)$/m.exec(page)!;
  expect(parseCommandLine(words!.split(" ")).kind).toBe("run");
});

const street = scenario("street", "A network and somebody in it", minutes(1), (on) => {
  on.radio("roof", { channels: ["6"] });
  const network = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
  on.person("Ada", { joins: [network], at: { x: 8, y: 0 } });
});

test("/metrics counts what happens", async () => {
  await using run = await simulate(street, {
    seed: 1,
    settings: { gps: "virtual:lat=1,lon=1", listen: "tcp://127.0.0.1:2512" },
  });
  await run.moirai.start();
  await run.advance(seconds(20));
  await run.platform.connectTcp({ hostname: "127.0.0.1", port: 2512 });
  await run.platform.connectTcpFrom("10.0.0.1", { hostname: "127.0.0.1", port: 2512 });
  await run.advance(seconds(2));
  const { samples } = parse(await (await run.http("/metrics")).text());
  const [source] = run.moirai.stores.datasources.all();
  const value = (name: string): number => samples.get(name) ?? NaN;
  expect(value("moirai_packets_total")).toBe(source!.packets);
  expect(value(`moirai_datasource_packets_total{source="roof",uuid="${source!.uuid}"}`)).toBe(
    source!.packets,
  );
  expect(value("moirai_devices")).toBe(run.devices().length);
  expect(value('moirai_events_published_total{topic="TIMESTAMP"}')).toBe(22);
  expect(value('moirai_gps_connected{gps="virtual"}')).toBe(1);
  expect(value("moirai_gps_fix")).toBe(2);
  expect(value("moirai_old_clients")).toBe(1);
  expect(value("moirai_old_clients_refused_total")).toBe(1);
  expect(value('moirai_actor_restarts{actor="packet-chain"}')).toBe(0);
  expect(value("moirai_memory_resident_bytes")).toBeGreaterThan(0);
});
