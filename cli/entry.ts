// The command line: chooses the platform and hands everything else what it needs.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { createLibpcapCapture } from "../adapters/capture/libpcap-capture.ts";
import { detectPlatform } from "../adapters/platform/detect.ts";
import { runCommandLine } from "./run.ts";
import { createProcessTerminal } from "./terminal.ts";

const platform = await detectPlatform();
const status = await runCommandLine(process.argv.slice(2), {
  platform,
  terminal: createProcessTerminal(),
  live: createLibpcapCapture(platform),
  // Help and mistakes are told without loading a whole server.
  server: () => import("../mod.ts"),
  webDirectory: fileURLToPath(new URL("../web", import.meta.url)),
  exit: (code) => process.exit(code),
});
process.exit(status);
