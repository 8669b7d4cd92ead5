// Live packet streams: what a reader gets, what a slow one loses, and that nothing else notices.
import { describe, expect, test } from "vitest";
import {
  DevicePackets,
  EVERY_PACKET,
  HANDSHAKE_NETWORKS_MAX,
  HandshakePackets,
  NetworkPackets,
  type PacketChoice,
  SourcePackets,
} from "../../../actors/stream/packet-choice.ts";
import {
  type PacketStream,
  STREAM_BACKLOG_BYTES,
  STREAM_STALL_MS,
} from "../../../actors/stream/packet-stream.ts";
import { PacketStreams, STREAMS_MAX } from "../../../actors/stream/packet-streams.ts";
import {
  PACKET_ERROR,
  PACKET_FILTERED,
  PacketBatch,
  TAG_WPA_HANDSHAKE,
} from "../../../protocols/packet/packet-batch.ts";
import { DLT_IEEE802_11 } from "../../../protocols/linktype/linktypes.ts";
import { fromHex } from "../../suites/hex.ts";
import {
  blocksOf,
  countsOf,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  SECTION_HEADER,
} from "../../suites/pcapng-blocks.ts";
import { fillBatch, type TestPacket } from "../packet/batches.ts";

const BEACON = 0x80;
/** Section header of spec logs-and-config 6.1. */
const HEADER = fromHex(
  "0a0d0d0a 2c000000 4d3c2b1a 01000000 ffffffffffffffff 04000600 4b69736d 65740000 00000000 2c000000",
);

let nowMs = 0;

function createStreams(): PacketStreams {
  nowMs = 1_700_000_000_000;
  return new PacketStreams({
    now: () => nowMs,
    describe: (source) => ({ name: `source ${source?.number}`, description: "" }),
  });
}

const begin = (streams: PacketStreams, choice: PacketChoice = EVERY_PACKET): PacketStream =>
  streams.begin({ choice, name: "name", description: "all", path: "192.0.2.7" });

interface Columns {
  readonly flags?: number;
  readonly tags?: number;
  readonly phyId?: number;
  readonly network?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly transmitter?: number;
}

/** Packets with their decoded columns, as the chain hands them on. */
function batchOf(packets: readonly (TestPacket & Columns)[], number = 1): PacketBatch {
  const source = { number, checkFcs: true, faults: { add() {} } };
  const batch = fillBatch(new PacketBatch(), DLT_IEEE802_11, packets, source);
  batch.locations = undefined;
  packets.forEach((packet, index) => {
    batch.flags[index] = packet.flags ?? 0;
    batch.tags[index] = packet.tags ?? 0;
    batch.fault[index] = 0;
    batch.number[index] = index + 1;
    batch.phyId[index] = packet.phyId ?? 0;
    batch.frameLinkType[index] = DLT_IEEE802_11;
    batch.frameStart[index] = batch.start[index]!;
    batch.frameEnd[index] = batch.start[index]! + packet.bytes.length;
    batch.networkMac[index] = packet.network ?? 0;
    batch.sourceMac[index] = packet.source ?? 0;
    batch.destinationMac[index] = packet.destination ?? 0;
    batch.transmitterMac[index] = packet.transmitter ?? 0;
  });
  return batch;
}

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const large = (length: number): TestPacket => ({ bytes: new Uint8Array(length) });

/** First byte of each packet in a section. */
const firstBytes = (section: Uint8Array): number[] =>
  blocksOf(section).filter((block) => block.type === ENHANCED_PACKET)
    .map((block) => block.body[20]!);

async function taken(choice: PacketChoice, batches: readonly PacketBatch[]): Promise<number[]> {
  const streams = createStreams();
  const stream = begin(streams, choice);
  for (const batch of batches) streams.handle(batch);
  return firstBytes((await stream.read())!);
}

describe("a packet stream", () => {
  test("begins with its header at once, and describes an interface with its first packet", async () => {
    const streams = createStreams();
    const stream = begin(streams);
    expect(await stream.read()).toEqual(HEADER);
    const waiting = stream.read();
    streams.handle(batchOf([{ bytes: bytesOf(1, 2, 3), timestampUs: 1_700_000_000_250_000 }]));
    const section = (await waiting)!;
    expect(countsOf(section)).toEqual({ [INTERFACE_DESCRIPTION]: 1, [ENHANCED_PACKET]: 1 });
    const again = stream.read();
    streams.handle(batchOf([{ bytes: bytesOf(4) }]));
    streams.handle(batchOf([{ bytes: bytesOf(5) }], 2));
    expect(countsOf((await again)!)).toEqual({ [ENHANCED_PACKET]: 1 });
    expect(countsOf((await stream.read())!))
      .toEqual({ [INTERFACE_DESCRIPTION]: 1, [ENHANCED_PACKET]: 1 });
    expect([stream.packets, stream.dropped, stream.waitingBytes]).toEqual([3, 0, 0]);
  });

  test("leaves out what a PHY asked everybody to ignore", async () => {
    expect(
      await taken(EVERY_PACKET, [
        batchOf([{ bytes: bytesOf(1) }, { bytes: bytesOf(2), flags: PACKET_FILTERED }]),
      ]),
    ).toEqual([1]);
  });

  test("holds a bounded number of bytes for a slow reader and tells it what it lost", async () => {
    const streams = createStreams();
    const slow = begin(streams);
    const quick = begin(streams);
    let heard = 0;
    for (let count = 0; count < 100; count++) {
      streams.handle(batchOf([large(60_000), large(60_000)]));
      heard += countsOf((await quick.read())!)[ENHANCED_PACKET]!;
      expect(slow.waitingBytes).toBeLessThanOrEqual(STREAM_BACKLOG_BYTES);
    }
    expect(heard).toBe(200);
    expect([quick.dropped, slow.packets, slow.dropped]).toEqual([0, 8, 192]);
    expect(streams.dropped).toBe(192);
    const blocks = blocksOf((await slow.read())!);
    expect(blocks[0]!.type).toBe(SECTION_HEADER);
    // Interface 0, time in two words, then options 4 (received) and 5 (dropped), eight bytes each.
    const { type, body } = blocks.at(-1)!;
    const view = new DataView(body.buffer, body.byteOffset);
    expect([type, view.getBigUint64(16, true), view.getBigUint64(28, true)])
      .toEqual([INTERFACE_STATISTICS, 200n, 192n]);
    streams.handle(batchOf([large(10)]));
    expect(countsOf((await slow.read())!)).toEqual({ [ENHANCED_PACKET]: 1 });
    expect(slow.size).toBeGreaterThan(8 * 60_000);
  });

  test("gives up a reader that takes nothing for long while it loses packets", () => {
    const streams = createStreams();
    const idle = begin(streams);
    for (let count = 0; count < 20; count++) streams.handle(batchOf([large(60_000)]));
    nowMs += STREAM_STALL_MS - 1;
    streams.handle(batchOf([large(60_000)]));
    expect(streams.open).toBe(1);
    nowMs += 1;
    streams.handle(batchOf([large(60_000)]));
    expect([streams.open, streams.stalled, idle.waitingBytes]).toEqual([0, 1, 0]);
    expect(streams.dropped).toBe(14);
  });

  test("that nothing comes for does not stall, however long its reader waits", async () => {
    const streams = createStreams();
    const stream = begin(streams);
    await stream.read();
    const waiting = stream.read();
    nowMs += 100 * STREAM_STALL_MS;
    streams.handle(batchOf([large(10)]));
    expect(countsOf((await waiting)!)[ENHANCED_PACKET]).toBe(1);
  });

  test("ended by the server gives what waits and then its end; cancelled, nothing", async () => {
    const streams = createStreams();
    const [ended, waiting, cancelled] = [begin(streams), begin(streams), begin(streams)];
    await waiting.read();
    const unanswered = waiting.read();
    streams.endAll();
    expect(streams.open).toBe(0);
    expect(await ended.read()).toEqual(HEADER);
    expect([await ended.read(), await unanswered]).toEqual([undefined, undefined]);
    cancelled.cancel();
    expect(await cancelled.read()).toBeUndefined();
    streams.handle(batchOf([large(10)]));
    expect([ended, waiting, cancelled].map((one) => one.waitingBytes)).toEqual([0, 0, 0]);
  });

  test("needs a place; a reader that goes gives it back", () => {
    const streams = createStreams();
    for (let count = 0; count < STREAMS_MAX; count++) begin(streams);
    expect(() => begin(streams)).toThrow(`there are ${STREAMS_MAX} packet streams already`);
    expect([streams.open, streams.refused]).toEqual([STREAMS_MAX, 1]);
    streams.byId(3)!.cancel();
    expect(begin(streams).id).toBe(STREAMS_MAX + 1);
    expect(streams.byId(3)).toBeUndefined();
  });

  test("opened and dropped a thousand times leaves nothing behind", () => {
    const streams = createStreams();
    for (let count = 0; count < 1000; count++) {
      const stream = begin(streams);
      if (count % 2 === 0) streams.handle(batchOf([large(1000)]));
      if (count % 3 === 0) void stream.read();
      stream.cancel();
      stream.cancel();
    }
    expect([streams.open, streams.opened, [...streams.all()]]).toEqual([0, 1000, []]);
  });
});

describe("choices of packets", () => {
  test("SourcePackets takes those of one datasource", async () => {
    const batches = [batchOf([{ bytes: bytesOf(1) }], 1), batchOf([{ bytes: bytesOf(2) }], 2)];
    expect(await taken(new SourcePackets(2), batches)).toEqual([2]);
  });

  test("DevicePackets takes those with the address anywhere, of its PHY only", async () => {
    const columns: Columns[] = [
      { source: 7 },
      { destination: 7 },
      { transmitter: 7 },
      { network: 7 },
      { source: 7, phyId: 1 },
      { source: 8, destination: 9, transmitter: 10, network: 11 },
    ];
    const batch = batchOf(columns.map((one, index) => ({ ...one, bytes: bytesOf(index) })));
    expect(await taken(new DevicePackets(0, 7), [batch])).toEqual([0, 1, 2, 3]);
  });

  test("NetworkPackets takes those of one BSSID", async () => {
    const columns: Columns[] = [{ network: 7 }, { source: 7, network: 8 }, { network: 7 }];
    const batch = batchOf(columns.map((one, index) => ({ ...one, bytes: bytesOf(index) })));
    batch.frameLinkType[2] = 187;
    expect(await taken(new NetworkPackets(7), [batch])).toEqual([0]);
  });

  test("HandshakePackets takes key frames, and then one good beacon of their networks", async () => {
    const batch = batchOf([
      { bytes: bytesOf(BEACON), network: 7 },
      { bytes: bytesOf(0x08), network: 7 },
      { bytes: bytesOf(0x88), network: 7, tags: TAG_WPA_HANDSHAKE },
      { bytes: bytesOf(BEACON, 1), network: 8 },
      { bytes: bytesOf(BEACON, 2), network: 7, flags: PACKET_ERROR },
      { bytes: bytesOf(BEACON, 3), network: 7 },
      { bytes: bytesOf(BEACON, 4), network: 7 },
      { bytes: bytesOf(0x89), network: 7, tags: TAG_WPA_HANDSHAKE },
    ]);
    expect(await taken(new HandshakePackets(), [batch])).toEqual([0x88, BEACON, 0x89]);
  });

  test("HandshakePackets remembers a bounded number of networks", () => {
    const choice = new HandshakePackets();
    const batch = batchOf([{ bytes: bytesOf(0x88), tags: TAG_WPA_HANDSHAKE }]);
    for (let network = 1; network <= HANDSHAKE_NETWORKS_MAX + 5; network++) {
      batch.networkMac[0] = network;
      expect(choice.wants(batch, 0)).toBe(true);
    }
    expect(choice.refused).toBe(5);
  });
});
