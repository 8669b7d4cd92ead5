// Every command that README.md shows is run here, as it stands there but for `npm start --`, whose
// own work (installing, choosing the engine) tests/scripts covers.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules", ".bin", "node");
const readme = readFileSync(join(root, "README.md"), "utf8");
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap((block) => block[1]!.trim().split("\n"));
const starts = commands.filter((line) => line.startsWith("npm start"));

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "moirai-readme-"));
  const frame = encodeRadiotap(
    { freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true },
    encodeBeacon(
      { ssid: "office", bssid: 0x001b11000001, channel: 6, security: "wpa2-psk" },
      { timestampUs: 1, sequence: 1 },
    ),
  );
  const capture = Buffer.concat([encodePcapHeader(127), encodePcapRecord(1.7e15, frame)]);
  for (const name of ["office.pcap", "some.pcap"]) writeFileSync(join(folder, name), capture);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const argumentsOf = (line: string) => line.replace(/^npm start(?: --)?/, "").trim().split(/\s+/);
const main = (
  args: readonly string[],
) => [join(root, "main.ts"), ...args.filter((one) => one !== "")];

/** Resolves with what it printed once it shows the address to open. */
function untilAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const look = (chunk: unknown) => {
      printed += String(chunk);
      if (/Open http:\S+/.test(printed)) resolve(printed);
    };
    child.stdout!.on("data", look);
    child.stderr!.on("data", look);
    child.on("close", (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
}

describe("README.md", () => {
  test("shows the two commands a newcomer needs", () => {
    expect(commands).toContain("npm start");
    expect(commands).toContain("npm test");
  });

  test.each(starts.filter((line) => line.includes(" read ")))("%s", (line) => {
    const result = spawnSync(node, main(argumentsOf(line)), { cwd: folder, encoding: "utf8" });
    expect(result.status).toBe(0);
    expect(result.stdout).toContain("00:1B:11:00:00:01");
  });

  test.each(starts.filter((line) => line.includes("--help")))("%s", (line) => {
    const result = spawnSync(node, main(argumentsOf(line)), { cwd: folder, encoding: "utf8" });
    expect(result.stdout).toContain("Usage:");
  });

  test.each(starts.filter((line) => line.includes(" simulate ")))("%s", (line) => {
    const result = spawnSync(node, main(argumentsOf(line)), { cwd: folder, encoding: "utf8" });
    expect(result).toMatchObject({ status: 0, stderr: "" });
    expect(result.stdout).toMatch(/^evil-twin/m);
  });

  test.each(starts.filter((line) => !/ read | simulate |--help/.test(line)))("%s", async (line) => {
    const args = [...argumentsOf(line), "--port", "0", "--homedir", folder];
    const child = spawn(node, main(args), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    try {
      const printed = await untilAddress(child);
      const address = /Open (http:\S+)/.exec(printed)![1]!;
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("<html");
    } finally {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.on("close", resolve));
    }
  });

  test("names only tasks, files and documents that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, name] of readme.matchAll(/`npm run ([\w:]+)`/g)) {
      expect(scripts).toHaveProperty([name!]);
    }
    for (const [, path] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(join(root, path!)), path).toBe(true);
    }
  });

  test("embeds as it says: examples/embed.ts prints the devices of a file", () => {
    const result = spawnSync(node, [join(root, "examples", "embed.ts"), "office.pcap"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(result.stdout).toBe("00:1B:11:00:00:01  D-Link Corporation\n1 devices\n");
  });
});
