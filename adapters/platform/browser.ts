// The platform of a browser tab: files are those that somebody dropped on the page, and nothing
// else can be reached.
import {
  type FileInfo,
  type Files,
  type Platform,
  PlatformError,
  type ReadableFile,
} from "../../runtime/platform.ts";
import { messageTurn } from "./loop-turn.ts";

const READ_ONLY_MODE = 0o444;
/** There is none that a page could ask for. */
const NOBODY = { name: "browser", id: -1, home: "/" };

export interface BrowserPlatformOptions {
  /** By path; more may be added while it runs. */
  readonly files: ReadonlyMap<string, Blob>;
}

export function createBrowserPlatform({ files }: BrowserPlatformOptions): Platform {
  return {
    engine: "browser",
    engineVersion: navigator.userAgent,
    executable: "",
    clock: {
      now: () => performance.timeOrigin + performance.now(),
      setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
      clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    },
    random: {
      next: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
      bytes: (into) => {
        into.set(crypto.getRandomValues(new Uint8Array(into.length)));
        return into;
      },
    },
    files: browserFiles(files),
    databases: undefined,
    user: NOBODY,
    hostname: "browser",
    environment: {},
    memoryBytes: () => 0,
    spawn: () => {
      throw unsupported("start programs");
    },
    openDescriptors: () => {
      throw unsupported("use descriptors");
    },
    serve: () => Promise.reject(unsupported("listen")),
    listenTcp: () => Promise.reject(unsupported("listen")),
    connectTcp: () => Promise.reject(unsupported("connect over TCP")),
    connectSocket: () => Promise.reject(unsupported("connect to other servers")),
    openDatagrams: () => Promise.reject(unsupported("send datagrams")),
    scrypt: () => Promise.reject(unsupported("keep passwords")),
    equalBytes: (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]),
    onSignal: () => () => {},
    yieldToLoop: messageTurn,
  };
}

function browserFiles(files: ReadonlyMap<string, Blob>): Files {
  const find = (path: string): Blob => {
    const blob = files.get(path);
    if (blob !== undefined) return blob;
    throw new PlatformError("not-found", `${path} was not dropped on this page`);
  };
  const readOnly = () => Promise.reject(unsupported("write files"));
  return {
    open: async (path) => readableFile(find(path)),
    create: readOnly,
    readText: async (path) => await find(path).text(),
    readBytes: async (path) => new Uint8Array(await find(path).arrayBuffer()),
    replaceText: readOnly,
    stat: async (path): Promise<FileInfo> => ({
      size: find(path).size,
      isFile: true,
      isDirectory: false,
      modifiedMs: 0,
      mode: READ_ONLY_MODE,
      uid: NOBODY.id,
    }),
    list: () => Promise.resolve([...files.keys()].sort()),
    makeDirectory: readOnly,
    remove: readOnly,
    realPath: async (path) => {
      find(path);
      return path;
    },
  };
}

function readableFile(blob: Blob): ReadableFile {
  let at = 0;
  return {
    size: blob.size,
    async read(into) {
      const piece = blob.slice(at, at + into.length);
      const bytes = new Uint8Array(await piece.arrayBuffer());
      into.set(bytes);
      at += bytes.length;
      return bytes.length;
    },
    close: () => Promise.resolve(),
  };
}

function unsupported(what: string): PlatformError {
  return new PlatformError("unsupported", `a browser tab cannot ${what}`);
}
