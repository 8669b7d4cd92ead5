import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { runCommandLine } from "../../cli/run.ts";
import { createMoirai } from "../../mod.ts";
import { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../protocols/pcap/capture-reader.ts";
import { beacon, dataFrame, heard, HEARD_START_US } from "../suites/heard-frames.ts";
import { logWorld, newDirectory, rowsOf } from "../suites/log-world.ts";
import { makeLog } from "../suites/made-logs.ts";
import { testSettings } from "../suites/settings.ts";
import { fakeTerminal } from "./fixtures.ts";

const directory = newDirectory();
const at = (name: string) => join(directory, name);
const platform = await detectPlatform();
const HERE = {
  latitude: 51.4779,
  longitude: -0.0015,
  altitudeM: 45,
  speedKmh: 0,
  headingDegrees: 0,
  fix: 3,
};
const THERE = { ...HERE, latitude: 51.5, longitude: 0.1 };

async function run(...args: string[]) {
  const terminal = fakeTerminal();
  const status = await runCommandLine(["log", ...args], {
    platform,
    terminal,
    server: () => import("../../mod.ts"),
    pages: undefined,
    exit: () => {},
  });
  return { status, printed: terminal.printed, noted: terminal.noted };
}

/** Milliseconds since the start of the packets in a capture file. */
function times(path: string): number[] {
  const reader = new CaptureReader();
  reader.append(new Uint8Array(readFileSync(path)));
  reader.finish();
  const found: number[] = [];
  const batch = new PacketBatch();
  while (reader.fill(batch) === "packets") {
    for (let index = 0; index < batch.count; index++) {
      found.push((batch.timestampUs[index]! - HEARD_START_US) / 1000);
    }
  }
  expect(reader.problem).toBeUndefined();
  return found;
}

beforeAll(async () => {
  const one = await logWorld({ gps: "virtual:lat=51.4779,lon=-0.0015,alt=45" }, {}, directory);
  one.moirai.push(heard([beacon(1), dataFrame(2), beacon(3)], { location: HERE }));
  const other = { timeUs: HEARD_START_US + 5e6, location: THERE };
  one.moirai.push(heard([beacon(4, '<a&b>,"x', 0x001b11000002)], other));
  await one.pass(21);
  await one.moirai.stop();
  // As a server of 2016 would have written it: whole numbers for places, no tags.
  await makeLog(at("old.kismet"), {
    version: 4,
    rows: {
      packets: [{
        ts_sec: 1_700_000_007,
        ts_usec: 0,
        phyname: "IEEE802.11",
        sourcemac: "00:1B:11:00:00:03",
        destmac: "FF:FF:FF:FF:FF:FF",
        transmac: "00:00:00:00:00:00",
        frequency: 2_412_000,
        devkey: "0",
        lat: 5_147_790,
        lon: -150,
        packet_len: 3,
        signal: -40,
        datasource: "5FE308BD-0000-0000-0000-000000000009",
        dlt: 105,
        packet: Uint8Array.of(1, 2, 3),
        error: 0,
      }],
      devices: [{
        first_time: 1_700_000_001,
        last_time: 1_700_000_009,
        devkey: "4202770D00000000_10000111B00",
        phyname: "IEEE802.11",
        devmac: "00:1B:11:00:00:01",
        strongest_signal: -70,
        min_lat: 5_000_000,
        min_lon: -100,
        max_lat: 5_000_000,
        max_lon: -100,
        avg_lat: 5_000_000,
        avg_lon: -100,
        bytes_data: 7,
        type: "Wi-Fi AP",
        device: '{"kismet.device.base.commonname":"newer"}',
      }],
      datasources: [{
        uuid: "5FE308BD-0000-0000-0000-000000000009",
        typestring: "pcapfile",
        definition: "old.pcap",
        name: "old",
        interface: "old.pcap",
        json: "{}",
      }],
    },
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("moirai log", () => {
  test("info tells what is in logs, for people and as JSON", async () => {
    const { status, printed } = await run("info", at("Kismet-1.kismet"));
    expect(status).toBe(0);
    expect(printed).toContain("2023-11-14T22:13:20Z to 2023-11-14T22:13:25Z");
    expect(printed).toContain("packets    4, 4 with a position");
    expect(printed).toContain("tag        DOT11_BEACON_SSID 2");
    const both = JSON.parse(
      (await run("info", "--json", at("Kismet-1.kismet"), at("old.kismet"))).printed,
    );
    expect(both).toMatchObject([
      { version: 9, counts: { packets: 4, devices: 3 }, tags: { DOT11_BEACON_SSID: 2 } },
      { version: 4, bounds: [50, -0.001, 50, -0.001], datasources: [{ name: "old", packets: 1 }] },
    ]);
  });

  test("devices gives the stored records, as a list, as lines, with other names", async () => {
    const log = at("Kismet-1.kismet");
    const list = JSON.parse((await run("devices", log)).printed) as Record<string, unknown>[];
    expect(list.map((one) => one["kismet.device.base.commonname"])).toContain("street");
    const lines = (await run("devices", log, "-e", "-j")).printed.trim().split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0]!)).toHaveProperty("kismet_device_base_macaddr");
  });

  test.each([
    [[], [0, 1, 2, 5000]],
    [["--device", "3C:A6:2F:00:00:10"], [1]],
    [["--device", "4202770D00000000_20000111B00"], [5000]],
    [["--from", "2023-11-14T22:13:21"], [5000]],
    [["--until", "1700000000"], [0, 1, 2]],
    [["--tag", "DOT11_BEACON_SSID"], [0, 5000]],
    [["--dlt", "105"], []],
    [["--old-pcap"], [0, 1, 2, 5000]],
  ])("to-pcap with %j writes the packets at %j", async (options, expected) => {
    const out = at("chosen.pcapng");
    const { status } = await run("to-pcap", at("Kismet-1.kismet"), "-f", "-o", out, ...options);
    expect(status).toBe(0);
    expect(times(out)).toEqual(expected);
  });

  test("to-wiglecsv writes access points at their places, and leaves out what is near a place", async () => {
    const { printed } = await run("to-wiglecsv", at("Kismet-1.kismet"));
    const rows = printed.trim().split("\n").slice(2).map((line) => line.split(","));
    expect(rows.map((row) => [row[0], row[2], row[6]])).toEqual([
      ["00:1B:11:00:00:01", "[WPA2-PSK-CCMP][ESS]", "51.477900"],
      ["00:1B:11:00:00:02", "[WPA2-PSK-CCMP][ESS]", "51.500000"],
    ]);
    const far = await run("to-wiglecsv", at("Kismet-1.kismet"), "--exclude", "51.478,-0.0015,50");
    expect(far.printed.trim().split("\n")).toHaveLength(3);
  });

  test("to-kml, to-gpx and to-geojson write whole documents, whatever networks are called", async () => {
    const kml = (await run("to-kml", at("Kismet-1.kismet"))).printed;
    expect(kml).toContain("<coordinates>0.1,51.5</coordinates>");
    const gpx = (await run("to-gpx", at("Kismet-1.kismet"))).printed;
    expect(gpx).toContain('<trkpt lat="51.4779" lon="-0.0015"><ele>45</ele>');
    for (const xml of [kml, gpx]) {
      expect(xml).toContain("<name>&lt;a&amp;b&gt;");
      expect(xml.replace(/<(\w+)[^<>]*>(?=[\s\S]*<\/\1>)|<\/\w+>|<\?xml[^>]*>/g, ""))
        .not.toMatch(/[<>]/);
    }
    const json = JSON.parse((await run("to-geojson", at("Kismet-1.kismet"))).printed);
    expect(json.features.map((one: { geometry: { type: string } }) => one.geometry.type))
      .toEqual(["Point", "Point", "Point", "LineString"]);
  });

  test("strip keeps everything but what packets contain", async () => {
    const out = at("stripped.kismet");
    expect((await run("strip", at("Kismet-1.kismet"), "--out", out)).status).toBe(0);
    const sql = "SELECT ts_sec, sourcemac, packet_len, tags FROM packets";
    expect(await rowsOf(out, sql)).toEqual(await rowsOf(at("Kismet-1.kismet"), sql));
    expect(await rowsOf(out, "SELECT DISTINCT length(packet) FROM packets")).toEqual([[0]]);
    const devices = "SELECT * FROM devices";
    expect(await rowsOf(out, devices)).toEqual(await rowsOf(at("Kismet-1.kismet"), devices));
    // Its frames are gone, wherever one looks.
    expect(readFileSync(out).includes(Buffer.from(beacon(3).subarray(0, 40)))).toBe(false);
  });

  test("merge brings logs of several versions together; a device of both is one", async () => {
    const out = at("merged.kismet");
    const logs = [at("Kismet-1.kismet"), at("old.kismet")];
    expect((await run("merge", ...logs, "--out", out)).status).toBe(0);
    expect(await rowsOf(out, "SELECT db_version FROM KISMET")).toEqual([[9]]);
    expect(
      await rowsOf(
        out,
        "SELECT ts_sec - 1700000000, lat, tags, packet_full_len = packet_len " +
          "FROM packets WHERE ts_sec >= 1700000005 ORDER BY 1",
      ),
    ).toEqual([
      [5, 51.5, "DOT11_BEACON_SSID", 1],
      [7, 51.4779, "", 1],
    ]);
    expect(
      await rowsOf(
        out,
        "SELECT first_time, last_time, strongest_signal, min_lat, max_lat, bytes_data, " +
          "json_extract(CAST(device AS TEXT), '$.\"kismet.device.base.commonname\"') " +
          "FROM devices WHERE devmac = '00:1B:11:00:00:01'",
      ),
    ).toEqual([[1_700_000_000, 1_700_000_009, -50, 50, 51.4779, 7, "newer"]]);
    expect(await rowsOf(out, "PRAGMA integrity_check")).toEqual([["ok"]]);
    expect(await rowsOf(out, "SELECT count(DISTINCT packetid) FROM packets")).toEqual([[5]]);
  });

  test("says what cannot be done and why, and leaves nothing half done", async () => {
    writeFileSync(at("letter.kismet"), "this is a letter ".repeat(500));
    await makeLog(at("private.kismet"), { version: 9, module: "session", rows: {} });
    await makeLog(at("future.kismet"), { version: 8, rows: {} });
    const sql = "UPDATE KISMET SET db_version = 12";
    const future = await platform.databases!.open({ path: at("future.kismet"), mode: "write" });
    await future.run(sql);
    await future.close();
    const problem = async (...args: string[]) => {
      const { status, noted } = await run(...args);
      expect(status).not.toBe(0);
      return noted.replaceAll(`${directory}/`, "").split("\n")[0];
    };
    expect(await problem("info", at("none.kismet")))
      .toBe("error: cannot look at none.kismet: no such file or directory");
    expect(await problem("info", at("letter.kismet")))
      .toBe("error: cannot open letter.kismet: it is no database");
    expect(await problem("info", at("private.kismet")))
      .toBe("error: private.kismet is no log: it belongs to session");
    expect(await problem("info", at("future.kismet")))
      .toBe("error: future.kismet has version 12 of the tables; 4 to 9 can be read");
    const log = at("Kismet-1.kismet");
    expect(await problem("to-kml", log, "-o", at("old.kismet")))
      .toBe("error: old.kismet exists already; --force replaces it");
    expect(await problem("merge", log, at("old.kismet"), "-f", "-o", log))
      .toBe("error: Kismet-1.kismet is one of the logs that are read");
    expect(await problem("to-pcap", log, "-o", at("x.pcap"), "--datasource", "roof"))
      .toBe("error: there is no datasource roof; there are none");
    expect(await problem("to-pcap", at("old.kismet"), "-o", at("x.pcap"), "--tag", "ALERT"))
      .toBe("error: a log of version 4 has no tags");
    expect(await problem("strip", log, "-o", "/nowhere/x.kismet"))
      .toBe("error: cannot create /nowhere/x.kismet: no such file or directory");
    expect(await problem("to-pcap", log, "--from", "soon")).toMatch(/--from is a time such as/);
    expect(await problem("inof", log)).toMatch(/did you mean log info\?/);
    await expect(platform.files.stat(at("x.pcap"))).rejects.toMatchObject({ code: "not-found" });
  });

  test("each command explains itself", async () => {
    for (const { name, usage, examples } of COMMANDS.filter((one) => one.name.startsWith("log "))) {
      const { status, printed } = await run(...name.split(" ").slice(1), "--help");
      expect(status).toBe(0);
      expect(printed).toContain(usage[0]);
      expect(printed).toContain(examples[0]![0].slice(0, 20));
    }
  });
});

describe("a kismetdb as a datasource", () => {
  test("plays the packets of a log in order, with the places they were heard at", async () => {
    const again = await createMoirai({ platform, settings: testSettings() });
    const source = await again.commands.addDatasource(at("merged.kismet"));
    await again.idle();
    // The three bytes of the old log are no frame.
    expect([source.packets, source.driver.type, source.error]).toEqual([5, "kismetdb", false]);
    const [street] = again.stores.devices.byMac(0x001b11000001, 48);
    expect([street?.commonName, street?.location?.last?.latitude]).toEqual(["street", 51.4779]);
    await again.stop();
  });

  test.each([
    ["letter.kismet", "it is no database"],
    ["private.kismet", "belongs to session"],
    ["none.kismet", "no such file"],
  ])("of %s fails to open because %s", async (name, reason) => {
    const again = await createMoirai({ platform, settings: testSettings() });
    await expect(again.commands.addDatasource(at(name))).rejects.toThrow(reason);
    await again.stop();
  });
});
