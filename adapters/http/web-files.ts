// The web interface's files out of a directory, read through the platform and kept in memory.
import { type Files, PlatformError } from "../../runtime/platform.ts";
import { CONTENT_TYPES, type StaticFile, type StaticFiles } from "./static-files.ts";

/** Names that may be asked for: no dot files, no way out of the directory. */
const SAFE_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
/** Files and bytes kept; a directory that somebody points at may be large. */
const FILES_MAX = 1024;
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Serves `directory`; a file is read when it is asked for first. Of a `confined` one no link leads to
 * what lies outside.
 */
export function webFiles(
  files: Files,
  directory: string,
  types: ReadonlyMap<string, string> = CONTENT_TYPES,
  policy?: string,
  confined = false,
): StaticFiles {
  const kept = new Map<string, StaticFile>();
  return {
    async get(path) {
      const known = kept.get(path);
      if (known !== undefined) return known;
      if (!SAFE_PATH.test(path)) return undefined;
      const contentType = contentTypeOf(path, types);
      if (contentType === undefined) return undefined;
      if (confined && !await isInside(files, directory, path)) return undefined;
      const bytes = await readFile(files, `${directory}${path}`);
      if (bytes === undefined) return undefined;
      const file = { bytes, contentType, ...policy !== undefined && { policy } };
      if (kept.size < FILES_MAX) kept.set(path, file);
      return file;
    },
  };
}

/** Serves files that are in memory, by their paths without the first slash. */
export function keptFiles(
  kept: ReadonlyMap<string, Uint8Array>,
  types: ReadonlyMap<string, string> = CONTENT_TYPES,
): StaticFiles {
  return {
    get(path) {
      const bytes = kept.get(path.slice(1));
      const contentType = contentTypeOf(path, types);
      return bytes === undefined || contentType === undefined ? undefined : { bytes, contentType };
    },
  };
}

function contentTypeOf(path: string, types: ReadonlyMap<string, string>): string | undefined {
  return types.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
}

async function isInside(files: Files, directory: string, path: string): Promise<boolean> {
  try {
    const root = await files.realPath(directory);
    return (await files.realPath(`${directory}${path}`)).startsWith(`${root}/`);
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
}

async function readFile(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    const info = await files.stat(path);
    if (!info.isFile || info.size > FILE_BYTES_MAX) return undefined;
    return await files.readBytes(path);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
