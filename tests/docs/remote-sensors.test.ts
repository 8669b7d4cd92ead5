// The commands of docs/remote-sensors.md, with real processes: a server, sensors that are other
// processes, and a server that goes and comes back while its sensor captures on.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeBeacon } from "../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../protocols/pcap/pcap-writer.ts";
import { encodeRadiotap } from "../../protocols/radiotap/encode-radiotap.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules", ".bin", "node");
const main = join(root, "main.ts");
const page = readFileSync(join(root, "docs", "remote-sensors.md"), "utf8");
const [createKey, serve, capture, ask, serveTcp, captureTcp] = [
  ...page.matchAll(/```sh\n([\s\S]*?)```/g),
].map((match) => match[1]!.trim());
const PACKETS = 300;
const missing = ["curl", "sh"].filter((name) => spawnSync(name, ["--version"]).error !== undefined);

describe.skipIf(missing.length > 0)(`docs/remote-sensors.md (needs ${missing.join(", ")})`, () => {
  let folder = "";
  let origin = "";
  let login = "";
  const children: ChildProcess[] = [];
  const ports = { web: 0, tcp: 0 };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "moirai-sensors-"));
    const records = [encodePcapHeader(127)];
    for (let number = 0; number < PACKETS; number++) {
      const beacon = encodeBeacon(
        { ssid: "far away", bssid: 0x020000000000 + number, channel: 6, security: "wpa2-psk" },
        { timestampUs: 1, sequence: number },
      );
      const radio = { freqMhz: 2437, signalDbm: -50, rate: 2, fcs: true };
      records.push(encodePcapRecord(1.7e15 + number * 1e6, encodeRadiotap(radio, beacon)));
    }
    writeFileSync(join(folder, "far.pcap"), Buffer.concat(records));
    ports.web = 20_000 + process.pid % 20_000;
    ports.tcp = ports.web + 1;
  });

  afterAll(async () => {
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a command of the page is in this test. */
  const words = (command: string, key: string): string[] =>
    command
      .replace(/^moirai /, "")
      .replace("server:2501", `127.0.0.1:${ports.web}`)
      .replace("127.0.0.1:3501", `127.0.0.1:${ports.tcp}`)
      .replace('"$KEY"', key)
      .replace("wlan0:", "far.pcap:")
      .replace("--bind 0.0.0.0", "--bind 127.0.0.1")
      .split(/\s+/);

  function start(
    args: readonly string[],
    sign: RegExp,
  ): Promise<{ child: ChildProcess; said: string }> {
    const child = spawn(node, [main, ...args], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    let said = "";
    return new Promise((resolve, reject) => {
      child.on("close", (code) => reject(new Error(`ended with ${code}: ${said}`)));
      child.stderr!.on("data", (chunk) => {
        said += String(chunk);
        if (sign.test(said)) resolve({ child, said });
      });
    });
  }

  async function startServer(command: string): Promise<ChildProcess> {
    const home = [
      "--port",
      String(ports.web),
      "--homedir",
      folder,
      "--confdir",
      join(folder, "none"),
    ];
    const port = ["--set", `remote_capture_port=${ports.tcp}`, "--disable-plugins"];
    const { child, said } = await start([...words(command, ""), ...home, ...port], /Open http/);
    const password = /password\s+(\S+)/.exec(said)?.[1];
    if (password !== undefined) login = `admin:${password}`;
    origin = `http://127.0.0.1:${ports.web}`;
    return child;
  }

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.removeAllListeners("close");
    child.once("close", () => {});
    child.kill("SIGTERM");
    await Promise.race([closed, new Promise((resolve) => child.once("exit", resolve))]);
  }

  const asked = async (path: string) => {
    const headers = { authorization: `Basic ${btoa(login)}` };
    return await (await fetch(`${origin}${path}`, { headers })).json() as Record<string, unknown>[];
  };

  async function until(name: string, packets: number): Promise<Record<string, unknown>> {
    for (;;) {
      const sources = await asked("/datasource/all_sources.json");
      const source = sources.find((one) => one["kismet.datasource.name"] === name);
      if ((source?.["kismet.datasource.num_packets"] as number) >= packets) return source!;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test("a sensor with a key delivers every packet, and shows in the list of links", async () => {
    const server = await startServer(serve!);
    const script = `moirai() { "${node}" "${main}" "$@" --homedir "${folder}" --confdir ` +
      `"${folder}/none"; }\n${createKey}\necho "$KEY"`;
    const key = spawnSync("sh", ["-e", "-c", script], { encoding: "utf8" }).stdout.trim();
    const { child } = await start(words(capture!, key), /connected/);
    const source = await until("roof", PACKETS);
    expect(source).toMatchObject({
      "kismet.datasource.remote": 1,
      "kismet.datasource.remote_ip": "WS 127.0.0.1",
      "kismet.datasource.num_packets": PACKETS,
    });
    const curl = spawnSync("sh", ["-e", "-c", ask!.replace("http://127.0.0.1:2501", origin)], {
      encoding: "utf8",
      env: { ...process.env, LOGIN: login },
    });
    expect(JSON.parse(curl.stdout)).toMatchObject([{
      "moirai.remote_link.state": "capturing",
      "moirai.remote_link.login": "roof",
      "moirai.remote_link.lost_bytes": 0,
    }]);
    await end(child);
    await end(server);
  });

  test("a sensor without a key uses the port; a server that comes back gets the rest", async () => {
    let server = await startServer(serveTcp!);
    const far = words(captureTcp!, "").map((word) =>
      word.startsWith("far.pcap") ? `${word},pps=100` : word
    );
    await start(far, /connected/);
    await until("roof", 20);
    // Killed without a word, in the middle of it.
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.removeAllListeners("close");
    server.kill("SIGKILL");
    await gone;
    server = await startServer(serveTcp!);
    const source = await until("roof", 150);
    expect(source["kismet.datasource.running"]).toBe(1);
    await end(server);
  });

  test("names every member of a link", async () => {
    const { REMOTE_LINK_TABLE } = await import("../../protocols/records/remote-link.ts");
    for (const { name } of REMOTE_LINK_TABLE.fields) {
      const short = name.split(".").at(-1)!;
      if (short !== "id" && !/^(since|frames|received_bytes)$/.test(short)) {
        expect(page).toContain(`\`${short}\``);
      }
    }
  });
});
