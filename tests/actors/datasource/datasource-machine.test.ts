// The life of a datasource through the whole graph, on the virtual clock: what people see in the
// record, on the bus and in the messages at each step.
import { afterEach, describe, expect, test } from "vitest";
import { DatasourceError } from "../../../actors/datasource/datasource-error.ts";
import {
  OPEN_MS_MAX,
  RETRY_DELAY_MS,
  RETRY_DELAY_MS_MAX,
} from "../../../actors/datasource/datasource.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { createScriptedSource } from "../../suites/scripted-source.ts";
import { testSettings } from "../../suites/settings.ts";

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function setUp(init: Parameters<typeof createScriptedSource>[0] = {}) {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const source = createScriptedSource(init);
  const moirai = running = await createMoirai({
    platform,
    settings: testSettings(),
    sourceTypes: [source.type],
  });
  const topics: string[] = [];
  moirai.bus.subscribe("*", ({ topic }) => {
    if (topic.includes("DATASOURCE")) topics.push(topic);
  });
  const messages = () => moirai.stores.messages.all().map((message) => message.text);
  const { clock } = platform;
  const settle = () => clock.advanceAsync(0);
  return { platform, clock, source, moirai, topics, messages, settle };
}

const lost = () => new DatasourceError("child-lost", "the radio was unplugged");

describe("a datasource", () => {
  test("that opens is running, announced once, and its packets are counted and tracked", async () => {
    const { moirai, source, topics, messages, settle } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0:name=roof");
    expect(record).toMatchObject({
      number: 1,
      name: "roof",
      interface: "scripted0",
      captureInterface: "scripted0",
      hardware: "paper",
      linkType: 105,
      channel: "6",
      channels: ["1", "6", "11"],
      running: true,
      paused: false,
      error: false,
      errorReason: "",
      retry: true,
      retryAttempts: 0,
      packets: 0,
    });
    expect(topics).toEqual(["NEW_DATASOURCE", "DATASOURCE_OPENED"]);
    expect(messages()).toContain("opened scripted0 (roof) as source 1 (scripted)");
    source.give(3);
    await settle();
    expect(record.packets).toBe(3);
    expect(moirai.stores.devices.size).toBe(3);
  });

  test("that is lost says why, is released, and opens again after the delay", async () => {
    const { moirai, source, topics, messages, clock } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    source.fail(lost());
    await clock.advanceAsync(0);
    expect(record).toMatchObject({
      running: false,
      error: true,
      errorReason: "the radio was unplugged",
      retryAttempts: 1,
      totalRetryAttempts: 1,
    });
    expect(source.live()).toBe(0);
    expect(messages()).toContain("scripted0 failed: the radio was unplugged");
    await clock.advanceAsync(RETRY_DELAY_MS - 1);
    expect(source.opened).toBe(1);
    await clock.advanceAsync(1);
    expect(source.opened).toBe(2);
    expect(record).toMatchObject({ running: true, error: false, retryAttempts: 0 });
    expect(record.totalRetryAttempts).toBe(1);
    expect(topics.slice(2)).toEqual([
      "DATASOURCE_ERROR",
      "DATASOURCE_CLOSED",
      "DATASOURCE_OPENED",
    ]);
    const alerts = moirai.stores.alerts.all().map((alert) => alert.header);
    expect(alerts).toEqual(["SOURCEERROR", "SOURCEOPEN"]);
  });

  test("that goes on failing is tried for ever, less and less often, and told once", async () => {
    const { moirai, source, messages, clock } = await setUp();
    source.onOpen = () => Promise.reject(new DatasourceError("no-device", "no such radio"));
    await expect(moirai.commands.addDatasource("scripted0")).rejects.toThrow("no such radio");
    const triedAtSec: number[] = [];
    source.onOpen = () => {
      triedAtSec.push((clock.now() - 1_700_000_000_000) / 1000);
      return Promise.reject(new DatasourceError("no-device", "no such radio"));
    };
    await clock.advanceAsync(270_000);
    const [record] = moirai.stores.datasources.all();
    // Three times after five seconds, then twice as long each time, at most a minute.
    expect(triedAtSec).toEqual([5, 10, 15, 25, 45, 85, 145, 205, 265]);
    expect(record!.retryAttempts).toBe(10);
    expect(messages().filter((text) => text.includes("could not open"))).toEqual([
      "could not open scripted0: no such radio",
    ]);
    source.onOpen = () => Promise.resolve();
    await clock.advanceAsync(RETRY_DELAY_MS_MAX);
    expect(record!.running).toBe(true);
  });

  test("that ran for a minute is tried again as at first", async () => {
    const { moirai, source, clock } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    // It fails five times as soon as it is open, which is five failures in a row.
    for (let count = 0; count < 5; count++) {
      source.fail(lost());
      await clock.advanceAsync(RETRY_DELAY_MS_MAX / 3);
      expect(record.running).toBe(true);
    }
    const opened = source.opened;
    source.fail(lost());
    await clock.advanceAsync(RETRY_DELAY_MS * 3);
    expect(source.opened).toBe(opened);
    await clock.advanceAsync(RETRY_DELAY_MS_MAX);
    expect(record.running).toBe(true);
    await clock.advanceAsync(60_000);
    source.fail(lost());
    await clock.advanceAsync(RETRY_DELAY_MS);
    expect(record.running).toBe(true);
  });

  test("with retry=false stays failed until it is opened by hand", async () => {
    const { moirai, source, clock } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0:retry=false");
    source.fail(lost());
    await clock.advanceAsync(RETRY_DELAY_MS * 3);
    expect(record).toMatchObject({ running: false, error: true, retryAttempts: 0 });
    expect(source.opened).toBe(1);
    await moirai.commands.openDatasource(record.uuid);
    expect(record.running).toBe(true);
    await expect(moirai.commands.openDatasource(record.uuid)).rejects.toThrow(
      "the source is running",
    );
  });

  test("that a person closes stays closed, and its number and counts stay", async () => {
    const { moirai, source, clock, topics } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    source.give(2);
    await clock.advanceAsync(0);
    await moirai.commands.closeDatasource(record.uuid);
    expect(record).toMatchObject({
      running: false,
      error: true,
      errorReason: "Source disabled",
      retry: false,
      packets: 2,
      number: 1,
    });
    expect(source.live()).toBe(0);
    await clock.advanceAsync(RETRY_DELAY_MS * 2);
    expect(source.opened).toBe(1);
    expect(topics.at(-1)).toBe("DATASOURCE_CLOSED");
    await moirai.commands.openDatasource(record.uuid);
    expect(record).toMatchObject({ running: true, retry: true, number: 1, packets: 2 });
  });

  test("that does not open in time fails, and a session that comes too late is closed", async () => {
    const { moirai, source, clock } = await setUp();
    let open: () => void = () => {};
    source.onOpen = () => new Promise((resolve) => open = resolve);
    const adding = moirai.commands.addDatasource("scripted0:retry=false").catch(String);
    await clock.advanceAsync(OPEN_MS_MAX);
    expect(await adding).toContain("it did not open within 30 seconds");
    open();
    await clock.advanceAsync(0);
    expect(source).toMatchObject({ opened: 1, closed: 1 });
    expect([...moirai.stores.datasources.all()][0]!.running).toBe(false);
  });

  test("that is paused throws a radio's packets away", async () => {
    const { moirai, source, topics, settle } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    await moirai.commands.pauseDatasource(record.uuid);
    await expect(moirai.commands.pauseDatasource(record.uuid)).rejects.toThrow(
      "the source is paused",
    );
    source.give(5);
    await settle();
    expect(record).toMatchObject({ running: true, paused: true, packets: 0 });
    await moirai.commands.resumeDatasource(record.uuid);
    source.give(1);
    await settle();
    expect(record.packets).toBe(1);
    expect(topics.slice(2)).toEqual(["DATASOURCE_PAUSED", "DATASOURCE_RESUMED"]);
  });

  test("that is paused keeps a file's packets for later", async () => {
    const { moirai, source, settle } = await setUp({ holdsWhilePaused: true });
    const record = await moirai.commands.addDatasource("scripted0");
    source.give(1);
    await settle();
    await moirai.commands.pauseDatasource(record.uuid);
    // The read that was under way when the pause came is the last one.
    source.give(1);
    await settle();
    const whenPaused = record.packets;
    source.give(4);
    await settle();
    expect(record.packets).toBe(whenPaused);
    await moirai.commands.resumeDatasource(record.uuid);
    await settle();
    expect(record.packets).toBe(whenPaused + 4);
  });

  test("that ends stays open, says how it ended, and counts as idle", async () => {
    const { moirai, source, messages, settle } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    source.give(2);
    source.finish("the file ends in the middle of a packet");
    await moirai.idle();
    await settle();
    expect(record).toMatchObject({
      running: true,
      error: false,
      packets: 2,
      warning: "the file ends in the middle of a packet",
    });
    expect(messages()).toContain("scripted0: end of file after 2 packets");
  });

  test("whose code is wrong is reported, restarted and goes on", async () => {
    const { moirai, source, messages, clock } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    source.fail(new TypeError("a bug"));
    await clock.advanceAsync(0);
    expect(messages().some((text) => /internal error in root\/datasources\/.*a bug/.test(text)))
      .toBe(true);
    await clock.advanceAsync(RETRY_DELAY_MS * 3);
    expect(record).toMatchObject({ running: true, error: false });
    expect(source.live()).toBe(1);
    expect(moirai.actors().life).toBe("running");
  });

  test("says what its capture lost while it runs", async () => {
    const { moirai, source, settle } = await setUp();
    const record = await moirai.commands.addDatasource("scripted0");
    source.warning = "3 of 10 packets were lost before they could be read";
    source.give(1);
    await settle();
    expect(record.warning).toBe("3 of 10 packets were lost before they could be read");
  });

  test("is released when the server stops, and announced as closed", async () => {
    const { moirai, source, topics } = await setUp();
    await moirai.commands.addDatasource("scripted0");
    await moirai.stop();
    expect(source.live()).toBe(0);
    expect(topics.at(-1)).toBe("DATASOURCE_CLOSED");
  });
});
