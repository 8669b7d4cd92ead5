// What the kismet log does when files and disks are not as they should be.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Database, Databases } from "../../../runtime/database.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { beacon, dataFrame, heard, HEARD_START_US } from "../../suites/heard-frames.ts";
import { type LogWorld, logWorld, newDirectory, rowsOf } from "../../suites/log-world.ts";
import { makeLog } from "../../suites/made-logs.ts";

// Many threads at once on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const real = await detectPlatform();
const PLAIN = { log_template: "%p/%n.%l" };

async function world(
  settings: Record<string, string> = {},
  options: Parameters<typeof logWorld>[1] = {},
  directory = newDirectory(),
): Promise<LogWorld> {
  const one = await logWorld(settings, options, directory);
  onTestFinished(() => one.dispose());
  return one;
}

/** Databases of this machine, each seen by `wrap` before it is used. */
function wrapped(wrap: (database: Database) => Partial<Database>) {
  const databases: Databases = {
    async open(options) {
      const database = await real.databases!.open(options);
      return {
        insert: (block) => database.insert(block),
        run: (sql, parameters) => database.run(sql, parameters),
        query: (sql, parameters) => database.query(sql, parameters),
        close: (last) => database.close(last),
        ...wrap(database),
      };
    },
  };
  return { platform: { ...real, databases } };
}

const told = (one: LogWorld, part: string) => one.messages.filter((text) => text.includes(part));
const record = (one: LogWorld) => one.moirai.stores.logs.all()[0]!;

describe("the kismet log", () => {
  test("continues a log of that name, and numbers packets on", async () => {
    const directory = newDirectory();
    for (const sequence of [1, 2]) {
      const one = await logWorld(PLAIN, {}, directory);
      one.moirai.push(heard([beacon(sequence)], { timeUs: HEARD_START_US + sequence }));
      await one.moirai.stop();
    }
    const path = join(directory, "Kismet.kismet");
    expect(await rowsOf(path, "SELECT ts_usec, packetid FROM packets")).toEqual([[1, 1], [2, 2]]);
    expect(await rowsOf(path, "SELECT count(*) FROM KISMET")).toEqual([[1]]);
    rmSync(directory, { recursive: true });
  });

  test.each([
    ["a letter", (path: string) => writeFileSync(path, "dear ".repeat(999)), /it is no database/],
    [
      "a database of something else",
      (path: string) => makeLog(path, { version: 9, module: "session", rows: {} }),
      /cannot continue .*: it belongs to session/,
    ],
    [
      "a log of another version",
      (path: string) => makeLog(path, { version: 5, rows: {} }),
      /cannot continue .*: it has version 5, and can be continued with 6, 8, 9/,
    ],
    ["a directory", (path: string) => mkdirSync(path), /Kismet.kismet/],
  ])("leaves %s alone that has its name, and says why it is not written", async (_, make, why) => {
    const directory = newDirectory();
    const path = join(directory, "Kismet.kismet");
    await make(path);
    const before = readdirSync(directory);
    const one = await world(PLAIN, {}, directory);
    expect(told(one, "the kismet log is not written")).toEqual([expect.stringMatching(why)]);
    one.moirai.push(heard([beacon(1)]));
    await one.moirai.stop();
    expect(readdirSync(directory).filter((name) => name !== "kismet_server_id.conf"))
      .toEqual(before);
  });

  test("in a directory that may not be written says so and lets the server work", async () => {
    const one = await world({ log_prefix: "/sys" });
    expect(told(one, "not written")).toEqual([
      expect.stringMatching(/cannot create \/sys\/Kismet-1.kismet: permission denied/),
    ]);
    one.moirai.push(heard([beacon(1)]));
    expect(one.moirai.stores.devices.size).toBe(1);
  });

  test("is followed by another file, without losing a packet or a device", async () => {
    const one = await world({ log_max_minutes: "1", kis_log_device_rate: "5" });
    for (let second = 0; second < 130; second++) {
      const bssid = 0x001b11000000 + Math.floor(second / 40);
      one.moirai.push(heard([beacon(second, "street", bssid)], {
        timeUs: HEARD_START_US + second * 1e6,
      }));
      await one.pass(1);
      // The thread opens the next file in its own time.
      const files = second === 62 ? 2 : second === 126 ? 3 : 0;
      if (files > 0) {
        await expect.poll(async () => {
          await one.pass(1);
          return record(one).files;
        }, { timeout: 20_000 }).toBe(files);
      }
    }
    await one.moirai.stop();
    const seen: number[] = [];
    const devices: unknown[][] = [];
    for (const number of [1, 2, 3]) {
      const path = join(one.directory, `Kismet-${number}.kismet`);
      const rows = await rowsOf(path, "SELECT ts_sec - 1700000000 FROM packets ORDER BY 1");
      seen.push(...rows.map(([second]) => Number(second)));
      devices.push((await rowsOf(path, "SELECT devmac FROM devices ORDER BY 1")).flat());
      expect(existsSync(`${path}-wal`)).toBe(false);
    }
    expect(seen).toEqual(Array.from({ length: 130 }, (_, second) => second));
    expect(devices[0]).toEqual(["00:1B:11:00:00:00", "00:1B:11:00:00:01"]);
    expect(devices[2]).toEqual(["00:1B:11:00:00:03"]);
  });

  test("on a slow disk leaves packets out, counts and tells them, and holds up nobody", async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => open = resolve);
    const one = await world(
      {},
      wrapped((database) => ({
        insert: async (block) => {
          await gate;
          await database.insert(block);
        },
      })),
    );
    const frames = Array.from({ length: 1000 }, (_, n) => dataFrame(n % 4096));
    let sent = 0;
    while (record(one).dropped === 0 && sent < 1_000_000) {
      one.moirai.push(heard(frames, { timeUs: HEARD_START_US + sent }));
      sent += frames.length;
    }
    one.moirai.push(heard(frames, { timeUs: HEARD_START_US + sent }));
    sent += frames.length;
    expect(sent).toBeGreaterThan(100_000);
    await one.pass(2);
    expect(told(one, "the disk is too slow")).toHaveLength(1);
    open();
    await one.moirai.stop();
    const { packets, dropped, path } = record(one);
    expect(dropped).toBeGreaterThanOrEqual(1000);
    expect(packets + dropped).toBe(sent);
    expect(await rowsOf(path, "SELECT count(*) FROM packets")).toEqual([[packets]]);
  });

  test("goes on when another program held the file for too long, and says what is missing", async () => {
    let isHeld = true;
    const held = Object.assign(new Error("cannot write x: another program holds it"));
    const one = await world(
      {},
      wrapped((database) => ({
        insert: async (block) => {
          if (isHeld) {
            block.clear();
            throw held;
          }
          await database.insert(block);
        },
      })),
    );
    one.moirai.push(heard([beacon(1)]));
    await one.pass(2);
    expect(told(one, "another program holds it")).toHaveLength(1);
    expect(record(one)).toMatchObject({ dropped: 1, open: true });
    isHeld = false;
    await one.pass(5);
    one.moirai.push(heard([beacon(2)]));
    await one.pass(1);
    await expect.poll(() => told(one, "is written again; 1 packets are not in it")).toHaveLength(1);
  });

  test("whose database is damaged begins another, and what was stored stays", async () => {
    let isDamaged = false;
    const one = await world(
      {},
      wrapped((database) => ({
        insert: async (block) => {
          if (isDamaged) {
            isDamaged = false;
            block.clear();
            const { PlatformError } = await import("../../../runtime/platform.ts");
            throw new PlatformError("damaged", "cannot write x: the database is damaged");
          }
          await database.insert(block);
        },
      })),
    );
    one.moirai.push(heard([beacon(1)]));
    await one.pass(1);
    await expect.poll(() => record(one).packets).toBe(1);
    isDamaged = true;
    one.moirai.push(heard([beacon(2)]));
    await one.pass(1);
    await expect.poll(() => told(one, "the database is damaged")).toHaveLength(1);
    await expect.poll(async () => {
      await one.pass(1);
      return record(one).path;
    }, { timeout: 10_000 }).toBe(join(one.directory, "Kismet-2.kismet"));
    one.moirai.push(heard([beacon(3)]));
    await one.moirai.stop();
    const count = (number: number) =>
      rowsOf(join(one.directory, `Kismet-${number}.kismet`), "SELECT count(*) FROM packets");
    expect([await count(1), await count(2)]).toEqual([[[1]], [[1]]]);
  });
});

function mounted(directory: string): boolean {
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "tmpfs", directory]);
  if (mount.status !== 0) return false;
  onTestFinished(() => void spawnSync("umount", ["-l", directory]));
  return true;
}

test("the kismet log on a full disk keeps what it has and goes on when there is room (skipped where mounting is not permitted)", async (context) => {
  const directory = newDirectory();
  if (!mounted(directory)) context.skip("mounting a small tmpfs is not permitted here");
  const filler = join(directory, "filler");
  writeFileSync(filler, new Uint8Array(700_000));
  const one = await logWorld({ kis_log_devices: "false" }, {}, directory);
  const path = join(directory, "Kismet-1.kismet");
  const payload = new Uint8Array(1400);
  let sent = 0;
  const send = async (): Promise<void> => {
    const frames = Array.from({ length: 100 }, () => dataFrame(sent++ % 4096, payload));
    one.moirai.push(heard(frames, { timeUs: HEARD_START_US + sent }));
    await one.pass(1);
  };
  await expect.poll(async () => {
    await send();
    return told(one, "no space left");
  }, { timeout: 20_000 }).toHaveLength(1);
  const stored = record(one).packets;
  expect(await rowsOf(path, "PRAGMA integrity_check")).toEqual([["ok"]]);
  rmSync(filler);
  await one.pass(5);
  await send();
  await expect.poll(() => told(one, "is written again")).toHaveLength(1);
  await one.moirai.stop();
  const { packets, dropped } = record(one);
  expect([packets > stored, packets + dropped]).toEqual([true, sent]);
  expect(await rowsOf(path, "SELECT count(*) FROM packets")).toEqual([[packets]]);
  expect(await rowsOf(path, "PRAGMA integrity_check")).toEqual([["ok"]]);
});
