// Datasources whose work a capture tool does, through the whole graph on the simulated platform: what
// the tool is told, and what people see.
import { afterEach, describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { encodeBeacon } from "../../../protocols/dot11/encode.ts";
import { encodeFrame } from "../../../protocols/external/encode-frame.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";
import { SIGNAL_DBM } from "../../../protocols/packet/packet-batch.ts";
import {
  packetReport,
  provideTool,
  TOOL_DIRECTORY,
  TOOL_UUID,
} from "../../suites/scripted-tool.ts";
import { concatBytes } from "../../suites/hex.ts";
import { testSettings } from "../../suites/settings.ts";

const START_MS = 1_700_000_000_000;
const WIFI = "kismet_cap_linux_wifi";
let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

function world() {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  const start = async (settings: Record<string, string | readonly string[]> = {}) => {
    running = await createMoirai({
      platform,
      settings: testSettings({
        helper_binary_path: TOOL_DIRECTORY,
        helper_preferred: "linuxwifi",
        helper_etc_path: "/etc/kismet",
        ...settings,
      }),
    });
    return running;
  };
  return { platform, clock: platform.clock, start };
}

const messagesOf = (moirai: Moirai) => moirai.stores.messages.all().map(({ text }) => text);
const beacon = (ssid: string, bssid: number) =>
  encodeBeacon({ ssid, bssid, channel: 6, security: "open" }, { timestampUs: 1, sequence: 1 });

describe("a capture tool", () => {
  test.each<[FrameVersion, number]>([[3, 1], [2, 1], [0, 2]])(
    "of framing %i opens, delivers, is pinged and hops (started %i times)",
    async (version, starts) => {
      const { platform, clock, start } = world();
      const tool = provideTool(platform, WIFI, { version });
      const moirai = await start();
      const record = await moirai.commands.addDatasource("wlan0:type=linuxwifi,name=roof");
      await clock.advanceAsync(0);
      expect(tool.processes).toHaveLength(starts);
      expect(tool.last.args).toEqual(["--in-fd=3", "--out-fd=4"]);
      expect(tool.last.environment["KISMET_ETC"]).toBe("/etc/kismet");
      expect(tool.last.heard).toEqual(["openRequest", "configureRequest"]);
      expect(record).toMatchObject({
        number: 1,
        uuid: TOOL_UUID,
        name: "roof",
        interface: "wlan0",
        captureInterface: "wlan0mon",
        hardware: "ath9k",
        version: version === 3 ? "2025.09.0-test" : "",
        linkType: 105,
        ipcBinary: `${TOOL_DIRECTORY}/${WIFI}`,
        ipcPid: 1000 + starts - 1,
        running: true,
        channels: ["1", "6", "11", "36"],
        hopChannels: ["1", "6", "11", "36"],
        hopping: true,
        hopRate: 5,
        hopShuffle: true,
        hopShuffleSkip: 3,
        channel: "1",
      });
      await tool.last.sendReport(
        packetReport(beacon("net1", 0x001b11000001), 1_699_000_000_000_000),
      );
      await clock.advanceAsync(0);
      expect(record.packets).toBe(1);
      const [device] = [...moirai.stores.devices.all()];
      expect(device!.firstTime).toBe(1_699_000_000);
      const before = tool.last.pings;
      await clock.advanceAsync(60_000);
      expect(tool.last.pings - before).toBe(12);
      expect(record.running).toBe(true);
      await moirai.commands.closeDatasource(record.uuid);
      expect(tool.last.exited).toBe(true);
    },
  );

  test("that was found to speak the original framing is not asked again", async () => {
    const { platform, clock, start } = world();
    const tool = provideTool(platform, WIFI, { version: 0 });
    const moirai = await start();
    const { uuid } = await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    expect(tool.processes).toHaveLength(2);
    await moirai.commands.closeDatasource(uuid);
    await moirai.commands.openDatasource(uuid);
    await clock.advanceAsync(0);
    expect(tool.processes).toHaveLength(3);
    // Another program under this name may speak another framing.
    await clock.advanceAsync(1000);
    const other = provideTool(platform, WIFI, { version: 3 });
    await moirai.commands.closeDatasource(uuid);
    await moirai.commands.openDatasource(uuid);
    expect(other.processes).toHaveLength(1);
  });

  test("of a known framing is not asked for it", async () => {
    const { platform, start } = world();
    const tool = provideTool(platform, WIFI, { version: 0 });
    const moirai = await start({ helper_protocol: "linuxwifi,v0" });
    await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    expect(tool.processes).toHaveLength(1);
  });

  test("is found by asking when no type is named, and the others are let go", async () => {
    const { platform, clock, start } = world();
    const wifi = provideTool(platform, WIFI);
    const rtl = provideTool(platform, "kismet_cap_sdr_rtl433");
    rtl.answers.probeRequest = () => {};
    const moirai = await start();
    const record = await moirai.commands.addDatasource("wlan0");
    expect(record.driver.type).toBe("linuxwifi");
    await clock.advanceAsync(0);
    expect(rtl.last.exited).toBe(true);
    expect(wifi.processes.map(({ heard }) => heard[0])).toEqual(["probeRequest", "openRequest"]);
    rtl.answers.probeRequest = (_, request, { send }) =>
      send({ kind: "probeReport", request, ok: false, interface: {} });
    await expect(moirai.commands.addDatasource("eth0")).rejects.toThrow("no capture tool knows it");
  });

  test("that is missing or may not be executed is told with its name and where it was sought", async () => {
    const { platform, start } = world();
    const moirai = await start();
    const sentence = `its capture tool ${WIFI} is not in /tools (helper_binary_path)`;
    await expect(moirai.commands.addDatasource("wlan0:type=linuxwifi")).rejects.toThrow(sentence);
    platform.files.put(`${TOOL_DIRECTORY}/${WIFI}`, "", 0o644);
    await expect(moirai.commands.addDatasource("wlan1:type=linuxwifi")).rejects.toThrow(sentence);
  });

  test("that others could exchange is not run", async () => {
    const { platform, start } = world();
    const tool = provideTool(platform, WIFI);
    platform.files.put(`${TOOL_DIRECTORY}/${WIFI}`, "", 0o777);
    const moirai = await start();
    await expect(moirai.commands.addDatasource("wlan0:type=linuxwifi")).rejects.toThrow(
      `its capture tool is not run: others may write to /tools/${WIFI}`,
    );
    expect(tool.processes).toHaveLength(0);
  });

  test("gives what it knows of packets beside their bytes: signal, position, records", async () => {
    const { platform, clock, start } = world();
    const tool = provideTool(platform, WIFI);
    const moirai = await start();
    const seen: unknown[] = [];
    const record = await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    moirai.bus.subscribe("NEW_DEVICE", ({ payload }) => seen.push(payload));
    await tool.last.sendReport((report) => {
      packetReport(beacon("net1", 0x001b11000001), 1_699_000_000_000_000)(report);
      report.hasSignal = true;
      report.signalKind = SIGNAL_DBM;
      report.signal = -40;
      report.freqKhz = 2_437_000;
      report.hasLocation = true;
      report.latitude = 48.5;
      report.longitude = 11.25;
      report.fix = 3;
    });
    await tool.last.sendReport((report) => {
      report.hasJson = true;
      report.bytes = new TextEncoder().encode('RTL433{"a":1}');
      report.jsonTypeEnd = report.jsonStart = 6;
      report.jsonEnd = 13;
    });
    await clock.advanceAsync(0);
    expect(record.packets).toBe(2);
    expect(record.faults.toObject()).toEqual({});
    const [device] = [...moirai.stores.devices.all()];
    expect(device!.freqKhz).toBe(2_437_000);
    expect(device!.signal?.last).toBe(-40);
    expect(device!.location?.last?.latitude).toBe(48.5);
  });

  test("may send packets and messages before it says that it is open", async () => {
    const { platform, clock, start } = world();
    const tool = provideTool(platform, WIFI);
    const open = tool.answers.openRequest!;
    tool.answers.openRequest = async (message, request, process) => {
      await process.send({ kind: "message", severity: 2, text: "opening the radio" });
      for (const index of [1, 2, 3]) {
        await process.sendReport(packetReport(beacon(`net${index}`, index), 1_699_000_000_000_000));
      }
      await open(message, request, process);
    };
    const moirai = await start();
    const record = await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    await clock.advanceAsync(0);
    expect(record.packets).toBe(3);
    expect(messagesOf(moirai)).toContain("wlan0: opening the radio");
  });

  test("for Bluetooth, of 2020, reports devices instead of packets", async () => {
    const { platform, clock, start } = world();
    const tool = provideTool(platform, "kismet_cap_linux_bluetooth", { version: 0 });
    const moirai = await start();
    const record = await moirai.commands.addDatasource("hci0:type=linuxbluetooth");
    for (const address of ["00:11:22:33:44:55", "00:11:22:33:44:66"]) {
      await tool.last.send({
        kind: "bluetoothReport",
        address,
        name: "x",
        type: 0,
        timestampUs: 7,
      });
    }
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ packets: 2, running: true });
    expect(record.faults.toObject()).toEqual({});
  });

  test("may say more in the read that holds its first answer", async () => {
    const { platform, clock, start } = world();
    provideTool(platform, WIFI);
    platform.programs.provide(`${TOOL_DIRECTORY}/${WIFI}`, async ({ fromParent, toParent }) => {
      await fromParent!.read();
      const frames = [
        encodeFrame("tool", 3, 1, { kind: "pong", request: 0 }),
        encodeFrame("tool", 3, 2, { kind: "message", severity: 2, text: "awake" }),
        encodeFrame("tool", 3, 3, { kind: "openReport", request: 1, ok: true, uuid: TOOL_UUID }),
      ];
      await toParent!.write(concatBytes(...frames.map((frame) => frame!)));
      while (await fromParent!.read() !== undefined);
    });
    const moirai = await start();
    const record = await moirai.commands.addDatasource("wlan0:type=linuxwifi,channel_hop=false");
    await clock.advanceAsync(0);
    expect(record).toMatchObject({ running: true, uuid: TOOL_UUID });
    expect(messagesOf(moirai)).toContain("wlan0: awake");
  });

  test("with a UUID that another source has is refused and listed nowhere", async () => {
    const { platform, clock, start } = world();
    const tool = provideTool(platform, WIFI);
    const moirai = await start();
    await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    await expect(moirai.commands.addDatasource("wlan1:type=linuxwifi"))
      .rejects.toThrow(`another datasource has the UUID ${TOOL_UUID}`);
    expect(moirai.stores.datasources.all()).toHaveLength(1);
    await clock.advanceAsync(60_000);
    expect(tool.processes).toHaveLength(2);
    expect(tool.last.exited).toBe(true);
  });

  test("keeps the UUID that its definition names", async () => {
    const { platform, start } = world();
    provideTool(platform, WIFI);
    const moirai = await start();
    const uuid = "11111111-0000-0000-0000-000000000001";
    const record = await moirai.commands.addDatasource(`wlan0:type=linuxwifi,uuid=${uuid}`);
    expect(record.uuid).toBe(uuid);
  });

  test("gets the definition with its options sorted and the configuration's added", async () => {
    const { platform, start } = world();
    const tool = provideTool(platform, WIFI);
    let definition = "";
    const open = tool.answers.openRequest!;
    tool.answers.openRequest = (message, ...rest) => {
      definition = message.definition;
      return open(message, ...rest);
    };
    const moirai = await start({ dot11_datasource_opt: ["filter_mgmt,true", "vif,mon7"] });
    await moirai.commands.addDatasource('wlan0:channels="1,6",vif=mon0,type=linuxwifi');
    expect(definition).toBe('wlan0:filter_mgmt=true,type=linuxwifi,vif=mon0,channels="1,6"');
  });
});

describe("listing", () => {
  test("asks all tools, and one that is dead hides no other", async () => {
    const { platform, clock, start } = world();
    provideTool(platform, WIFI);
    const silent = provideTool(platform, "kismet_cap_linux_bluetooth");
    silent.answers.listRequest = () => {};
    const dead = provideTool(platform, "kismet_cap_sdr_rtl433");
    dead.answers.listRequest = (_, __, { exit }) => exit(3);
    const rude = provideTool(platform, "kismet_cap_ti_cc_2540");
    rude.answers.listRequest = (_, __, { sendBytes }) => sendBytes(new Uint8Array(40));
    const moirai = await start();
    const listing = moirai.commands.listInterfaces();
    await clock.advanceAsync(5_000);
    expect((await listing).map((one) => [one.interface, one.hardware, one.options, one.version]))
      .toEqual([["wlan0", "ath9k", ["vif=mon"], "9"]]);
    await clock.advanceAsync(10_000);
    const texts = messagesOf(moirai);
    expect(texts).toEqual(expect.arrayContaining([
      "listing interfaces of type linuxbluetooth failed: no answer within 5 seconds",
      "listing interfaces of type rtl433 failed: its capture tool kismet_cap_sdr_rtl433 ended " +
      "with status 3",
      "listing interfaces of type ticc2540 failed: its capture tool sent what is no frame " +
      "(external.signature)",
    ]));
    for (const tool of [silent, dead, rude]) expect(tool.last.exited).toBe(true);
  });

  test("says who uses an interface", async () => {
    const { platform, clock, start } = world();
    provideTool(platform, WIFI);
    const moirai = await start();
    await moirai.commands.addDatasource("wlan0:type=linuxwifi");
    const listing = moirai.commands.listInterfaces();
    await clock.advanceAsync(5_000);
    expect((await listing)[0]!.inUseUuid).toBe(TOOL_UUID);
  });
});
