// What the documents say of records and events, held against what real ones are: those of a street
// that is played, and those of every recorded capture.
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { minutes } from "../../../runtime/scenario/scenario.ts";
import { street } from "../../../scenarios/street.ts";
import { simulate } from "../../../testing/simulate.ts";
import { closedSchemas, DocumentChecker, type OpenApi } from "../../suites/document-walk.ts";
import { testSettings } from "../../suites/settings.ts";

/** Lists whose members together are nearly all records that there are. */
const LISTS = [
  "/devices/views/{view}/devices.json",
  "/phy/phy80211/ssids/views/ssids.json",
  "/alerts/all_alerts.json",
  "/channels/channels.json",
  "/datasource/all_sources.json",
  "/messagebus/all_messages.json",
  "/packetchain/packet_stats.json",
  "/system/status.json",
];

const ask = (moirai: Moirai, path: string): Promise<Response> =>
  moirai.fetch(new Request(`http://localhost${path.replace("{view}", "all")}`));

/** What the lists of a server hold that their description does not allow. */
async function listProblems(moirai: Moirai): Promise<string[]> {
  const checker = new DocumentChecker(await (await ask(moirai, "/openapi.json")).json() as OpenApi);
  const problems: string[] = [];
  for (const path of LISTS) {
    const operation = checker.operations.find((one) => one.path === path && one.method === "GET")!;
    problems.push(...await checker.problems(operation, await ask(moirai, path)));
  }
  return problems;
}

interface AsyncApi {
  readonly channels: Readonly<
    Record<string, { readonly messages: Readonly<Record<string, { readonly payload: object }>> }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Checks each event that the server publishes; what is wrong is added to `problems`. */
async function watchEvents(moirai: Moirai, problems: Set<string>, topics: Set<string>) {
  const document = await (await ask(moirai, "/asyncapi.json")).json() as AsyncApi;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = closedSchemas(document.components.schemas);
  const validators = new Map<string, ValidateFunction>();
  const { messages } = document.channels.eventbusEvents!;
  for (const [topic, { payload }] of Object.entries(messages)) {
    // Only whole records here: the way out for chosen members would let everything pass.
    const whole = JSON.parse(JSON.stringify(payload), (_, value: unknown) => withoutChoice(value));
    validators.set(topic, ajv.compile({ ...whole, components: { schemas } }));
  }
  return moirai.bus.subscribe("*", (event) => {
    topics.add(event.topic);
    const validate = validators.get(event.topic);
    const value: unknown = JSON.parse(new TextDecoder().decode(moirai.encodeEvent(event)));
    if (validate === undefined) problems.add(`${event.topic} is not described`);
    else if (!validate(value)) {
      const [error] = validate.errors!;
      problems.add(`${event.topic}${error!.instancePath}: ${error!.message}`);
    }
  });
}

/** The first of several forms is the whole record. */
function withoutChoice(value: unknown): unknown {
  const forms = (value as { anyOf?: unknown[] } | null)?.anyOf;
  return Array.isArray(forms) ? forms[0] : value;
}

test("records and events of a played street are as described", async () => {
  await using run = await simulate(street, {
    seed: 3,
    location: { latitude: 48.2, longitude: 16.37 },
  });
  const problems = new Set<string>();
  const topics = new Set<string>();
  await watchEvents(run.moirai, problems, topics);
  await run.advance(minutes(2));
  expect(await listProblems(run.moirai)).toEqual([]);
  expect([...problems]).toEqual([]);
  expect([...topics]).toEqual(
    expect.arrayContaining(["TIMESTAMP", "NEW_DEVICE", "DOT11_ADVERTISED_SSID", "MESSAGE"]),
  );
});

/** The larger ones hold more of the same. */
const CAPTURE_BYTES_MAX = 350_000;
const captures = fileURLToPath(new URL("../../../../shared/captures/dot11/", import.meta.url));

describe.skipIf(!existsSync(captures))("recorded captures (need ../shared/captures)", () => {
  test("give records and events as described", async () => {
    const platform = await detectPlatform();
    const moirai = await createMoirai({ platform, settings: testSettings() });
    const problems = new Set<string>();
    await watchEvents(moirai, problems, new Set());
    await moirai.start();
    const names = readdirSync(captures)
      .filter((name) => /\.(?:p?cap|pcapng|dump)$/.test(name))
      .filter((name) => statSync(`${captures}${name}`).size < CAPTURE_BYTES_MAX);
    for (const name of names) {
      await moirai.commands.addDatasource(`${captures}${name}`).catch(() => undefined);
      await moirai.idle();
    }
    expect(moirai.stores.devices.size).toBeGreaterThan(300);
    expect(await listProblems(moirai)).toEqual([]);
    expect([...problems]).toEqual([]);
    await moirai.stop();
  });
});
