// Names and tags over a restart: a server, its file, another server. On this machine's SQLite, because
// the claims are about the file.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { NOTED_DEVICES_MAX } from "../../../actors/notes/device-notes.ts";
import { NOTE_CHARACTERS_MAX } from "../../../actors/notes/notes-file.ts";
import { CommandError } from "../../../actors/server/stores.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../../../mod.ts";
import type { Database } from "../../../runtime/database.ts";
import { PlatformError } from "../../../runtime/platform.ts";
import { AP, beacon, heard, STATION } from "../../suites/heard-frames.ts";
import { rowsOf } from "../../suites/log-world.ts";
import { testSettings } from "../../suites/settings.ts";

const KEY = "4202770D00000000_10000111B00";
const real = await detectPlatform();

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "moirai-notes-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

interface Server {
  readonly moirai: Moirai;
  readonly said: string[];
}

async function server(
  directory: string,
  settings: Record<string, string> = {},
  options: Partial<MoiraiOptions> = {},
): Promise<Server> {
  const said: string[] = [];
  const moirai = await createMoirai({
    platform: real,
    settings: testSettings({ configdir: directory, ...settings }),
    deviceNotes: true,
    print: ({ text }) => said.push(text),
    ...options,
  });
  onTestFinished(() => moirai.stop());
  await moirai.start();
  return { moirai, said };
}

const file = (directory: string) => join(directory, "devicetracker.db3");
const device = (moirai: Moirai, mac = AP) => moirai.stores.devices.byMac(mac, 48)[0]!;

/** What the server knows of a device that it hears now. */
async function heardAgain(directory: string, settings: Record<string, string> = {}) {
  const { moirai, said } = await server(directory, settings);
  moirai.push(heard([beacon()]));
  await Promise.resolve();
  const { username, commonName, tags } = device(moirai);
  await moirai.stop();
  return { username, commonName, tags: tags && [...tags], said };
}

async function noteThings(directory: string): Promise<void> {
  const { moirai } = await server(directory);
  moirai.push(heard([beacon()]));
  await moirai.commands.setDeviceName(KEY, "the neighbour's");
  await moirai.commands.setDeviceTag(KEY, "notes", "front window");
  await moirai.commands.setDeviceTag(KEY, "empty", "");
  await moirai.stop();
}

describe("DeviceNotes", () => {
  test("keeps names and tags in the tables of the reference, for the server alone", async () => {
    const directory = newDirectory();
    await noteThings(directory);
    const path = file(directory);
    expect(await rowsOf(path, "SELECT * FROM device_names")).toEqual([[KEY, "the neighbour's"]]);
    expect(await rowsOf(path, "SELECT * FROM device_tags ORDER BY tag")).toEqual([
      [KEY, "empty", ""],
      [KEY, "notes", "front window"],
    ]);
    expect(await rowsOf(path, "SELECT * FROM KISMET"))
      .toEqual([["2025.09.0", 4, "devicetracker"]]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["devicetracker.db3"]);
  });

  test("gives them to devices when these are heard", async () => {
    const directory = newDirectory();
    await noteThings(directory);
    expect(await heardAgain(directory)).toMatchObject({
      username: "the neighbour's",
      commonName: "the neighbour's",
      tags: [["notes", "front window"], ["empty", ""]],
      said: expect.not.arrayContaining([expect.stringContaining("devicetracker")]) as unknown,
    });
    const { moirai } = await server(directory);
    moirai.push(heard([beacon()]));
    await Promise.resolve();
    expect(device(moirai).username).toBe("the neighbour's");
    const metrics = moirai.stores.metrics().find(({ name }) => name === "moirai_noted_devices");
    expect(metrics!.samples).toMatchObject([{ value: 1 }]);
  });

  test("is in the first message that a monitor or an event of a new device makes", async () => {
    const directory = newDirectory();
    await noteThings(directory);
    const { moirai } = await server(directory);
    const events: string[] = [];
    moirai.bus.subscribe("NEW_DEVICE", (event) => {
      void Promise.resolve().then(() =>
        events.push(new TextDecoder().decode(moirai.encodeEvent(event)))
      );
    });
    moirai.push(heard([beacon()]));
    await Promise.resolve();
    expect(events).toHaveLength(1);
    expect(events[0]).toContain(`"kismet.device.base.username": "the neighbour's"`);
  });

  test("takes the newest of what was said, and an empty name as none", async () => {
    const directory = newDirectory();
    await noteThings(directory);
    const { moirai } = await server(directory);
    moirai.push(heard([beacon()]));
    for (const name of ["one", "two", ""]) await moirai.commands.setDeviceName(KEY, name);
    await moirai.commands.setDeviceTag("4202770d00000000_10000111b00", "notes", "back door");
    await moirai.stop();
    expect(await heardAgain(directory)).toMatchObject({
      username: undefined,
      tags: [["empty", ""], ["notes", "back door"]],
    });
    expect(await rowsOf(file(directory), "SELECT * FROM device_names")).toEqual([]);
  });

  test("reads the file of the reference, whatever else stands in it", async () => {
    const directory = newDirectory();
    const database = await real.databases!.open({ path: file(directory), mode: "write" });
    const statements = [
      "CREATE TABLE KISMET (kismet_version TEXT, db_version INT, db_module TEXT)",
      "CREATE TABLE device_names (key TEXT, name TEXT, UNIQUE(key) ON CONFLICT REPLACE)",
      "CREATE TABLE device_tags (key TEXT, tag TEXT, content TEXT, UNIQUE(key, tag))",
      "CREATE TABLE device_more (key TEXT)",
      "INSERT INTO KISMET VALUES ('2020.12.3', 4, 'devicetracker')",
      `INSERT INTO device_names VALUES ('${KEY}', 'older')`,
      "INSERT INTO device_names VALUES ('no key', 'x'), (NULL, 'y'), (7, NULL)",
      `INSERT INTO device_tags VALUES ('${KEY}', 'notes', x'00ff'), ('${KEY}', 'a', 'b')`,
      `INSERT INTO device_tags VALUES ('${KEY}', 'long', '${"x".repeat(NOTE_CHARACTERS_MAX + 1)}')`,
    ];
    for (const sql of statements) await database.run(sql);
    await database.close();
    expect(await heardAgain(directory)).toMatchObject({ username: "older", tags: [["a", "b"]] });
  });

  test("puts a damaged file aside with a sentence, and goes on", async () => {
    const directory = newDirectory();
    writeFileSync(file(directory), "this is no database, however long it may be".repeat(100));
    const { moirai, said } = await server(directory);
    moirai.push(heard([beacon()]));
    await moirai.commands.setDeviceName(KEY, "new");
    await moirai.stop();
    const aside = readdirSync(directory).find((name) => name.includes(".damaged-"))!;
    expect(statSync(join(directory, aside)).size).toBe(4300);
    expect(said.find((text) => text.includes(aside))).toMatch(
      /devicetracker\.db3.*no database; it is kept as .*, and devices have no names and tags/,
    );
    expect((await heardAgain(directory)).username).toBe("new");
  });

  test("leaves a database of somebody else aside as well", async () => {
    const directory = newDirectory();
    const database = await real.databases!.open({ path: file(directory), mode: "write" });
    await database.run("CREATE TABLE cookies (name TEXT)");
    await database.close();
    const { said } = await heardAgain(directory);
    expect(said.join("\n")).toContain("devicetracker.db3 holds no names of devices: no table");
  });

  test("keeps nothing where it is not asked to", async () => {
    const directory = newDirectory();
    for (
      const [settings, options] of [[{ keep_device_notes: "false" }, {}], [{}, {
        deviceNotes: false,
      }]] as const
    ) {
      const { moirai } = await server(directory, settings, options);
      moirai.push(heard([beacon()]));
      await moirai.commands.setDeviceName(KEY, "x");
      expect(device(moirai).username).toBe("x");
      await moirai.stop();
    }
    expect(existsSync(file(directory))).toBe(false);
  });

  test("says when it cannot write, counts it, and asks again at the next change", async () => {
    const directory = newDirectory();
    let isFull = true;
    const databases = {
      open(options: Parameters<NonNullable<typeof real.databases>["open"]>[0]): Promise<Database> {
        if (isFull) return Promise.reject(new PlatformError("no-space", "the disk is full"));
        return real.databases!.open(options);
      },
    };
    const { moirai, said } = await server(directory, {}, { platform: { ...real, databases } });
    moirai.push(heard([beacon()]));
    await moirai.commands.setDeviceName(KEY, "first");
    await expect.poll(() => said.join("\n"))
      .toMatch(/1 names and tags of devices last until .*cannot be written: the disk is full/);
    isFull = false;
    await moirai.commands.setDeviceTag(KEY, "notes", "second");
    const lost = moirai.stores.metrics().find(({ name }) => name === "moirai_notes_lost_total");
    expect(lost!.samples).toMatchObject([{ value: 1 }]);
    await moirai.stop();
    expect(await heardAgain(directory)).toMatchObject({
      username: undefined,
      tags: [["notes", "second"]],
    });
  });

  test("refuses what is too long, in the words of the command", async () => {
    const { moirai } = await server(newDirectory());
    moirai.push(heard([beacon()]));
    const long = "x".repeat(NOTE_CHARACTERS_MAX + 1);
    const refused = new CommandError(400, `it has more than ${NOTE_CHARACTERS_MAX} characters`);
    await expect(moirai.commands.setDeviceName(KEY, long)).rejects.toThrow(refused);
    await expect(moirai.commands.setDeviceTag(KEY, long, "")).rejects.toThrow(refused);
    await expect(moirai.commands.setDeviceTag(KEY, "a", long)).rejects.toThrow(refused);
    expect(device(moirai).username).toBeUndefined();
  });

  test("keeps a bounded number of devices, the first of a larger file", async () => {
    const directory = newDirectory();
    await noteThings(directory);
    const database = await real.databases!.open({ path: file(directory), mode: "write" });
    await database.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) " +
        "INSERT INTO device_names SELECT printf('4202770D00000000_%X', i), 'x' FROM n",
      [NOTED_DEVICES_MAX],
    );
    await database.close();
    const { moirai, said } = await server(directory);
    expect(said.join("\n")).toMatch(/devicetracker\.db3: 1 names and tags are too many/);
    moirai.push(heard([beacon()]));
    await Promise.resolve();
    expect(device(moirai).username).toBe("the neighbour's");
    expect(moirai.stores.devices.byMac(STATION, 48)).toEqual([]);
  });
});
