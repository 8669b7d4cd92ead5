// The HTTP server of the engine that runs the tests, over real connections on 127.0.0.1.
import { afterEach, describe, expect, it } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { HttpServer, RequestConnection, ServeOptions } from "../../../runtime/platform.ts";
import {
  eventually,
  EXPECTED_ACCEPT,
  handshake,
  RawConnection,
  settled,
} from "./raw-connection.ts";

const platform = await detectPlatform();
const open: HttpServer[] = [];
const connections: RawConnection[] = [];
const CHUNK = new Uint8Array(65536);

async function serve(
  fetch: ServeOptions["fetch"],
  more: Partial<ServeOptions> = {},
): Promise<HttpServer> {
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1 << 20,
    fetch,
    ...more,
  });
  open.push(server);
  return server;
}

async function connect(server: HttpServer): Promise<RawConnection> {
  const connection = await RawConnection.open(server.port);
  connections.push(connection);
  return connection;
}

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  for (const server of open.splice(0)) await server.close(0);
});

const url = (server: HttpServer, path: string): string => `http://127.0.0.1:${server.port}${path}`;

describe("serve()", () => {
  it("picks a free port for port 0 and answers on it", async () => {
    const server = await serve((request) => new Response(`asked ${new URL(request.url).pathname}`));
    expect(server.port).toBeGreaterThan(0);
    expect(server.hostname).toBe("127.0.0.1");
    const response = await fetch(url(server, "/a"));
    expect(await response.text()).toBe("asked /a");
  });

  it("says which address is taken", async () => {
    const first = await serve(() => new Response("first"));
    const second = platform.serve({
      hostname: "127.0.0.1",
      port: first.port,
      maxBodyBytes: 0,
      fetch: () => new Response("second"),
    });
    await expect(second).rejects.toMatchObject({
      name: "PlatformError",
      code: "in-use",
      message: `cannot listen on 127.0.0.1:${first.port}: the address is already in use`,
    });
    expect(await (await fetch(url(first, "/"))).text()).toBe("first");
  });

  it("says that an address is not this machine's", async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737) and never a local address.
    const refused = platform.serve({
      hostname: "192.0.2.1",
      port: 0,
      maxBodyBytes: 0,
      fetch: () => new Response(""),
    });
    // Deno 2.9 says "invalid argument" where the others name the reason.
    const reason = platform.engine === "deno"
      ? "invalid argument"
      : "this machine has no such address";
    await expect(refused).rejects.toMatchObject({
      code: platform.engine === "deno" ? "other" : "not-found",
      message: `cannot listen on 192.0.2.1:0: ${reason}`,
    });
  });

  it("gives the handler the peer's address and that the connection is plain", async () => {
    const seen: RequestConnection[] = [];
    const server = await serve((_request, connection) => {
      seen.push(connection);
      return new Response("");
    });
    await fetch(url(server, "/"));
    expect(seen[0]!.remoteAddress).toBe("127.0.0.1");
    expect(seen[0]!.secure).toBe(false);
    expect(seen[0]!.upgrade({} as never)).toBeUndefined();
  });

  it("answers HEAD with headers only and does not run the body", async () => {
    let pulls = 0;
    let cancelled = 0;
    const server = await serve(() => {
      const body = new ReadableStream({
        pull(controller) {
          pulls++;
          controller.enqueue(CHUNK);
        },
        cancel() {
          cancelled++;
        },
      }, { highWaterMark: 0 });
      return new Response(body, { headers: { "x-kind": "head" } });
    });
    const connection = await connect(server);
    connection.write("HEAD /h HTTP/1.1\r\nHost: test\r\n\r\n");
    const text = await connection.until((seen) => seen.includes("\r\n\r\n"));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).toContain("x-kind: head\r\n");
    expect(text.endsWith("\r\n\r\n")).toBe(true);
    expect([pulls, cancelled]).toEqual([0, 1]);
  });

  it("keeps a connection for the next request", async () => {
    let count = 0;
    const server = await serve(() => new Response(`number ${++count}`));
    const connection = await connect(server);
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await connection.until((seen) => seen.includes("number 1"));
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await connection.until((seen) => seen.includes("number 2"));
    expect(connection.isClosed).toBe(false);
  });

  it("closes the connection of an HTTP/1.0 client without a Host header after the answer", async () => {
    const server = await serve((request) => new Response(`at ${new URL(request.url).pathname}`));
    const connection = await connect(server);
    connection.write("GET /old HTTP/1.0\r\n\r\n");
    await connection.closed;
    expect(connection.text).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
    expect(connection.text).toMatch(/\r\n\r\nat \/old$/);
  });

  // Bun 1.4 closes a connection whose first answer is not ready when the next request arrives.
  it.skipIf(platform.engine === "bun")("answers pipelined requests in their order", async () => {
    const firstMayEnd = Promise.withResolvers<void>();
    const server = await serve(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/1") await firstMayEnd.promise;
      if (pathname === "/2") firstMayEnd.resolve();
      return new Response(`answer${pathname};`);
    });
    const connection = await connect(server);
    const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
    connection.write(ask("/1") + ask("/2") + ask("/3"));
    // Some engines start the second request only when the first has been answered.
    setImmediate(() => firstMayEnd.resolve());
    const text = await connection.until((seen) => seen.includes("answer/3;"));
    expect(text.match(/answer\/\d;/g)).toEqual(["answer/1;", "answer/2;", "answer/3;"]);
  });

  it("survives half a request, rubbish and a vanished client", async () => {
    const server = await serve(() => new Response("alive"));
    const half = await connect(server);
    half.write("GET / HTTP/1.1\r\nHos");
    half.destroy();
    const rubbish = await connect(server);
    rubbish.write("\u0016\u0003\u0001 rubbish\r\n\r\n");
    await rubbish.closed;
    expect(rubbish.text).toMatch(/^(HTTP\/1\.1 400 |$)/);
    const body = await connect(server);
    body.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\nonly this");
    body.destroy();
    expect(await (await fetch(url(server, "/"))).text()).toBe("alive");
  });

  it("answers a request for an upgrade that is not a websocket, or on a plain route", async () => {
    const server = await serve(() => new Response("plain"));
    for (
      const request of [
        handshake("/plain"),
        "GET / HTTP/1.1\r\nHost: test\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n" +
        "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
      ]
    ) {
      const connection = await connect(server);
      connection.write(request);
      const text = await connection.until((seen) => seen.includes("plain"));
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    }
  });

  it("takes no websocket whose handshake is wrong", async () => {
    const accepted: boolean[] = [];
    const server = await serve((_request, connection) => {
      const response = connection.upgrade({} as never);
      accepted.push(response !== undefined);
      return response ?? new Response("refused", { status: 426 });
    });
    const good = handshake("/");
    for (
      const wrong of [
        good.replace("Version: 13", "Version: 8"),
        good.replace(/Sec-WebSocket-Key: .*\r\n/, ""),
        good.replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="),
        good.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n"),
      ]
    ) {
      const connection = await connect(server);
      connection.write(wrong);
      await connection.until((seen) => seen.includes("refused"));
      expect(connection.text).toMatch(/^HTTP\/1\.1 426 /);
    }
    expect(accepted).toEqual([false, false, false, false]);
    expect(EXPECTED_ACCEPT).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  it("answers 500 when the handler throws and reports what it threw", async () => {
    const failures: unknown[] = [];
    const server = await serve(() => {
      throw new Error("handler broke");
    }, { failed: (error) => failures.push(error) });
    const response = await fetch(url(server, "/"));
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("internal error\n");
    expect(failures.map(String)).toEqual(["Error: handler broke"]);
  });
});

describe("serve() streams", () => {
  it("sends chunks as they come, before the body has ended", async () => {
    const more = Promise.withResolvers<void>();
    let part = 0;
    const server = await serve(() =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            if (part++ === 0) return controller.enqueue(new TextEncoder().encode("first "));
            await more.promise;
            controller.enqueue(new TextEncoder().encode("second"));
            controller.close();
          },
        }),
      )
    );
    const connection = await connect(server);
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await connection.until((seen) => seen.includes("first "));
    expect(connection.text.toLowerCase()).toContain("transfer-encoding: chunked");
    more.resolve();
    const text = await connection.until((seen) => seen.endsWith("0\r\n\r\n"));
    expect(text).toContain("second");
  });

  it("stops pulling while the peer reads nothing, goes on when it reads, cancels when it goes", async () => {
    let pulls = 0;
    const cancelled = Promise.withResolvers<void>();
    const server = await serve(() =>
      new Response(
        new ReadableStream({
          pull(controller) {
            pulls++;
            controller.enqueue(CHUNK);
          },
          cancel: () => cancelled.resolve(),
        }, { highWaterMark: 0 }),
      )
    );
    const connection = await connect(server);
    connection.socket.pause();
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await eventually(() => pulls > 0);
    const stalledAt = await settled(() => pulls);
    // What the kernel's buffers of both sides hold, a few MiB, and no more.
    expect(stalledAt * CHUNK.length).toBeLessThan(32 * 1024 * 1024);
    connection.socket.removeAllListeners("data");
    connection.socket.on("data", () => undefined);
    connection.socket.resume();
    await eventually(() => pulls > stalledAt + 10);
    connection.destroy();
    await cancelled.promise;
    const after = await settled(() => pulls);
    expect(await settled(() => pulls)).toBe(after);
  });

  it("cancels a silent body when the client goes away", async () => {
    const cancelled = Promise.withResolvers<void>();
    const server = await serve(() =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("hello")),
          cancel: () => cancelled.resolve(),
        }),
      )
    );
    const connection = await connect(server);
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await connection.until((seen) => seen.includes("hello"));
    connection.destroy();
    await expect(cancelled.promise).resolves.toBeUndefined();
  });

  it("cuts the connection when a body breaks, and reports it", async () => {
    const failures: unknown[] = [];
    let part = 0;
    const server = await serve(() =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await platform.yieldToLoop();
            if (part++ < 3) controller.enqueue(new TextEncoder().encode("part "));
            else throw new Error("body broke");
          },
        }, { highWaterMark: 0 }),
      ), { failed: (error) => failures.push(error) });
    const connection = await connect(server);
    connection.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await connection.closed;
    expect(connection.text.endsWith("0\r\n\r\n")).toBe(false);
    expect(failures.map(String)).toEqual(["Error: body broke"]);
    expect((await RawConnection.open(server.port)).destroy()).toBeUndefined();
  });

  it("leaves a request body with the sender until the handler reads it", async () => {
    const bodyBytes = 64 * 1024 * 1024;
    const mayRead = Promise.withResolvers<void>();
    const server = await serve(async (request) => {
      await mayRead.promise;
      let read = 0;
      let largest = 0;
      for await (const chunk of request.body!) {
        read += chunk.length;
        largest = Math.max(largest, chunk.length);
      }
      return new Response(`read ${read} ${largest < bodyBytes / 8}.`);
    });
    const connection = await connect(server);
    connection.write(`POST / HTTP/1.1\r\nHost: test\r\nContent-Length: ${bodyBytes}\r\n\r\n`);
    let sent = 0;
    const block = new Uint8Array(1 << 20);
    const pump = (): void => {
      while (sent < bodyBytes) {
        sent += block.length;
        if (!connection.socket.write(block)) return void connection.socket.once("drain", pump);
      }
    };
    pump();
    expect(await settled(() => sent)).toBeLessThan(bodyBytes / 2);
    mayRead.resolve();
    await connection.until((seen) => seen.includes("."));
    expect(await connection.until((seen) => seen.includes("true."))).toContain(`read ${bodyBytes}`);
  });

  it("lets the handler refuse a long body before it was read", async () => {
    const server = await serve((request) => {
      const tooLong = Number(request.headers.get("content-length")) > 1000;
      return new Response(tooLong ? "too long" : "fine", { status: tooLong ? 413 : 200 });
    }, { maxBodyBytes: 1000 });
    const connection = await connect(server);
    connection.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 500000000\r\n\r\nabc");
    const text = await connection.until((seen) => seen.includes("too long"));
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("HttpServer.close()", () => {
  it("closes idle connections, lets a running request finish, and takes no new ones", async () => {
    const mayAnswer = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const server = await serve(async (request) => {
      if (new URL(request.url).pathname === "/slow") {
        asked.resolve();
        await mayAnswer.promise;
      }
      return new Response("done.");
    });
    const idle = await connect(server);
    idle.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await idle.until((seen) => seen.includes("done."));
    const busy = await connect(server);
    busy.write("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    await asked.promise;
    const closed = server.close(20_000);
    await idle.closed;
    await expect(RawConnection.open(server.port)).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    mayAnswer.resolve();
    expect(await busy.until((seen) => seen.includes("done."))).toContain("200 OK");
    await closed;
  });

  it("cuts what still runs at the deadline", async () => {
    const asked = Promise.withResolvers<void>();
    const server = await serve(() => {
      asked.resolve();
      return new Promise<Response>(() => undefined);
    });
    const busy = await connect(server);
    busy.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await asked.promise;
    await server.close(1);
    await busy.closed;
    expect(busy.text).toBe("");
  });
});
