// Logs of a scenario, on a disk that fills and under a clock that is set.
import { describe, expect, test } from "vitest";
import type { ScenarioBuilder } from "../../runtime/scenario/builder.ts";
import { allRows } from "../../runtime/database.ts";
import { minutes, scenario, seconds } from "../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../testing/simulate.ts";

async function started(script: (on: ScenarioBuilder) => void) {
  const logged = scenario("logged", "", minutes(4), (on) => {
    on.radio("roof", { channels: ["6"] });
    on.accessPoint({ ssid: "home", channel: "6", security: "open" });
    on.configure("log_template", "/%i.%l");
    on.logs("kismet", "pcapng");
    script(on);
  });
  const run = await simulate(logged, { seed: 1 });
  const messages: string[] = [];
  run.moirai.bus.subscribe("MESSAGE", ({ payload }) => messages.push(payload.text));
  return { run, messages };
}

const logs = ({ moirai }: Simulation) => [...moirai.stores.logs!.all()];
const heard = ({ cast }: Simulation) => cast.radios[0]!.heard;

async function rows({ platform }: Simulation, sql: string) {
  const database = await platform.databases!.open({ path: "/1.kismet", mode: "read" });
  return await allRows(database, sql);
}

describe("logs of a scenario", () => {
  test("hold every packet, in a database and in a capture file", async () => {
    const { run } = await started(() => {});
    await run.toEnd();
    await run.moirai.stop();
    expect(logs(run).map(({ path, packets, dropped }) => [path, packets, dropped])).toEqual([
      ["/1.kismet", heard(run), 0],
      ["/1.pcapng", heard(run), 0],
    ]);
    expect(await rows(run, "SELECT COUNT(*) FROM packets")).toEqual([[heard(run)]]);
    expect(await rows(run, "SELECT devmac, type FROM devices")).toEqual([
      ["30:B5:C2:00:00:00", "Wi-Fi AP"],
    ]);
    const bytes = await run.platform.files.readBytes("/1.pcapng");
    expect([...bytes.subarray(0, 4)]).toEqual([0x0a, 0x0d, 0x0d, 0x0a]);
  });

  test("go on without the disk when it is full, say so, and continue when there is room", async () => {
    const { run, messages } = await started((on) => {
      on.diskFills(seconds(60), 3_000);
      on.diskClears(seconds(120));
    });
    await run.advance(seconds(119));
    for (const log of logs(run)) {
      expect(log).toMatchObject({ open: true });
      expect(log.error).toContain("no space left on the device");
      expect(log.dropped).toBeGreaterThan(400);
      const told = messages.filter((text) => text.startsWith(`log ${log.path} loses`));
      expect(told).toHaveLength(1);
    }
    expect(run.platform.files.freeBytes).toBeLessThan(3_000);
    await run.toEnd();
    await run.moirai.stop();
    for (const log of logs(run)) {
      expect(log.error).toBe("");
      expect(log.packets + log.dropped).toBe(heard(run));
      expect(messages.filter((text) => text.startsWith(`log ${log.path} is written again`)))
        .toHaveLength(1);
    }
    const [kismet] = logs(run);
    expect(await rows(run, "SELECT COUNT(*) FROM packets")).toEqual([[kismet!.packets]]);
  });

  test("recover under a clock that was set back meanwhile", async () => {
    const { run, messages } = await started((on) => {
      on.diskFills(seconds(60), 3_000);
      on.clockJumps(seconds(90), -86_400_000);
      on.diskClears(seconds(120));
    });
    await run.advance(seconds(128));
    expect(logs(run).map(({ error }) => error)).toEqual(["", ""]);
    expect(messages.filter((text) => text.includes("is written again"))).toHaveLength(2);
    await run[Symbol.asyncDispose]();
  });

  test("a clock that is set back keeps no device out of the database", async () => {
    const { run } = await started((on) => {
      on.clockJumps(seconds(61), -86_400_000);
      on.accessPoint({
        ssid: "brief",
        channel: "6",
        security: "open",
        fromMs: 65_000,
        untilMs: 80_000,
      });
    });
    await run.advance(seconds(155));
    expect(await rows(run, "SELECT COUNT(*) FROM devices")).toEqual([[2]]);
    await run[Symbol.asyncDispose]();
  });

  test("rotate by age once an hour of the clock, however it is set", async () => {
    const { run } = await started((on) => {
      on.configure("log_max_minutes", "1");
      on.clockJumps(seconds(30), -86_400_000);
      on.clockJumps(seconds(150), 86_400_000);
    });
    await run.toEnd();
    // At 90 s, when a minute had passed since the clock was set back; at 150, 210 s.
    expect(logs(run).map(({ files }) => files)).toEqual([4, 4]);
    await run[Symbol.asyncDispose]();
  });

  test("on a disk that is full from the beginning, begin when there is room", async () => {
    const { run, messages } = await started((on) => {
      on.diskFills(0, 0);
      on.diskClears(seconds(60));
    });
    await run.toEnd();
    await run.moirai.stop();
    expect(messages.some((text) => text.includes("no space left on the device"))).toBe(true);
    for (const log of logs(run)) {
      expect(log.error).toBe("");
      expect(log.packets).toBeGreaterThan(1500);
    }
    await run[Symbol.asyncDispose]();
  });
});
