// A platform that counts what is read of some files, for a progress bar: the readers themselves know
// nothing of it.
import type { Files, Platform } from "../runtime/platform.ts";

export interface ReadCount {
  bytes: number;
}

/** The same platform; bytes read through `files.open` are added to `count`. */
export function countReads(platform: Platform, count: ReadCount): Platform {
  const { files } = platform;
  const counted: Files = {
    async open(path) {
      const file = await files.open(path);
      return {
        size: file.size,
        async read(into) {
          const bytes = await file.read(into);
          count.bytes += bytes;
          return bytes;
        },
        close: () => file.close(),
      };
    },
    create: (path, options) => files.create(path, options),
    readText: (path) => files.readText(path),
    readBytes: (path) => files.readBytes(path),
    replaceText: (path, text, mode) => files.replaceText(path, text, mode),
    stat: (path) => files.stat(path),
    realPath: (path) => files.realPath(path),
    list: (path) => files.list(path),
    makeDirectory: (path, mode) => files.makeDirectory(path, mode),
    remove: (path) => files.remove(path),
  };
  return { ...platform, files: counted };
}
