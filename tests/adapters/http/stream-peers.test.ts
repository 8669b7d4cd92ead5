// Readers of live streams that stall, or come and go, on the real server of the engine.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { STREAM_BACKLOG_BYTES } from "../../../actors/stream/packet-stream.ts";
import type { PacketStreams } from "../../../actors/stream/packet-streams.ts";
import { DLT_IEEE802_11 } from "../../../protocols/linktype/linktypes.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import type { HttpServer } from "../../../runtime/platform.ts";
import { BASIC, createWebFixture, type WebFixture } from "../../suites/web-fixture.ts";
import { fillBatch } from "../../actors/packet/batches.ts";
import { connect, platform, serve, takeDown } from "../platform/http-fixture.ts";
import { eventually, type RawConnection } from "../platform/raw-connection.ts";

const REQUEST = "GET /pcap/all_packets.pcapng HTTP/1.1\r\nHost: test\r\n" +
  `Authorization: ${BASIC}\r\n\r\n`;
const PACKET_BYTES = 60_000;

let web: WebFixture;
let streams: PacketStreams;
let server: HttpServer;

beforeAll(async () => {
  web = await createWebFixture({ platform });
  streams = web.stores.streams;
  // The fixture's own stream is no reader here.
  streams.endAll();
});
afterEach(takeDown);
afterAll(() => web.system.stop());

const batch = fillBatch(
  new PacketBatch(),
  DLT_IEEE802_11,
  [{ bytes: new Uint8Array(PACKET_BYTES) }],
);
batch.flags[0] = 0;
batch.locations = undefined;

async function openStream(): Promise<RawConnection> {
  const before = streams.opened;
  const connection = await connect(server);
  connection.write(REQUEST);
  await eventually(() => streams.opened > before);
  return connection;
}

test("a reader that stalls loses packets, holds no memory, and slows nobody", async () => {
  server = await serve(web.app.fetch);
  const stalled = await openStream();
  stalled.socket.pause();
  const [slow] = [...streams.all()];
  const reading = await openStream();
  await reading.until((text) => text.includes("Kismet"));
  const quick = [...streams.all()].at(-1)!;
  let pushed = 0;
  while (slow!.dropped < 100) {
    streams.handle(batch);
    pushed++;
    expect(slow!.waitingBytes).toBeLessThanOrEqual(STREAM_BACKLOG_BYTES);
    await eventually(() => quick.waitingBytes === 0);
  }
  expect([quick.packets, quick.dropped]).toEqual([pushed, 0]);
  await eventually(() => reading.receivedBytes > pushed * PACKET_BYTES);
  const timestamp = await web.ask("/system/timestamp.json");
  expect(timestamp.status).toBe(200);
  stalled.destroy();
  reading.destroy();
  await eventually(() => streams.open === 0);
  expect(web.reports).toEqual([]);
});

test("readers that come and go in quick succession leave nothing behind", async () => {
  server = await serve(web.app.fetch);
  const ROUNDS = 40;
  const before = streams.opened;
  for (let round = 0; round < ROUNDS; round++) {
    const readers = await Promise.all(Array.from({ length: 8 }, () => connect(server)));
    for (const [index, reader] of readers.entries()) {
      reader.write(REQUEST);
      // Gone before the answer, after its beginning, or in the middle of a packet.
      if (index % 4 === 0) reader.destroy();
      else if (index % 4 === 1) reader.socket.resetAndDestroy();
      else if (index % 4 === 2) {
        void reader.until((text) => text !== "").then(() => reader.destroy());
      } else setTimeout(() => reader.destroy(), round % 4);
    }
    streams.handle(batch);
    await Promise.all(readers.map((reader) => reader.closed));
  }
  await eventually(() => streams.open === 0);
  expect(streams.opened).toBeGreaterThan(before + ROUNDS);
  const next = await openStream();
  await next.until((text) => text.includes("Kismet"));
  expect(next.text).toMatch(/^HTTP\/1\.1 200 /);
  next.destroy();
  await eventually(() => streams.open === 0);
  expect(web.reports).toEqual([]);
});
