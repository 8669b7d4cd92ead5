// HTTPS and websockets over TLS of the engine that runs the tests.
import * as https from "node:https";
import * as net from "node:net";
import * as tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { HttpServer, ServeOptions, SocketPeer } from "../../../runtime/platform.ts";
import { eventually, handshake, RawConnection, settled } from "./raw-connection.ts";
import {
  OTHER_KEY_PEM,
  RENEWED_CERTIFICATE_PEM,
  RENEWED_KEY_PEM,
  TEST_CERTIFICATE_PEM,
  TEST_KEY_PEM,
} from "./tls-fixture.ts";

const platform = await detectPlatform();
const servers: HttpServer[] = [];

async function serve(fetch: ServeOptions["fetch"]): Promise<HttpServer> {
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1000,
    tls: { certificatePem: TEST_CERTIFICATE_PEM, keyPem: TEST_KEY_PEM },
    fetch,
  });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
});

describe("serve() with TLS", () => {
  it("answers HTTPS and says that the connection is secure", async () => {
    const server = await serve((request, connection) =>
      new Response(`${new URL(request.url).protocol} ${connection.secure}`)
    );
    const text = await new Promise<string>((resolve, reject) => {
      const options = { ca: TEST_CERTIFICATE_PEM, agent: false as const };
      https.get(`https://127.0.0.1:${server.port}/`, options, (response) => {
        let body = "";
        response.on("data", (chunk) => body += chunk);
        response.on("end", () => resolve(body));
      }).on("error", reject);
    });
    expect(text).toBe("https: true");
  });

  it("refuses a plain request and goes on", async () => {
    let asked = 0;
    const server = await serve(() => new Response(`${++asked}`));
    const plain = await RawConnection.open(server.port);
    plain.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    await plain.closed;
    expect(asked).toBe(0);
  });

  it.each([
    ["rubbish", TEST_KEY_PEM, "the TLS certificate is not one in PEM form"],
    [TEST_CERTIFICATE_PEM, "rubbish", "the TLS key is not one in PEM form"],
    [TEST_CERTIFICATE_PEM, OTHER_KEY_PEM, "the TLS key is not the certificate's"],
  ])(
    "says what is wrong with a certificate or key (%#)",
    async (certificatePem, keyPem, reason) => {
      const refused = platform.serve({
        hostname: "127.0.0.1",
        port: 0,
        maxBodyBytes: 0,
        tls: { certificatePem, keyPem },
        fetch: () => new Response(""),
      });
      await expect(refused).rejects.toMatchObject({
        name: "PlatformError",
        code: "other",
        message: `cannot listen on 127.0.0.1:0: ${reason}`,
      });
    },
  );

  it("replaceTls() is for new connections; a pair that does not fit changes nothing", async () => {
    const server = await serve(() => new Response("answer"));
    const agent = new https.Agent({ keepAlive: true, ca: TEST_CERTIFICATE_PEM });
    const ask = (options: https.RequestOptions): Promise<string> =>
      new Promise((resolve) => {
        https.get(`https://127.0.0.1:${server.port}/`, options, (response) => {
          let body = "";
          response.on("data", (chunk) => body += chunk);
          response.on("end", () => resolve(body));
        }).on("error", () => resolve("refused"));
      });
    expect(await ask({ agent })).toBe("answer");
    const wrong = { certificatePem: RENEWED_CERTIFICATE_PEM, keyPem: TEST_KEY_PEM };
    await expect(server.replaceTls(wrong)).rejects.toMatchObject({
      message: "cannot use the new certificate: the TLS key is not the certificate's",
    });
    expect(await ask({ ca: TEST_CERTIFICATE_PEM, agent: false })).toBe("answer");
    for (let times = 0; times < 2; times++) {
      await server.replaceTls({ certificatePem: RENEWED_CERTIFICATE_PEM, keyPem: RENEWED_KEY_PEM });
      expect(await ask({ ca: RENEWED_CERTIFICATE_PEM, agent: false })).toBe("answer");
    }
    expect(await ask({ ca: TEST_CERTIFICATE_PEM, agent: false })).toBe("refused");
    agent.destroy();
  });

  it("replaceTls() does not work on a server without TLS", async () => {
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 0,
      fetch: () => new Response(""),
    });
    servers.push(server);
    const pair = { certificatePem: TEST_CERTIFICATE_PEM, keyPem: TEST_KEY_PEM };
    await expect(server.replaceTls(pair)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("drain() comes on an encrypted websocket too", async () => {
    const peers: SocketPeer[] = [];
    const drains: number[] = [];
    const server = await serve((_request, connection) =>
      connection.upgrade({
        open: (peer) => void peers.push(peer),
        text: () => undefined,
        bytes: () => undefined,
        drain: (peer) => void drains.push(peer.bufferedBytes()),
        closed: () => undefined,
      }) ?? new Response("")
    );
    // The stall is made by a relay in between: Deno's TLS client goes on reading while paused.
    const relay = await stallingRelay(server.port);
    const client = tls.connect({ port: relay.port, host: "127.0.0.1", ca: TEST_CERTIFICATE_PEM });
    await new Promise<void>((resolve) => client.once("secureConnect", resolve));
    client.write(handshake("/"));
    await eventually(() => peers.length === 1);
    const peer = peers[0]!;
    relay.stall();
    const message = new Uint8Array(1 << 20);
    let sent = 0;
    while (peer.bufferedBytes() < 12 << 20) {
      peer.sendBytes(message);
      sent++;
    }
    await settled(() => peer.bufferedBytes());
    expect(drains).toEqual([]);
    let received = 0;
    client.on("data", (chunk: Uint8Array) => received += chunk.length);
    relay.resume();
    await eventually(() => received >= sent * message.length && drains.length > 0);
    expect(drains.at(-1)).toBe(0);
    client.destroy();
    relay.close();
  });
});

interface Relay {
  readonly port: number;
  /** Stops reading from the server. */
  stall(): void;
  resume(): void;
  close(): void;
}

async function stallingRelay(targetPort: number): Promise<Relay> {
  const upstream = net.connect(targetPort, "127.0.0.1");
  let downstream: net.Socket | undefined;
  const relay = net.createServer((socket) => {
    downstream = socket;
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  return {
    port: (relay.address() as net.AddressInfo).port,
    stall() {
      upstream.unpipe();
      upstream.pause();
    },
    resume() {
      upstream.pipe(downstream!);
    },
    close() {
      upstream.destroy();
      relay.close();
    },
  };
}
