// Logs that are streams of records, on the simulated platform: its disk can be full or refuse.
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { PacketBatch, type PacketLocation } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { AP, beacon, dataFrame, heard, HEARD_START_US } from "../../suites/heard-frames.ts";
import { testSettings } from "../../suites/settings.ts";

const START_MS = 1_700_000_000_000;
const HERE: PacketLocation = {
  latitude: 51.4779,
  longitude: -0.0015,
  altitudeM: 45,
  speedKmh: 0,
  headingDegrees: 0,
  fix: 3,
};

interface Logging {
  readonly platform: SimulatedPlatform;
  readonly moirai: Moirai;
  readonly messages: string[];
}

async function logging(
  types: string,
  settings: Record<string, string> = {},
  prepare: (platform: SimulatedPlatform) => void = () => {},
): Promise<Logging> {
  const platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  platform.files.put("/logs/keep", "");
  prepare(platform);
  const messages: string[] = [];
  const moirai = await createMoirai({
    platform,
    settings: testSettings({
      log_types: types,
      log_prefix: "/logs",
      log_template: "%p/%n-%i.%l",
      ...settings,
    }),
    logging: true,
    print: ({ text }) => messages.push(text),
  });
  onTestFinished(() => moirai.stop());
  await moirai.start();
  return { platform, moirai, messages };
}

const bytesOf = ({ platform }: Logging, name: string) => platform.files.readBytes(`/logs/${name}`);
const textOf = ({ platform }: Logging, name: string) => platform.files.readText(`/logs/${name}`);

/** Lengths and times of the packets in a capture; the reader refuses what is torn. */
function packetsOf(bytes: Uint8Array): { length: number; timeUs: number; linkType: number }[] {
  const reader = new CaptureReader();
  reader.append(bytes);
  reader.finish();
  const packets = [];
  const batch = new PacketBatch();
  while (reader.fill(batch) === "packets") {
    for (let index = 0; index < batch.count; index++) {
      packets.push({
        length: batch.capturedLength[index]!,
        timeUs: batch.timestampUs[index]!,
        linkType: batch.linkType,
      });
    }
  }
  expect(reader.problem).toBeUndefined();
  return packets;
}

const active = async ({ moirai }: Logging) =>
  await (await moirai.fetch(new Request("http://x/logging/active.json"))).json() as Record<
    string,
    unknown
  >[];

describe("the pcapng log", () => {
  test("holds the packets as they were captured, under their datasources", async () => {
    const one = await logging("pcapng");
    one.moirai.push(heard([beacon(1), dataFrame(2)], { location: HERE }));
    await one.moirai.stop();
    const bytes = await bytesOf(one, "Kismet-1.pcapng");
    expect(packetsOf(bytes).map(({ timeUs, linkType }) => [timeUs - HEARD_START_US, linkType]))
      .toEqual([[0, 127], [1000, 127]]);
    // Enterprise option of the position (spec logs-and-config 6.4): longitude, latitude, altitude.
    const position = [0x72, 0xda, 0, 0, 0x47, 1, 12, 0, 14, 0, 0, 0];
    const at = bytes.findIndex((_, index) =>
      position.every((byte, n) => bytes[index + n] === byte)
    );
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 12, true)).toBe(
      1_799_985_000,
    );
  });

  test.each([
    [{ pcapng_log_duplicate_packets: "false" }, [false, false]],
    [{ pcapng_log_data_packets: "false" }, [false, false]],
    [{ pcapng_truncate_duplicate_packets: "true" }, [false, true, false]],
  ])("with %j leaves out or empties what it should", async (settings, empty) => {
    const one = await logging("pcapng", settings as Record<string, string>);
    const frames = "pcapng_log_data_packets" in settings
      ? [beacon(1), dataFrame(1), beacon(2)]
      : [beacon(1), beacon(1), beacon(2)];
    one.moirai.push(heard(frames));
    await one.moirai.stop();
    expect(packetsOf(await bytesOf(one, "Kismet-1.pcapng")).map(({ length }) => length === 0))
      .toEqual(empty);
  });

  test("shows the alerts of a packet beside it", async () => {
    const one = await logging("pcapng", {
      apspoof: 'mine:ssid="street",validmacs="02:00:00:00:00:01"',
    });
    one.moirai.push(heard([beacon(1)]));
    await one.moirai.stop();
    const text = new TextDecoder().decode(await bytesOf(one, "Kismet-1.pcapng"));
    expect(text).toContain("APSPOOF: ");
  });

  test("is followed by the next file when it is large enough, and nothing falls in between", async () => {
    const one = await logging("pcapng", { pcapng_log_max_mb: "1" });
    const payload = new Uint8Array(1400);
    let sent = 0;
    for (let round = 0; round < 30; round++) {
      const frames = Array.from({ length: 100 }, () => dataFrame(sent++, payload));
      one.moirai.push(heard(frames, { timeUs: HEARD_START_US + round * 1e6 }));
      await one.platform.clock.advanceAsync(1000);
    }
    await one.moirai.stop();
    const files = (await one.platform.files.list("/logs")).filter((name) => name !== "keep");
    expect(files.length).toBeGreaterThan(2);
    let kept = 0;
    for (const name of files) kept += packetsOf(await bytesOf(one, name)).length;
    expect(kept).toBe(3000);
    expect(await active(one)).toMatchObject([{
      "moirai.logfile.packets": 3000,
      "moirai.logfile.files": files.length,
      "moirai.logfile.dropped": 0,
    }]);
  });

  test("on a full disk ends with a whole packet, and goes on in a new section when there is room", async () => {
    const one = await logging("pcapng");
    one.moirai.push(heard([beacon(1), beacon(2)]));
    await one.platform.clock.advanceAsync(1000);
    one.platform.files.freeBytes = 150;
    one.moirai.push(heard([beacon(3), beacon(4)]));
    await one.platform.clock.advanceAsync(1000);
    expect(packetsOf(await bytesOf(one, "Kismet-1.pcapng"))).toHaveLength(2);
    expect(one.messages.filter((text) => text.includes("no space left"))).toHaveLength(1);
    expect(await active(one)).toMatchObject([{ "moirai.logfile.dropped": 2 }]);
    one.platform.files.freeBytes = Infinity;
    await one.platform.clock.advanceAsync(5000);
    one.moirai.push(heard([beacon(5)]));
    await one.moirai.stop();
    expect(packetsOf(await bytesOf(one, "Kismet-1.pcapng"))).toHaveLength(3);
    expect(one.messages).toContainEqual(
      expect.stringMatching(/is written again; 2 packets are not/),
    );
  });

  test("describes a datasource again when what described it is lost", async () => {
    const one = await logging("pcapng");
    await one.platform.clock.advanceAsync(1000);
    one.platform.files.freeBytes = 10;
    one.moirai.push(heard([beacon(1)]));
    await one.platform.clock.advanceAsync(1000);
    one.platform.files.freeBytes = Infinity;
    one.moirai.push(heard([beacon(2)]));
    await one.moirai.stop();
    expect(packetsOf(await bytesOf(one, "Kismet-1.pcapng"))).toHaveLength(1);
  });

  test("drops and says so when the disk takes longer than memory lasts", async () => {
    let release: () => void = () => {};
    const stuck = new Promise<void>((resolve) => release = resolve);
    const one = await logging("pcapng", {}, ({ files }) => {
      const { create } = files;
      files.create = async (path, options) => {
        const file = await create.call(files, path, options);
        return {
          write: (bytes) => stuck.then(() => file.write(bytes)),
          truncate: (size) => file.truncate(size),
          close: () => file.close(),
        };
      };
    });
    const payload = new Uint8Array(1400);
    for (let round = 0; round < 150; round++) {
      one.moirai.push(
        heard(Array.from({ length: 100 }, (_, n) => dataFrame(round * 100 + n, payload))),
      );
    }
    expect((await active(one))[0]!["moirai.logfile.dropped"]).toBeGreaterThan(1000);
    expect(one.messages.filter((text) => text.includes("the disk is too slow"))).toHaveLength(1);
    // What waited is written when the disk is back, and can be read.
    release();
    await one.moirai.stop();
    expect(packetsOf(await bytesOf(one, "Kismet-1.pcapng")).length).toBeGreaterThan(10_000);
  });
});

describe("the PPI log", () => {
  test("holds 802.11 frames that are read back with signal and position", async () => {
    const one = await logging("pcapppi");
    one.moirai.push(heard([beacon(1)], { location: HERE }));
    await one.moirai.stop();
    const bytes = await bytesOf(one, "Kismet-1.pcapppi");
    expect(packetsOf(bytes)).toMatchObject([{ linkType: 192, timeUs: HEARD_START_US }]);
    // Another server hears the same from the file.
    one.platform.files.put("/again.pcap", bytes);
    const again = await createMoirai({ platform: one.platform, settings: testSettings() });
    await again.commands.addDatasource("/again.pcap");
    await again.idle();
    const [device] = [...again.stores.devices.all()];
    expect([device?.mac, device?.signal?.last, device?.freqKhz]).toEqual([AP, -50, 2_437_000]);
    expect(device?.location?.last).toMatchObject({ latitude: 51.4779, longitude: -0.0015 });
    await again.stop();
  });
});

describe("the WiGLE log", () => {
  test("has a line for each place and second of an access point, none without a fix", async () => {
    const one = await logging("wiglecsv");
    const at = (seconds: number, location?: PacketLocation) =>
      heard([beacon(seconds + 1)], {
        timeUs: HEARD_START_US + seconds * 1e6,
        ...location && { location },
      });
    one.moirai.push(at(0));
    one.moirai.push(at(1, { ...HERE, fix: 1 }));
    one.moirai.push(at(2, HERE));
    one.moirai.push(
      heard([beacon(40), beacon(41)], { timeUs: HEARD_START_US + 2.5e6, location: HERE }),
    );
    one.moirai.push(at(4, { ...HERE, latitude: 51.5 }));
    await one.moirai.stop();
    const line = (latitude: string) =>
      `00:1B:11:00:00:01,street,[WPA2-PSK-CCMP][ESS],2023-11-14 22:13:20,6,-50,${latitude},` +
      "-0.001500,45.000000,0,WIFI";
    expect((await textOf(one, "Kismet-1.wiglecsv")).split("\n").slice(2))
      .toEqual([line("51.477900"), line("51.500000"), ""]);
  });
});

describe("lines of JSON", () => {
  test("hold alerts and messages, also those from before the log was open", async () => {
    const one = await logging("alertjson,messagejson", { load_alert: "TESTED:it works" });
    one.moirai.push(heard([beacon(1)]));
    await one.moirai.stop();
    const lines = async (name: string) =>
      (await textOf(one, name)).trim().split("\n").map((line) => JSON.parse(line));
    expect(await lines("Kismet-1.alertjson")).toMatchObject([{ "kismet.alert.header": "TESTED" }]);
    const texts = (await lines("Kismet-1.messagejson"))
      .map((message) => message["kismet.messagebus.message_string"]);
    expect(texts).toContainEqual(expect.stringContaining("access point 00:1B:11:00:00:01"));
    expect(texts).toContainEqual(expect.stringContaining("TESTED it works"));
  });
});

describe("logs", () => {
  test("that cannot be opened say why, once, and are opened when it is possible", async () => {
    const one = await logging("pcapng", {}, ({ files }) => files.refuse("/logs", "permission"));
    const told = () => one.messages.filter((text) => text.includes("log is not written"));
    await one.platform.clock.advanceAsync(20_000);
    expect(told()).toEqual([
      "the pcapng log is not written: cannot create /logs/Kismet-1.pcapng: permission denied",
    ]);
    expect(await active(one)).toMatchObject([{ "kismet.logfile.open": 0 }]);
    one.platform.files.allow("/logs");
    await one.platform.clock.advanceAsync(6000);
    expect(await active(one)).toMatchObject([{
      "kismet.logfile.open": 1,
      "kismet.logfile.path": "/logs/Kismet-1.pcapng",
    }]);
  });

  test("of unknown types are told with those that there are; nothing is logged unless asked", async () => {
    const one = await logging("nonsense,pcapng");
    expect(one.messages).toContain(
      "there is no log of type nonsense; there are kismet, pcapng, pcapppi, wiglecsv, alertjson, " +
        "messagejson",
    );
    const none = await logging("pcapng", { enable_logging: "false" });
    expect(await none.platform.files.list("/logs")).toEqual(["keep"]);
    expect(none.moirai.stores.alerts.all().map(({ header }) => header)).toContain("LOGDISABLED");
  });

  test("are started and stopped by clients; a singleton only once", async () => {
    const one = await logging("");
    const call = async (path: string) => await one.moirai.fetch(new Request(`http://x${path}`));
    const started = await (await call("/logging/by-class/pcapng/start.cmd")).json() as Record<
      string,
      string
    >;
    expect(started["kismet.logfile.path"]).toBe("/logs/Kismet-1.pcapng");
    const uuid = started["kismet.logfile.uuid"];
    expect(await (await call(`/logging/by-uuid/${uuid}/stop.cmd`)).text()).toBe("OK\n");
    expect(await (await call(`/logging/by-uuid/${uuid}/stop.cmd`)).text()).toBe("OK\n");
    expect(await active(one)).toMatchObject([{ "kismet.logfile.open": 0 }]);
    for (const path of ["by-class/x/start", "by-uuid/x/stop", "by-class/kismet/start"]) {
      expect((await call(`/logging/${path}.cmd`)).status).toBe(500);
    }
    // One that never opened is forgotten.
    expect(await active(one)).toHaveLength(1);
  });

  test("rotate by age, and go on without another file when there is none", async () => {
    const one = await logging("alertjson", { log_max_minutes: "1" });
    await one.platform.clock.advanceAsync(61_000);
    expect(await one.platform.files.list("/logs"))
      .toEqual(["Kismet-1.alertjson", "Kismet-2.alertjson", "keep"]);
    one.platform.files.refuse("/logs/Kismet-3.alertjson", "no-space");
    await one.platform.clock.advanceAsync(70_000);
    expect(one.messages).toContainEqual(
      expect.stringMatching(/Kismet-2.alertjson is not followed by another file yet: .*no space/),
    );
    expect(await active(one)).toMatchObject([{ "kismet.logfile.open": 1 }]);
  });
});
