// Files in memory with faults that a test switches on: a disk of a given size, refused paths,
// reads that return less than asked. Behaves as POSIX does where the port can tell the difference.
import type {
  Clock,
  FileInfo,
  Files,
  PlatformErrorCode,
  Random,
  ReadableFile,
  WritableFile,
} from "../../runtime/platform.ts";
import { platformFault } from "./system-errors.ts";

const FIRST_CAPACITY_BYTES = 1024;
const DEFAULT_FILE_MODE = 0o644;
const DEFAULT_DIRECTORY_MODE = 0o755;

class Entry {
  readonly isDirectory: boolean;
  mode: number;
  modifiedMs: number;
  size = 0;
  /** What a database keeps in it. */
  tableBytes = 0;
  private storage = new Uint8Array(0);

  constructor(isDirectory: boolean, mode: number, modifiedMs: number) {
    this.isDirectory = isDirectory;
    this.mode = mode;
    this.modifiedMs = modifiedMs;
  }

  append(bytes: Uint8Array): void {
    const needed = this.size + bytes.length;
    if (needed > this.storage.length) {
      const grown = new Uint8Array(Math.max(FIRST_CAPACITY_BYTES, needed * 2));
      grown.set(this.storage.subarray(0, this.size));
      this.storage = grown;
    }
    this.storage.set(bytes, this.size);
    this.size = needed;
  }

  read(into: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(into.length, this.size - position));
    into.set(this.storage.subarray(position, position + length));
    return length;
  }

  truncate(size = 0): void {
    this.size = Math.min(this.size, size);
  }

  copy(): Uint8Array {
    return this.storage.slice(0, this.size);
  }
}

/** The files of a simulated platform. */
export class SimulatedFiles implements Files {
  /** Bytes that can still be written before writes fail with `no-space`. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** When above 0, a read returns a random number of bytes up to this many. */
  readBytesMax = 0;

  private readonly entries = new Map<string, Entry>();
  private readonly refused = new Map<string, PlatformErrorCode>();
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly uid: number;

  constructor(clock: Clock, random: Random, uid: number) {
    this.clock = clock;
    this.random = random;
    this.uid = uid;
    this.entries.set("/", new Entry(true, DEFAULT_DIRECTORY_MODE, clock.now()));
  }

  /** Puts a file there, with its directories, past every fault. */
  put(path: string, content: string | Uint8Array, mode = DEFAULT_FILE_MODE): void {
    const full = normalize(path);
    this.makeParents(full, DEFAULT_DIRECTORY_MODE);
    const entry = new Entry(false, mode, this.clock.now());
    entry.append(typeof content === "string" ? new TextEncoder().encode(content) : content);
    this.entries.set(full, entry);
  }

  /** Adds bytes to a file as another program would while it is open; past every fault. */
  grow(path: string, bytes: Uint8Array): void {
    this.existing(normalize(path), `grow ${path}`).append(bytes);
  }

  /** Makes every later operation on this path, or below it, fail. */
  refuse(path: string, code: PlatformErrorCode): void {
    this.refused.set(normalize(path), code);
  }

  /** Undoes `refuse`. */
  allow(path: string): void {
    this.refused.delete(normalize(path));
  }

  async open(path: string): Promise<ReadableFile> {
    const entry = this.file(path, `open ${path}`);
    return new SimulatedReader(this, entry, path);
  }

  async create(
    path: string,
    options: { append?: boolean; exclusive?: boolean; mode?: number } = {},
  ): Promise<WritableFile> {
    const action = `create ${path}`;
    const full = this.checked(path, action);
    let entry = this.entries.get(full);
    if (entry !== undefined && options.exclusive) throw platformFault("exists", action);
    if (entry?.isDirectory) throw platformFault("is-directory", action);
    if (entry === undefined) {
      this.requireParent(full, action);
      entry = new Entry(false, options.mode ?? DEFAULT_FILE_MODE, this.clock.now());
      this.entries.set(full, entry);
    } else if (!options.append) entry.truncate();
    return new SimulatedWriter(this, entry, path);
  }

  async readText(path: string): Promise<string> {
    return new TextDecoder().decode(await this.readBytes(path));
  }

  async readBytes(path: string): Promise<Uint8Array> {
    return this.file(path, `read ${path}`).copy();
  }

  async replaceText(path: string, text: string, mode: number): Promise<void> {
    const action = `write ${path}`;
    const full = this.checked(path, action);
    if (this.entries.get(full)?.isDirectory) throw platformFault("is-directory", action);
    this.requireParent(full, action);
    const entry = new Entry(false, mode, this.clock.now());
    this.writeInto(entry, new TextEncoder().encode(text), path);
    this.entries.set(full, entry);
  }

  async stat(path: string): Promise<FileInfo> {
    const action = `look at ${path}`;
    const entry = this.existing(this.checked(path, action), action);
    return {
      size: entry.size + entry.tableBytes,
      isFile: !entry.isDirectory,
      isDirectory: entry.isDirectory,
      modifiedMs: entry.modifiedMs,
      mode: entry.mode,
      uid: this.uid,
    };
  }

  /** There are no links here. */
  async realPath(path: string): Promise<string> {
    const action = `look at ${path}`;
    const full = this.checked(path, action);
    this.existing(full, action);
    return full;
  }

  async list(path: string): Promise<string[]> {
    const action = `list ${path}`;
    const full = this.checked(path, action);
    if (!this.existing(full, action).isDirectory) throw platformFault("not-directory", action);
    return this.childrenOf(full).sort();
  }

  async makeDirectory(path: string, mode: number): Promise<void> {
    const action = `make the directory ${path}`;
    const full = this.checked(path, action);
    const present = this.entries.get(full);
    if (present !== undefined && !present.isDirectory) throw platformFault("exists", action);
    if (present !== undefined) return;
    for (let parent = parentOf(full); parent !== "/"; parent = parentOf(parent)) {
      if (this.entries.get(parent)?.isDirectory === false) {
        throw platformFault("not-directory", action);
      }
    }
    this.makeParents(full, mode);
    this.entries.set(full, new Entry(true, mode, this.clock.now()));
  }

  async remove(path: string): Promise<void> {
    const action = `remove ${path}`;
    const full = this.checked(path, action);
    const entry = this.existing(full, action);
    if (entry.isDirectory && this.childrenOf(full).length > 0) {
      throw platformFault("exists", action);
    }
    this.entries.delete(full);
  }

  /** How many bytes the next read of `wanted` bytes may return. */
  readLength(wanted: number): number {
    if (this.readBytesMax === 0) return wanted;
    return Math.min(wanted, 1 + Math.floor(this.random.next() * this.readBytesMax));
  }

  /** Takes what the disk has room for and fails when that is not all of it, as `write` does. */
  writeInto(entry: Entry, bytes: Uint8Array, path: string): void {
    this.checked(path, `write ${path}`);
    const length = Math.min(bytes.length, this.freeBytes);
    entry.append(bytes.subarray(0, length));
    entry.modifiedMs = this.clock.now();
    this.freeBytes -= length;
    if (length < bytes.length) throw platformFault("no-space", `write ${path}`);
  }

  /** Takes so much of the disk for tables in this file; fails when there is not all of it. */
  takeForTables(path: string, bytes: number): void {
    const full = this.checked(path, `write ${path}`);
    if (bytes > this.freeBytes) throw platformFault("no-space", `write ${path}`);
    this.freeBytes -= bytes;
    // A file that was removed while it is open takes room all the same.
    const entry = this.entries.get(full);
    if (entry !== undefined) entry.tableBytes += bytes;
  }

  /** Gives the room behind `size` back to the disk. */
  cut(entry: Entry, size: number, path: string): void {
    this.checked(path, `cut ${path}`);
    this.freeBytes += Math.max(0, entry.size - size);
    entry.truncate(size);
  }

  /** The normal form of the path, or the fault that was switched on for it. */
  checked(path: string, action: string): string {
    const full = normalize(path);
    for (let at = full;; at = parentOf(at)) {
      const code = this.refused.get(at);
      if (code !== undefined) throw platformFault(code, action);
      if (at === "/") return full;
    }
  }

  private existing(full: string, action: string): Entry {
    const entry = this.entries.get(full);
    if (entry !== undefined) return entry;
    const parent = this.entries.get(parentOf(full));
    throw platformFault(parent?.isDirectory === false ? "not-directory" : "not-found", action);
  }

  private file(path: string, action: string): Entry {
    const entry = this.existing(this.checked(path, action), action);
    if (entry.isDirectory) throw platformFault("is-directory", action);
    return entry;
  }

  private requireParent(full: string, action: string): void {
    if (!this.existing(parentOf(full), action).isDirectory) {
      throw platformFault("not-directory", action);
    }
  }

  private makeParents(full: string, mode: number): void {
    const parent = parentOf(full);
    if (this.entries.has(parent)) return;
    this.makeParents(parent, mode);
    this.entries.set(parent, new Entry(true, mode, this.clock.now()));
  }

  private childrenOf(full: string): string[] {
    const prefix = full === "/" ? "/" : `${full}/`;
    const names: string[] = [];
    for (const path of this.entries.keys()) {
      const name = path.slice(prefix.length);
      if (path.startsWith(prefix) && name !== "" && !name.includes("/")) names.push(name);
    }
    return names;
  }
}

class SimulatedReader implements ReadableFile {
  readonly size: number;
  private readonly files: SimulatedFiles;
  private readonly entry: Entry;
  private readonly path: string;
  private position = 0;
  private closed = false;

  constructor(files: SimulatedFiles, entry: Entry, path: string) {
    this.files = files;
    this.entry = entry;
    this.path = path;
    this.size = entry.size;
  }

  async read(into: Uint8Array): Promise<number> {
    const action = `read ${this.path}`;
    this.files.checked(this.path, action);
    if (this.closed) throw platformFault("closed", action);
    const length = this.files.readLength(into.length);
    const got = this.entry.read(into.subarray(0, length), this.position);
    this.position += got;
    return got;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

class SimulatedWriter implements WritableFile {
  private readonly files: SimulatedFiles;
  private readonly entry: Entry;
  private readonly path: string;
  private closed = false;

  constructor(files: SimulatedFiles, entry: Entry, path: string) {
    this.files = files;
    this.entry = entry;
    this.path = path;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.closed) throw platformFault("closed", `write ${this.path}`);
    this.files.writeInto(this.entry, bytes, this.path);
  }

  async truncate(size: number): Promise<void> {
    if (this.closed) throw platformFault("closed", `cut ${this.path}`);
    this.files.cut(this.entry, size, this.path);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** An absolute path without `.`, `..` and doubled slashes; relative ones start at `/`. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
