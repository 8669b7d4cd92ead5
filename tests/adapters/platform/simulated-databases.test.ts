// Databases of the simulated platform: real SQLite in memory, on a disk that can be full.
import { describe, expect, it } from "vitest";
import { SimulatedDatabases } from "../../../adapters/platform/simulated-databases.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { allRows, type DatabaseOptions, RowBlock } from "../../../runtime/database.ts";

const OPTIONS: DatabaseOptions = {
  path: "/a.db",
  mode: "write",
  setup: ["CREATE TABLE t (n INT, m TEXT, s TEXT, b BLOB)"],
  statements: [{
    sql: "INSERT INTO t (n, m, s, b) VALUES (?, ?, ?, ?)",
    columns: ["number", "mac", "text", "bytes"],
  }],
};

function world() {
  const platform = createSimulatedPlatform({
    seed: 1,
    startMs: 0,
    databases: (files) => new SimulatedDatabases(files),
  });
  return { files: platform.files, databases: platform.databases! };
}

function blockOf(rows: number): RowBlock {
  const block = new RowBlock(0, OPTIONS.statements![0]!.columns, 16, 1024);
  for (let row = 0; row < rows; row++) {
    block.number(row);
    block.mac(0x001122334455);
    block.text("same");
    block.bytes(Uint8Array.of(row, 2, 3));
    block.endRow();
  }
  return block;
}

describe("SimulatedDatabases", () => {
  it("stores rows that another connection reads, also when the first is closed", async () => {
    const { databases, files } = world();
    const writer = await databases.open(OPTIONS);
    const block = blockOf(5);
    await writer.insert(block);
    expect(block.rows).toBe(0);
    expect(await writer.run("DELETE FROM t WHERE n > ?", [3])).toBe(1);
    await writer.close(["DELETE FROM t WHERE n = 0"]);
    await expect(writer.run("DELETE FROM t")).rejects.toMatchObject({ code: "closed" });
    const reader = await databases.open({ path: "/./a.db", mode: "read" });
    expect(await allRows(reader, "SELECT * FROM t")).toEqual(
      [1, 2, 3].map((row) => [row, "00:11:22:33:44:55", "same", Uint8Array.of(row, 2, 3)]),
    );
    expect((await files.stat("/a.db")).size).toBeGreaterThan(5 * 3);
  });

  it("takes all rows of a block or none, and says that the disk is full", async () => {
    const { databases, files } = world();
    const writer = await databases.open(OPTIONS);
    files.freeBytes = 400;
    await writer.insert(blockOf(4));
    const left = files.freeBytes;
    expect(left).toBeLessThan(400);
    const block = blockOf(16);
    await expect(writer.insert(block)).rejects.toMatchObject({
      code: "no-space",
      message: "cannot write /a.db: no space left on the device",
    });
    expect(block.rows).toBe(0);
    expect(files.freeBytes).toBe(left);
    files.freeBytes = Infinity;
    await writer.insert(blockOf(16));
    expect(await allRows(writer, "SELECT COUNT(*) FROM t")).toEqual([[20]]);
  });

  it("finds no database where there is none, or no more", async () => {
    const { databases, files } = world();
    await expect(databases.open({ path: "/a.db", mode: "read" })).rejects.toMatchObject({
      code: "not-found",
    });
    files.put("/b.db", "words");
    await expect(databases.open({ path: "/b.db", mode: "read" })).rejects.toMatchObject({
      code: "damaged",
    });
    const writer = await databases.open(OPTIONS);
    await writer.insert(blockOf(1));
    await files.remove("/a.db");
    // Whoever has it open still writes.
    await writer.insert(blockOf(1));
    await expect(databases.open({ path: "/a.db", mode: "read" })).rejects.toMatchObject({
      code: "not-found",
    });
    const fresh = await databases.open(OPTIONS);
    expect(await allRows(fresh, "SELECT COUNT(*) FROM t")).toEqual([[0]]);
  });

  it("refuses paths that are refused, and statements that are none", async () => {
    const { databases, files } = world();
    const writer = await databases.open(OPTIONS);
    await expect(writer.run("NONSENSE")).rejects.toMatchObject({ name: "PlatformError" });
    files.refuse("/a.db", "permission");
    await expect(writer.insert(blockOf(1))).rejects.toMatchObject({ code: "permission" });
    await expect(databases.open(OPTIONS)).rejects.toMatchObject({ code: "permission" });
  });
});
