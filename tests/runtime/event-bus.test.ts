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
});
