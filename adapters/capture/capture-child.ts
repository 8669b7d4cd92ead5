// The capture process of a program out of files, started by libpcap-capture.ts.
import { runCaptureProcess } from "./capture-process.ts";

runCaptureProcess(async () => (await import("koffi")).default);
