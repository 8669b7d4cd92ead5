// The whole server over HTTPS on the engine that runs the tests: logins, websockets, and a renewed
// certificate that is put in its place while it runs. Only the clock is not the engine's.
import * as https from "node:https";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { TLS_LOOK_MS } from "../../../actors/server/tls-files.ts";
import { openSessions } from "../../../actors/session/sessions.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { createSimulatedPlatform } from "../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../mod.ts";
import { eventually } from "../platform/raw-connection.ts";
import {
  OTHER_KEY_PEM,
  RENEWED_CERTIFICATE_PEM,
  RENEWED_KEY_PEM,
  TEST_CERTIFICATE_PEM,
  TEST_KEY_PEM,
} from "../platform/tls-fixture.ts";
import { testSettings } from "../../suites/settings.ts";
import { SESSION_PATHS } from "../../suites/web-fixture.ts";

let directory = "";
let moirai: Moirai;
let token = "";
const { clock, files } = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "moirai-tls-"));
  await put(TEST_CERTIFICATE_PEM, TEST_KEY_PEM);
  const platform = { ...await detectPlatform(), clock };
  const settings = testSettings({
    httpd_port: "0",
    httpd_username: "admin",
    httpd_password: "a password",
    httpd_ssl: "true",
    httpd_ssl_cert: join(directory, "server.crt"),
    httpd_ssl_key: join(directory, "server.key"),
  });
  const sessions = await openSessions({
    platform: { ...platform, files },
    settings,
    paths: SESSION_PATHS,
  });
  token = sessions.tokens.createLogin("admin").token;
  moirai = await createMoirai({ platform, settings, web: { directory: undefined, sessions } });
  await moirai.start();
});

afterAll(async () => {
  await moirai.stop();
  await rm(directory, { recursive: true, force: true });
});

/** As renewal tools do it: written beside the old ones, then put in their places. */
async function put(certificate: string, key: string): Promise<void> {
  for (const [name, text] of [["server.crt", certificate], ["server.key", key]] as const) {
    await writeFile(join(directory, `${name}.new`), text);
    await rename(join(directory, `${name}.new`), join(directory, name));
  }
}

interface Heard {
  readonly status: number | string;
  readonly cookie: string;
}

/** Asks on a connection of its own, which trusts one certificate alone. */
function ask(ca: string): Promise<Heard> {
  const { port } = moirai.address!;
  const headers = { authorization: `Basic ${btoa("admin:a password")}` };
  const options = { ca, agent: false as const, headers };
  return new Promise((resolve) => {
    https.get(`https://127.0.0.1:${port}/session/check_session`, options, (response) => {
      const cookie = String(response.headers["set-cookie"] ?? "");
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, cookie }));
    }).on("error", () => resolve({ status: "not trusted", cookie: "" }));
  });
}

test("a login over HTTPS answers with a cookie that never goes over a plain connection", async () => {
  const heard = await ask(TEST_CERTIFICATE_PEM);
  expect(heard.status).toBe(200);
  expect(heard.cookie).toMatch(/^KISMET=\w+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  expect((await ask(RENEWED_CERTIFICATE_PEM)).status).toBe("not trusted");
});

test("a renewed certificate serves new connections, and a websocket goes on", async () => {
  const socket = new WebSocket(
    `wss://127.0.0.1:${moirai.address!.port}/eventbus/events.ws?KISMET=${token}`,
    { ca: TEST_CERTIFICATE_PEM },
  );
  const messages: string[] = [];
  socket.on("message", (data) => messages.push(String(data)));
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  socket.send(JSON.stringify({ SUBSCRIBE: "MESSAGE" }));

  // Half of a renewal: the key is not that of the certificate, and nothing changes.
  await put(RENEWED_CERTIFICATE_PEM, OTHER_KEY_PEM);
  await clock.advanceAsync(TLS_LOOK_MS);
  const told = () => [...moirai.stores.messages.all()].map((one) => one.text).join("\n");
  await eventually(() => told().includes("the old TLS certificate stays in use"));
  expect((await ask(TEST_CERTIFICATE_PEM)).status).toBe(200);

  await put(RENEWED_CERTIFICATE_PEM, RENEWED_KEY_PEM);
  // The file's time may be the same to the millisecond; its size is not.
  await clock.advanceAsync(TLS_LOOK_MS);
  await eventually(() => told().includes("the renewed TLS certificate is in use"));
  expect((await ask(RENEWED_CERTIFICATE_PEM)).status).toBe(200);
  expect((await ask(TEST_CERTIFICATE_PEM)).status).toBe("not trusted");
  await eventually(() => messages.some((text) => text.includes("renewed TLS certificate")));
  socket.terminate();
});
