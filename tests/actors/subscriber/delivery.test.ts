// The bounded queue between the bus and one peer, against random producers and readers.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BURST_EVENTS_MAX,
  Delivery,
  type DeliverySource,
  PEER_BACKLOG_BYTES,
  QUEUE_BYTES_MAX,
  QUEUE_MESSAGES_MAX,
} from "../../../actors/subscriber/delivery.ts";
import type { SocketPeer } from "../../../runtime/platform.ts";
import type { BusEvent } from "../../../runtime/topics.ts";

/** A peer in the test's hand: it reads when it is told to. */
class Peer implements SocketPeer {
  readonly remoteAddress = "10.0.0.1";
  readonly received: string[] = [];
  backlog = 0;
  reading = true;
  sendText(text: string | Uint8Array): void {
    const bytes = text as Uint8Array;
    this.received.push(new TextDecoder().decode(bytes).trimEnd());
    if (!this.reading) this.backlog += bytes.length;
  }
  sendBytes(): void {}
  bufferedBytes(): number {
    return this.backlog;
  }
  ping(): void {}
  close(): void {}
  terminate(): void {}
}

function world() {
  const peer = new Peer();
  const steps: ((deadlineMs: number) => boolean)[] = [];
  const state = { nowMs: 0, overflowed: 0, encoded: 0, size: 10 };
  const delivery = new Delivery({
    schedule: (step) => steps.push(step),
    nowMs: () => state.nowMs,
    overflowed: () => {
      state.overflowed++;
      delivery.stop();
    },
  });
  delivery.attach(peer);
  const source: DeliverySource = {
    replaceable: new Map(),
    encode: (event) => {
      state.encoded++;
      if (event.sequence < 0) throw new Error("cannot be written");
      return new TextEncoder().encode(`${event.topic} ${event.sequence}`.padEnd(state.size));
    },
  };
  let sequence = 0;
  const push = (topic: string, replaceable = false): void => {
    const event = { topic, sequence: ++sequence, payload: undefined, encoded: new Map() };
    delivery.push(event as unknown as BusEvent, source, replaceable);
  };
  const turn = (): void => {
    for (const step of steps.splice(0)) if (!step(state.nowMs + 10)) steps.push(step);
  };
  const drain = (): void => {
    peer.backlog = 0;
    delivery.drained();
  };
  return { peer, state, delivery, source, push, turn, drain, steps };
}

describe("Delivery", () => {
  test("encodes later, not inside push(), and in order", () => {
    const { peer, state, push, turn } = world();
    push("A");
    push("B");
    expect([state.encoded, peer.received]).toEqual([0, []]);
    turn();
    expect(peer.received).toEqual(["A 1", "B 2"]);
  });

  test("stops at the deadline and goes on in the next turn", () => {
    const { peer, state, delivery, source, push, turn } = world();
    const encode = source.encode.bind(source);
    source.encode = (event) => {
      state.nowMs += 4;
      return encode(event);
    };
    for (let count = 0; count < 7; count++) push("A");
    turn();
    expect(peer.received.length).toBe(2);
    turn();
    turn();
    expect([peer.received.length, delivery.depth]).toEqual([7, 0]);
  });

  test("one scheduled step serves any number of pushes; an idle queue schedules none", () => {
    const { push, turn, steps } = world();
    for (let count = 0; count < 100; count++) push("A");
    expect(steps.length).toBe(1);
    turn();
    expect(steps.length).toBe(0);
  });

  test("sends nothing while the peer's backlog is high, goes on when it drains", () => {
    const { peer, delivery, push, turn, drain } = world();
    peer.reading = false;
    peer.backlog = PEER_BACKLOG_BYTES;
    push("A");
    turn();
    expect([peer.received, delivery.depth, delivery.encoded]).toEqual([[], 1, 1]);
    drain();
    turn();
    expect(peer.received).toEqual(["A 1"]);
  });

  test("the newest of a replaceable topic stays, at its place in the order", () => {
    const { peer, delivery, push, turn, drain } = world();
    peer.backlog = PEER_BACKLOG_BYTES;
    push("T", true);
    push("A");
    turn();
    push("T", true);
    push("B");
    push("T", true);
    turn();
    expect([delivery.depth, delivery.coalesced, delivery.dropped]).toEqual([3, 2, 0]);
    drain();
    turn();
    expect(peer.received).toEqual(["A 2", "B 4", "T 5"]);
    push("T", true);
    turn();
    expect(peer.received.at(-1)).toBe("T 6");
  });

  test("a full queue drops replaceable messages first, then gives up the peer", () => {
    const { peer, state, delivery, push, turn } = world();
    peer.backlog = PEER_BACKLOG_BYTES;
    push("T", true);
    push("U", true);
    for (let count = 0; count < QUEUE_MESSAGES_MAX; count++) push("A");
    turn();
    expect([delivery.depth, delivery.dropped, state.overflowed]).toEqual([
      QUEUE_MESSAGES_MAX,
      2,
      0,
    ]);
    push("A");
    turn();
    expect([delivery.depth, state.overflowed, delivery.stopped]).toEqual([0, 1, true]);
    push("A");
    expect(delivery.depth).toBe(0);
  });

  test("bytes are bounded with the peer's backlog; one message may be larger", () => {
    const { peer, state, delivery, push, turn, drain } = world();
    state.size = QUEUE_BYTES_MAX + 1;
    push("A");
    turn();
    expect([peer.received, state.overflowed]).toEqual([["A 1"], 0]);
    peer.backlog = PEER_BACKLOG_BYTES;
    push("B");
    turn();
    expect([delivery.depth, state.overflowed]).toEqual([1, 0]);
    push("C");
    turn();
    expect(state.overflowed).toBe(1);
    drain();
  });

  test("events that nobody could encode yet are bounded too", () => {
    const { state, push } = world();
    for (let count = 0; count < BURST_EVENTS_MAX; count++) push("A");
    expect(state.overflowed).toBe(0);
    push("A");
    expect(state.overflowed).toBe(1);
  });

  test("what cannot be written is counted and left out", () => {
    const { peer, delivery, source, push, turn } = world();
    push("A");
    delivery.push(
      { topic: "B", sequence: -1, encoded: new Map() } as unknown as BusEvent,
      source,
      true,
    );
    push("C");
    turn();
    expect([peer.received, delivery.encodeFailures, delivery.depth]).toEqual([
      ["A 1", "C 2"],
      1,
      0,
    ]);
    expect(source.replaceable.size).toBe(0);
  });

  test("producers that can wait are told of room once", () => {
    const { peer, delivery, turn, drain } = world();
    peer.backlog = PEER_BACKLOG_BYTES;
    let told = 0;
    while (delivery.hasRoom) delivery.pushBytes(new Uint8Array(10_000));
    expect(delivery.depth).toBeLessThan(QUEUE_MESSAGES_MAX / 2);
    delivery.whenRoom(() => told++);
    turn();
    expect(told).toBe(0);
    drain();
    turn();
    expect([told, delivery.depth]).toEqual([1, 0]);
    drain();
    expect(told).toBe(1);
  });

  test("keeps order and count whatever happens", () => {
    const action = fc.constantFrom(
      "push",
      "push",
      "status",
      "other",
      "bytes",
      "turn",
      "stall",
      "drain",
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400, size: "max" }), (actions) => {
        const { peer, delivery, push, turn, drain } = world();
        let pushed = 0;
        for (const one of actions) {
          if (one === "turn") turn();
          else if (one === "stall") peer.backlog = PEER_BACKLOG_BYTES;
          else if (one === "drain") drain();
          else if (one === "bytes") delivery.pushBytes(new TextEncoder().encode("bytes 0"));
          else push(one === "push" ? "A" : one, one !== "push");
          if (["push", "status", "other", "bytes"].includes(one)) pushed++;
        }
        peer.backlog = 0;
        delivery.drained();
        for (let turns = 0; turns < 5; turns++) turn();
        const numbers = peer.received.map((text) => Number(text.split(" ")[1]))
          .filter((number) => number > 0);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(delivery.sent).toBe(peer.received.length);
        expect(delivery.sent + delivery.coalesced + delivery.dropped).toBe(pushed);
        expect([delivery.depth, delivery.encoded, delivery.bytes]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
