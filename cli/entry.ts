// The command line of a program out of files.
import { fileURLToPath } from "node:url";
import { createLibpcapCapture } from "../adapters/capture/libpcap-capture.ts";
import { detectPlatform } from "../adapters/platform/detect.ts";
import { runProcess } from "./process.ts";

const platform = await detectPlatform();
await runProcess({
  platform,
  live: createLibpcapCapture(platform),
  pages: fileURLToPath(new URL("../web", import.meta.url)),
});
