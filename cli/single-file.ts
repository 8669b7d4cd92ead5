// Where the program in one file begins (scripts/build-binaries.mjs makes it): this start may be the
// command line or another part of the program, which has no file of its own here.
import { Buffer } from "node:buffer";
import { createLibpcapCapture } from "../adapters/capture/libpcap-capture.ts";
import { detectPlatform } from "../adapters/platform/detect.ts";
import {
  chosenPart,
  type Part,
  partCommand,
  programOfOneFile,
  runScript,
} from "../adapters/platform/single-file.ts";

/** What lies beside the sources otherwise, as base64. */
export interface Shipped {
  /** Pages by their paths in `web/`. */
  readonly pages: Readonly<Record<string, string>>;
  /** The addon that calls libpcap, where there is one for this system. */
  readonly addon: string | undefined;
}

/** Runs the part that is meant; `file` is the address of the whole. */
export async function runSingleFile(file: string, shipped: Shipped): Promise<void> {
  const part: Record<Part, () => Promise<void>> = {
    main: () => runMain(file, shipped),
    database: async () => void await import("../adapters/platform/database-thread.ts"),
    capture: () => runCapture(shipped),
    script: runScript,
  };
  await part[chosenPart()]();
}

async function runMain(file: string, { pages }: Shipped): Promise<void> {
  const { runProcess } = await import("./process.ts");
  const platform = await detectPlatform(programOfOneFile(file));
  const files = Object.entries(pages).map(([path, text]) => [path, bytesOf(text)] as const);
  await runProcess({
    platform,
    live: createLibpcapCapture(platform, partCommand("capture", file)),
    pages: new Map(files),
  });
}

async function runCapture({ addon }: Shipped): Promise<void> {
  const { runCaptureProcess } = await import("../adapters/capture/capture-process.ts");
  const { loadShippedAddon } = await import("../adapters/capture/shipped-addon.ts");
  runCaptureProcess(() => {
    if (addon !== undefined) return Promise.resolve(loadShippedAddon(bytesOf(addon)));
    const reason = "this executable was made without it; run moirai from its sources or with npm";
    return Promise.reject(new Error(reason));
  });
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}
