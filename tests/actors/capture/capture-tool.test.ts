// Our own capture tool, asked by our own server and by servers of other framings, on the simulated
// platform.
import { afterEach, describe, expect, test } from "vitest";
import { runCaptureTool } from "../../../actors/capture/capture-tool.ts";
import { pipeLink } from "../../../actors/capture/pipe-link.ts";
import { pcapfile } from "../../../actors/datasource/types/pcapfile.ts";
import type { SourceType } from "../../../actors/datasource/source-type.ts";
import { SimulatedPipe } from "../../../adapters/platform/simulated-children.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { Conversation } from "../../../protocols/external/conversation.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";
import type { ExternalMessage } from "../../../protocols/external/messages.ts";
import { beacons, pcapOf } from "../../suites/beacon-capture.ts";
import { createScriptedSource } from "../../suites/scripted-source.ts";
import { testSettings } from "../../suites/settings.ts";
import { fromHex } from "../../suites/hex.ts";

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe("our tool under our server", () => {
  function world(type: SourceType, binary: string) {
    const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
    const path = `/tools/${binary}`;
    platform.files.put(path, "", 0o755);
    const ends: string[] = [];
    platform.programs.provide(path, async ({ fromParent, toParent }) => {
      const { problem } = await runCaptureTool({
        link: pipeLink({
          read: () => fromParent!.read(),
          write: (bytes) => toParent!.write(bytes),
          close: () => toParent!.close(),
        }),
        context: { platform, live: undefined, version: "7" },
        types: [type],
        watchesPings: true,
      });
      ends.push(problem);
      return problem === "" ? 0 : 1;
    });
    const start = async () => {
      running = await createMoirai({
        platform,
        settings: testSettings({
          helper_binary_path: "/tools",
          helper_preferred: ["pcapfile", "linuxwifi"],
        }),
      });
      return running;
    };
    return { platform, clock: platform.clock, start, ends };
  }

  test("plays a file packet by packet, and stays when it has ended", async () => {
    const { platform, clock, start, ends } = world(pcapfile, "kismet_cap_pcapfile");
    platform.files.put("/air.pcap", pcapOf(beacons(2000)));
    const moirai = await start();
    const record = await moirai.commands.addDatasource("/air.pcap:name=air");
    expect(record).toMatchObject({ driver: { type: "pcapfile" }, linkType: 105, version: "7" });
    // The same UUID as any other tool makes of the path.
    expect(record.uuid).toMatch(/^4E1D07C3-0000-0000-0000-0000/);
    await clock.advanceAsync(60_000);
    expect(record).toMatchObject({ running: true, packets: 2000 });
    expect(moirai.stores.devices.size).toBe(2000);
    const [first] = [...moirai.stores.devices.all()];
    expect(first!.firstTime).toBe(1_699_000_000);
    const messages = moirai.stores.messages.all().map(({ text }) => text);
    expect(messages).toContain("/air.pcap (air): end of file");
    // Probing took one process, capturing another, which is still there.
    expect(ends).toEqual([""]);
    await moirai.commands.closeDatasource(record.uuid);
    expect(ends).toEqual([""]);
  });

  test("says why it cannot open", async () => {
    const { platform, start } = world(pcapfile, "kismet_cap_pcapfile");
    platform.files.put("/air.pcap", "no capture at all, but long enough to be looked at");
    const moirai = await start();
    await expect(moirai.commands.addDatasource("/air.pcap:type=pcapfile"))
      .rejects.toThrow(/capture file|not a capture|magic|format/i);
  });

  test("lists and tunes what its type lists and tunes", async () => {
    const scripted = createScriptedSource({ name: "wlan" });
    const asked: unknown[] = [];
    const type: SourceType = {
      ...scripted.type,
      driver: { ...scripted.type.driver, type: "linuxwifi", tuningCapable: true, hopCapable: true },
      open: async (definition, context, opening) => {
        const session = await scripted.type.open(definition, context, opening);
        return Object.assign(session, {
          tune(tuning: Parameters<NonNullable<typeof session.tune>>[0]) {
            asked.push(tuning);
            return Promise.resolve({ ...tuning, hopShuffleSkip: 2 });
          },
        });
      },
    };
    const { clock, start } = world(type, "kismet_cap_linux_wifi");
    const moirai = await start();
    const listing = moirai.commands.listInterfaces();
    await clock.advanceAsync(5000);
    expect((await listing).map((one) => [one.interface, one.hardware, one.version]))
      .toEqual([["wlan0", "paper", "7"]]);
    const record = await moirai.commands.addDatasource("wlan0");
    await clock.advanceAsync(0);
    expect(record).toMatchObject({
      channels: ["1", "6", "11"],
      hopping: true,
      hopShuffleSkip: 2,
      hopRate: 5,
    });
    await moirai.commands.tuneDatasource(record.uuid, { channel: "11" });
    expect(record).toMatchObject({ hopping: false, channel: "11" });
    expect(asked).toHaveLength(2);
    scripted.give(3);
    await clock.advanceAsync(0);
    expect(record.packets).toBe(3);
  });
});

describe("our tool under any server", () => {
  function link() {
    const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
    platform.files.put("/air.pcap", pcapOf(beacons(3)));
    const [toTool, toServer] = [new SimulatedPipe(), new SimulatedPipe()];
    platform.descriptors.set(3, toTool).set(4, toServer);
    const ended = runCaptureTool({
      link: pipeLink(platform.openDescriptors(3, 4)),
      context: { platform, live: undefined, version: "7" },
      types: [pcapfile],
      watchesPings: true,
    });
    return { platform, clock: platform.clock, toTool, toServer, ended };
  }

  /** Everything that the tool says until there is no more. */
  async function hear(
    toServer: SimulatedPipe,
    clock: { advanceAsync(ms: number): Promise<unknown> },
  ) {
    const conversation = new Conversation("server");
    const heard: string[] = [];
    let ended = false;
    void (async () => {
      for (let bytes = await toServer.read(); bytes !== undefined; bytes = await toServer.read()) {
        conversation.append(bytes);
        for (let next = conversation.next(); next !== "more"; next = conversation.next()) {
          heard.push(
            `${next === "message" ? conversation.message.kind : next} ${conversation.version}`,
          );
          if (next === "broken") return;
        }
      }
      ended = true;
    })();
    await clock.advanceAsync(100);
    return { heard, ended: () => ended };
  }

  test.each<[FrameVersion, readonly ExternalMessage[]]>([
    [3, [{ kind: "openRequest", definition: "/air.pcap" }]],
    [2, [{ kind: "openRequest", definition: "/air.pcap" }]],
    [0, [{ kind: "openRequest", definition: "/air.pcap" }]],
  ])("answers a server that begins in framing %i in it", async (version, messages) => {
    const { clock, toTool, toServer } = link();
    const server = new Conversation("server", version);
    for (const message of messages) await toTool.write(server.encode(message)!);
    const { heard } = await hear(toServer, clock);
    expect(heard).toEqual([
      `openReport ${version}`,
      `data ${version}`,
      `data ${version}`,
      `data ${version}`,
      `message ${version}`,
    ]);
  });

  test("answers the question for its framing with the third", async () => {
    const { clock, toTool, toServer } = link();
    await toTool.write(new Conversation("server").encodeHandshake());
    expect((await hear(toServer, clock)).heard).toEqual(["pong 3"]);
  });

  test("refuses what it does not know and goes on", async () => {
    const { clock, toTool, toServer } = link();
    const server = new Conversation("server");
    await toTool.write(server.encode({ kind: "event", json: "{}" })!);
    await toTool.write(fromHex("decafbad a9a90003 00000000 0777 0000 00000009"));
    await toTool.write(server.encode({ kind: "configureRequest", channel: "6" })!);
    await toTool.write(server.encode({ kind: "ping" })!);
    expect((await hear(toServer, clock)).heard)
      .toEqual(["probeReport 3", "probeReport 3", "configureReport 3", "pong 3"]);
  });

  test("ends when the server breaks the rules, goes, shuts it down or pings no more", async () => {
    for (
      const [act, problem] of [
        [
          (pipe: SimulatedPipe) => pipe.write(new Uint8Array(20)),
          /no frame \(external.signature\)/,
        ],
        [(pipe: SimulatedPipe) => pipe.close(), /^$/],
        [
          (pipe: SimulatedPipe) =>
            pipe.write(new Conversation("server").encode({ kind: "shutdown", reason: "" })!),
          /^$/,
        ],
        [() => Promise.resolve(), /has not asked for a sign of life for 15 seconds/],
      ] as const
    ) {
      const { clock, toTool, toServer, ended } = link();
      await act(toTool);
      await clock.advanceAsync(14_900);
      await clock.advanceAsync(200);
      expect((await ended).problem).toMatch(problem);
      expect((await hear(toServer, clock)).ended()).toBe(true);
    }
  });
});
