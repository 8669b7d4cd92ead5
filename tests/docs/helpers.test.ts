// What docs/helpers.md shows is run, and what it says of tools, settings and limits is what there is.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PING_WATCH_MS } from "../../actors/capture/capture-tool.ts";
import {
  OPEN_MS_MAX,
  RETRY_DELAY_MS,
  RETRY_DELAY_MS_MAX,
} from "../../actors/datasource/datasource.ts";
import { QUEUED_BYTES_MAX, QUEUED_FRAMES_MAX } from "../../actors/helper/frame-queue.ts";
import { HELPER_DRIVERS } from "../../actors/helper/helper-drivers.ts";
import { REQUEST_MS, SILENCE_MS } from "../../actors/helper/helper-peer.ts";
import { KILL_MS } from "../../actors/helper/helper-process.ts";
import { HANDSHAKE_MS } from "../../actors/helper/helper-tools.ts";
import { MESSAGES_PER_SECOND_MAX } from "../../actors/helper/message-limiter.ts";
import { SETTINGS } from "../../actors/server/settings-table.ts";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { createSimulatedPlatform } from "../../adapters/platform/simulated.ts";
import { parseCommandLine } from "../../cli/arguments.ts";
import { createMoirai } from "../../mod.ts";
import { beacons, pcapOf } from "../suites/beacon-capture.ts";
import { provideTool, TOOL_DIRECTORY } from "../suites/scripted-tool.ts";
import { testSettings } from "../suites/settings.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs", "helpers.md"), "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text!.trim());
const engine = [process.execPath, ...process.versions["deno"] === undefined ? [] : ["run", "-A"]];

describe("docs/helpers.md", () => {
  test("lists the types that the server has, with their programs", () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` +\| `(kismet_cap_\w+)` +\| (.*?) *\|$/gm)];
    expect(rows.map(([, type, binary, description]) => [type, binary, description]))
      .toEqual(HELPER_DRIVERS.map(({ type, binary, description }) => [type, binary, description]));
  });

  test("shows command lines that are understood, and settings that act", () => {
    const lines = blocks.filter((text) => text.startsWith("moirai "));
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const words = line.split(/\s+/).slice(1);
      expect([line, parseCommandLine(words).kind]).toEqual([line, "run"]);
    }
    const keys = [...page.matchAll(/--set (\w+)\+?=/g)].map(([, key]) => key!);
    expect(new Set(keys)).toEqual(
      new Set(["helper_binary_path", "helper_preferred", "helper_protocol"]),
    );
    for (const key of keys) {
      expect(SETTINGS.find((setting) => setting.key === key)?.status).toBe("honoured");
    }
  });

  test("names the limits that hold", () => {
    for (
      const sentence of [
        `says nothing for ${SILENCE_MS / 1000} seconds, pings`,
        `says nothing for ${HANDSHAKE_MS / 1000} seconds after its start`,
        `does not open in ${OPEN_MS_MAX / 1000} seconds`,
        `that it tuned, for ${REQUEST_MS / 1000} seconds`,
        `after ${QUEUED_FRAMES_MAX.toLocaleString("en")} frames or ${
          QUEUED_BYTES_MAX / 2 ** 20
        } MiB`,
        `shows ${MESSAGES_PER_SECOND_MAX} messages a second`,
        `after ${RETRY_DELAY_MS / 1000} seconds, three times`,
        `at most ${RETRY_DELAY_MS_MAX / 1000} seconds`,
        `a sign of life for ${PING_WATCH_MS / 1000}`,
      ]
    ) expect(page).toContain(sentence);
    expect(KILL_MS).toBe(5_000);
  });

  test("tells how to change channels", async () => {
    const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
    provideTool(platform, "kismet_cap_linux_wifi");
    await using moirai = await createMoirai({
      platform,
      settings: testSettings({ helper_binary_path: TOOL_DIRECTORY, helper_preferred: "linuxwifi" }),
    });
    const record = await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    await platform.clock.advanceAsync(0);
    const commands = [...page.matchAll(/^curl -u "\$LOGIN" -d '(.*)' (http\S+)$/gm)];
    expect(commands).toHaveLength(2);
    const statuses: number[] = [];
    for (const [, body, url] of commands) {
      const answer = await moirai.fetch(
        new Request(url!.replace("UUID", record.uuid), {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: body!.replace("json=", "json=").replaceAll(" ", "+"),
        }),
      );
      statuses.push(answer.status);
      if (statuses.length === 1) {
        expect(record).toMatchObject({ hopping: false, channel: "6" });
      }
    }
    expect(statuses).toEqual([200, 200]);
    expect(record).toMatchObject({ hopping: true, hopChannels: ["1", "6"], hopRate: 2 });
  });

  test("shows a listing command that ends by itself", () => {
    const line = blocks.find((text) => text === "moirai capture --list")!;
    const words = [...engine.slice(1), join(root, "main.ts"), ...line.split(" ").slice(1)];
    const { status, stderr } = spawnSync(engine[0]!, words, { encoding: "utf8" });
    // A machine without radios says so; one without libpcap says that.
    expect([0, 1], stderr).toContain(status);
  });

  test("shows a program that servers start as their tool", async () => {
    const script = blocks.find((text) => text.startsWith("#!/bin/sh"))!;
    expect(script).toContain("--type linuxwifi");
    const directory = mkdtempSync(join(tmpdir(), "moirai-docs-"));
    try {
      writeFileSync(
        join(directory, "kismet_cap_pcapfile"),
        script.replace("exec moirai", `exec '${engine.join("' '")}' '${join(root, "main.ts")}'`)
          .replace("linuxwifi", "pcapfile"),
        { mode: 0o755 },
      );
      const path = join(directory, "air.pcap");
      writeFileSync(path, pcapOf(beacons(100)));
      await using moirai = await createMoirai({
        platform: await detectPlatform(),
        settings: testSettings({ helper_binary_path: directory, helper_preferred: "pcapfile" }),
      });
      const ended = new Promise<void>((resolve) => {
        moirai.bus.subscribe("MESSAGE", ({ payload }) => {
          if (payload.text.includes("end of file")) resolve();
        });
      });
      const record = await moirai.commands.addDatasource(path);
      await ended;
      expect(record).toMatchObject({ packets: 100, driver: { type: "pcapfile" } });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
