// What every platform promises of TCP (runtime/platform.ts).
import { beforeAll, describe, expect, it } from "vitest";
import type { Platform, TcpConnection, TcpListener } from "../../runtime/platform.ts";

const HOST = "127.0.0.1";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Everything until the other end closes, as text. */
export async function readAll(connection: TcpConnection): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for (let part = await connection.read(); part; part = await connection.read()) {
    text += decoder.decode(part, { stream: true });
  }
  return text;
}

interface Pair {
  readonly listener: TcpListener;
  readonly client: TcpConnection;
  readonly server: TcpConnection;
}

async function connected(platform: Platform): Promise<Pair> {
  let take: (connection: TcpConnection) => void = () => {};
  const taken = new Promise<TcpConnection>((resolve) => take = resolve);
  const listener = await platform.listenTcp({ hostname: HOST, port: 0, connected: take });
  const client = await platform.connectTcp({ hostname: HOST, port: listener.port });
  return { listener, client, server: await taken };
}

export function tcpSuite(name: string, create: () => Promise<Platform>): void {
  describe(`TCP of platform ${name}`, () => {
    let platform: Platform;
    beforeAll(async () => void (platform = await create()));

    it("listenTcp() hands over connections that carry bytes both ways until they are closed", async () => {
      const { listener, client, server } = await connected(platform);
      expect(listener.port).toBeGreaterThan(0);
      expect(server.remoteAddress).toBe(HOST);
      await client.write(utf8("question"));
      expect(new TextDecoder().decode(await server.read())).toBe("question");
      await server.write(utf8("ans"));
      await server.write(utf8("wer"));
      await server.close();
      expect(await readAll(client)).toBe("answer");
      await client.close();
      expect(await server.read()).toBeUndefined();
      await expect(server.write(utf8("late"))).rejects.toMatchObject({ code: "closed" });
      await listener.close();
    });

    it("a peer that does not read makes writes wait, and destroy() rejects them", async () => {
      const { listener, client, server } = await connected(platform);
      const chunk = new Uint8Array(1024 * 1024);
      let finished = 0;
      const writes = Array.from({ length: 32 }, () =>
        server.write(chunk).then(() => {
          finished += 1;
          return "sent";
        }, (error: { code?: string }) => error.code));
      await platform.yieldToLoop();
      expect(finished).toBeLessThan(32);
      server.destroy();
      expect((await Promise.all(writes)).at(-1)).toBe("closed");
      expect(await server.read()).toBeUndefined();
      client.destroy();
      await listener.close();
    });

    it("destroy() ends the reads of the peer", async () => {
      const { listener, client, server } = await connected(platform);
      const reading = client.read();
      server.destroy();
      expect(await reading).toBeUndefined();
      client.destroy();
      await listener.close();
    });

    it("close() of a listener leaves its connections and frees the port", async () => {
      const { listener, client, server } = await connected(platform);
      await listener.close();
      await server.write(utf8("still here"));
      expect(new TextDecoder().decode(await client.read())).toBe("still here");
      const { port } = listener;
      await expect(platform.connectTcp({ hostname: HOST, port })).rejects.toMatchObject({
        code: "closed",
        message: `cannot connect to ${HOST}:${port}: nobody listens there`,
      });
      client.destroy();
      server.destroy();
    });

    it("listenTcp() says why it cannot listen", async () => {
      const first = await platform.listenTcp({ hostname: HOST, port: 0, connected: () => {} });
      const { port } = first;
      await expect(platform.listenTcp({ hostname: HOST, port, connected: () => {} })).rejects
        .toMatchObject({
          code: "in-use",
          message: `cannot listen on ${HOST}:${port}: the address is already in use`,
        });
      await expect(platform.listenTcp({ hostname: HOST, port: 70_000, connected: () => {} }))
        .rejects.toThrow("cannot listen on 127.0.0.1:70000");
      await first.close();
    });
  });
}
