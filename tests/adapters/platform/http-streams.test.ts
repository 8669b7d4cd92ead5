// Bodies in both directions: what a slow, silent or vanished peer does to their producer.
import { afterEach, describe, expect, it } from "vitest";
import { CHUNK, connect, platform, serve, takeDown } from "./http-fixture.ts";
import { eventually, RawConnection, settled } from "./raw-connection.ts";

afterEach(takeDown);

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
