// What a radio of a scenario hears, and what it does not: other channels, other bands, weak frames,
// times in which it is gone, and what finds its queue full.
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../runtime/random.ts";
import {
  type HeardPacket,
  RADIO_QUEUE_PACKETS_MAX,
  type RadioInit,
  SimulatedRadio,
} from "../../../runtime/scenario/simulated-radio.ts";
import { World } from "../../../runtime/scenario/world.ts";

const FRAME = new Uint8Array(40);
const FREQUENCY_AT = 10;

function airWith(change: Partial<RadioInit>) {
  const radio = new SimulatedRadio({
    name: "roof",
    channels: ["6"],
    dwellMs: 200,
    position: () => ({ x: 0, y: 0 }),
    loss: 0,
    failures: [],
    ...change,
  }, new SeededRandom(1));
  const world = new World(new SeededRandom(2));
  world.listeners.push(radio);
  /** A frame on this channel, so many metres away. */
  const send = (atMs: number, channel: string, metres = 10) =>
    world.transmit({
      atMs,
      frame: FRAME,
      from: { x: metres, y: 0 },
      channel,
      powerDbm: 20,
      rate: 2,
    });
  const heardAt = () => radio.take().map(({ timestampMs }: HeardPacket) => timestampMs);
  return { radio, world, send, heardAt };
}

describe("a radio that hops", () => {
  test("stays as long as it is told on each channel, in their order, and hears no other", () => {
    const channels = ["1", "6", "11"];
    const { radio, world, send, heardAt } = airWith({ channels, dwellMs: 250 });
    for (let atMs = 0; atMs < 3000; atMs += 10) {
      for (const channel of channels) world.schedule(atMs, () => send(atMs, channel));
    }
    world.advance(3000);
    // Each moment is heard once, on one of the three.
    expect(heardAt()).toEqual(Array.from({ length: 300 }, (_, index) => index * 10));
    const stays = Array.from({ length: 12 }, (_, index) => radio.channelAt(index * 250));
    expect(stays).toEqual([...channels, ...channels, ...channels, ...channels]);
    expect([radio.channelAt(249.9), radio.channelAt(250)]).toEqual(["1", "6"]);
  });

  test("takes a quarter of four channels' frames, at any pace", () => {
    for (const dwellMs of [50, 200, 1000]) {
      const channels = ["1", "6", "36", "37W6e"];
      const { world, send, heardAt } = airWith({ channels, dwellMs });
      for (let atMs = 0; atMs < 40_000; atMs += 25) world.schedule(atMs, () => send(atMs, "36"));
      world.advance(40_000);
      expect(heardAt()).toHaveLength(400);
    }
  });
});

test("channels of 6 GHz are not those of the same number below, and are told by their frequency", () => {
  const { radio, send } = airWith({ channels: ["1W6e"] });
  send(0, "1");
  expect(radio.take()).toEqual([]);
  send(0, "1W6e");
  const [heard] = radio.take();
  expect(new DataView(heard!.packet.buffer).getUint16(FREQUENCY_AT, true)).toBe(5955);
  const below = airWith({ channels: ["1"] });
  below.send(0, "1W6e");
  expect(below.radio.take()).toEqual([]);
});

describe("a radio that is far away", () => {
  const partHeard = (metres: number, loss = 0): number => {
    const { radio, send } = airWith({ loss });
    for (let index = 0; index < 2000; index++) send(0, "6", metres);
    expect(radio.heard + radio.lost).toBe(2000);
    return radio.heard / 2000;
  };

  test("hears all that is near, nothing that is far, and less and less between", () => {
    const parts = [100, 170, 220, 300, 370, 420, 520, 700].map((metres) => partHeard(metres));
    expect(parts[0]).toBe(1);
    expect(parts.at(-1)).toBe(0);
    for (let index = 1; index < parts.length; index++) {
      expect(parts[index]!).toBeLessThanOrEqual(parts[index - 1]!);
    }
    expect(parts[3]!).toBeGreaterThan(0.6);
    expect(parts[3]!).toBeLessThan(0.9);
  });

  test("loses its part of the strong ones, too", () => {
    expect(Math.abs(partHeard(10, 0.25) - 0.75)).toBeLessThan(0.03);
    expect(partHeard(10, 1)).toBe(0);
  });
});

test("a radio hears nothing while it is unplugged, says why, and hears again", () => {
  const { radio, world, send, heardAt } = airWith({
    failures: [{ fromMs: 100, untilMs: 200 }, { fromMs: 300, untilMs: 310 }],
  });
  for (let atMs = 0; atMs < 400; atMs += 10) world.schedule(atMs, () => send(atMs, "6"));
  world.advance(400);
  const gone = (atMs: number) => (atMs >= 100 && atMs < 200) || atMs === 300;
  const all = Array.from({ length: 40 }, (_, index) => index * 10);
  expect(heardAt()).toEqual(all.filter((atMs) => !gone(atMs)));
  expect(radio.failureAt(150)).toBe("the radio roof was unplugged");
  expect([radio.failureAt(99), radio.failureAt(200)]).toEqual([undefined, undefined]);
});

test("what finds the queue full is lost and counted", () => {
  const { radio, send } = airWith({});
  for (let index = 0; index < RADIO_QUEUE_PACKETS_MAX + 7; index++) send(0, "6");
  expect([radio.heard, radio.dropped]).toEqual([RADIO_QUEUE_PACKETS_MAX, 7]);
  expect(radio.take()).toHaveLength(RADIO_QUEUE_PACKETS_MAX);
  expect(radio.take()).toEqual([]);
});

test("World.isHeard() is false where and when nobody listens", () => {
  const { world } = airWith({ channels: ["1", "6"], failures: [{ fromMs: 400, untilMs: 800 }] });
  const heard = [["1", 0], ["6", 0], ["6", 200], ["1", 400], ["36", 0]] as const;
  expect(heard.map(([channel, atMs]) => world.isHeard(channel, atMs)))
    .toEqual([true, false, true, false, false]);
  world.listeners.push({ hear: () => {}, position: () => ({ x: 0, y: 0 }) });
  expect(world.isHeard("36", 0)).toBe(true);
});
