// The simulated platform over the suite of all platforms, then the faults only it can make.
import { describe, expect, it } from "vitest";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../../adapters/platform/simulated.ts";
import { SocketRefused } from "../../../adapters/platform/simulated-network.ts";
import {
  SOCKET_BACKLOG_BYTES_MAX,
  type SocketHandlers,
  type SocketPeer,
} from "../../../runtime/platform.ts";
import { platformSuite } from "../../suites/platform.ts";
import { tcpSuite } from "../../suites/tcp.ts";

const START_MS = 1_700_000_000_000;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const create = (seed = 1): SimulatedPlatform =>
  createSimulatedPlatform({ seed, startMs: START_MS });

tcpSuite("simulated", async () => createSimulatedPlatform({ seed: 1, startMs: 0 }));

platformSuite("simulated", async () => {
  const platform = create();
  platform.programs.provide("echo", async ({ stdin, stdout }) => {
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      await stdout.write(chunk);
    }
  });
  await platform.files.makeDirectory("/tmp/suite", 0o755);
  return {
    platform,
    engine: "simulated",
    directory: "/tmp/suite",
    echo: ["echo"],
    elapse: async (ms) => void await platform.clock.advanceAsync(ms),
    request: async (port, path, init) => await platform.connect(port).fetch(path, init),
    openSocket: async (port, path) => {
      const socket = await platform.connect(port).openSocket(path);
      return {
        next: () => socket.next(),
        send: (message) =>
          typeof message === "string" ? socket.sendText(message) : socket.sendBytes(message),
        close: (code, reason) => socket.close(code, reason),
      };
    },
    deliverSignal: (signal) => platform.deliverSignal(signal),
    dispose: () => Promise.resolve(),
  };
});

describe("createSimulatedPlatform()", () => {
  it("is the same for the same seed and another for another", () => {
    const numbers = (seed: number): number[] => {
      const { random } = create(seed);
      return [random.next(), ...random.bytes(new Uint8Array(8))];
    };
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it("starts at the given time and moves only when told", async () => {
    const platform = create();
    expect(platform.clock.now()).toBe(START_MS);
    await platform.yieldToLoop();
    expect(platform.clock.now()).toBe(START_MS);
  });
});

describe("SimulatedFiles", () => {
  it("takes what a full disk has room for and fails for the rest", async () => {
    const { files } = create();
    files.put("/log/old", "x");
    files.freeBytes = 5;
    const file = await files.create("/log/new");
    await file.write(utf8("abc"));
    await expect(file.write(utf8("defg"))).rejects.toMatchObject({
      code: "no-space",
      message: "cannot write /log/new: no space left on the device",
    });
    expect(await files.readText("/log/new")).toBe("abcde");
    await expect(files.replaceText("/log/old", "y", 0o600)).rejects.toMatchObject({
      code: "no-space",
    });
    expect(await files.readText("/log/old")).toBe("x");
    files.freeBytes = 100;
    await file.write(utf8("fg"));
    expect(await files.readText("/log/new")).toBe("abcdefg");
  });

  it("refuses a path and everything below it until allowed again", async () => {
    const { files } = create();
    files.put("/secret/key", "k");
    const reader = await files.open("/secret/key");
    files.refuse("/secret", "permission");
    await expect(files.readText("/secret/key")).rejects.toMatchObject({
      code: "permission",
      message: "cannot read /secret/key: permission denied",
    });
    await expect(reader.read(new Uint8Array(1))).rejects.toMatchObject({ code: "permission" });
    files.allow("/secret");
    expect(await files.readText("/secret/key")).toBe("k");
  });

  it("short reads lose nothing and are the same for the same seed", async () => {
    const lengths = async (seed: number): Promise<number[]> => {
      const { files } = create(seed);
      files.put("/data", new Uint8Array(1000).map((_, index) => index));
      files.readBytesMax = 64;
      const file = await files.open("/data");
      const into = new Uint8Array(500);
      const got: number[] = [];
      let position = 0;
      for (let read = await file.read(into); read > 0; read = await file.read(into)) {
        for (let index = 0; index < read; index++) {
          expect(into[index]).toBe((position + index) & 0xff);
        }
        position += read;
        got.push(read);
      }
      expect(position).toBe(1000);
      return got;
    };
    const first = await lengths(3);
    expect(Math.max(...first)).toBeLessThanOrEqual(64);
    expect(first.length).toBeGreaterThan(1000 / 64);
    expect(await lengths(3)).toEqual(first);
  });

  it("grow() adds to a file that is open", async () => {
    const { files } = create();
    files.put("/capture", "head");
    const file = await files.open("/capture");
    const into = new Uint8Array(10);
    expect(await file.read(into)).toBe(4);
    expect(await file.read(into)).toBe(0);
    files.grow("/capture", utf8("tail"));
    expect(await file.read(into)).toBe(4);
  });
});

describe("simulated programs", () => {
  it("have arguments, environment, extra pipes and an exit code", async () => {
    const platform = create();
    platform.programs.provide("/x/helper.ts", async (child) => {
      await child.stdout.write(utf8(`${child.args.join("+")} ${child.env["A"]}`));
      for (
        let chunk = await child.fromParent!.read();
        chunk;
        chunk = await child.fromParent!.read()
      ) {
        await child.toParent!.write(chunk);
      }
      return 3;
    });
    const child = platform.spawn({
      command: { self: "/x/helper.ts", args: ["1", "2"] },
      env: { A: "b" },
      extraPipes: true,
    });
    expect(new TextDecoder().decode(await child.stdout.read())).toBe("1+2 b");
    await child.toChild!.write(utf8("through"));
    expect(new TextDecoder().decode(await child.fromChild!.read())).toBe("through");
    await child.toChild!.close();
    expect(await child.exited).toEqual({ code: 3, signal: null });
  });

  it("wait when nobody reads, exit with 1 when they throw, and may handle SIGTERM", async () => {
    const platform = create();
    let written = 0;
    platform.programs.provide("flood", async ({ stdout }) => {
      for (;;) {
        await stdout.write(new Uint8Array(4096));
        written += 4096;
      }
    });
    const flood = platform.spawn({ command: ["flood"] });
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    expect(written).toBe(65536);
    flood.kill("SIGKILL");
    expect(await flood.exited).toEqual({ code: null, signal: "SIGKILL" });
    platform.programs.provide("broken", () => Promise.reject(new Error("bug")));
    expect((await platform.spawn({ command: ["broken"] }).exited).code).toBe(1);
    platform.programs.provide(
      "polite",
      (child) => new Promise((resolve) => child.onTerminate(() => resolve(5))),
    );
    const polite = platform.spawn({ command: ["polite"] });
    await Promise.resolve();
    polite.kill();
    expect(await polite.exited).toEqual({ code: 5, signal: null });
  });
});

interface Opened {
  platform: SimulatedPlatform;
  port: number;
  peers: SocketPeer[];
  log: unknown[];
}

async function serveSockets(): Promise<Opened> {
  const platform = create();
  const opened: Opened = { platform, port: 0, peers: [], log: [] };
  const handlers: SocketHandlers = {
    open: (peer) => void opened.peers.push(peer),
    text: (_peer, text) => void opened.log.push(text),
    bytes: (_peer, bytes) => void opened.log.push([...bytes]),
    pong: () => void opened.log.push("pong"),
    drain: (peer) => void opened.log.push(["drain", peer.bufferedBytes()]),
    closed: (_peer, code, reason) => void opened.log.push([code, reason]),
  };
  const server = await platform.serve({
    hostname: "127.0.0.1",
    port: 2501,
    maxBodyBytes: 1000,
    fetch: (request, connection) =>
      (request.url.endsWith("/ws")
        ? connection.upgrade(handlers, { maxMessageBytes: 100 })
        : undefined) ?? new Response("plain", { status: 404 }),
  });
  opened.port = server.port;
  return opened;
}

const turns = async (count = 10): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

describe("simulated websockets", () => {
  it("keep what a stalled client does not read, until it reads", async () => {
    const { platform, port, peers, log } = await serveSockets();
    const client = await platform.connect(port).openSocket("/ws", { reading: false });
    const peer = peers[0]!;
    peer.sendText("four");
    peer.sendBytes(new Uint8Array(6));
    expect(peer.bufferedBytes()).toBe(10);
    expect(client.messages).toEqual([]);
    client.read(5);
    expect(peer.bufferedBytes()).toBe(5);
    expect(client.messages).toEqual(["four"]);
    await turns();
    expect(log).toEqual([]);
    client.resume();
    expect(peer.bufferedBytes()).toBe(0);
    expect(client.messages).toEqual(["four", new Uint8Array(6)]);
    await turns();
    expect(log).toEqual([["drain", 0]]);
    client.pause();
    peer.sendText("again");
    expect(peer.bufferedBytes()).toBe(5);
  });

  it("answer pings, unless told not to", async () => {
    const { platform, port, peers, log } = await serveSockets();
    const client = await platform.connect(port).openSocket("/ws");
    peers[0]!.ping();
    await turns();
    client.answersPings = false;
    peers[0]!.ping();
    await turns();
    expect(client.pings).toBe(2);
    expect(log).toEqual(["pong"]);
  });

  it("close with 1009 above the message limit and with 1006 above the backlog limit", async () => {
    const { platform, port, peers, log } = await serveSockets();
    const client = await platform.connect(port).openSocket("/ws");
    client.sendText("x".repeat(100));
    client.sendText("x".repeat(101));
    await turns();
    expect(log).toEqual(["x".repeat(100), [1009, ""]]);
    expect(client.closed).toEqual({ code: 1009, reason: "" });
    log.length = 0;
    const stalled = await platform.connect(port).openSocket("/ws", { reading: false });
    const block = new Uint8Array(SOCKET_BACKLOG_BYTES_MAX / 2);
    for (let count = 0; count < 3; count++) peers[1]!.sendBytes(block);
    await turns();
    expect(log).toEqual([[1006, ""]]);
    expect(stalled.closed?.code).toBe(1006);
  });

  it("tell the end once: closed by either side, dropped, terminated, or never answered", async () => {
    const { platform, port, peers, log } = await serveSockets();
    const connect = () => platform.connect(port).openSocket("/ws");
    (await connect()).drop();
    const closing = await connect();
    peers[1]!.close(1001, "restart");
    await turns();
    expect(closing.closed).toEqual({ code: 1001, reason: "restart" });
    await connect();
    peers[2]!.terminate();
    await turns();
    expect(log).toEqual([[1006, ""], [1001, "restart"], [1006, ""]]);
    const silent = await platform.connect(port).openSocket("/ws", { reading: false });
    peers[3]!.close(1001, "");
    await platform.clock.advanceAsync(29_000);
    expect(log.length).toBe(3);
    await platform.clock.advanceAsync(2000);
    expect(log[3]).toEqual([1006, ""]);
    silent.drop();
    await turns();
    expect(log.length).toBe(4);
  });

  it("are refused by a plain route, and by nobody at all", async () => {
    const { platform, port } = await serveSockets();
    const refused = await platform.connect(port).openSocket("/else").catch((error) => error);
    expect(refused).toBeInstanceOf(SocketRefused);
    expect(refused.response.status).toBe(404);
    expect(() => platform.connect(9)).toThrow("cannot connect to port 9: nobody listens");
  });

  it("are cut by the server's close after the deadline", async () => {
    const platform = create();
    const ends: number[] = [];
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 0,
      fetch: (_request, connection) =>
        connection.upgrade({
          open: () => undefined,
          text: () => undefined,
          bytes: () => undefined,
          drain: () => undefined,
          closed: (_peer, code) => void ends.push(code),
        })!,
    });
    const client = await platform.connect(server.port).openSocket("/");
    const closed = server.close(500);
    await platform.clock.advanceAsync(499);
    expect(client.closed).toBeUndefined();
    await platform.clock.advanceAsync(1);
    await closed;
    await turns();
    expect(ends).toEqual([1006]);
  });
});

describe("simulated streams", () => {
  it("pull a body only as fast as the client reads, and cancel it when the client goes", async () => {
    const platform = create();
    let pulls = 0;
    let cancelled = 0;
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 0,
      fetch: () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulls++;
              controller.enqueue(new Uint8Array(10));
            },
            cancel: () => void cancelled++,
          }, { highWaterMark: 0 }),
        ),
    });
    const response = await platform.connect(server.port).fetch("/");
    await turns(50);
    expect(pulls).toBe(0);
    const reader = response.body!.getReader();
    await reader.read();
    await reader.read();
    await turns(50);
    expect(pulls).toBe(2);
    await reader.cancel();
    expect(cancelled).toBe(1);
  });

  it("break when the server is cut", async () => {
    const platform = create();
    let cancelled = 0;
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 0,
      fetch: () => new Response(new ReadableStream({ cancel: () => void cancelled++ })),
    });
    const response = await platform.connect(server.port).fetch("/");
    const read = response.body!.getReader().read();
    const closed = server.close(100);
    await platform.clock.advanceAsync(100);
    await closed;
    await expect(read).rejects.toThrow("the server has closed");
    expect(cancelled).toBe(1);
  });
});
