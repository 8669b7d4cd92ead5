// Bytes on a socket that no client library would send, to the server of the engine that runs the
// tests: an answer or a closed connection, and the next client is served as before.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import { BASIC, createWebFixture, type WebFixture } from "../../suites/web-fixture.ts";
import { RawConnection } from "../platform/raw-connection.ts";

let web: WebFixture;
let server: HttpServer;

beforeAll(async () => {
  web = await createWebFixture({ platform: await detectPlatform() });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_000_000,
    fetch: web.app.fetch,
    failed: (error) => web.reports.push(String(error)),
  });
});

afterAll(async () => {
  await web.system.stop();
  await server.close(0);
});

const HEAD = `Host: test\r\nAuthorization: ${BASIC}\r\nConnection: close\r\n`;
const get = (target: string): string => `GET ${target} HTTP/1.1\r\n${HEAD}\r\n`;
const post = (headers: string, body: string): string =>
  `POST /system/status.json HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\n${headers}\r\n${body}`;

/** What is sent, and the statuses that may answer it; 0 is a closed connection without one. */
const RAW: readonly (readonly [name: string, bytes: string, statuses: readonly number[]])[] = [
  ["rubbish", "\x00\x01\x02\x03\r\n\r\n", [0, 400]],
  ["a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [0, 400]],
  // One engine takes it for the HTTP of 1991, which has no headers and so no login.
  ["no version", "GET /system/status.json\r\n\r\n", [0, 400, 401, 505]],
  ["a version to come", `GET / HTTP/9.9\r\n${HEAD}\r\n`, [0, 400, 404, 505]],
  ["a method that nobody knows", `BREW /system/status.json HTTP/1.1\r\n${HEAD}\r\n`, [0, 400, 405]],
  ["bad escapes", get("/system/%zz%/status.json?x=%&%=%ff"), [404]],
  ["bytes that are no UTF-8", get("/devices/by-mac/%ff%fe/devices.json"), [500]],
  ["a nul in the path", get("/system/status%00.json"), [404]],
  ["a way out of the folder", get("/../../../../etc/passwd"), [0, 400, 404]],
  ["a way out, encoded", get("/%2e%2e/%2e%2e/etc/passwd"), [404]],
  ["a target of 100,000 bytes", get(`/${"x".repeat(100_000)}`), [0, 400, 404, 414, 431]],
  ["a query of 10,000 variables", get(`/system/timestamp.json?${"a=1&".repeat(3000)}`), [200, 431]],
  ["a whole address as target", get("http://elsewhere.example/system/timestamp.json"), [
    200,
    400,
    404,
  ]],
  ["an asterisk as target", `OPTIONS * HTTP/1.1\r\n${HEAD}\r\n`, [0, 400, 404, 405]],
  ["a tunnel", `CONNECT example.org:443 HTTP/1.1\r\n${HEAD}\r\n`, [0, 400, 404, 405]],
  ["a header line without a colon", `GET / HTTP/1.1\r\n${HEAD}nonsense\r\n\r\n`, [0, 400, 404]],
  ["a header of 200,000 bytes", `GET / HTTP/1.1\r\n${HEAD}X: ${"y".repeat(200_000)}\r\n\r\n`, [
    0,
    400,
    413,
    431,
  ]],
  ["5,000 headers", `GET / HTTP/1.1\r\n${HEAD}${"X: y\r\n".repeat(5000)}\r\n`, [0, 400, 404, 431]],
  [
    "a cookie of 8,000 parts",
    `GET /system/status.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${
      "KISMET=x; ".repeat(800)
    }\r\n\r\n`,
    [401, 431],
  ],
  ["a length that is no number", post("Content-Length: many\r\n", "{}"), [0, 400]],
  ["a negative length", post("Content-Length: -5\r\n", "{}"), [0, 400]],
  ["two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}x"), [0, 400]],
  [
    "a length and chunks",
    post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    [0, 200, 400],
  ],
  ["a chunk of no size", post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), [0, 400]],
  ["a body over the limit", post("Content-Length: 100001\r\n", "x".repeat(100_001)), [413]],
  [
    "a body of chunks that is a command",
    post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
    [200],
  ],
  [
    "credentials that are no base64",
    `GET /system/status.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic \xff\xfe%%\r\n\r\n`,
    [0, 400, 401],
  ],
  [
    "a websocket of an old version",
    `GET /eventbus/events.ws HTTP/1.1\r\nHost: x\r\nAuthorization: ${BASIC}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    [400, 404, 426],
  ],
  [
    "HTTP/1.0 without a host",
    `GET /system/timestamp.json HTTP/1.0\r\nAuthorization: ${BASIC}\r\n\r\n`,
    [200],
  ],
];

describe("raw bytes", () => {
  test.each(RAW)("%s", async (_, bytes, statuses) => {
    const connection = await RawConnection.open(server.port);
    connection.write(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
    const text = await connection.until((seen) => seen.includes("\r\n\r\n"));
    connection.destroy();
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
    expect(statuses).toContain(status);
    expect(text).not.toMatch(/\.ts:\d|TypeError|\bat \S+ \(/);
    const answer = await fetch(`http://127.0.0.1:${server.port}/system/timestamp.json`, {
      headers: { authorization: BASIC },
    });
    await answer.text();
    expect([answer.status, web.reports]).toEqual([200, []]);
  });

  test("a peer that goes away in the middle of anything is forgotten", async () => {
    const halves = [
      "G",
      "GET / HT",
      post("Content-Length: 50\r\n", '{"fie'),
      post("Transfer-Encoding: chunked\r\n", "fffffffffffffff\r\n{}"),
    ];
    for (const bytes of halves) {
      const connection = await RawConnection.open(server.port);
      connection.write(bytes);
      connection.socket.end();
      connection.destroy();
      await connection.closed;
    }
    const answer = await fetch(`http://127.0.0.1:${server.port}/session/check_setup_ok`);
    await answer.text();
    expect([answer.status, web.reports]).toEqual([200, []]);
  });
});
