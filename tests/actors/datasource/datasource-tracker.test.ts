// Adding datasources: which type takes a definition, numbers, UUIDs, refusals, listing.
import { afterEach, describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { createScriptedSource } from "../../suites/scripted-source.ts";
import { testSettings } from "../../suites/settings.ts";

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function setUp(settings: Record<string, string | readonly string[]> = {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const [alpha, beta] = [
    createScriptedSource({ name: "alpha" }),
    createScriptedSource({ name: "beta" }),
  ];
  const moirai = running = await createMoirai({
    platform,
    settings: testSettings(settings),
    sourceTypes: [alpha.type, beta.type],
  });
  return { platform, alpha, beta, moirai, add: moirai.commands.addDatasource };
}

describe("addDatasource", () => {
  test("asks each type and numbers sources in the order they were added", async () => {
    const { moirai, add } = await setUp();
    expect(await add("beta0")).toMatchObject({ number: 1, driver: { type: "beta" } });
    expect(await add("alpha0")).toMatchObject({ number: 2, driver: { type: "alpha" } });
    expect([...moirai.stores.datasources.all()].map((record) => record.interface))
      .toEqual(["beta0", "alpha0"]);
  });

  test("takes the type that the definition names, whatever the interface is called", async () => {
    const { add } = await setUp();
    expect(await add("alpha0:type=beta")).toMatchObject({ driver: { type: "beta" } });
    await expect(add("alpha1:type=nosuch")).rejects.toThrow("there is no datasource type nosuch");
  });

  test("gives the same interface the same UUID each time, and takes a given one", async () => {
    const first = await (await setUp()).add("alpha0");
    await running!.stop();
    const second = await setUp();
    expect((await second.add("alpha0")).uuid).toBe(first.uuid);
    const given = "5fe308bd-0000-0000-0000-000000000abc";
    expect((await second.add(`beta0:uuid=${given}`)).uuid).toBe(given.toUpperCase());
    await expect(second.add("beta1:uuid=xyz")).rejects.toThrow("option uuid=xyz is no UUID");
  });

  test("refuses a source that is there already", async () => {
    const { moirai, add } = await setUp();
    const { uuid } = await add("alpha0");
    await expect(add("alpha0")).rejects.toThrow(`another datasource has the UUID ${uuid}`);
    expect(moirai.stores.datasources.all()).toHaveLength(1);
  });

  test.each([
    ["", "names no interface"],
    [":name=x", "names no interface"],
    ["alpha0:name", "'name' has no value"],
    ["alpha0:=x", "a value has no option name"],
    ['alpha0:name="x', "a quote is not closed"],
    ['"alpha0:name=x', "the quote around the interface is not closed"],
    ["alpha0\u001b[31m", "it holds a control character"],
    [`alpha0:${"a=1,".repeat(1200)}`, "longer than 4096 characters"],
    [
      `alpha0:${Array.from({ length: 65 }, (_, index) => `o${index}=1`).join(",")}`,
      "more than 64 options",
    ],
    ["alpha0:channel_hoprate=often", "channel_hoprate=often is none of N/sec, N/min, N/dwell"],
    ["alpha0:info_antenna_gain=lots", "info_antenna_gain=lots is not a number"],
    ["gamma0", "it is no capture file and no network interface of this machine"],
  ])("says what is wrong with %j", async (definition, sentence) => {
    const { moirai, add } = await setUp();
    await expect(add(definition)).rejects.toThrow(sentence);
    expect(moirai.stores.datasources.all()).toEqual([]);
    const texts = moirai.stores.messages.all().map((message) => message.text).join("\n");
    expect(texts).toContain(sentence);
    // Nothing from outside reaches a terminal raw.
    expect(texts).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("a type that does not answer is left out after ten seconds", async () => {
    const { platform, alpha, moirai } = await setUp();
    (alpha.type as { probe: unknown }).probe = () => new Promise(() => {});
    const adding = moirai.commands.addDatasource("beta0");
    await platform.clock.advanceAsync(10_000);
    expect(await adding).toMatchObject({ driver: { type: "beta" }, running: true });
  });

  test("masked types are not asked, but can be named", async () => {
    const { add } = await setUp({ mask_datasource_type: "alpha" });
    await expect(add("alpha0")).rejects.toThrow("no capture file");
    expect(await add("alpha0:type=alpha")).toMatchObject({ running: true });
  });

  test("a definition's options are in the record, sorted, quoted ones last", async () => {
    const { add } = await setUp();
    const record = await add('alpha0:zone=attic,name="a,b",channel=11,info_antenna_gain=5');
    expect(record).toMatchObject({
      definition: 'alpha0:channel=11,info_antenna_gain=5,zone=attic,name="a,b"',
      name: "a,b",
      antennaGain: 5,
    });
  });
});

describe("listInterfaces", () => {
  test("names each interface once and says who uses it", async () => {
    const { moirai, add } = await setUp();
    const { uuid } = await add("alpha0");
    const listed = await moirai.commands.listInterfaces();
    expect(listed.map((one) => [one.interface, one.driver.type, one.inUseUuid])).toEqual([
      ["alpha0", "alpha", uuid],
      ["beta0", "beta", "00000000-0000-0000-0000-000000000000"],
    ]);
  });

  test("offers an interface that two types know under the first of them", async () => {
    const { alpha, beta, moirai } = await setUp();
    (beta.type as { list: unknown }).list = alpha.type.list;
    const listed = await moirai.commands.listInterfaces();
    expect(listed.map((one) => [one.interface, one.driver.type])).toEqual([["alpha0", "alpha"]]);
  });

  test("goes on without a type that fails or stalls, and says so", async () => {
    const { platform, alpha, beta, moirai } = await setUp();
    (alpha.type as { list: unknown }).list = () => Promise.reject(new Error("the bus is gone"));
    (beta.type as { list: unknown }).list = () => new Promise(() => {});
    const listing = moirai.commands.listInterfaces();
    await platform.clock.advanceAsync(5_000);
    expect(await listing).toEqual([]);
    expect(moirai.stores.messages.all().map((message) => message.text)).toEqual([
      expect.stringContaining("interfaces of type alpha failed: the bus is gone"),
      expect.stringContaining("interfaces of type beta failed: no answer within 5 seconds"),
    ]);
  });

  test("leaves out masked types and interfaces", async () => {
    const { moirai } = await setUp({
      mask_datasource_type: "alpha",
      mask_datasource_interface: "beta0",
    });
    expect(await moirai.commands.listInterfaces()).toEqual([]);
  });
});

describe("commands on sources", () => {
  test("an unknown UUID is refused in words", async () => {
    const { moirai } = await setUp();
    for (const name of ["open", "close", "pause", "resume"] as const) {
      await expect(moirai.commands[`${name}Datasource`]("5FE308BD-0000-0000-0000-0000000000FF"))
        .rejects.toThrow("no datasource has this UUID");
    }
  });
});
