// docs/streams.md does what it says: its commands run against a server that plays the demo, and its
// limits are the limits.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STREAM_BACKLOG_BYTES, STREAM_STALL_MS } from "../../actors/stream/packet-stream.ts";
import { STREAMS_MAX } from "../../actors/stream/packet-streams.ts";
import { QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX } from "../../actors/subscriber/delivery.ts";
import { HELD_BYTES_MAX, SUBSCRIBERS_MAX } from "../../actors/subscriber/hub.ts";
import { MONITORS_MAX, PING_INTERVAL_MS } from "../../actors/subscriber/subscriber.ts";
import {
  subscriberStatisticsTable,
  subscriberTable,
} from "../../actors/subscriber/subscriber-record.ts";
import { TOPICS_MAX } from "../../actors/subscriber/topic-subscriptions.ts";
import { ENDPOINTS } from "../../adapters/http/endpoints.ts";
import { INBOUND_BURST, INBOUND_PER_SEC } from "../../adapters/websocket/inbound-limit.ts";
import { STREAM_COUNTERS_TABLE, STREAM_TABLE } from "../../protocols/records/stream.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs", "streams.md"), "utf8");
const main = join(root, "main.ts");
const node = join(root, "node_modules", ".bin", "node");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);
const missing = ["sh", "curl", "tshark"].filter((name) =>
  spawnSync(name, ["--version"]).error !== undefined
);

test("the table of limits has their values, and counters that are served", () => {
  const limits = {
    STREAMS_MAX,
    STREAM_BACKLOG_BYTES,
    STREAM_STALL_MS,
    SUBSCRIBERS_MAX,
    QUEUE_MESSAGES_MAX,
    QUEUE_BYTES_MAX,
    HELD_BYTES_MAX,
    TOPICS_MAX,
    MONITORS_MAX,
    INBOUND_BURST,
    INBOUND_PER_SEC,
    PING_INTERVAL_MS,
  };
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| +(\d+) \|/gm)];
  expect(Object.fromEntries(rows.map(([, name, value]) => [name, Number(value)]))).toEqual(limits);
  const tables = [STREAM_TABLE, STREAM_COUNTERS_TABLE, subscriberTable, subscriberStatisticsTable];
  const served = tables.flatMap((table) => table.fields.map((field) => field.name));
  for (const [counter] of page.matchAll(/moirai\.[\w.]+/g)) expect(served).toContain(counter);
});

test("the table of packet streams has their addresses", () => {
  const addresses = [...page.matchAll(/^\| `(\/[^`]+)\.pcapng`/gm)].map((match) => match[1]);
  const paths = ENDPOINTS.flat().map((endpoint) => endpoint.path);
  expect(addresses.length).toBe(5);
  for (const address of addresses) expect(paths).toContain(address);
});

describe.skipIf(missing.length > 0)(`docs/streams.md (needs ${missing.join(", ")})`, () => {
  let folder = "";
  let child: ChildProcess;
  let origin = "";
  let login = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-streams-"));
    const args = [main, "--port", "0", "--homedir", folder, "--confdir", join(folder, "none")];
    child = spawn(node, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    origin = await new Promise((resolve, reject) => {
      child.on("close", () => reject(new Error(said)));
      child.stderr!.on("data", (chunk) => {
        said += String(chunk);
        const opened = /Open (https?:\/\/127\.0\.0\.1:\d+)\//.exec(said);
        if (opened !== null) resolve(opened[1]!);
      });
    });
    login = `admin:${/password\s+(\S+)/.exec(said)![1]!}`;
  });

  afterAll(async () => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await closed;
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(blocks.map((block) => [block.split("\n")[0]!.slice(0, 60), block]))(
    "%s",
    async (_, block) => {
      const script = [
        `node() { "${node}" "$@"; }`,
        block.replaceAll("127.0.0.1:2501", origin.replace("http://", "")),
      ].join("\n");
      const run = spawn("sh", ["-e", "-c", script], {
        cwd: folder,
        env: { ...process.env, LOGIN: login },
      });
      let output = "";
      let errors = "";
      run.stdout.on("data", (chunk) => output += String(chunk));
      run.stderr.on("data", (chunk) => errors += String(chunk));
      const status = await new Promise((resolve) => run.on("close", resolve));
      expect([status, errors]).toEqual([0, expect.not.stringContaining("Error")]);
      expect(output.trim()).not.toBe("");
      expect(output).not.toContain("ERROR");
      expect(output).not.toContain("<html");
    },
  );
});
