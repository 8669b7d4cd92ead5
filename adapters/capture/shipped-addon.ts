// The native addon of a program in one file. The loader of the operating system takes only files, so
// the addon becomes one in a new folder of this user alone and goes as soon as it is loaded.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Koffi } from "./libpcap.ts";

/** Loads koffi from its bytes; throws when no folder takes programs. */
export function loadShippedAddon(bytes: Uint8Array): Koffi {
  let last: unknown;
  // A folder for temporary files may be mounted so that nothing in it runs.
  for (const parent of [tmpdir(), homedir()]) {
    try {
      return loadIn(parent, bytes);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function loadIn(parent: string, bytes: Uint8Array): Koffi {
  const folder = mkdtempSync(join(parent, ".moirai-"));
  try {
    const path = join(folder, "koffi.node");
    writeFileSync(path, bytes, { mode: 0o500 });
    return createRequire(path)(path) as Koffi;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
