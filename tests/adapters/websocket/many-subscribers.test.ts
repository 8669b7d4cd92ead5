// A thousand subscribers cost one serialization an event, slow ones together hold a bounded number of
// bytes, and those who flood go.
import { describe, expect, test } from "vitest";
import { HELD_BYTES_MAX } from "../../../actors/subscriber/hub.ts";
import {
  INBOUND_BURST,
  INBOUND_PER_SEC,
  INBOUND_UNIT_BYTES,
  InboundLimit,
} from "../../../adapters/websocket/inbound-limit.ts";
import type { BusEvent, Topic } from "../../../runtime/topics.ts";
import { createNet, EVENTS, type Net, subscriber } from "../../suites/socket-net.ts";
import { BASIC, testAlert, testSystem } from "../../suites/web-fixture.ts";

/** Notes each form an event is serialized in, by topic. */
function countForms(net: Net): Map<string, number> {
  const forms = new Map<string, number>();
  net.bus.subscribe("*", (event: BusEvent<Topic>) => {
    const set = event.encoded.set.bind(event.encoded);
    event.encoded.set = (key, bytes) => {
      forms.set(event.topic, (forms.get(event.topic) ?? 0) + 1);
      return set(key, bytes);
    };
  });
  return forms;
}

test("1,000 subscribers of TIMESTAMP and 100 of everything share one serialization each", async () => {
  const net = await createNet();
  const fields = ["kismet.system.timestamp.sec"];
  const some = [];
  for (let count = 0; count < 1000; count++) {
    some.push(await net.open(EVENTS));
    some.at(-1)!.sendText(JSON.stringify({ SUBSCRIBE: "TIMESTAMP", fields }));
  }
  const all = [];
  for (let count = 0; count < 100; count++) {
    all.push(await net.open(EVENTS));
    all.at(-1)!.sendText('{"SUBSCRIBE":"*"}');
  }
  await net.settle();
  const forms = countForms(net);
  for (let second = 0; second < 5; second++) {
    net.bus.publish("TIMESTAMP", testSystem());
    net.bus.publish("NEW_DEVICE", net.stores.list[0]!);
    net.bus.publish("ALERT", testAlert(second, 1));
    await net.settle();
  }
  // Whoever wants fields of TIMESTAMP shares one form, whoever wants everything another.
  expect(Object.fromEntries(forms)).toEqual({ TIMESTAMP: 10, NEW_DEVICE: 5, ALERT: 5 });
  expect(new Set(some.map((socket) => socket.messages.length))).toEqual(new Set([5]));
  expect(new Set(all.map((socket) => socket.messages.length))).toEqual(new Set([15]));
  expect(some[999]!.messages[0]).toBe(`{"TIMESTAMP": {"${fields[0]}": 1700000000}}`);
  expect(net.reports).toEqual([]);
});

test("100 equal monitors share one serialization of each device, another wish has its own", async () => {
  const net = await createNet();
  const { subscribers } = net.app.context;
  const wish = { monitor: "*", request: 1, rate: 1 };
  const equal = [];
  for (let count = 0; count < 100; count++) equal.push(await net.open("/devices/monitor.ws"));
  for (const socket of equal) socket.sendText(JSON.stringify(wish));
  const other = await net.open("/devices/monitor.ws");
  other.sendText(JSON.stringify({ ...wish, fields: ["kismet.device.base.macaddr"] }));
  await net.settle();
  const devices = net.stores.list.length;
  await net.platform.clock.advanceAsync(1000);
  const { recordsWritten, recordsShared } = subscribers.statistics();
  expect([recordsWritten, recordsShared]).toEqual([2 * devices, 99 * devices]);
  expect(new Set(equal.map((socket) => socket.messages.join("\n"))).size).toBe(1);
  expect(equal[99]!.messages).toHaveLength(devices);
  expect(String(other.messages[0]).length).toBeLessThan(String(equal[0]!.messages[0]).length);
});

test("what all slow readers hold together is bounded; those with the most go first", async () => {
  const net = await createNet();
  const { subscribers } = net.app.context;
  const stalled = 100;
  for (let count = 0; count < stalled; count++) {
    await subscriber(net, [{ SUBSCRIBE: "ALERT" }], false);
  }
  const quick = await subscriber(net, [{ SUBSCRIBE: "ALERT", fields: ["kismet.alert.hash"] }]);
  let most = 0;
  for (let index = 0; index < 40; index++) {
    net.bus.publish("ALERT", { ...testAlert(index, 1), text: "x".repeat(90_000) });
    await net.platform.clock.advanceAsync(200);
    most = Math.max(most, subscribers.heldBytes);
  }
  // A hundred may each hold 4 MiB; together they would be over the limit.
  const { evicted, overflowed } = subscribers.statistics();
  expect(evicted).toBeGreaterThan(0);
  expect(overflowed).toBe(evicted);
  expect(most).toBeLessThanOrEqual(HELD_BYTES_MAX);
  expect(quick.messages.length).toBe(40);
  const answer = await net.ask("/eventbus/statistics.json");
  expect(await answer.json()).toMatchObject({
    "moirai.subscribers.opened": stalled + 1,
    "moirai.subscribers.evicted": evicted,
    "moirai.subscribers.flooded": 0,
  });
});

describe("peers that send too much", () => {
  test("are closed with 1008, others are not touched", async () => {
    const net = await createNet();
    const quiet = await subscriber(net, [{ SUBSCRIBE: "ALERT" }]);
    const flooding = await net.open(EVENTS, { authorization: BASIC });
    for (let count = 0; count <= INBOUND_BURST; count++) flooding.sendText('{"SUBSCRIBE":"*"}');
    await net.settle();
    expect(flooding.closed).toEqual({ code: 1008, reason: "too many messages" });
    net.bus.publish("ALERT", testAlert(1, 1));
    await net.settle();
    expect(quiet.messages.length).toBe(1);
    expect(net.app.context.subscribers.statistics().flooded).toBe(1);
    expect(net.app.context.subscribers.size).toBe(1);
  });

  test("InboundLimit fills up with time, and long messages count as several", () => {
    const limit = new InboundLimit(0);
    for (let count = 0; count < INBOUND_BURST; count++) expect(limit.take(10, 0)).toBe(true);
    expect(limit.take(10, 0)).toBe(false);
    expect(limit.take(10, 1000)).toBe(true);
    for (let count = 1; count < INBOUND_PER_SEC; count++) expect(limit.take(10, 1000)).toBe(true);
    expect(limit.take(10, 1000)).toBe(false);
    // Long after, a burst again and no more; a clock that was set back gives nothing.
    expect(limit.take(INBOUND_UNIT_BYTES * (INBOUND_BURST - 1), 1e9)).toBe(true);
    expect(limit.take(1, 1e9)).toBe(false);
    expect(limit.take(1, 0)).toBe(false);
  });
});
