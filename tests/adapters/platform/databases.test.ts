import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { databaseFault } from "../../../adapters/platform/database-faults.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { allRows, type BulkStatement, type Database, RowBlock } from "../../../runtime/database.ts";

const directory = mkdtempSync(join(tmpdir(), "moirai-databases-"));
afterAll(() => rmSync(directory, { recursive: true }));
const { databases } = await detectPlatform();

const INSERT: BulkStatement = {
  sql: "INSERT INTO t VALUES (?, ?, ?, ?)",
  columns: ["number", "mac", "text", "bytes"],
};
const TABLE = "CREATE TABLE IF NOT EXISTS t (n INT, m TEXT, t TEXT, b BLOB)";
let files = 0;
const newPath = () => join(directory, `${++files}.db`);

async function open(path = newPath(), setup: readonly string[] = [TABLE]): Promise<Database> {
  return await databases!.open({ path, mode: "write", setup, statements: [INSERT] });
}

const newBlock = (rows = 100, bytes = 1000) => new RowBlock(0, INSERT.columns, rows, bytes);

function add(block: RowBlock, n: number, m: number, t: string, b: Uint8Array): void {
  block.number(n);
  block.mac(m);
  block.text(t);
  block.bytes(b);
  block.endRow();
}

describe("databases", () => {
  test("insert() stores rows as they were added and gives the block back empty", async () => {
    const database = await open();
    const block = newBlock();
    add(block, 1, 0xf01898000001, "one", Uint8Array.of(1, 2));
    add(block, 2.5, 0, "one", new Uint8Array(0));
    add(block, -7, 0xffffffffffff, "é☃", Uint8Array.of(9));
    await database.insert(block);
    expect([block.rows, block.bytesUsed, block.lost]).toEqual([0, 0, false]);
    add(block, 2 ** 40, 1, "again", Uint8Array.of(3));
    await database.insert(block);
    expect(await allRows(database, "SELECT *, typeof(n) FROM t")).toEqual([
      [1, "F0:18:98:00:00:01", "one", Uint8Array.of(1, 2), "integer"],
      [2.5, "00:00:00:00:00:00", "one", new Uint8Array(0), "real"],
      [-7, "FF:FF:FF:FF:FF:FF", "é☃", Uint8Array.of(9), "integer"],
      [2 ** 40, "00:00:00:00:00:01", "again", Uint8Array.of(3), "integer"],
    ]);
    await database.close();
  });

  test("insert() stores all rows of a block or none, and the block can be used again", async () => {
    const database = await open(undefined, [TABLE, "CREATE UNIQUE INDEX u ON t (n)"]);
    const block = newBlock();
    for (const n of [1, 2, 1]) add(block, n, 0, "", new Uint8Array(0));
    await expect(database.insert(block)).rejects.toThrow(/cannot write .*UNIQUE/);
    expect(block.rows).toBe(0);
    add(block, 5, 0, "", new Uint8Array(0));
    await database.insert(block);
    expect(await allRows(database, "SELECT n FROM t")).toEqual([[5]]);
    await database.close();
  });

  test("query() comes in pages, its loop may be left, and other work goes on meanwhile", async () => {
    const database = await open();
    await database.run(
      "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c " +
        "WHERE i < 5000) SELECT i, '', '', zeroblob(100) FROM c",
    );
    let rows = 0;
    let pages = 0;
    for await (const page of database.query("SELECT n, b FROM t WHERE n > ?", [1000])) {
      rows += page.length;
      pages += 1;
      if (pages === 2) await database.run("DELETE FROM t WHERE n <= 1000");
    }
    expect([rows, pages > 2]).toEqual([4000, true]);
    for await (const page of database.query("SELECT n FROM t ORDER BY n")) {
      expect(page[0]).toEqual([1001]);
      break;
    }
    expect(await database.run("DELETE FROM t WHERE n < ?", [2001])).toBe(1000);
    await database.close();
  });

  test("close() runs its last statements, closes whatever they say, and ends all use", async () => {
    const path = newPath();
    const database = await open(path);
    await expect(database.close(["bogus", "INSERT INTO t VALUES (1, 2, 3, 4)"])).rejects
      .toThrow(/bogus/);
    await expect(database.run("DELETE FROM t")).rejects.toMatchObject({ code: "closed" });
    await database.close();
    const again = await databases!.open({ path, mode: "read" });
    expect(await allRows(again, "SELECT n FROM t")).toEqual([[1]]);
    await expect(again.run("DELETE FROM t")).rejects.toMatchObject({ code: "permission" });
    await again.close();
  });

  test("open() says what is wrong with a file", async () => {
    const text = newPath();
    writeFileSync(text, "this is a letter and no database ".repeat(100));
    const read = (path: string) => databases!.open({ path, mode: "read" });
    await expect(read(text)).rejects.toMatchObject({
      code: "damaged",
      message: `cannot open ${text}: it is no database`,
    });
    await expect(read(newPath())).rejects.toMatchObject({ code: "not-found" });
    await expect(open(join(directory, "none", "x.db"))).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("a database that runs full refuses the block, keeps what it had, and goes on", async () => {
    const database = await open();
    await database.run("PRAGMA max_page_count = 8");
    const block = newBlock(100, 100_000);
    add(block, 1, 0, "kept", new Uint8Array(100));
    await database.insert(block);
    add(block, 2, 0, "too large", new Uint8Array(100_000));
    await expect(database.insert(block)).rejects.toMatchObject({ code: "no-space" });
    add(block, 3, 0, "fits", new Uint8Array(100));
    await database.insert(block);
    expect(await allRows(database, "SELECT t FROM t")).toEqual([["kept"], ["fits"]]);
    await database.close();
  });
});

describe("RowBlock", () => {
  test("fits() knows rows and bytes; an empty block takes a value of any length", () => {
    const block = newBlock(2, 10);
    expect(block.fits(100)).toBe(true);
    add(block, 1, 1, "a", new Uint8Array(8));
    expect([block.fits(2), block.fits(3)]).toEqual([true, false]);
    add(block, 1, 1, "a", new Uint8Array(2));
    expect(block.fits(0)).toBe(false);
    block.clear();
    add(block, 1, 1, "a", new Uint8Array(50).fill(7));
    expect(block.columns.bytes.subarray(0, block.bytesUsed)).toEqual(new Uint8Array(50).fill(7));
    block.restore(block.columns);
    expect(block.columns.bytes.length).toBe(10);
  });
});

describe("databaseFault()", () => {
  test("knows results by number, also extended ones, and by sentence", () => {
    const error = (message: string, errcode?: number) =>
      Object.assign(new Error(message), {
        ...errcode !== undefined && { errcode },
      });
    expect(databaseFault(error("x", 13)).code).toBe("no-space");
    expect(databaseFault(error("x", 5 | (2 << 8))).code).toBe("in-use");
    expect(databaseFault(error("database is locked")).code).toBe("in-use");
    expect(databaseFault(error("database disk image is malformed")).code).toBe("damaged");
    expect(databaseFault(new RangeError("too large")).code).toBe("damaged");
    expect(databaseFault(error("near x: syntax error"))).toEqual({
      code: "other",
      reason: "near x: syntax error",
    });
  });

  test("has an answer for whatever is thrown", () => {
    fc.assert(fc.property(fc.anything(), (thrown) => {
      expect(databaseFault(thrown).code).toBeTypeOf("string");
    }));
  });
});
