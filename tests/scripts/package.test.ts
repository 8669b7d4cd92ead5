// The npm package as somebody gets it who installs it: built, packed, unpacked into a project that
// has its dependencies, and used through its exports with types.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { beacons, pcapOf } from "../suites/beacon-capture.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const isNode = process.versions.bun === undefined && process.versions["deno"] === undefined;

const CONSUMER = `
import { createMoirai, VERSION } from "moirai";
import { createSettings } from "moirai/settings";
import { detectPlatform } from "moirai/platform";
import { minutes, scenario } from "moirai/scenario";
import { SCENARIOS } from "moirai/scenarios";
import { simulate } from "moirai/testing";
import { checkScenarios, scenarioScripts } from "moirai/testing/properties";
import { MoiraiClient } from "moirai/client";
import { type Dot11Rule } from "moirai/alert-rule";
import { SEVERITY_LOW } from "moirai/alerts";
import { uint32 } from "moirai/fields";
import { encodeBeacon } from "moirai/frames";
import { formatMac } from "moirai/mac";
import { PacketBatch } from "moirai/packet-batch";
import { OWN_PAGES } from "moirai/pages";
import type { PhyFactory } from "moirai/phy";
import type { Clock, Files } from "moirai/port";
import { startRecording } from "moirai/recording";
import { openReplay } from "moirai/replay";

declare module "moirai/topics" {
  interface TopicMap {
    HEARD: number;
  }
}

const home = scenario("home", "a network", minutes(1), (on) => {
  on.radio("roof", { channels: ["6"] });
  on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk" });
});
const run = await simulate(home, { seed: 1 });
await run.toEnd();
const names: string[] = run.devices().map((device) => device.name);
await run.moirai.stop();
await checkScenarios((one) => one.toEnd(), {
  runs: 2,
  scenarios: scenarioScripts({ lengthMs: 2000 }),
});
// Clock, storage, sources and listeners of the program's own; and everything is recorded.
const real = await detectPlatform();
const clock: Clock = { ...real.clock, now: () => Date.UTC(2001, 1, 3, 4, 5, 6) };
const kept = new Map<string, Uint8Array>();
const files: Files = {
  ...real.files,
  create: async (path) => ({
    write: async (bytes) => {
      kept.set(path, new Uint8Array([...kept.get(path) ?? [], ...bytes]));
    },
    truncate: async () => {},
    close: async () => {},
  }),
  open: async (path) => {
    const bytes = kept.get(path) ?? new Uint8Array();
    let at = 0;
    return {
      size: bytes.length,
      read: async (into) => {
        const part = bytes.subarray(at, at + into.length);
        into.set(part);
        at += part.length;
        return part.length;
      },
      close: async () => {},
    };
  },
};
const platform = { ...real, clock, files };
const settings = createSettings();
const rule: Dot11Rule = {
  header: "EVERYTHING",
  class: "OTHER",
  severity: SEVERITY_LOW,
  rate: "10/min",
  burst: "5/sec",
  description: "There is a network",
  meaning: "It is there.",
  watch: ({ raise }) => ({
    network: (state, device) => void raise(state, () => formatMac(device.mac)),
  }),
};
const counter: PhyFactory = {
  name: "counter",
  linkTypes: [],
  overhears: [105],
  tables: [],
  create: () => ({
    name: "counter",
    packets: 0,
    handle(batch) {
      this.packets += batch.count;
    },
  }),
};
const parts = { alertRules: [rule], phys: [counter] };
const { edge } = await startRecording({
  platform,
  settings,
  path: "run.moirai",
  logging: false,
  failed: (error) => {
    throw error;
  },
});
const told: string[] = [];
const moirai = await createMoirai({
  platform,
  settings,
  edge,
  ...parts,
  topics: [{
    topic: "HEARD",
    members: [{ key: "HEARD", type: uint32, get: (count: number) => count }],
  }],
  print: ({ text }) => told.push(text),
});
moirai.bus.subscribe("NEW_DEVICE", () => moirai.bus.publish("HEARD", moirai.stores.devices.size));
const counts: number[] = [];
moirai.bus.subscribe("HEARD", ({ payload }) => counts.push(payload));
const raised = new Promise((resolve) => moirai.bus.subscribe("ALERT", resolve));
await moirai.start();
const beacon = encodeBeacon(
  { ssid: "free", bssid: 0x001b11000001, channel: 6, security: "open" },
  { timestampUs: 0, sequence: 1 },
);
const batch = new PacketBatch();
batch.linkType = 105;
batch.bytes = beacon;
batch.count = 1;
batch.capturedLength[0] = batch.wireLength[0] = beacon.length;
moirai.push(batch);
await raised;
const answer = await moirai.fetch(new Request("http://moirai/system/status.json"));
const { "kismet.system.timestamp.sec": sec } = await answer.json();
await moirai.stop();
await using replay = await openReplay(await files.open("run.moirai"), { parts });
await replay.toEnd();
console.log(JSON.stringify({
  version: VERSION,
  names,
  digest: run.digest(),
  status: answer.status,
  scenarios: SCENARIOS.length > 25,
  client: typeof MoiraiClient,
  sec,
  counts,
  pages: (await real.files.stat(OWN_PAGES + "/index.html")).isFile,
  alerts: moirai.stores.alerts.all().map(({ header, text }) => [header, text]),
  replayed: replay.moirai.stores.alerts.all().map(({ header, text }) => [header, text]),
  counted: replay.moirai.stores.phys().find(({ name }) => name === "counter")?.packets,
  told: told.length > 0,
}));
`;

describe.skipIf(!isNode)("the npm package (built once, under Node)", () => {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "moirai-package-"));
    const built = spawnSync(bin("node"), [join(root, "scripts", "build.mjs")], {
      encoding: "utf8",
    });
    expect(built.stderr).toBe("");
    const packed = spawnSync("npm", ["pack", "--silent", join(root, "dist")], {
      cwd: folder,
      encoding: "utf8",
    });
    const archive = packed.stdout.trim().split("\n").at(-1)!;
    mkdirSync(join(folder, "node_modules"));
    spawnSync("tar", ["xzf", archive], { cwd: folder });
    spawnSync("mv", ["package", "node_modules/moirai"], { cwd: folder });
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (name === ".bin" || name === "moirai") continue;
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "consumer.ts"), CONSUMER);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("says the same through its exports under three engines", () => {
    const outputs = [["node"], ["bun"], ["deno", "run", "-A"]].map(([engine, ...args]) => {
      const result = spawnSync(bin(engine!), [...args, "consumer.ts"], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(result.stderr).toBe("");
      return JSON.parse(result.stdout) as unknown;
    });
    expect(outputs[0]).toMatchObject({
      names: ["home"],
      status: 200,
      scenarios: true,
      client: "function",
      sec: Date.UTC(2001, 1, 3, 4, 5, 6) / 1000,
      counts: [1],
      pages: true,
      alerts: expect.arrayContaining([["EVERYTHING", "00:1B:11:00:00:01"]]),
      replayed: expect.arrayContaining([["EVERYTHING", "00:1B:11:00:00:01"]]),
      told: true,
    });
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
  });

  test("runs the first program of docs/embedding.md in a folder of its own, as it stands", () => {
    const page = readFileSync(join(root, "docs", "embedding.md"), "utf8");
    const [, program] = /```ts\n([^]*?)```/.exec(page)!;
    writeFileSync(join(folder, "first.mts"), program!);
    writeFileSync(join(folder, "office.pcap"), pcapOf(beacons(7)));
    for (const [engine, ...args] of [["node"], ["bun"], ["deno", "run", "-A"]]) {
      const { stdout, stderr } = spawnSync(bin(engine!), [...args, "first.mts"], {
        cwd: folder,
        encoding: "utf8",
      });
      expect([stdout, stderr]).toEqual(["7\n", ""]);
    }
  });

  test("has types that a strict project accepts", () => {
    const args = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2024",
    ];
    const lib = ["--lib", "es2024,esnext.disposable,dom,dom.iterable,dom.asynciterable"];
    const result = spawnSync(bin("tsc"), [...args, ...lib, "--types", "node", "consumer.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(result.stdout).toBe("");
  });

  test("brings the command and the pages", () => {
    const moirai = join(folder, "node_modules", "moirai");
    const result = spawnSync(bin("node"), [join(moirai, "moirai.js"), "--help"], {
      encoding: "utf8",
    });
    expect(result.stdout).toContain("moirai");
    expect(result.status).toBe(0);
    for (const name of ["LICENSE", "README.md", "web/index.html"]) {
      expect(existsSync(join(moirai, name)), name).toBe(true);
    }
    // Tests, benches and sources are nobody's business.
    expect(existsSync(join(moirai, "tests"))).toBe(false);
  });
});
