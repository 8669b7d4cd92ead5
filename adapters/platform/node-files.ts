// Files through node:fs/promises, for Node, Bun and Deno. A pipe or device that stays silent keeps
// one thread of the engine's pool (four on Node) inside `read`, so only a few belong here.
import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import type { FileInfo, Files, ReadableFile, WritableFile } from "../../runtime/platform.ts";
import { platformFault, toPlatformError } from "./system-errors.ts";

const MODE_BITS = 0o7777;
const DEFAULT_FILE_MODE = 0o666;

/** Files of this machine. */
export const nodeFiles: Files = {
  open: (path) => attempt(`open ${path}`, () => openForReading(path)),
  create: (path, options = {}) =>
    attempt(`create ${path}`, async () => {
      const flags = `${options.append ? "a" : "w"}${options.exclusive ? "x" : ""}`;
      const handle = await fs.open(path, flags, options.mode ?? DEFAULT_FILE_MODE);
      return new NodeWritableFile(handle, path);
    }),
  readText: (path) => attempt(`read ${path}`, () => fs.readFile(path, "utf8")),
  readBytes: (path) =>
    attempt(`read ${path}`, async () => {
      const bytes = await fs.readFile(path);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }),
  replaceText: (path, text, mode) => attempt(`write ${path}`, () => replace(path, text, mode)),
  stat: (path) => attempt(`look at ${path}`, async () => fileInfo(await fs.stat(path))),
  realPath: (path) => attempt(`look at ${path}`, () => fs.realpath(path)),
  list: (path) => attempt(`list ${path}`, async () => (await fs.readdir(path)).sort()),
  makeDirectory: (path, mode) =>
    attempt(`make the directory ${path}`, async () => {
      await fs.mkdir(path, { recursive: true, mode });
    }),
  remove: (path) =>
    attempt(`remove ${path}`, async () => {
      const info = await fs.lstat(path);
      await (info.isDirectory() ? fs.rmdir(path) : fs.unlink(path));
    }),
};

async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPlatformError(action, error);
  }
}

async function openForReading(path: string): Promise<ReadableFile> {
  const handle = await fs.open(path, "r");
  const info = await handle.stat();
  if (info.isDirectory()) {
    // Opening a directory succeeds on POSIX and only reading it fails.
    await handle.close();
    throw platformFault("is-directory", `open ${path}`);
  }
  return new NodeReadableFile(handle, path, info);
}

async function replace(path: string, text: string, mode: number): Promise<void> {
  // A symbolic link stays one: the file it points to is replaced.
  const target = await fs.realpath(path).catch(() => path);
  const temporary = `${target}.${randomUUID()}.tmp`;
  const handle = await fs.open(temporary, "wx", mode);
  try {
    try {
      // The mode given to `open` is narrowed by the umask.
      await handle.chmod(mode);
      await handle.writeFile(text, "utf8");
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(target));
}

/** Makes the new name durable; file systems that cannot do it are content without. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await fs.open(path, "r").catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

function fileInfo(stats: Stats): FileInfo {
  return {
    size: stats.size,
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    modifiedMs: stats.mtimeMs,
    mode: stats.mode & MODE_BITS,
    uid: stats.uid,
  };
}

class NodeReadableFile implements ReadableFile {
  readonly size: number;
  private readonly handle: fs.FileHandle;
  private readonly path: string;
  private reading = false;
  private closed = false;

  constructor(handle: fs.FileHandle, path: string, info: Stats) {
    this.handle = handle;
    this.path = path;
    this.size = info.isFile() ? info.size : 0;
  }

  async read(into: Uint8Array): Promise<number> {
    if (this.closed) throw platformFault("closed", `read ${this.path}`);
    if (into.length === 0) return 0;
    this.reading = true;
    try {
      return (await this.handle.read(into, 0, into.length, null)).bytesRead;
    } catch (error) {
      throw toPlatformError(`read ${this.path}`, error);
    } finally {
      this.reading = false;
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const closing = attempt(`close ${this.path}`, () => this.handle.close());
    // A handle closes only after its read, and a silent device may never end that one.
    if (this.reading) void closing.catch(() => undefined);
    else await closing;
  }
}

class NodeWritableFile implements WritableFile {
  private readonly handle: fs.FileHandle;
  private readonly path: string;
  private closed = false;
  private last: Promise<void> = Promise.resolve();

  constructor(handle: fs.FileHandle, path: string) {
    this.handle = handle;
    this.path = path;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.closed) return Promise.reject(platformFault("closed", `write ${this.path}`));
    // Writes that are not awaited still land in order.
    const next = this.last.then(() => this.writeAll(bytes));
    this.last = next.catch(() => undefined);
    return next;
  }

  truncate(size: number): Promise<void> {
    if (this.closed) return Promise.reject(platformFault("closed", `cut ${this.path}`));
    const next = this.last.then(() =>
      attempt(`cut ${this.path}`, () => this.handle.truncate(size))
    );
    this.last = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.last;
    await attempt(`close ${this.path}`, () => this.handle.close());
  }

  private async writeAll(bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      // A nearly full disk takes a part of a write before it fails.
      while (written < bytes.length) {
        const left = bytes.length - written;
        written += (await this.handle.write(bytes, written, left, null)).bytesWritten;
      }
    } catch (error) {
      throw toPlatformError(`write ${this.path}`, error);
    }
  }
}
