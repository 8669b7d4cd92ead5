// A real reverse proxy in front of a real server, set up as docs/logging-in.md says.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as https from "node:https";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import {
  BASIC,
  createWebFixture,
  NOW_SEC,
  SOURCE_UUID,
  testAlert,
  type WebFixture,
} from "../../suites/web-fixture.ts";
import { TEST_CERTIFICATE_PEM, TEST_KEY_PEM } from "../platform/tls-fixture.ts";

const installed = spawnSync("nginx", ["-v"]).error === undefined;
const page = readFileSync(new URL("../../../docs/logging-in.md", import.meta.url), "utf8");
/** Where the proxy comes from, so that it is another machine than its clients. */
const PROXY_ADDRESS = "127.0.0.2";

let folder = "";
let web: WebFixture;
let server: HttpServer;
let nginx: ChildProcess;
let port = 0;
let plainPort = 0;

/** The proxy of the page, with the ports and files of this test. */
function configuration(): string {
  const shown = /```nginx\n([\s\S]*?)```/.exec(page)![1]!
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port} ssl; listen 127.0.0.1:${plainPort};`)
    .replaceAll("/etc/ssl/", `${folder}/`)
    .replace(
      "http://127.0.0.1:2501;",
      `http://127.0.0.1:${server.port};\n` +
        `proxy_bind ${PROXY_ADDRESS};`,
    );
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`);
  return `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\n` +
    `${process.getuid?.() === 0 ? "user root;\n" : ""}worker_processes 1;\n` +
    `events {}\nhttp {\naccess_log off;\n${folders.join("\n")}\n${shown}}\n`;
}

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port: free } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request to the proxy over TLS. */
function ask(path: string, options: https.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = https.request(`https://127.0.0.1:${port}${path}`, {
      ca: TEST_CERTIFICATE_PEM,
      agent: false,
      ...options,
    }, (response) => {
      let body = "";
      response.on("data", (chunk) => body += chunk);
      response.on(
        "end",
        () => resolve({ status: response.statusCode!, headers: response.headers, body }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

async function untilListening(): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    if (nginx.exitCode !== null) throw new Error(readFileSync(`${folder}/error.log`, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(!installed)("behind nginx (needs nginx)", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-nginx-"));
    writeFileSync(join(folder, "wifi.crt"), TEST_CERTIFICATE_PEM);
    writeFileSync(join(folder, "wifi.key"), TEST_KEY_PEM);
    web = await createWebFixture({
      platform: await detectPlatform(),
      settings: { httpd_uri_prefix: "/wifi", httpd_trusted_proxies: PROXY_ADDRESS },
      files: {
        "/index.html": { bytes: new TextEncoder().encode("<p>x"), contentType: "text/html" },
      },
    });
    server = await web.app.context.platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 100_000,
      fetch: web.app.fetch,
    });
    port = await freePort();
    plainPort = await freePort();
    const file = join(folder, "nginx.conf");
    writeFileSync(file, configuration());
    nginx = spawn("nginx", ["-p", folder, "-c", file, "-e", `${folder}/error.log`]);
    await untilListening();
  });

  afterAll(async () => {
    const closed = new Promise((resolve) => nginx.once("close", resolve));
    nginx.kill("SIGTERM");
    await closed;
    await web.system.stop();
    await server.close(0);
    rmSync(folder, { recursive: true, force: true });
  });

  test("a login through it is marked secure, and works alone", async () => {
    const headers = { authorization: BASIC };
    const login = await ask("/wifi/session/check_session", { headers });
    expect(login.status).toBe(200);
    const cookie = login.headers["set-cookie"]![0]!;
    expect(cookie).toMatch(/^KISMET=\w{32}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    const again = await ask("/wifi/system/timestamp.json", {
      headers: { cookie: cookie.split(";")[0]! },
    });
    expect(again.status).toBe(200);
    // Whoever asks the server itself and says the same is not believed.
    const direct = await fetch(`http://127.0.0.1:${server.port}/session/check_session`, {
      headers: { ...headers, "x-forwarded-proto": "https" },
    });
    await direct.text();
    expect(direct.headers.get("set-cookie")).not.toContain("Secure");
  });

  test("the page and the start address work under the prefix", async () => {
    const html = await ask("/wifi/");
    expect([html.status, html.body]).toEqual([200, "<p>x"]);
    const token = web.sessions.createStartToken();
    const start = await ask(`/wifi/?token=${token}`);
    expect([start.status, start.headers["location"]]).toEqual([303, "./"]);
  });

  test("its own page may give commands, a page of another site may not", async () => {
    const token = web.sessions.tokens.createLogin("admin").token;
    const path = `/wifi/datasource/by-uuid/${SOURCE_UUID}/close_source.cmd`;
    const from = (origin: string): Promise<Answer> =>
      ask(path, { method: "POST", headers: { cookie: `KISMET=${token}`, origin } });
    expect((await from("https://evil.example")).status).toBe(401);
    expect((await from(`https://127.0.0.1:${port}`)).status).toBe(200);
  });

  test("a websocket passes", async () => {
    const password = encodeURIComponent("secret pass:word");
    const socket = new WebSocket(
      `ws://127.0.0.1:${plainPort}/wifi/eventbus/events.ws?user=admin&password=${password}`,
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const message = new Promise<string>((resolve) =>
      socket.addEventListener("message", (event) => resolve(String(event.data)))
    );
    socket.send('{"SUBSCRIBE":"ALERT","fields":["kismet.alert.hash"]}');
    while (web.app.context.subscribers.records()[0]?.topics.length !== 1) {
      await ask("/wifi/session/check_setup_ok");
    }
    web.bus.publish("ALERT", testAlert(7, NOW_SEC));
    expect(await message).toBe('{"ALERT": {"kismet.alert.hash": 7}}');
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.close();
    await closed;
  });

  // The last one: afterwards this address waits.
  test("who guesses cannot pretend to be somebody new each time", async () => {
    const guess = (number: number): Promise<Answer> =>
      ask("/wifi/session/check_session", {
        headers: {
          authorization: `Basic ${btoa("admin:wrong")}`,
          "x-forwarded-for": `203.0.113.${number}`,
        },
      });
    for (let number = 1; number <= 5; number++) expect((await guess(number)).status).toBe(401);
    const refused = await guess(6);
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "1"]);
  });
});
