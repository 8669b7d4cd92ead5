// The platform of the engine that runs the tests, over the suite of all platforms.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { detectPlatform, ENGINES } from "../../../adapters/platform/detect.ts";
import type { EngineName } from "../../../runtime/platform.ts";
import { platformSuite, type SuiteSocket } from "../../suites/platform.ts";
import { tcpSuite } from "../../suites/tcp.ts";

const script = fileURLToPath(new URL("child-script.ts", import.meta.url));
const engine: EngineName = "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node";

tcpSuite(engine, detectPlatform);

platformSuite(engine, async () => {
  const platform = await detectPlatform();
  const directory = await mkdtemp(join(tmpdir(), "moirai-platform-"));
  return {
    platform,
    engine,
    directory,
    echo: { self: script, args: ["echo"] },
    elapse: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    request: (port, path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    openSocket,
    // Raised inside the process: the test runner's own workers would take a real one.
    deliverSignal: (signal) => void process.emit(signal),
    dispose: () => rm(directory, { recursive: true }),
  };
});

async function openSocket(port: number, path: string): Promise<SuiteSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  socket.binaryType = "arraybuffer";
  const messages: (string | Uint8Array)[] = [];
  let wake = (): void => undefined;
  socket.addEventListener("message", ({ data }) => {
    messages.push(typeof data === "string" ? data : new Uint8Array(data));
    wake();
  });
  socket.addEventListener("close", () => wake());
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return {
    async next() {
      while (messages.length === 0 && socket.readyState === WebSocket.OPEN) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return messages.shift();
    },
    send: (message) => socket.send(message as string),
    close: (code, reason) => socket.close(code, reason),
  };
}

describe("detectPlatform()", () => {
  it("finds exactly one engine first, the one that runs", () => {
    expect(ENGINES.find((candidate) => candidate.runs())?.name).toBe(engine);
    expect(ENGINES.map((candidate) => candidate.name)).toEqual(["deno", "bun", "node"]);
  });
});
