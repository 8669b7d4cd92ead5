import { describe, expect, test } from "vitest";
import { createEventBus } from "../../runtime/event-bus.ts";

const message = (text: string) => ({ text, flags: 2, timeSec: 1 });

describe("createEventBus()", () => {
  test("delivers at once, to the topic's subscribers and to those of all topics", () => {
    const bus = createEventBus();
    const seen: string[] = [];
    bus.subscribe("MESSAGE", ({ payload }) => seen.push(`topic ${payload.text}`));
    bus.subscribe("*", ({ topic, sequence }) => seen.push(`all ${topic} ${sequence}`));
    bus.publish("MESSAGE", message("a"));
    bus.publish("NEW_PHY", "x");
    expect(seen).toEqual(["topic a", "all MESSAGE 1", "all NEW_PHY 2"]);
  });

  test("what a handler publishes follows after everybody has the event at hand", () => {
    const bus = createEventBus();
    const seen: string[] = [];
    bus.subscribe("NEW_PHY", () => bus.publish("MESSAGE", message("second")));
    bus.subscribe("*", ({ topic }) => seen.push(topic));
    bus.publish("NEW_PHY", "x");
    expect(seen).toEqual(["NEW_PHY", "MESSAGE"]);
  });

  test("a handler that throws is told of, stays, and stops nobody", () => {
    const errors: unknown[] = [];
    const bus = createEventBus({ onError: (error) => errors.push(error) });
    let after = 0;
    bus.subscribe("NEW_PHY", () => {
      throw new Error("bad handler");
    });
    bus.subscribe("NEW_PHY", () => after++);
    bus.publish("NEW_PHY", "x");
    bus.publish("NEW_PHY", "y");
    expect(after).toBe(2);
    expect(errors).toHaveLength(2);
    expect(bus.counters().handlerErrors).toBe(2);
  });

  test("an unsubscribed handler hears nothing, also of the event that is being delivered", () => {
    const bus = createEventBus();
    const seen: string[] = [];
    let stop: () => void = () => {};
    bus.subscribe("NEW_PHY", () => stop());
    stop = bus.subscribe("NEW_PHY", () => seen.push("heard"));
    bus.publish("NEW_PHY", "x");
    bus.publish("NEW_PHY", "y");
    expect(seen).toEqual([]);
  });

  test("events that lead to events for ever are cut off and counted", () => {
    const bus = createEventBus({ cascadeMax: 8 });
    bus.subscribe("NEW_PHY", () => bus.publish("NEW_PHY", "again"));
    bus.publish("NEW_PHY", "x");
    expect(bus.counters().droppedCascade).toBeGreaterThan(0);
    expect(bus.counters().topics["NEW_PHY"]!.delivered).toBeLessThan(20);
  });

  test("a handler that floods fills the queue to its limit and no further", () => {
    const bus = createEventBus({ queueMax: 10 });
    bus.subscribe("MESSAGE", () => {});
    bus.subscribe("NEW_PHY", () => {
      for (let n = 0; n < 100; n++) bus.publish("MESSAGE", message("flood"));
    });
    bus.publish("NEW_PHY", "x");
    expect(bus.counters().droppedQueue).toBe(90);
    expect(bus.counters().queueHighWater).toBe(10);
  });

  test("every subscriber sees one order, whatever handlers publish", () => {
    const bus = createEventBus();
    const orders: string[][] = [[], []];
    const watch = (index: number) =>
      bus.subscribe("*", ({ topic, sequence }) => orders[index]!.push(`${sequence} ${topic}`));
    watch(0);
    bus.subscribe("NEW_PHY", () => {
      bus.publish("DATASOURCE_OPENED", "one");
      bus.publish("DATASOURCE_PAUSED", "two");
    });
    bus.subscribe("DATASOURCE_OPENED", () => bus.publish("DATASOURCE_CLOSED", "three"));
    watch(1);
    bus.publish("NEW_PHY", "x");
    expect(orders[0]).toEqual([
      "1 NEW_PHY",
      "2 DATASOURCE_OPENED",
      "3 DATASOURCE_PAUSED",
      "4 DATASOURCE_CLOSED",
    ]);
    expect(orders[1]).toEqual(orders[0]);
  });

  test("who subscribes within a handler gets what is published after that, and nothing before", () => {
    const bus = createEventBus();
    const seen: string[] = [];
    let once = true;
    bus.subscribe("NEW_PHY", () => {
      if (!once) return;
      once = false;
      bus.publish("DATASOURCE_OPENED", "before");
      bus.subscribe("*", ({ payload }) => seen.push(String(payload)));
      bus.publish("DATASOURCE_OPENED", "after");
    });
    bus.publish("NEW_PHY", "x");
    bus.publish("NEW_PHY", "y");
    expect(seen).toEqual(["after", "y"]);
  });

  test("a handler that throws does not lose the events that wait, nor the next ones", () => {
    const bus = createEventBus({
      onError: () => {
        throw new Error("bad observer");
      },
    });
    const seen: string[] = [];
    bus.subscribe("NEW_PHY", () => {
      bus.publish("DATASOURCE_OPENED", "waits");
      throw new Error("bad handler");
    });
    bus.subscribe("*", ({ payload }) => seen.push(String(payload)));
    bus.publish("NEW_PHY", "x");
    expect(seen).toEqual(["x", "waits"]);
    // Once for the handler, once for the observer of errors.
    expect(bus.counters().handlerErrors).toBe(2);
  });

  test("counts events that nobody hears, and numbers them", () => {
    const bus = createEventBus();
    bus.publish("NEW_PHY", "nobody");
    const sequences: number[] = [];
    const stop = bus.subscribe("NEW_PHY", ({ sequence }) => sequences.push(sequence));
    bus.publish("NEW_PHY", "x");
    stop();
    stop();
    bus.publish("NEW_PHY", "nobody again");
    expect(sequences).toEqual([2]);
    expect(bus.counters().topics).toEqual({
      NEW_PHY: { published: 3, delivered: 1, subscribers: 0 },
    });
  });

  test("one event is one object to all, with one place for its serialized forms", () => {
    const bus = createEventBus();
    const events: unknown[] = [];
    bus.subscribe("NEW_PHY", (event) => {
      event.encoded.set("json", new Uint8Array([1]));
      events.push(event);
    });
    bus.subscribe("NEW_PHY", (event) => events.push(event.encoded.get("json")));
    bus.subscribe("*", (event) => events.push(event));
    bus.publish("NEW_PHY", "x");
    expect(events[1]).toEqual(new Uint8Array([1]));
    expect(events[2]).toBe(events[0]);
  });

  test("handlers that leave during delivery are gone from the lists afterwards", () => {
    const bus = createEventBus();
    const stops = Array.from({ length: 5 }, () =>
      bus.subscribe("NEW_PHY", () => {
        for (const stop of stops) stop();
      }));
    bus.publish("NEW_PHY", "x");
    expect(bus.counters().topics["NEW_PHY"]).toEqual({
      published: 1,
      delivered: 1,
      subscribers: 0,
    });
  });
});
