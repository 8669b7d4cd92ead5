// Capture tools that break the rules, say nothing, or die, in each state, on the simulated platform: the
// server goes on, says what happened, and tries again as its policy is.
import { afterEach, describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import {
  packetReport,
  provideTool,
  type ScriptedTool,
  TOOL_DIRECTORY,
} from "../../suites/scripted-tool.ts";
import { fromHex } from "../../suites/hex.ts";
import { testSettings } from "../../suites/settings.ts";

const WIFI = "kismet_cap_linux_wifi";
let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function world() {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const tool = provideTool(platform, WIFI);
  const moirai = running = await createMoirai({
    platform,
    settings: testSettings({
      helper_binary_path: TOOL_DIRECTORY,
      helper_preferred: "linuxwifi",
    }),
  });
  const { clock } = platform;
  const add = () => moirai.commands.addDatasource("wlan0:type=linuxwifi");
  const told: string[] = [];
  moirai.bus.subscribe("MESSAGE", ({ payload }) => told.push(payload.text));
  const messages = () => told;
  const records = () => [...moirai.stores.datasources.all()];
  return { platform, clock, tool, moirai, add, messages, records };
}

/** What came of adding, once the clock has been advanced. */
async function outcome(adding: Promise<unknown>, advance: () => Promise<unknown>): Promise<string> {
  const result = adding.then(() => "opened", (error: Error) => error.message);
  await advance();
  return await result;
}

const GARBAGE: readonly (readonly [string, string, string])[] = [
  ["a wrong signature", "00".repeat(40), "what is no frame (external.signature"],
  [
    "an original frame with a wrong checksum",
    "decafbad 08b50168 0000000a 0a0450494e47 1001 1a00",
    "what is no frame (external.checksum",
  ],
  [
    "a version that nobody knows",
    "decafbad a9a90004 00000000 0002 0001 00000007",
    "what is no frame (external.version",
  ],
  [
    "a length over the limit",
    "decafbad a9a90003 40000000 0010 0000 00000007",
    "what is no frame (external.length",
  ],
  [
    "a packet that is no msgpack",
    "decafbad a9a90003 00000002 0010 0000 00000007 c1c1",
    "a message that is malformed (external.payload",
  ],
  [
    "a report without its request",
    "decafbad a9a90003 00000001 000d 0001 00000007 80",
    "a message that is malformed (external.payload",
  ],
];

describe("a tool that captures", () => {
  test.each(GARBAGE)("and sends %s fails, and is started again", async (_name, hex, reason) => {
    const { clock, tool, add, messages } = await world();
    const record = await add();
    await tool.last.sendBytes(fromHex(hex));
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: false, error: true });
    expect(record.errorReason).toContain(`its capture tool sent ${reason}`);
    expect(messages().at(-2)).toContain(`wlan0 failed: its capture tool sent ${reason}`);
    expect(tool.last.exited).toBe(true);
    await clock.advanceAsync(5_000);
    expect(record).toMatchObject({ running: true, error: false, errorReason: "" });
    expect(tool.processes).toHaveLength(2);
    // It hops again.
    await clock.advanceAsync(0);
    expect(tool.last.heard).toEqual(["openRequest", "configureRequest"]);
  });

  test.each<[string, (tool: ScriptedTool) => unknown, string]>([
    ["ends", ({ last }) => last.exit(3), "kismet_cap_linux_wifi ended with status 3"],
    [
      "ends with a word",
      async ({ last }) => {
        await last.stderr("no\u001b[31m such device\n");
        last.exit(1);
      },
      "ended with status 1 (no\\x1b[31m such device)",
    ],
    [
      "reports an error",
      ({ last }) => last.send({ kind: "error", request: 0, ok: false, message: "unplugged" }),
      "unplugged",
    ],
    [
      "shuts down",
      ({ last }) => last.send({ kind: "shutdown", reason: "battery" }),
      "its capture tool shut down: battery",
    ],
    [
      "says that it could not tune, unasked",
      ({ last }) => last.send({ kind: "configureReport", request: 0, ok: false, message: "dead" }),
      "dead",
    ],
  ])("and %s fails, is told, and is started again", async (_name, act, reason) => {
    const { clock, tool, add, messages, moirai } = await world();
    const record = await add();
    await act(tool);
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: false, error: true });
    expect(record.errorReason).toContain(reason);
    expect(messages().some((text) => text.includes(`wlan0 failed: `) && text.includes(reason)))
      .toBe(true);
    await clock.advanceAsync(5_000);
    expect(record).toMatchObject({ running: true, totalRetryAttempts: 1 });
    expect(moirai.stores.alerts.all().map((alert) => alert.header))
      .toEqual(["SOURCEERROR", "SOURCEOPEN"]);
  });

  test("and sends half a frame and then nothing is missed after half a minute", async () => {
    const { clock, tool, add } = await world();
    const record = await add();
    tool.answersPings = false;
    await tool.last.sendBytes(fromHex("decafbad a9a90003 00000100 0010"));
    await clock.advanceAsync(30_000);
    expect(record.running).toBe(true);
    await clock.advanceAsync(5_000);
    expect(record.errorReason).toBe("its capture tool has said nothing for 30 seconds");
  });

  test("and answers pings late, or what nobody asked, goes on", async () => {
    const { clock, tool, add } = await world();
    const record = await add();
    tool.answersPings = false;
    for (let second = 0; second < 120; second += 20) {
      await clock.advanceAsync(20_000);
      await tool.last.send({ kind: "pong", request: 77 });
      await tool.last.send({ kind: "probeReport", request: 99, ok: true, interface: {} });
      await tool.last.send({ kind: "listReport", request: 99, ok: false, interfaces: [] });
      await tool.last.send({ kind: "authRequest" });
      await tool.last.send({ kind: "eventRegister", events: ["*"] });
      await tool.last.send({ kind: "uriRegister", uri: "/x", method: "GET" });
      await tool.last.sendBytes(fromHex("decafbad a9a90003 00000000 0777 0000 00000001"));
    }
    expect(record).toMatchObject({ running: true, totalRetryAttempts: 0, packets: 0 });
    // Nothing but what a source is sent: no token, no events.
    expect(tool.last.heard).toEqual(["openRequest", "configureRequest"]);
  });

  test("and opens twice is described anew", async () => {
    const { clock, tool, add } = await world();
    const record = await add();
    await tool.last.send({
      kind: "openReport",
      request: 0,
      ok: true,
      linkType: 127,
      hardware: "other",
      channels: ["5"],
    });
    await clock.advanceAsync(0);
    expect(record).toMatchObject({
      running: true,
      linkType: 127,
      hardware: "other",
      channels: ["5"],
    });
  });

  test("and talks for ever is listened to fifty times a second", async () => {
    const { clock, tool, add, messages } = await world();
    await add();
    for (let count = 0; count < 200; count++) {
      await tool.last.send({ kind: "message", severity: 2, text: `still here ${count}` });
    }
    await clock.advanceAsync(2_000);
    await tool.last.send({ kind: "message", severity: 2, text: "again" });
    await clock.advanceAsync(0);
    const texts = messages().filter((text) => text.startsWith("wlan0: "));
    expect(texts).toHaveLength(52);
    expect(texts.slice(-2)).toEqual([
      "wlan0: 150 more of its messages were left out",
      "wlan0: again",
    ]);
  });

  test("and writes to its standard error for ever disturbs nobody", async () => {
    const { clock, tool, add, messages } = await world();
    const record = await add();
    const before = messages().length;
    for (let count = 0; count < 100; count++) await tool.last.stderr("x".repeat(60_000));
    await tool.last.sendReport(packetReport(new Uint8Array(30), 1));
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: true, packets: 1 });
    expect(messages()).toHaveLength(before);
    tool.last.exit(9);
    await clock.advanceAsync(0);
    // The last four hundred characters, cut for a line.
    expect(record.errorReason.length).toBeLessThan(300);
    expect(record.errorReason).toMatch(/ended with status 9 \(x+…\)$/);
  });

  test("and does not read is ended when too much waits for it", async () => {
    const { clock, tool, moirai, add } = await world();
    const record = await add();
    await clock.advanceAsync(0);
    // It stops inside its next answer, so nothing is read any more.
    tool.answers.configureRequest = () => new Promise(() => {});
    const channels = Array.from({ length: 100 }, (_, index) => `channel-${index}`.padEnd(60, "x"));
    const failed: Promise<unknown>[] = [];
    for (let count = 0; count < 1100; count++) {
      failed.push(
        moirai.commands.tuneDatasource(record.uuid, { channels }).catch((error) => error),
      );
    }
    await clock.advanceAsync(0);
    expect(record.errorReason).toBe("its capture tool does not read what it is sent");
    for (const error of await Promise.all(failed)) {
      expect(String(error)).toMatch(/does not read|not running/);
    }
  });
});

describe("a tool that does not open", () => {
  test.each<[string, (tool: ScriptedTool) => void, number, string]>([
    [
      "because it cannot",
      (tool) => {
        tool.answers.openRequest = (_, request, { send }) =>
          send({ kind: "openReport", request, ok: false, message: "no such radio" });
      },
      0,
      "no such radio",
    ],
    [
      "because it does not know the request",
      (tool) => {
        tool.answers.openRequest = (_, request, { send }) =>
          send({ kind: "probeReport", request, ok: false, message: "unsupported", interface: {} });
      },
      0,
      "unsupported",
    ],
    [
      "because it never answers",
      (tool) => {
        tool.answers.openRequest = () => {};
      },
      30_000,
      "30 seconds",
    ],
    [
      "because it dies of the request",
      (tool) => {
        tool.answers.openRequest = (_, __, { exit }) => exit(139);
      },
      0,
      "ended with status 139",
    ],
    [
      "because it answers with garbage",
      (tool) => {
        tool.answers.openRequest = (_, __, { sendBytes }) => sendBytes(new Uint8Array(64));
      },
      0,
      "what is no frame",
    ],
    [
      "because it answers another question",
      (tool) => {
        tool.answers.openRequest = (_, request, { send }) =>
          send({ kind: "openReport", request: request + 5, ok: true, linkType: 105 });
      },
      30_000,
      "30 seconds",
    ],
  ])("%s is told, listed as failed, and tried again", async (_name, arrange, waitMs, reason) => {
    const { clock, tool, add, records, messages } = await world();
    const { openRequest } = tool.answers;
    arrange(tool);
    expect(await outcome(add(), () => clock.advanceAsync(waitMs))).toContain(reason);
    const [record] = records();
    expect(record).toMatchObject({ running: false, error: true, number: 1 });
    expect(record!.errorReason).toContain(reason);
    expect(messages().some((text) => text.startsWith("could not open wlan0: "))).toBe(true);
    expect(tool.last.exited).toBe(true);
    tool.answers.openRequest = openRequest!;
    const provisional = record!.uuid;
    await clock.advanceAsync(5_000);
    expect(record!.running).toBe(true);
    // Only now the tool has told who it is.
    expect(record!.uuid).not.toBe(provisional);
    expect(record!.uuid).toBe("5FE308BD-0000-0000-0000-001122334455");
  });

  test("because it cannot be started is told, and tried again", async () => {
    const { platform, clock, records } = await world();
    // The file is there, but no program answers to its name.
    platform.files.put(`${TOOL_DIRECTORY}/kismet_cap_openbsd_wifi`, "", 0o755);
    const adding = running!.commands.addDatasource("wlan0:type=openbsdwifi");
    const text = await outcome(adding, () => clock.advanceAsync(0));
    expect(text).toContain("kismet_cap_openbsd_wifi could not be started: cannot run");
    expect(records()[0]).toMatchObject({ error: true, retryAttempts: 1 });
  });

  test("because it says nothing to the first question is given up after ten seconds", async () => {
    const { platform, clock, add, tool } = await world();
    platform.programs.provide(`${TOOL_DIRECTORY}/${WIFI}`, async (child) => {
      while (await child.fromParent!.read() !== undefined);
    });
    const text = await outcome(add(), () => clock.advanceAsync(10_000));
    expect(text).toBe("its capture tool said nothing within 10 seconds");
    expect(tool.processes).toHaveLength(0);
  });

  test("and ignores SIGTERM is killed", async () => {
    const { platform, clock, add } = await world();
    let terminated = false;
    let ended = false;
    platform.programs.provide(`${TOOL_DIRECTORY}/${WIFI}`, async (child) => {
      child.onTerminate(() => {
        terminated = true;
      });
      await new Promise(() => {});
      ended = true;
    });
    const text = await outcome(add(), () => clock.advanceAsync(15_000));
    expect(text).toBe("its capture tool said nothing within 10 seconds");
    expect({ terminated, ended }).toEqual({ terminated: true, ended: false });
  });
});

describe("tuning a tool", () => {
  test("to a channel, and back to hopping, shows in the record", async () => {
    const { clock, moirai, tool, add } = await world();
    const record = await add();
    await clock.advanceAsync(0);
    await moirai.commands.tuneDatasource(record.uuid, { channel: "6" });
    expect(record).toMatchObject({ hopping: false, channel: "6" });
    await moirai.commands.tuneDatasource(record.uuid, { rate: 2.5, channels: ["1", "11"] });
    expect(record).toMatchObject({
      hopping: true,
      hopRate: 2.5,
      hopChannels: ["1", "11"],
      channel: "6",
    });
    expect(tool.last.heard).toHaveLength(4);
  });

  test("that it refuses fails the source, and the caller is told", async () => {
    const { clock, moirai, tool, add } = await world();
    const record = await add();
    await clock.advanceAsync(0);
    tool.answers.configureRequest = (_, request, { send }) =>
      send({ kind: "configureReport", request, ok: false, message: "bad chan", channel: "11" });
    await expect(moirai.commands.tuneDatasource(record.uuid, { channel: "11" }))
      .rejects.toThrow("could not tune wlan0: bad chan");
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: false, error: true, errorReason: "bad chan" });
  });

  test("that is never answered fails the caller only", async () => {
    const { clock, moirai, tool, add } = await world();
    const record = await add();
    await clock.advanceAsync(0);
    tool.answers.configureRequest = () => {};
    const tuning = moirai.commands.tuneDatasource(record.uuid, { channel: "11" });
    const text = await outcome(tuning, () => clock.advanceAsync(30_000));
    expect(text).toContain("did not answer the request to tune in 30 seconds");
    expect(record).toMatchObject({ running: true, error: false, hopping: true, channel: "1" });
  });

  test("survives its failure: what it was tuned to is set again", async () => {
    const { clock, moirai, tool, add } = await world();
    const record = await add();
    await clock.advanceAsync(0);
    await moirai.commands.tuneDatasource(record.uuid, { channel: "36" });
    tool.last.exit(1);
    await clock.advanceAsync(5_000);
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: true, hopping: false, channel: "36" });
  });
});

describe("a tool that is asked", () => {
  test("and answers late is waited for", async () => {
    const { clock, tool, add } = await world();
    const { openRequest } = tool.answers;
    tool.answers.openRequest = (message, request, process) => {
      clock.setTimeout(() => void openRequest!(message, request, process), 25_000);
    };
    expect(await outcome(add(), () => clock.advanceAsync(26_000))).toBe("opened");
    await clock.advanceAsync(60_000);
    expect(tool.processes).toHaveLength(1);
  });

  test("and dies of the question leaves it to others", async () => {
    const { platform, clock, tool, moirai } = await world();
    tool.answers.probeRequest = (_, __, { exit }) => exit(11);
    const other = provideTool(platform, "kismet_cap_ubertooth_one", {
      uuid: "7A6D7A75-0000-0000-0000-000000000001",
    });
    other.answers.probeRequest = (_, request, { send }) => {
      clock.setTimeout(() => {
        void send({ kind: "probeReport", request, ok: true, interface: {} });
      }, 3_000);
    };
    const adding = moirai.commands.addDatasource("wlan0");
    expect(await outcome(adding, () => clock.advanceAsync(4_000))).toBe("opened");
    const texts = [...moirai.stores.messages.all()].map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringContaining("asking type linuxwifi about wlan0 failed: its capture tool"),
    );
  });

  test("and never answers is given up after ten seconds, and the definition forgotten", async () => {
    const { clock, tool, moirai, records } = await world();
    tool.answers.probeRequest = () => {};
    const adding = moirai.commands.addDatasource("wlan0");
    expect(await outcome(adding, () => clock.advanceAsync(10_000))).toContain("no capture tool");
    await clock.advanceAsync(60_000);
    expect(records()).toEqual([]);
    expect(tool.processes).toHaveLength(1);
    expect(tool.last.exited).toBe(true);
  });

  test("and is stopped with the server leaves nothing behind", async () => {
    const { tool, add, moirai } = await world();
    await add();
    await moirai.stop();
    expect(tool.last.exited).toBe(true);
  });
});

test("what a paused source sends is thrown away", async () => {
  const { clock, tool, add, moirai } = await world();
  const record = await add();
  await moirai.commands.pauseDatasource(record.uuid);
  await tool.last.sendReport(packetReport(new Uint8Array(30), 1));
  await clock.advanceAsync(60_000);
  expect(record).toMatchObject({ running: true, paused: true, packets: 0 });
  await moirai.commands.resumeDatasource(record.uuid);
  await tool.last.sendReport(packetReport(new Uint8Array(30), 1));
  await clock.advanceAsync(0);
  expect(record.packets).toBe(1);
});
