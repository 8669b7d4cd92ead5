import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { formatMac } from "../../../protocols/mac.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { beacon, dataFrame, heard, HEARD_START_US, STATION } from "../../suites/heard-frames.ts";
import { type LogWorld, logWorld, rowsOf } from "../../suites/log-world.ts";

// Many threads at once on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const SHARED = fileURLToPath(new URL("../../../../shared", import.meta.url));
const GOLDEN = join(SHARED, "golden/logs/reference-two-files.kismet");
const CAPTURES = ["wpa-Induction.pcap", "example-ft.pcapng"]
  .map((name) => join(SHARED, "captures/dot11", name));

const HERE = {
  latitude: 51.4779,
  longitude: -0.0015,
  altitudeM: 45,
  speedKmh: 3,
  headingDegrees: 90,
  fix: 3,
};

async function world(
  settings: Record<string, string | readonly string[]> = {},
  options: Parameters<typeof logWorld>[1] = {},
): Promise<LogWorld> {
  const made = await logWorld(settings, options);
  onTestFinished(() => made.dispose());
  return made;
}

/** Ends the server and gives the rows of its only log. */
async function finished(one: LogWorld, sql: string) {
  await one.moirai.stop();
  return await rowsOf(join(one.directory, "Kismet-1.kismet"), sql);
}

const kismetFiles = (one: LogWorld) =>
  readdirSync(one.directory).filter((name) => name.includes(".kismet")).sort();

describe("the kismet log", () => {
  test("writes a packet with all its columns", async () => {
    const one = await world();
    one.moirai.push(heard([beacon()], { location: HERE, timeUs: HEARD_START_US + 250_007 }));
    const [row] = await finished(one, "SELECT * FROM packets");
    const packet = row![17] as Uint8Array;
    expect(row!.with(17, packet.length)).toEqual([
      1_700_000_000,
      250_007,
      "IEEE802.11",
      "00:1B:11:00:00:01",
      "FF:FF:FF:FF:FF:FF",
      "00:00:00:00:00:00",
      2_437_000,
      "0",
      51.4779,
      -0.0015,
      45,
      3,
      90,
      packet.length,
      -50,
      "00000000-0000-0000-0000-000000000000",
      127,
      packet.length,
      0,
      "DOT11_BEACON_SSID",
      1,
      row![21],
      1,
      packet.length,
    ]);
    expect(Math.abs(Number(row![21]))).toBeLessThanOrEqual(2 ** 31);
  });

  test("ends as one file without anything beside it, which passes its integrity check", async () => {
    const one = await world();
    one.moirai.push(heard([beacon(1), beacon(2)]));
    expect(await finished(one, "PRAGMA integrity_check")).toEqual([["ok"]]);
    expect(kismetFiles(one)).toEqual(["Kismet-1.kismet"]);
    expect(await finished(one, "PRAGMA journal_mode")).toEqual([["delete"]]);
    expect(await finished(one, "SELECT * FROM KISMET")).toEqual([["2025.09.0", 9, "kismetlog"]]);
  });

  test("is read by others while it is written", async () => {
    const one = await world();
    one.moirai.push(heard([beacon()]));
    await one.pass(1);
    const path = join(one.directory, "Kismet-1.kismet");
    await expect.poll(() => rowsOf(path, "SELECT count(*) FROM packets")).toEqual([[1]]);
    one.moirai.push(heard([beacon(2)]));
    expect(await finished(one, "SELECT count(*) FROM packets")).toEqual([[2]]);
  });

  test("keeps devices, datasources, messages, alerts and the server's status as JSON", async () => {
    const one = await world({ load_alert: "TESTED:it works" });
    one.moirai.push(heard([beacon()], { location: HERE }));
    await one.pass(2);
    const sql = "SELECT first_time, last_time, devkey, phyname, devmac, strongest_signal, " +
      "min_lat, max_lon, avg_lat, bytes_data, type, device FROM devices";
    const [device] = await finished(one, sql);
    expect(device!.slice(0, 11)).toEqual([
      1_700_000_000,
      1_700_000_000,
      "4202770D00000000_10000111B00",
      "IEEE802.11",
      "00:1B:11:00:00:01",
      -50,
      51.4779,
      -0.0015,
      51.4779,
      0,
      "Wi-Fi AP",
    ]);
    const json = JSON.parse(new TextDecoder().decode(device![11] as Uint8Array));
    expect(json["kismet.device.base.commonname"]).toBe("street");
    expect(json["dot11.device"]["dot11.device.last_beaconed_ssid_record"]).toBeDefined();
    expect(await finished(one, "SELECT header, phyname, devmac FROM alerts ORDER BY rowid"))
      .toContainEqual(["TESTED", "UNKNOWN", "00:00:00:00:00:00"]);
    expect(await finished(one, "SELECT DISTINCT msgtype FROM messages ORDER BY 1"))
      .toEqual([[""], ["INFO"]]);
    const [[type, status]] = await finished(one, "SELECT snaptype, json FROM snapshots") as [
      [string, string],
    ];
    expect(type).toBe("SYSTEM");
    const names = ["version", "git", "server_uuid", "server_name", "server_location"];
    for (const name of [...names, "server_description", "user"]) {
      expect(JSON.parse(status)).toHaveProperty([`kismet.system.${name}`]);
    }
  });

  test("leaves out duplicates, data frames and blocked addresses when told to", async () => {
    const filter = `IEEE802.11,source,${formatMac(STATION)},block`;
    const count = async (settings: Record<string, string>) => {
      const one = await world(settings);
      one.moirai.push(heard([beacon(1), beacon(1), dataFrame(1), beacon(2)]));
      return (await finished(one, "SELECT count(*) FROM packets"))[0]![0];
    };
    expect(await count({})).toBe(4);
    expect(await count({ kis_log_duplicate_packets: "false" })).toBe(3);
    expect(await count({ kis_log_data_packets: "false" })).toBe(3);
    expect(await count({ kis_log_packet_filter: filter })).toBe(3);
    expect(await count({ kis_log_packet_filter_default: "block" })).toBe(0);
    expect(await count({ kis_log_packets: "false" })).toBe(0);
  });

  test("keeps nothing of what data frames carry when that is to be hidden", async () => {
    const one = await world({ hidedata: "true" });
    one.moirai.push(heard([dataFrame(1, new Uint8Array(100).fill(0xab)), beacon()]));
    const rows = await finished(one, "SELECT packet, packet_len, packet_full_len FROM packets");
    const [packet, kept, full] = rows[0] as [Uint8Array, number, number];
    expect([packet.includes(0xab), packet.length, full - kept]).toEqual([false, kept, 104]);
    expect(rows[1]![1]).toBe(rows[1]![2]);
  });

  test.each([[6, 20], [8, 23], [9, 24]])("writes version %i with %i packet columns", async (
    version,
    columns,
  ) => {
    const one = await world({ kis_log_version: String(version) });
    one.moirai.push(heard([beacon()]));
    expect((await finished(one, "SELECT * FROM packets"))[0]).toHaveLength(columns);
    expect(await finished(one, "SELECT db_version FROM KISMET")).toEqual([[version]]);
  });
});

describe.skipIf(!existsSync(GOLDEN))("the kismet log (skipped without ../shared)", () => {
  test("has the reference's tables, and its values for the same packets", async () => {
    const one = await world();
    for (const capture of CAPTURES) await one.moirai.commands.addDatasource(capture);
    await one.moirai.idle();
    const tables = "SELECT name, replace(sql, ' )', ')') FROM sqlite_master WHERE sql IS NOT NULL";
    expect(await finished(one, tables)).toEqual(await rowsOf(GOLDEN, tables));
    const types = (table: string) =>
      `SELECT ${["json", "ts_sec"].map((name) => `typeof(${name})`).join()} FROM ${table} LIMIT 1`;
    for (const table of ["alerts", "snapshots"]) {
      expect(await finished(one, types(table))).toEqual(await rowsOf(GOLDEN, types(table)));
    }
    const packets = "SELECT ts_sec, ts_usec, hex(packet), phyname, sourcemac, destmac, transmac, " +
      "frequency, devkey, packet_len, signal, dlt, error, datarate, hash, " +
      "packet_full_len FROM packets";
    const texts = (rows: unknown[][]) => new Set(rows.map((row) => row.join(" ")));
    const ours = texts(await finished(one, packets));
    const theirs = await rowsOf(GOLDEN, packets);
    const equal = theirs.filter((row) => ours.has(row.join(" "))).length;
    expect([ours.size, theirs.length]).toEqual([2471, 2471]);
    // The reference stores duplicates with the bytes of the frame they repeat.
    expect(equal).toBe(2047);
    const tags = "SELECT tags, count(*) FROM packets WHERE tags NOT LIKE '%SSID' GROUP BY 1";
    expect(await finished(one, tags)).toEqual(await rowsOf(GOLDEN, tags));
  });
});

describe("packets of the kismet log, while it is written,", () => {
  const ask = (one: LogWorld, path: string, command?: unknown) =>
    one.moirai.fetch(
      new Request(`http://x${path}`, {
        method: command === undefined ? "GET" : "POST",
        ...command !== undefined && {
          body: JSON.stringify(command),
          headers: { "content-type": "application/json" },
        },
      }),
    );

  /** Times in ms since the start of the packets in a capture. */
  async function times(response: Response): Promise<number[]> {
    const reader = new CaptureReader();
    reader.append(new Uint8Array(await response.arrayBuffer()));
    reader.finish();
    const batch = new PacketBatch();
    const found: number[] = [];
    while (reader.fill(batch) === "packets") {
      for (let index = 0; index < batch.count; index++) {
        found.push((batch.timestampUs[index]! - HEARD_START_US) / 1000);
      }
    }
    expect(reader.problem).toBeUndefined();
    return found;
  }

  test.each(["false", "true"])("are read by what was asked, ephemeral: %s", async (ephemeral) => {
    const one = await world({ kis_log_ephemeral_dangerous: ephemeral });
    expect(kismetFiles(one).includes("Kismet-1.kismet")).toBe(ephemeral === "false");
    one.moirai.push(heard([beacon(1), dataFrame(2), beacon(3)], { location: HERE }));
    one.moirai.push(heard([beacon(4)], { timeUs: HEARD_START_US + 5e6 }));
    await one.pass(1);
    const path = "/logging/kismetdb/pcap/mine.pcapng";
    await expect.poll(async () => await times(await ask(one, path))).toEqual([0, 1, 2, 5000]);
    const query = async (text: string) => await times(await ask(one, `${path}?${text}`));
    expect(await query("timestamp_start=1700000005")).toEqual([5000]);
    expect(await query("timestamp_end=1700000000&limit=2")).toEqual([0, 1]);
    expect(await query("tag=%25BEACON%25")).toEqual([0]);
    expect(await query(`address_source=${formatMac(STATION)}`)).toEqual([1]);
    expect(await query("location_lat_min=51&location_lat_max=52")).toEqual([0, 1, 2]);
    expect(await query("dlt=1")).toEqual([]);
    const key = "4202770D00000000_1000002FA63C";
    expect(await query(`device_id=${key}`)).toEqual([1]);
    expect((await ask(one, `${path}?limit=x`)).status).toBe(400);
  });

  test("are removed, places are marked, and without a log both are 404", async () => {
    const one = await world();
    one.moirai.push(heard([beacon(1)]));
    one.moirai.push(heard([beacon(2)], { timeUs: HEARD_START_US + 5e6 }));
    await one.pass(1);
    const drop = { drop_before: 1_700_000_000 };
    const removed = await ask(one, "/logging/kismetdb/pcap/drop.cmd", drop);
    expect(await removed.text()).toBe("Packets removed\n");
    expect(await (await ask(one, "/poi/create_poi.cmd", { note: "door" })).text())
      .toBe("POI created\n");
    await ask(one, "/poi/create_poi.cmd", {});
    const [log] = await (await ask(one, "/logging/active.json")).json() as Record<string, string>[];
    expect((await ask(one, "/logging/by-class/kismet/start.cmd")).status).toBe(500);
    await ask(one, `/logging/by-uuid/${log!["kismet.logfile.uuid"]}/stop.cmd`);
    expect((await ask(one, "/logging/kismetdb/pcap/drop.cmd", drop)).status).toBe(404);
    expect((await ask(one, "/poi/create_poi.cmd", {})).status).toBe(404);
    expect((await ask(one, "/logging/kismetdb/pcap/x.pcapng")).status).toBe(404);
    expect(await finished(one, "SELECT ts_sec FROM packets")).toEqual([[1_700_000_005]]);
    expect(await finished(one, "SELECT json FROM snapshots WHERE snaptype = 'POI'"))
      .toEqual([['{"note":"door"}'], ["{}"]]);
  });

  test("go after their time, and so does everything else", async () => {
    const one = await world({
      kis_log_packet_timeout: "20",
      kis_log_message_timeout: "20",
      kis_log_device_timeout: "30",
      kis_log_snapshot_timeout: "20",
    });
    one.moirai.push(heard([beacon(1)]));
    one.moirai.push(heard([beacon(2, "other", 0x001b11000002)], { timeUs: HEARD_START_US + 55e6 }));
    await one.pass(61);
    const path = join(one.directory, "Kismet-1.kismet");
    const become = async (sql: string, rows: unknown[][]): Promise<void> => {
      await expect.poll(async () => {
        await one.pass(1);
        return await rowsOf(path, sql);
      }, { timeout: 20_000 }).toEqual(rows);
    };
    await become("SELECT ts_sec FROM packets", [[1_700_000_055]]);
    await become("SELECT count(*) FROM messages WHERE ts_sec < 1700000040", [[0]]);
    await become("SELECT devmac FROM devices", [["00:1B:11:00:00:02"]]);
    await become("SELECT count(*) FROM snapshots WHERE ts_sec < 1700000040", [[0]]);
  });
});
