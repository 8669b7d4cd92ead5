// The HTTP server of the engine that runs the tests, over real connections on 127.0.0.1.
import { afterEach, describe, expect, it } from "vitest";
import type { HttpServer, RequestConnection } from "../../../runtime/platform.ts";
import { CHUNK, connect, platform, serve, takeDown } from "./http-fixture.ts";
import { EXPECTED_ACCEPT, handshake, RawConnection } from "./raw-connection.ts";

afterEach(takeDown);

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

  // Bun 1.4 has a limit of its own, below.
  it.skipIf(platform.engine === "bun")(
    "cuts clients whose head of a request does not come, and no others",
    async () => {
      const server = await serve(async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return new Response("slow answer");
      }, { headMs: 60 });
      const [silent, half, whole] = await Promise.all([1, 2, 3].map(() => connect(server)));
      half!.write("GET / HTTP/1.1\r\nHost: te");
      whole!.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
      await Promise.all([silent!.closed, half!.closed]);
      expect(half!.text).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
      expect(await whole!.until((seen) => seen.includes("answer"))).toContain("slow answer");
    },
  );

  it.skipIf(platform.engine !== "bun")(
    "cuts clients whose first head does not come within twelve seconds, drop by drop as well",
    async () => {
      const server = await serve(() => new Response("alive"));
      const [silent, half, dripping] = await Promise.all([1, 2, 3].map(() => connect(server)));
      for (const one of [half!, dripping!]) one.write("GET / HTTP/1.1\r\nHost: te");
      const drops = setInterval(() => dripping!.write("x"), 1000);
      await Promise.all([silent!.closed, half!.closed, dripping!.closed]);
      clearInterval(drops);
      expect([silent!.text, half!.text, dripping!.text]).toEqual(["", "", ""]);
    },
    // In steps of four seconds, and later on a busy machine.
    30_000,
  );

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
