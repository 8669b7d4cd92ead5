// A sensor of ours and a server of ours, both in virtual time: what is heard while the connection is
// down arrives once and in order when it is up again.
import { describe, expect, test } from "vitest";
import { RECONNECT_MS, runSensor } from "../../../actors/sensor/sensor.ts";
import { pipeLink } from "../../../actors/capture/pipe-link.ts";
import type { SourceSession, SourceType } from "../../../actors/datasource/source-type.ts";
import { parseDefinition } from "../../../actors/datasource/definition.ts";
import type { FrameLink } from "../../../actors/helper/frame-link.ts";
import { PASSWORD } from "../../suites/plugin-world.ts";
import { createPluginWorld, type PluginWorld } from "../../suites/plugin-world.ts";
import { BEACON } from "../../suites/sensor.ts";

const PORT = 3501;

/** A radio that hears one packet each 100 ms, each from another transmitter. */
function radio(world: PluginWorld): SourceType {
  const { clock } = world.platform;
  const driver = {
    type: "linuxwifi",
    description: "",
    probeCapable: true,
    listCapable: false,
    localCapable: true,
    remoteCapable: true,
    passiveCapable: false,
    tuningCapable: false,
    hopCapable: false,
  };
  let heard = 0;
  const session: SourceSession = {
    info: {
      linkType: 105,
      captureInterface: "radio0",
      hardware: "radio",
      version: "1",
      channel: "",
      channels: [],
      program: "",
      processId: -1,
    },
    holdsWhilePaused: false,
    async next(batch) {
      await new Promise((resolve) => clock.setTimeout(() => resolve(0), 100));
      const bytes = BEACON.slice();
      bytes[14] = bytes[20] = ++heard >> 8;
      bytes[15] = bytes[21] = heard & 0xff;
      batch.count = 1;
      batch.linkType = 105;
      batch.bytes = bytes;
      batch.start[0] = 0;
      batch.capturedLength[0] = batch.wireLength[0] = bytes.length;
      batch.timestampUs[0] = clock.now() * 1000;
      return true;
    },
    end: () => ({ reason: "closed", warning: "" }),
    warning: () => "",
    close: () => Promise.resolve(),
  };
  return {
    driver,
    uuidProgram: "kismet_cap_linux_wifi",
    retryDefault: undefined,
    probe: () => Promise.resolve(true),
    identify: () => Promise.resolve("0000000000F1"),
    open: () => Promise.resolve(session),
  };
}

async function setUp(connect: "tcp" | "websocket", spoolBytes = 4_000_000) {
  const world = await createPluginWorld({
    settings: { remote_capture_enabled: "true", remote_capture_port: String(PORT) },
  });
  const abortion = new AbortController();
  const said: string[] = [];
  let up = true;
  const links: FrameLink[] = [];
  const dial = async (): Promise<FrameLink> => {
    if (!up) throw new Error("cannot connect: nobody listens");
    const { platform } = world;
    const query = `user=admin&password=${encodeURIComponent(PASSWORD)}`;
    const url = `ws://127.0.0.1:2501/datasource/remote/remotesource.ws?${query}`;
    const pipes = connect === "tcp"
      ? await platform.connectTcp({ hostname: "127.0.0.1", port: PORT })
      : await platform.connectSocket(url);
    const link = { ...pipeLink(pipes), wholeMessages: connect === "websocket" };
    links.push(link);
    return link;
  };
  const running = runSensor({
    context: { platform: world.platform, live: undefined, version: "1" },
    types: [radio(world)],
    definition: parseDefinition("radio0:name=roof"),
    dial,
    watchesPings: connect === "tcp",
    retries: true,
    spool: { directory: "/spool", bytesMax: spoolBytes },
    say: (text) => said.push(text),
    signal: abortion.signal,
  });
  const source = async () =>
    (await (await world.ask("/datasource/all_sources.json")).json() as Record<string, unknown>[])[
      0
    ];
  return {
    world,
    said,
    source,
    packets: async () => (await source())?.["kismet.datasource.num_packets"] as number,
    async links() {
      const answer = await world.ask("/datasource/remote/links.json");
      return await answer.json() as Record<string, unknown>[];
    },
    /** The network goes, or comes back. */
    set(isUp: boolean) {
      up = isUp;
      if (!isUp) { for (const link of links) void link.close(); }
    },
    async stop() {
      abortion.abort();
      await world.elapse(1_000);
      await running;
      await world.stop();
    },
  };
}

describe.each(["tcp", "websocket"] as const)("a sensor over %s", (connect) => {
  test("captures, and keeps on through an outage: every packet arrives, and once", async () => {
    const run = await setUp(connect);
    await run.world.elapse(10_000);
    expect(await run.source()).toMatchObject({
      "kismet.datasource.name": "roof",
      "kismet.datasource.capture_interface": "radio0",
      "kismet.datasource.running": 1,
    });
    const before = await run.packets();
    expect(before).toBeGreaterThan(80);
    run.set(false);
    await run.world.elapse(60_000);
    expect((await run.source())!["kismet.datasource.running"]).toBe(0);
    expect(await run.packets()).toBeLessThan(before + 5);
    run.set(true);
    await run.world.elapse(RECONNECT_MS + 10_000);
    const heard = await run.packets();
    expect(heard).toBeGreaterThan(840);
    // One device a packet: none came twice and none is missing.
    expect(run.world.moirai.stores.devices.size).toBe(heard);
    const first = [...run.world.moirai.stores.devices.all()].map(({ mac }) => mac & 0xffff);
    expect(first).toEqual(Array.from({ length: heard }, (_, index) => index + 1));
    expect(run.said).toEqual([
      "connected",
      "the connection is lost",
      expect.stringContaining("the server is not there"),
      "the server is not there: cannot connect: nobody listens",
      "connected",
    ].filter((line, index) => index !== 2 || run.said.length === 5));
    await run.stop();
  });

  test("sends again what was on its way, and the server takes it once", async () => {
    const run = await setUp(connect);
    for (let count = 0; count < 20; count++) {
      await run.world.elapse(3_000 + 37 * count);
      run.set(false);
      run.set(true);
    }
    await run.world.elapse(20_000);
    const heard = await run.packets();
    expect(heard).toBeGreaterThan(600);
    expect(run.world.moirai.stores.devices.size).toBe(heard);
    await run.stop();
  });

  test("loses the oldest packets of an outage that is too long, and says how many", async () => {
    const run = await setUp(connect, 300_000);
    await run.world.elapse(5_000);
    run.set(false);
    await run.world.elapse(1_500_000);
    run.set(true);
    await run.world.elapse(60_000);
    const lost = run.world.messages().find((line) => line.includes("found no room in the spool"));
    expect(lost).toBeDefined();
    const count = Number(/(\d+) packets/.exec(lost!)![1]);
    const heard = await run.packets();
    expect(heard + count).toBeGreaterThan(15_500);
    expect(run.world.moirai.stores.devices.size).toBe(heard);
    await run.stop();
  });
});
