// The executables of `npm run build:binaries`, used as by somebody who has nothing else: started in an
// empty folder, with no program on the path. Where Deno's runtime for executables cannot be had, the
// script that it would carry is run by Deno itself.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { VERSION } from "../../actors/server/version.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";
// @ts-expect-error The scripts are plain JavaScript, for Nodes that run no TypeScript.
import { TARGETS } from "../../scripts/binary-targets.mjs";
import { root, StartedProgram } from "../suites/started-program.ts";
import { openTap, tapProblem } from "../suites/tap.ts";

const bin = (name: string) => join(root, "node_modules", ".bin", name);
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;
const PACKETS = 40;
const NOT_WRITTEN = /^Could not build the executables: .*\/etc\/passwd\/nowhere.*\.\n$/;

const DEVICES = "/devices/views/all/devices.json";
type Device = Record<string, unknown>;
const addressOf = (device: Device) => device["kismet.device.base.macaddr"];
const packetsOf = (devices: Device[]) =>
  devices.reduce((sum, device) => sum + Number(device["kismet.device.base.packets.total"]), 0);

const beacon = (bssid: number, sequence: number) =>
  encodeRadiotap(
    { freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true },
    encodeBeacon(
      { ssid: "office", bssid, channel: 6, security: "wpa2-psk" },
      { timestampUs: sequence, sequence },
    ),
  );

function encodeCapture(bssid: number): Uint8Array {
  const records = Array.from(
    { length: PACKETS },
    (_, number) => encodePcapRecord(1.7e15 + number * 1e5, beacon(bssid, number)),
  );
  return Buffer.concat([encodePcapHeader(127), ...records]);
}

const build = (...args: string[]) =>
  spawnSync(bin("node"), [join(root, "scripts", "build-binaries.mjs"), ...args], {
    encoding: "utf8",
    env: { ...process.env, DENO_DIR: join(tmpdir(), "moirai-no-deno-cache") },
  });

describe.skipIf(!isNode)("build-binaries.mjs (once, under Node)", () => {
  test("explains itself", () => {
    const { stdout, status } = build("--help");
    expect(stdout).toContain("Usage: npm run build:binaries -- [options]");
    expect(stdout).toContain("linux-arm64");
    expect(status).toBe(0);
  });

  test.each([
    [["--engine", "node"], "There is no engine node"],
    [["--target=beos-ppc"], "There is no target beos-ppc"],
    [["--into"], "--into needs a value"],
    [["--fast"], "There is no option --fast"],
  ])("refuses %j", (args, sentence) => {
    const { stderr, status } = build(...args);
    expect(stderr).toBe(`${sentence}; --help lists what there is.\n`);
    expect(status).toBe(2);
  });

  test("says in one sentence that a folder cannot be written", () => {
    const { stderr, status } = build("--into", "/etc/passwd/nowhere");
    expect(stderr).toMatch(NOT_WRITTEN);
    expect(status).toBe(1);
  });

  test("says in one sentence that what DENORT_BIN names is no denort", () => {
    const folder = mkdtempSync(join(tmpdir(), "moirai-denort-"));
    process.env["DENORT_BIN"] = "/bin/true";
    try {
      const { stderr, status } = build("--engine", "deno", "--into", folder);
      expect(stderr).toMatch(/^Could not build .*moirai-deno-.*DENORT_BIN.*\.\n$/);
      expect(status).toBe(1);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      delete process.env["DENORT_BIN"];
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(!isNode)("the executable", () => {
  let folder = "";
  let problem = "";
  const executable = (engine: string) =>
    readdirSync(folder).find((name) => name.startsWith(`moirai-${engine}-`));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "moirai-binaries-test-"));
    expect(build("--engine", "bun", "--into", folder)).toMatchObject({ status: 0, stderr: "" });
    expect(build("--bundle", "--into", folder)).toMatchObject({ status: 0, stderr: "" });
    problem = build("--engine", "deno", "--into", folder).stderr;
    writeFileSync(join(folder, "office.pcap"), encodeCapture(0x001b11000001));
    writeFileSync(join(folder, "far.pcap"), encodeCapture(0x001b11000002));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("of Deno is made, or why not is said in one sentence", () => {
    if (executable("deno") !== undefined) return expect(problem).toBe("");
    expect(problem).toMatch(/^Could not build .*moirai-deno-.*: .*denort.*DENORT_BIN names\.\n$/);
  });

  describe("docs/install.md", () => {
    const page = readFileSync(join(root, "docs", "install.md"), "utf8");
    const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)]
      .flatMap((block) => block[1]!.trim().split("\n"));
    const uses = commands.filter((line) => line.startsWith("dist/binaries/"));
    const wordsOf = (line: string) => line.split(" ").slice(1);

    test.each(commands.filter((line) => line.includes("build:binaries")))("%s", (line) => {
      const words = line.slice(line.indexOf(" -- ") + 4).split(" ");
      // Nothing can be written there, which is told after everything else was understood.
      expect(build(...words, "--into", "/etc/passwd/nowhere").stderr).toMatch(NOT_WRITTEN);
    });

    test.each(uses.filter((line) => !line.includes(" -c ")))("%s", async (line) => {
      const moirai = new StartedProgram([join(folder, executable("bun")!)], folder);
      const { stderr, status } = await moirai.run(...wordsOf(line));
      expect(stderr.includes("libpcap cannot be loaded") ? 0 : status).toBe(0);
    });

    test.each(uses.filter((line) => line.includes(" -c ")))("%s", async (line) => {
      const moirai = new StartedProgram([join(folder, executable("bun")!)], folder);
      const server = await moirai.serve(...wordsOf(line), "--no-logging");
      expect((await fetch(server.origin)).status).toBe(200);
      expect(await server.end()).toBe(0);
    });

    test("shows uses of the executable, and every target", () => {
      expect(uses.length).toBeGreaterThan(3);
      for (const target of Object.keys(TARGETS as object)) expect(page).toContain(`\`${target}\``);
    });
  });

  const programs = [
    ["of Bun", "bun", () => [join(folder, executable("bun")!)]],
    ["of Deno", "deno", () => {
      const made = executable("deno");
      return made === undefined ? undefined : [join(folder, made)];
    }],
    ["that Deno would be made of", "deno", () => {
      return [bin("deno"), "run", "--allow-all", join(folder, "moirai.js")];
    }],
  ] as const;

  describe.each(programs)("%s", (_, engine, commandOf) => {
    let home = "";
    let program: StartedProgram | undefined;

    beforeAll(() => {
      home = mkdtempSync(join(folder, "home-"));
      const command = commandOf();
      if (command !== undefined) program = new StartedProgram(command, home);
    });

    afterAll(() => program?.close());

    /** Skips where there is no such executable. */
    const use =
      (claim: (program: StartedProgram) => Promise<void>) => async (context: TestContext) => {
        if (program === undefined) return context.skip(problem);
        await claim(program);
      };

    test.concurrent(
      "says who it is",
      use(async (moirai) => {
        const { stdout, stderr, status } = await moirai.run("--version");
        expect(stdout).toMatch(
          new RegExp(`^moirai ${VERSION.replaceAll(".", "\\.")} \\(${engine} `),
        );
        expect([stderr, status]).toEqual(["", 0]);
      }),
    );

    test.concurrent(
      "is not steered by files of the folder it is started in",
      use(async (moirai) => {
        const place = mkdtempSync(join(home, "place-"));
        writeFileSync(join(place, "bunfig.toml"), 'preload = ["./preloaded.mjs"]\n');
        writeFileSync(join(place, "preloaded.mjs"), 'process.stdout.write("preloaded");\n');
        writeFileSync(join(place, ".env"), "NODE_OPTIONS=--require ./preloaded.mjs\n");
        writeFileSync(join(place, "deno.json"), '{ "imports": { "node:fs": "./preloaded.mjs" } }');
        const { stdout, status } = await moirai.in(place).run("--version");
        expect(stdout).toMatch(/^moirai /);
        expect(status).toBe(0);
      }),
    );

    test.concurrent(
      "has the help of every command",
      use(async (moirai) => {
        const commands = moirai.isExecutable ? COMMANDS : COMMANDS.slice(0, 3);
        const help = await Promise.all(
          commands.map(({ name }) => moirai.run(...name.split(" "), "--help")),
        );
        commands.forEach(({ help: sentence, usage }, index) => {
          expect(help[index]).toMatchObject({ stderr: "", status: 0 });
          expect(help[index]!.stdout.startsWith(sentence)).toBe(true);
          expect(help[index]!.stdout).toContain(usage[0]);
        });
      }),
    );

    test.concurrent(
      "knows nothing of its parts as commands",
      use(async (moirai) => {
        const { stderr, status } = await moirai.run("part:database");
        expect(stderr).toMatch(/^error: .*part:database/);
        expect(status).toBe(2);
      }),
    );

    test.concurrent(
      "reads a capture, and knows makers",
      use(async (moirai) => {
        const { stdout, status } = await moirai.run("read", join(folder, "office.pcap"), "--csv");
        expect(stdout).toContain("00:1B:11:00:00:01");
        expect(stdout).toContain("D-Link Corporation");
        expect(status).toBe(0);
      }),
    );

    test.concurrent(
      "plays a scenario as the sources do",
      use(async (moirai) => {
        const args = ["simulate", "evil-twin", "--seed", "1", "--digest"];
        const sources = spawnSync(bin("node"), [join(root, "main.ts"), ...args], {
          encoding: "utf8",
        });
        const { stdout, status } = await moirai.run(...args);
        expect(stdout).toMatch(/[0-9a-f]{16}/);
        expect([stdout, status]).toEqual([sources.stdout, 0]);
      }),
    );

    test.concurrent(
      "records a run and replays it",
      use(async (moirai) => {
        const recording = join(home, "run.moirai");
        const server = await moirai.serve("--record", recording, "--no-logging");
        await server.ask("/system/status.json");
        expect(await server.end()).toBe(0);
        const { stdout, status } = await moirai.run("replay", recording, "--digest");
        expect(stdout).toMatch(/[0-9a-f]{16}/);
        expect(status).toBe(0);
      }),
    );

    test.concurrent(
      "runs a script of a plugin",
      use(async (moirai) => {
        const script = join(home, "plugin.mjs");
        writeFileSync(script, "process.stdout.write(process.argv.slice(2).join());");
        const { stdout, status } = await moirai.run("part:script", script, "--in-fd=3", "b");
        expect([stdout, status]).toEqual(["--in-fd=3,b", 0]);
      }),
    );

    test.concurrent(
      "serves pages, logins, events, sensors and a kismet log",
      use(async (moirai) => {
        const logs = join(home, "logs");
        mkdirSync(logs);
        const kismet = ["--log-types", "kismet", "--log-prefix", logs];
        const server = await moirai.serve("-c", join(folder, "office.pcap"), ...kismet);
        for (const page of readdirSync(join(root, "web"))) {
          const answer = await fetch(`${server.origin}/${page}`);
          expect([answer.status, page]).toEqual([200, page]);
          const bytes = Buffer.from(await answer.arrayBuffer());
          expect(bytes.equals(readFileSync(join(root, "web", page)))).toBe(true);
        }
        expect((await fetch(`${server.origin}/../main.ts`)).status).toBe(404);
        expect((await fetch(server.origin + DEVICES)).status).toBe(401);
        expect(await server.event("TIMESTAMP")).toHaveProperty("TIMESTAMP");

        const sensor = moirai.sensor(server, join(folder, "far.pcap"));
        await server.until(/new Wi-Fi AP 00:1B:11:00:00:02/);
        let heard: Device[] = [];
        while (packetsOf(heard) < 2 * PACKETS) heard = await server.ask(DEVICES) as Device[];
        expect(heard.map(addressOf).sort()).toEqual(["00:1B:11:00:00:01", "00:1B:11:00:00:02"]);
        expect(await sensor.end()).toBe(0);
        expect(await server.end()).toBe(0);

        const [log] = readdirSync(logs).filter((name) => name.endsWith(".kismet"));
        const { stdout } = await moirai.run("log", "info", join(logs, log!), "--json");
        expect(JSON.parse(stdout)).toMatchObject({ counts: { packets: 2 * PACKETS, devices: 2 } });
      }),
    );

    test.skipIf(tapProblem() !== undefined)(
      `captures from a radio (skipped where: ${tapProblem()})`,
      async (context) => {
        if (program === undefined) return context.skip(problem);
        const listed = await program.run("capture", "--list");
        if (listed.stderr.includes("libpcap cannot be loaded")) context.skip(listed.stderr);
        const tap = await openTap(`bin${process.pid % 1_000_000}${engine}`);
        try {
          const { stdout } = await program.run("capture", "--list");
          expect(stdout).toContain(tap.name);
          const server = await program.serve("-c", `${tap.name}:name=roof`, "--no-logging");
          for (let number = 1;; number++) {
            tap.write(beacon(0x001b11000003, number));
            const heard = await server.ask(DEVICES) as Device[];
            if (heard.length === 0) continue;
            expect(heard.map(addressOf)).toEqual(["00:1B:11:00:00:03"]);
            break;
          }
          expect(await server.end()).toBe(0);
        } finally {
          tap.close();
        }
      },
    );
  });

  test("leaves nothing behind of what it unpacks", () => {
    const left = readdirSync(folder, { recursive: true }).map(String);
    expect(left.filter((name) => name.includes(".moirai-"))).toEqual([]);
  });
});
