// Websocket peers that leave half way, stall, flood or send what no client would, on the real server
// and real sockets of the engine.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SubscriberHub } from "../../../actors/subscriber/hub.ts";
import { PEER_BACKLOG_BYTES, QUEUE_BYTES_MAX } from "../../../actors/subscriber/delivery.ts";
import { INBOUND_BURST } from "../../../adapters/websocket/inbound-limit.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import { BASIC, createWebFixture, testAlert, type WebFixture } from "../../suites/web-fixture.ts";
import { connect, platform, serve, takeDown } from "../platform/http-fixture.ts";
import {
  eventually,
  handshake,
  maskedFrame,
  OPCODE_BINARY,
  OPCODE_CLOSE,
  OPCODE_PING,
  OPCODE_TEXT,
  type RawConnection,
} from "../platform/raw-connection.ts";

const EVENTS = "/eventbus/events.ws";
const MONITOR = "/devices/monitor.ws";
const LOGIN = `Authorization: ${BASIC}\r\n`;
const SUBSCRIBE = new TextEncoder().encode('{"SUBSCRIBE":"ALERT"}');
/** Alerts whose text fills kernels' buffers soon. */
const large = (hash: number) => ({ ...testAlert(hash, 1), text: "x".repeat(400_000) });

let web: WebFixture;
let server: HttpServer;
let subscribers: SubscriberHub;

beforeAll(async () => {
  web = await createWebFixture({ platform });
  subscribers = web.app.context.subscribers;
});
afterEach(takeDown);
afterAll(() => web.system.stop());

/** A peer whose handshake is done. */
async function openPeer(path = EVENTS): Promise<RawConnection> {
  const peer = await connect(server);
  expect(await peer.upgrade(path, LOGIN)).toMatch(/^HTTP\/1\.1 101 /);
  return peer;
}

/** A peer that hears alerts. */
async function openListener(): Promise<RawConnection> {
  const before = listening();
  const peer = await openPeer();
  peer.write(maskedFrame(OPCODE_TEXT, SUBSCRIBE));
  await eventually(() => listening() > before);
  return peer;
}

const listening = (): number =>
  subscribers.records().filter((record) => record.topics.length > 0).length;

async function closeCode(peer: RawConnection): Promise<number | undefined> {
  for (;;) {
    const frame = await peer.frame();
    if (frame === undefined) return undefined;
    if (frame.opcode === OPCODE_CLOSE) return frame.payload[0]! * 256 + frame.payload[1]!;
  }
}

/** Everybody has gone, nothing was reported, and the next peer is served. */
async function goesOn(): Promise<void> {
  await eventually(() => subscribers.size === 0);
  const listener = await openListener();
  web.bus.publish("ALERT", testAlert(7, 1));
  const frame = await listener.frame();
  expect(new TextDecoder().decode(frame!.payload)).toContain('"kismet.alert.hash": 7,');
  listener.destroy();
  await eventually(() => subscribers.size === 0);
  expect(web.reports).toEqual([]);
}

describe("half-open peers", () => {
  test("leave no place taken, wherever in the handshake they go", async () => {
    server = await serve(web.app.fetch);
    const request = handshake(EVENTS, LOGIN);
    for (let round = 0; round < 12; round++) {
      const peers = await Promise.all(Array.from({ length: 5 }, () => connect(server)));
      const [half, gone, reset, late, shut] = peers as [RawConnection, ...RawConnection[]];
      half.write(request.slice(0, (round + 1) * 12));
      setTimeout(() => half.destroy(), 1);
      gone!.write(request);
      gone!.destroy();
      reset!.write(request);
      reset!.socket.resetAndDestroy();
      late!.write(request);
      void late!.until((text) => text !== "").then(() => late!.destroy());
      // A FIN behind the handshake: it will send nothing any more, not even a close frame.
      shut!.write(request);
      void shut!.until((text) => text !== "").then(() => shut!.socket.end());
      await Promise.all(peers.map((peer) => peer.closed));
    }
    await goesOn();
  });
});

describe("stalled peers", () => {
  test("lose their connection, never memory or the time of others", async () => {
    server = await serve(web.app.fetch);
    const stalled = await openListener();
    stalled.socket.pause();
    const quick = await openListener();
    const before = subscribers.overflowed;
    let published = 0;
    let most = 0;
    while (subscribers.overflowed === before) {
      web.bus.publish("ALERT", large(++published));
      for (;;) {
        const frame = await quick.frame();
        if (frame!.opcode === OPCODE_TEXT) break;
      }
      const held = subscribers.records().map((one) => one.queuedBytes + one.backlogBytes);
      most = Math.max(most, ...held);
    }
    // A message more than the limit is what it takes to notice.
    expect(most).toBeLessThanOrEqual(QUEUE_BYTES_MAX + 2 * PEER_BACKLOG_BYTES);
    // Some engines cut it at once, others wait for its close frame.
    expect(subscribers.records().filter((one) => one.state === "open.listening").length).toBe(1);
    expect(subscribers.statistics().dropped).toBeGreaterThan(5);
    expect(Math.max(...subscribers.records().map((one) => one.queued))).toBe(0);
    stalled.destroy();
    quick.destroy();
    await goesOn();
  });

  test("cannot make the server keep answers to pings for them", async () => {
    server = await serve(web.app.fetch);
    const peer = await openPeer();
    peer.socket.pause();
    const pings = new Uint8Array(1 << 20);
    const ping = maskedFrame(OPCODE_PING, new Uint8Array(125));
    let length = 0;
    while (length + ping.length <= pings.length) {
      pings.set(ping, length);
      length += ping.length;
    }
    let taken = 0;
    // More than kernels hold in both directions; the server may also stop reading.
    for (let count = 0; count < 24; count++) {
      peer.socket.write(pings.subarray(0, length), () => taken++);
    }
    let last = -1;
    let most = 0;
    while (taken < 24 && taken !== last) {
      last = taken;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [record] = subscribers.records();
      most = Math.max(most, record?.backlogBytes ?? 0);
    }
    // Such a peer is cut: by `ws` at a number of answers, under Bun at 8 MiB.
    expect(most).toBeLessThan(platform.engine === "bun" ? 9 << 20 : 1 << 20);
    peer.destroy();
    await goesOn();
  });
});

describe("flooding peers", () => {
  test("who wish too much are closed with 1008", async () => {
    server = await serve(web.app.fetch);
    const peer = await openPeer();
    const wish = maskedFrame(OPCODE_TEXT, SUBSCRIBE);
    for (let count = 0; count < 4 * INBOUND_BURST; count++) peer.write(wish);
    expect(await closeCode(peer)).toBe(1008);
    peer.destroy();
    await goesOn();
  });

  test("whose wishes are as long as they may be are closed before they cost much", async () => {
    server = await serve(web.app.fetch);
    const peer = await openPeer(MONITOR);
    const fields = Array.from({ length: 500 }, (_, index) => "field/".repeat(60) + index);
    const wish = JSON.stringify({ monitor: "*", request: 1, rate: 0, fields });
    const frame = maskedFrame(OPCODE_TEXT, new TextEncoder().encode(wish));
    const startMs = performance.now();
    for (let count = 0; count < 50; count++) peer.write(frame);
    expect(await closeCode(peer)).toBe(1008);
    expect(performance.now() - startMs).toBeLessThan(5000);
    peer.destroy();
    await goesOn();
  });
});

describe("frames that no client would send", () => {
  const text = (content: string | Uint8Array): Uint8Array =>
    maskedFrame(
      OPCODE_TEXT,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  test.each<[string, Uint8Array, number[]]>([
    ["a whole binary message", maskedFrame(OPCODE_BINARY, SUBSCRIBE), [1003]],
    ["an empty binary message", maskedFrame(OPCODE_BINARY, new Uint8Array(0)), [1003]],
    ["text that is no UTF-8", text(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)), [1007]],
    ["a length of 2^62", Uint8Array.of(0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), [1009]],
    ["a length over the limit", Uint8Array.of(0x81, 0xff, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0), [
      1009,
    ]],
    ["a frame without a mask", Uint8Array.of(0x81, 2, 0x7b, 0x7d), [1002]],
    ["a reserved opcode", Uint8Array.of(0x83, 0x80, 0, 0, 0, 0), [1002]],
    ["a reserved bit", Uint8Array.of(0xc1, 0x80, 0, 0, 0, 0), [1002]],
    ["a ping in pieces", Uint8Array.of(0x09, 0x80, 0, 0, 0, 0), [1002]],
    ["a continuation of nothing", Uint8Array.of(0x80, 0x80, 0, 0, 0, 0), [1002]],
  ])("%s ends the connection with its code, or at once", async (_, bytes, codes) => {
    server = await serve(web.app.fetch);
    for (const path of [EVENTS, MONITOR]) {
      const peer = await openPeer(path);
      peer.write(bytes);
      // Engines may cut a connection that broke the protocol without a last word.
      expect([...codes, 1006, undefined]).toContain(await closeCode(peer));
      peer.destroy();
    }
    await goesOn();
  });

  test.each([
    ["nothing", ""],
    ["half an object", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["a text", '"SUBSCRIBE"'],
    ["topics that are none", '{"SUBSCRIBE":5,"UNSUBSCRIBE":{}}'],
    ["fields that are none", '{"SUBSCRIBE":"*","fields":[[["deep"]]]}'],
    ["a wish of wrong types", '{"monitor":{},"request":"1","rate":[]}'],
    ["numbers that are none", '{"monitor":"*","request":1e400,"rate":-1,"fields":[5]}'],
    ["a wrong cancel", '{"cancel":"all"}'],
    [
      "deep fields",
      `{"monitor":"*","request":1,"rate":1,"fields":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    ],
    ["names of the language", '{"__proto__":{"SUBSCRIBE":"*"},"constructor":1}'],
  ])("%s: ignored", async (_, message) => {
    server = await serve(web.app.fetch);
    for (const path of [EVENTS, MONITOR]) {
      const peer = await openPeer(path);
      peer.write(text(message));
      peer.write(maskedFrame(OPCODE_PING, Uint8Array.of(1)));
      expect((await peer.frame())?.payload).toEqual(Uint8Array.of(1));
      const [record] = subscribers.records();
      expect([record!.topics, record!.monitors, record!.state]).toEqual([[], 0, "open.listening"]);
      peer.destroy();
      await eventually(() => subscribers.size === 0);
    }
    expect(web.reports).toEqual([]);
  });
});
