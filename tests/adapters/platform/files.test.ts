// Files of the engine that runs the tests, where a real system differs from one in memory: links,
// permissions, full devices, pipes.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { settled } from "./raw-connection.ts";

const platform = await detectPlatform();
const { files } = platform;
const isRoot = platform.user.id === 0;
let directory = "";

beforeAll(async () => {
  directory = await fs.mkdtemp(join(tmpdir(), "moirai-files-"));
});
afterAll(() => fs.rm(directory, { recursive: true }));

describe("files", () => {
  it("replaceText() keeps a symbolic link and the mode whatever the umask", async () => {
    await fs.writeFile(`${directory}/target`, "old");
    await fs.symlink("target", `${directory}/link`);
    const umask = process.umask(0o077);
    try {
      await files.replaceText(`${directory}/link`, "new", 0o664);
    } finally {
      process.umask(umask);
    }
    expect((await fs.lstat(`${directory}/link`)).isSymbolicLink()).toBe(true);
    expect(await fs.readFile(`${directory}/target`, "utf8")).toBe("new");
    expect((await files.stat(`${directory}/target`)).mode).toBe(0o664);
  });

  it("replaceText() leaves the old file and nothing else when it cannot rename", async () => {
    await fs.mkdir(`${directory}/occupied/inside`, { recursive: true });
    await expect(files.replaceText(`${directory}/occupied`, "x", 0o600)).rejects.toMatchObject({
      name: "PlatformError",
      message: expect.stringContaining(`cannot write ${directory}/occupied: `),
    });
    const left = (await files.list(directory)).filter((name) => name.startsWith("occupied"));
    expect(left).toEqual(["occupied"]);
  });

  it("a reader of the old file keeps it while replaceText() writes another", async () => {
    await files.replaceText(`${directory}/swap`, "before", 0o600);
    const reader = await files.open(`${directory}/swap`);
    await files.replaceText(`${directory}/swap`, "after!", 0o600);
    const into = new Uint8Array(6);
    await reader.read(into);
    expect(new TextDecoder().decode(into)).toBe("before");
    await reader.close();
  });

  it("write() to a full device is no-space", async () => {
    const full = await files.create("/dev/full");
    await expect(full.write(new Uint8Array(10))).rejects.toMatchObject({
      code: "no-space",
      message: "cannot write /dev/full: no space left on the device",
    });
    await full.close();
  });

  it("remove() takes a link and leaves what it points to", async () => {
    await fs.mkdir(`${directory}/kept`);
    await fs.symlink("kept", `${directory}/alias`);
    await files.remove(`${directory}/alias`);
    expect((await files.stat(`${directory}/kept`)).isDirectory).toBe(true);
  });

  // Root may open everything.
  it.skipIf(isRoot)("open() without permission says so", async () => {
    await fs.writeFile(`${directory}/closed`, "secret", { mode: 0o000 });
    await expect(files.open(`${directory}/closed`)).rejects.toMatchObject({
      code: "permission",
      message: `cannot open ${directory}/closed: permission denied`,
    });
  });

  it("a pipe has size 0, gives what comes, ends with its writer", async () => {
    execFileSync("mkfifo", [`${directory}/pipe`]);
    const [reader, writer] = await Promise.all([
      files.open(`${directory}/pipe`),
      fs.open(`${directory}/pipe`, "w"),
    ]);
    expect(reader.size).toBe(0);
    const into = new Uint8Array(100);
    const pending = reader.read(into);
    await writer.write("news");
    expect(await pending).toBe(4);
    await writer.close();
    expect(await reader.read(into)).toBe(0);
    await reader.close();
  });

  it("close() does not wait for a device that stays silent", async () => {
    execFileSync("mkfifo", [`${directory}/silent`]);
    const [reader, writer] = await Promise.all([
      files.open(`${directory}/silent`),
      fs.open(`${directory}/silent`, "w"),
    ]);
    let ended = 0;
    const pending = reader.read(new Uint8Array(10)).finally(() => ended = 1);
    expect(await settled(() => ended)).toBe(0);
    await reader.close();
    await writer.close();
    await pending.catch(() => undefined);
  });

  it("a path no system call takes is an error of ours", async () => {
    await expect(files.open("a\0b")).rejects.toMatchObject({
      name: "PlatformError",
      code: "other",
    });
  });
});
