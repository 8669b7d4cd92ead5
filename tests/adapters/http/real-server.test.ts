// The whole HTTP side on the real server of the engine that runs the tests: real sockets, real
// clients, real back pressure.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import { BODY_BYTES_MAX } from "../../../adapters/http/body.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import {
  BASIC,
  createWebFixture,
  NOW_SEC,
  testAlert,
  testDevice,
  type WebFixture,
} from "../../suites/web-fixture.ts";

let web: WebFixture;
let server: HttpServer;
let origin = "";

beforeAll(async () => {
  const page = { bytes: new TextEncoder().encode("<p>page"), contentType: "text/html" };
  web = await createWebFixture({
    platform: await detectPlatform(),
    files: { "/index.html": page },
  });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: BODY_BYTES_MAX,
    fetch: web.app.fetch,
  });
  origin = `127.0.0.1:${server.port}`;
});

afterAll(async () => {
  await web.system.stop();
  await server.close(0);
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://${origin}${path}`, {
    ...init,
    headers: { authorization: BASIC, ...init.headers as Record<string, string> },
  });

/** A websocket of the engine's own client, with its messages as they come. */
function openSocket(path: string) {
  const socket = new WebSocket(`ws://${origin}${path}`);
  const messages: string[] = [];
  let wake = (): void => {};
  const closed = Promise.withResolvers<number>();
  socket.addEventListener("message", (event) => {
    messages.push(String(event.data));
    wake();
  });
  socket.addEventListener("close", (event) => closed.resolve(event.code));
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
  });
  return {
    socket,
    opened,
    closed: closed.promise,
    async next(): Promise<string> {
      while (messages.length === 0) await new Promise<void>((resolve) => wake = resolve);
      return messages.shift()!;
    },
  };
}

const LOGIN = `user=admin&password=${encodeURIComponent("secret pass:word")}`;

describe("requests", () => {
  test("login, cookie, HEAD, 404, 405, static page", async () => {
    const first = await ask("/session/check_session");
    expect(first.status).toBe(200);
    const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
    await first.text();
    const second = await fetch(`http://${origin}/system/timestamp.json`, { headers: { cookie } });
    expect(Object.keys(await second.json() as object).length).toBe(2);
    const head = await ask("/system/timestamp.json", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const answers = await Promise.all([
      fetch(`http://${origin}/system/timestamp.json`),
      ask("/nope.json"),
      ask("/datasource/add_source.cmd"),
      fetch(`http://${origin}/`),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([401, 404, 405, 200]);
    expect(await answers[3]!.text()).toBe("<p>page");
    for (const answer of answers.slice(0, 3)) await answer.text();
  });

  test("commands, and bodies at and over the limit", async () => {
    const post = (body: string): Promise<Response> =>
      ask("/system/status.json", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
    const padded = (size: number): string => {
      const start = '{"fields":["kismet.system.user"],"x":"';
      return `${start}${"y".repeat(size - start.length - 2)}"}`;
    };
    const good = await post(padded(BODY_BYTES_MAX));
    expect(await good.json()).toEqual({ "kismet.system.user": "tester" });
    const over = await post(padded(BODY_BYTES_MAX + 1));
    expect(over.status).toBe(413);
    await over.text();
    const bad = await post("{bad");
    expect([bad.status, await bad.text()]).toEqual([
      400,
      "Invalid request: the command is not JSON\n",
    ]);
  });

  test("a long list streams whole; a peer that goes away stops the work", async () => {
    const { list } = web.stores;
    const before = list.splice(0);
    for (let index = 0; index < 4000; index++) list.push(testDevice(index + 1, NOW_SEC, 1));
    const whole = await ask("/devices/all_devices.itjson");
    const lines = (await whole.text()).trimEnd().split("\n");
    expect(lines.length).toBe(4000);
    expect(JSON.parse(lines[3999]!)).toMatchObject({
      "kismet.device.base.macaddr": "00:00:00:00:0F:A0",
    });
    let looked = 0;
    const all = web.stores.devices.all;
    web.stores.devices.all = function* () {
      for (let index = 0; index < 1_000_000; index++) {
        looked++;
        yield list[index % list.length]!;
      }
    };
    const abort = new AbortController();
    const endless = await ask("/devices/all_devices.itjson", { signal: abort.signal });
    const reader = endless.body!.getReader();
    await reader.read();
    abort.abort();
    await reader.read().catch(() => undefined);
    // A slow answer to something else passes while the work, were it going on, would go on.
    for (let times = 0; times < 20; times++) await (await ask("/system/timestamp.json")).text();
    const stoppedAt = looked;
    for (let times = 0; times < 20; times++) await (await ask("/system/timestamp.json")).text();
    expect(looked).toBe(stoppedAt);
    expect(looked).toBeLessThan(500_000);
    web.stores.devices.all = all;
    list.splice(0, list.length, ...before);
  });
});

describe("websockets", () => {
  test("events arrive; wrong credentials do not get in", async () => {
    const refused = openSocket("/eventbus/events.ws?user=admin&password=x");
    expect(await refused.opened).toBe(false);
    const events = openSocket(`/eventbus/events.ws?${LOGIN}`);
    expect(await events.opened).toBe(true);
    events.socket.send('{"SUBSCRIBE":"ALERT","fields":["kismet.alert.hash"]}');
    while (web.app.context.subscribers.records()[0]?.topics.length !== 1) {
      await (await ask("/system/timestamp.json")).text();
    }
    for (let hash = 1; hash <= 3; hash++) web.bus.publish("ALERT", testAlert(hash, NOW_SEC));
    for (let hash = 1; hash <= 3; hash++) {
      expect(await events.next()).toBe(`{"ALERT": {"kismet.alert.hash": ${hash}}}`);
    }
    events.socket.send(new Uint8Array([1]));
    expect(await events.closed).toBe(1003);
  });

  test("a monitor sends the first set, one message a device", async () => {
    const monitor = openSocket(`/devices/monitor.ws?${LOGIN}`);
    expect(await monitor.opened).toBe(true);
    monitor.socket.send(JSON.stringify({
      monitor: "*",
      request: 1,
      rate: 0,
      fields: [["kismet.device.base.packets.total", "n"]],
    }));
    expect([await monitor.next(), await monitor.next(), await monitor.next()])
      .toEqual(['{"n": 449}', '{"n": 294}', '{"n": 144}']);
    monitor.socket.close();
    expect([1000, 1005]).toContain(await monitor.closed);
  });

  test("the echo gives back text, and bytes as text", async () => {
    const echo = openSocket(`/debug/echo.ws?${LOGIN}`);
    expect(await echo.opened).toBe(true);
    echo.socket.send("one");
    echo.socket.send(new TextEncoder().encode("two ü"));
    expect([await echo.next(), await echo.next()]).toEqual(["one", "two ü"]);
    echo.socket.close();
    await echo.closed;
    expect(await openSocket("/debug/echo.ws").opened).toBe(false);
  });
});
