// The event bus and device monitors as websockets, on the simulated network (spec rest-api 7).
import { describe, expect, test } from "vitest";
import { SocketRefused } from "../../../adapters/platform/simulated-network.ts";
import type { SimulatedSocket } from "../../../adapters/platform/simulated-socket.ts";
import { SOCKETS } from "../../../adapters/websocket/sockets.ts";
import { QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX } from "../../../actors/subscriber/delivery.ts";
import { SUBSCRIBERS_MAX } from "../../../actors/subscriber/hub.ts";
import {
  CLOSE_GRACE_MS,
  MONITORS_MAX,
  PING_INTERVAL_MS,
} from "../../../actors/subscriber/subscriber.ts";
import { TOPICS_MAX } from "../../../actors/subscriber/topic-subscriptions.ts";
import { exampleAddress } from "../../suites/document-walk.ts";
import { createNet, EVENTS, type Net, subscriber } from "../../suites/socket-net.ts";
import {
  AP_KEY,
  BASIC,
  NOW_SEC,
  SOURCE_UUID,
  testAlert,
  testDevice,
  testSystem,
} from "../../suites/web-fixture.ts";
import { KEY_ROLES } from "../../suites/endpoint-examples.ts";

const MONITOR = "/devices/monitor.ws";
const MAC = "kismet.device.base.macaddr";

const topicsOf = (socket: SimulatedSocket): string[] =>
  socket.messages.map((message) => Object.keys(JSON.parse(String(message)) as object)[0]!);

async function refusal(opening: Promise<SimulatedSocket>): Promise<number> {
  return await opening.then(
    () => 101,
    (error: unknown) => error instanceof SocketRefused ? error.response.status : -1,
  );
}

describe("handshakes", () => {
  test.each(SOCKETS.map((socket) => [exampleAddress(socket.path, undefined), socket.role]))(
    "%s takes every way to log in and refuses others before the upgrade",
    async (path, role) => {
      const net = await createNet();
      const { tokens } = net.sessions;
      const { token } = await tokens.createApi("right", role, 0);
      expect(await refusal(net.open(path, {}))).toBe(401);
      for (const other of KEY_ROLES.filter((one) => one !== role)) {
        const { token: wrong } = await tokens.createApi(other, other, 0);
        const status = await refusal(net.open(path, { cookie: `KISMET=${wrong}` }));
        expect([other, status]).toEqual([other, 401]);
      }
      expect(await refusal(net.open(`${path}?KISMET=${token}x`, {}))).toBe(401);
      for (
        const [target, headers] of [
          [path, { authorization: BASIC }],
          [path, { cookie: `KISMET=${token}` }],
          [`${path}?KISMET=${token}`, {}],
          [`${path}?user=admin&password=secret%20pass%3Aword`, {}],
          [path.replace(/\/(\w+\.ws)$/, "///$1"), { authorization: BASIC }],
        ] as const
      ) {
        expect([target, await refusal(net.open(target, headers))]).toEqual([target, 101]);
      }
    },
  );

  test("unknown paths and views are 404", async () => {
    const net = await createNet();
    expect(await refusal(net.open("/nope.ws"))).toBe(404);
    expect(await refusal(net.open("/devices/views/nope/monitor.ws"))).toBe(404);
    expect(await refusal(net.open("/system/status.json"))).toBe(404);
  });

  test("connections have a cap, and places are free again when peers go", async () => {
    const net = await createNet();
    const sockets: SimulatedSocket[] = [];
    for (let count = 0; count < SUBSCRIBERS_MAX; count++) sockets.push(await net.open(EVENTS));
    expect(await refusal(net.open(EVENTS))).toBe(503);
    expect(net.app.context.subscribers.refused).toBe(1);
    sockets[0]!.close(1000, "");
    await net.settle();
    expect(await refusal(net.open(EVENTS))).toBe(101);
    for (const socket of sockets) socket.drop();
    await net.settle();
    expect(net.app.context.subscribers.size).toBe(1);
  });
});

describe("the event bus", () => {
  test("sends events of subscribed topics, in order, with selected fields", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [
      { SUBSCRIBE: "TIMESTAMP", fields: ["kismet.system.timestamp.sec"] },
      { SUBSCRIBE: "DATASOURCE_OPENED" },
    ]);
    net.bus.publish("TIMESTAMP", testSystem());
    net.bus.publish("MESSAGE", { text: "no", flags: 2, timeSec: 1 });
    net.bus.publish("DATASOURCE_OPENED", SOURCE_UUID);
    await net.settle();
    expect(socket.messages).toEqual([
      `{"TIMESTAMP": {"kismet.system.timestamp.sec": ${NOW_SEC}}}`,
      `{"DATASOURCE_OPENED": "${SOURCE_UUID}"}`,
    ]);
  });

  test("subscribing again replaces, both in one message subscribe first", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [
      { SUBSCRIBE: "MESSAGE" },
      { SUBSCRIBE: "MESSAGE", fields: [["kismet.messagebus.message_string", "m"]] },
      { SUBSCRIBE: "ALERT", UNSUBSCRIBE: "ALERT" },
      { UNSUBSCRIBE: "NOTHING" },
      {},
    ]);
    net.bus.publish("MESSAGE", { text: "x", flags: 2, timeSec: 1 });
    net.bus.publish("ALERT", testAlert(1, 1));
    await net.settle();
    expect(socket.messages).toEqual(['{"MESSAGE": {"m": "x"}}']);
    socket.sendText('{"UNSUBSCRIBE":"MESSAGE"}');
    await net.settle();
    net.bus.publish("MESSAGE", { text: "y", flags: 2, timeSec: 1 });
    await net.settle();
    expect(socket.messages.length).toBe(1);
  });

  test("* and a named topic both deliver; formats; two-member events", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [
      { SUBSCRIBE: "*", format: "ekjson", fields: [["kismet.messagebus.message_string", "a.b"]] },
      { SUBSCRIBE: "MESSAGE", format: "nope", fields: ["kismet.messagebus.message_string"] },
    ]);
    net.bus.publish("MESSAGE", { text: "x", flags: 2, timeSec: 1 });
    await net.settle();
    expect(socket.messages.toSorted()).toEqual([
      '{"MESSAGE": {"a_b": "x"}}\n',
      '{"MESSAGE": {"kismet.messagebus.message_string": "x"}}',
    ]);
    const both = await subscriber(net, [{ SUBSCRIBE: "DOT11_ADVERTISED_SSID" }]);
    const device = net.stores.list[0]!;
    const ssid = [...(device.detail as { advertised: Map<number, never> }).advertised.values()][0]!;
    net.bus.publish("DOT11_ADVERTISED_SSID", { device, ssid });
    await net.settle();
    const event = JSON.parse(String(both.messages[0])) as Record<string, Record<string, unknown>>;
    expect(Object.keys(event)).toEqual(["DOT11_NEW_SSID_BASEDEV", "DOT11_ADVERTISED_SSID"]);
    expect(event["DOT11_ADVERTISED_SSID"]!["dot11.advertisedssid.ssid"]).toBe("Coherer");
  });

  test.each([
    ["garbage"],
    ["[1]"],
    ["null"],
    ['{"SUBSCRIBE":5}'],
    ['{"SUBSCRIBE":"MESSAGE","fields":[1]}'],
    ['{"SUBSCRIBE":"MESSAGE","fields":"text"}'],
    ["[".repeat(100_000)],
  ])("%.40s is ignored and keeps the connection", async (text) => {
    const net = await createNet();
    const socket = await net.open(EVENTS);
    socket.sendText(text);
    await net.settle();
    net.bus.publish("MESSAGE", { text: "x", flags: 2, timeSec: 1 });
    await net.settle();
    expect([socket.messages, socket.closed]).toEqual([[], undefined]);
    socket.sendText('{"SUBSCRIBE":"MESSAGE"}');
    await net.settle();
    net.bus.publish("MESSAGE", { text: "y", flags: 2, timeSec: 1 });
    await net.settle();
    expect(socket.messages.length).toBe(1);
  });

  test("bytes close with 1003, a message over the limit with 1009", async () => {
    const net = await createNet();
    const socket = await net.open(EVENTS);
    socket.sendBytes(new Uint8Array(3));
    await net.settle();
    expect(socket.closed?.code).toBe(1003);
    const large = await net.open(EVENTS);
    large.sendText(" ".repeat(300_000));
    await net.settle();
    expect(large.closed?.code).toBe(1009);
    expect(net.app.context.subscribers.size).toBe(0);
  });

  test("topics of one connection have a cap", async () => {
    const net = await createNet();
    const wishes = Array.from({ length: TOPICS_MAX + 3 }, (_, n) => ({ SUBSCRIBE: `TOPIC_${n}` }));
    await subscriber(net, [...wishes, { SUBSCRIBE: "X".repeat(200) }]);
    const [record] = net.app.context.subscribers.records();
    expect([record!.topics.length, record!.refused]).toEqual([TOPICS_MAX, 4]);
  });

  test("an event is serialized once for all who want it the same way", async () => {
    const net = await createNet();
    const fields = ["kismet.device.base.name"];
    for (let count = 0; count < 5; count++) {
      await subscriber(net, [{ SUBSCRIBE: "NEW_DEVICE", fields }]);
    }
    const other = await subscriber(net, [{ SUBSCRIBE: "NEW_DEVICE", format: "tjson", fields }]);
    let events = 0;
    let shapes = 0;
    net.bus.subscribe("NEW_DEVICE", (event) => {
      events++;
      queueMicrotask(() => undefined);
      const set = event.encoded.set.bind(event.encoded);
      event.encoded.set = (key, bytes) => {
        shapes++;
        return set(key, bytes);
      };
    });
    net.bus.publish("NEW_DEVICE", net.stores.list[0]!);
    await net.settle();
    expect([events, shapes, other.messages.length]).toEqual([1, 2, 1]);
  });

  test("a record that cannot be written is counted and the rest goes on", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [{ SUBSCRIBE: "*" }]);
    net.bus.publish("MESSAGE", { text: undefined as unknown as string, flags: 2, timeSec: 1 });
    net.bus.publish("NEW_PHY", null as unknown as string);
    net.bus.publish("NEW_DEVICE", {} as never);
    net.bus.publish("DATASOURCE_OPENED", SOURCE_UUID);
    await net.settle();
    expect(topicsOf(socket).at(-1)).toBe("DATASOURCE_OPENED");
    expect(net.app.context.subscribers.records()[0]!.encodeFailures).toBeGreaterThan(0);
  });
});

describe("slow readers", () => {
  const alertOf = (index: number) => ({ ...testAlert(index, 1), text: "x".repeat(100) });

  test("once-a-second topics coalesce while the peer is stalled, others stay in order", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [{ SUBSCRIBE: "*" }], false);
    const big = { text: "x".repeat(600_000), flags: 2, timeSec: 1 };
    net.bus.publish("MESSAGE", big);
    await net.settle();
    for (let second = 1; second <= 50; second++) {
      net.bus.publish("TIMESTAMP", { ...testSystem(), timestampSec: second });
      if (second % 10 === 0) net.bus.publish("ALERT", alertOf(second));
      await net.settle();
    }
    const [record] = net.app.context.subscribers.records();
    expect([record!.queued, record!.coalesced]).toEqual([6, 49]);
    socket.resume();
    await net.settle();
    expect(topicsOf(socket)).toEqual(
      ["MESSAGE", "ALERT", "ALERT", "ALERT", "ALERT", "TIMESTAMP", "ALERT"],
    );
    const times = socket.messages.map(String).filter((message) => message.includes("TIMESTAMP"));
    expect(times.length).toBe(1);
    expect(times[0]).toContain('"kismet.system.timestamp.sec": 50,');
  });

  test("too many messages close with 1013 and free everything; others are not touched", async () => {
    const net = await createNet();
    const stalled = await subscriber(net, [{ SUBSCRIBE: "ALERT" }], false);
    const quick = await subscriber(net, [{ SUBSCRIBE: "ALERT", fields: ["kismet.alert.hash"] }]);
    net.bus.publish("ALERT", { ...testAlert(0, 1), text: "x".repeat(600_000) });
    await net.settle();
    for (let index = 1; index <= QUEUE_MESSAGES_MAX + 1; index++) {
      net.bus.publish("ALERT", alertOf(index));
      if (index % 100 === 0) await net.settle();
    }
    await net.settle();
    expect(quick.messages.length).toBe(QUEUE_MESSAGES_MAX + 2);
    expect(net.app.context.subscribers.overflowed).toBe(1);
    // The close frame waits behind what the peer has not read; then the connection is cut.
    const [record] = net.app.context.subscribers.records();
    expect([record!.state, record!.queued, record!.queuedBytes]).toEqual(["closing", 0, 0]);
    await net.platform.clock.advanceAsync(CLOSE_GRACE_MS + 1);
    expect(net.app.context.subscribers.records().length).toBe(1);
    expect(stalled.closed?.code).toBe(1006);
    net.bus.publish("ALERT", alertOf(5000));
    await net.settle();
    expect(quick.messages.length).toBe(QUEUE_MESSAGES_MAX + 3);
  });

  test("a peer that reads a little gets the reason", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [{ SUBSCRIBE: "ALERT" }], false);
    for (let index = 0; index <= 20; index++) {
      net.bus.publish("ALERT", { ...testAlert(index, 1), text: "x".repeat(400_000) });
      await net.settle();
    }
    socket.resume();
    await net.settle();
    expect(socket.closed).toEqual({ code: 1013, reason: "the reader is too slow" });
  });

  test("bytes that wait are bounded", async () => {
    const net = await createNet();
    await subscriber(net, [{ SUBSCRIBE: "ALERT" }], false);
    let most = 0;
    for (let index = 0; index < 100; index++) {
      net.bus.publish("ALERT", { ...testAlert(index, 1), text: "x".repeat(100_000) });
      await net.settle();
      const [record] = net.app.context.subscribers.records();
      if (record !== undefined) most = Math.max(most, record.queuedBytes + record.backlogBytes);
    }
    expect(most).toBeGreaterThan(QUEUE_BYTES_MAX / 2);
    expect(most).toBeLessThanOrEqual(QUEUE_BYTES_MAX);
  });

  test("a burst larger than the queue reaches a peer that reads", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [{ SUBSCRIBE: "ALERT", fields: ["kismet.alert.hash"] }]);
    const count = QUEUE_MESSAGES_MAX * 4;
    for (let index = 0; index < count; index++) net.bus.publish("ALERT", testAlert(index, 1));
    await net.settle();
    expect(socket.messages.length).toBe(count);
    expect(JSON.parse(String(socket.messages[count - 1]))).toEqual({
      ALERT: { "kismet.alert.hash": count - 1 },
    });
  });
});

describe("life", () => {
  test("silent peers are asked; two unanswered questions end the connection", async () => {
    const net = await createNet();
    const socket = await net.open(EVENTS);
    await net.platform.clock.advanceAsync(PING_INTERVAL_MS + 1);
    expect(socket.pings).toBe(1);
    await net.platform.clock.advanceAsync(5 * PING_INTERVAL_MS);
    expect([socket.pings > 4, socket.closed]).toEqual([true, undefined]);
    socket.answersPings = false;
    const before = socket.pings;
    await net.platform.clock.advanceAsync(3 * PING_INTERVAL_MS + 1);
    expect([socket.pings - before, socket.closed?.code]).toEqual([2, 1006]);
    expect(net.app.context.subscribers.size).toBe(0);
  });

  test("stopping the server says so to its peers", async () => {
    const net = await createNet();
    const socket = await subscriber(net, [{ SUBSCRIBE: "MESSAGE" }]);
    await net.system.stop();
    await net.settle();
    expect(socket.closed).toEqual({ code: 1001, reason: "the server is stopping" });
    expect(net.app.context.subscribers.size).toBe(0);
    expect(net.reports).toEqual([]);
  });

  test("a peer that comes while the server stops is told to go", async () => {
    const net = await createNet();
    await net.system.stop();
    const socket = await net.open(EVENTS);
    await net.settle();
    expect(socket.closed).toEqual({ code: 1001, reason: "the server is stopping" });
    expect(net.app.context.subscribers.size).toBe(0);
  });

  test("idle subscribers cost nothing: no work waits and no timer but the ping's", async () => {
    const net = await createNet();
    await subscriber(net, [{ SUBSCRIBE: "ALERT" }]);
    const { slices } = net.app.context;
    const turns = slices.turns;
    const pending = net.platform.clock.pending;
    for (let index = 0; index < 100; index++) {
      net.bus.publish("MESSAGE", { text: "x", flags: 2, timeSec: 1 });
    }
    await net.settle();
    expect([slices.turns - turns, net.platform.clock.pending - pending]).toEqual([0, 0]);
  });

  test("subscribers.json shows queues and losses to the administrator", async () => {
    const net = await createNet();
    await subscriber(net, [{ SUBSCRIBE: "MESSAGE" }]);
    net.bus.publish("MESSAGE", { text: "x", flags: 2, timeSec: 1 });
    await net.settle();
    const rows = await (await net.ask("/eventbus/subscribers.json")).json();
    expect(rows).toMatchObject([{
      "moirai.subscriber.path": EVENTS,
      "moirai.subscriber.remote": "127.0.0.1",
      "moirai.subscriber.login": "web logon",
      "moirai.subscriber.topics": ["MESSAGE"],
      "moirai.subscriber.sent": 1,
      "moirai.subscriber.queued": 0,
    }]);
  });
});

describe("device monitors", () => {
  async function monitor(net: Net, wish: object, path = MONITOR): Promise<SimulatedSocket> {
    const socket = await net.open(path);
    socket.sendText(JSON.stringify({ request: 1, rate: 1, fields: [MAC], ...wish }));
    await net.settle();
    return socket;
  }
  const lastBytes = (socket: SimulatedSocket): string[] =>
    socket.messages.splice(0).map((message) =>
      (JSON.parse(String(message)) as Record<string, string>)[MAC]!.slice(-2)
    );

  test.each([MONITOR, "/devices/views/all/monitor.ws"])(
    "%s: all devices first, then only those that change",
    async (path) => {
      const net = await createNet();
      const socket = await monitor(net, { monitor: "*" }, path);
      expect(socket.messages).toEqual([]);
      await net.platform.clock.advanceAsync(1000);
      expect(lastBytes(socket)).toEqual(["55", "3A", "53"]);
      await net.platform.clock.advanceAsync(3000);
      expect(lastBytes(socket)).toEqual([]);
      const device = net.stores.list[1]!;
      device.changes++;
      device.modTime = Math.floor(net.platform.clock.now() / 1000);
      await net.platform.clock.advanceAsync(1000);
      expect(lastBytes(socket)).toEqual(["3A"]);
      await net.platform.clock.advanceAsync(2000);
      expect(lastBytes(socket)).toEqual([]);
    },
  );

  test("two changes in one second, before and after a tick, are both told, once each", async () => {
    const net = await createNet();
    const socket = await monitor(net, { monitor: AP_KEY });
    await net.platform.clock.advanceAsync(1000);
    lastBytes(socket);
    const device = net.stores.list[0]!;
    const change = () => {
      device.changes++;
      device.modTime = Math.floor(net.platform.clock.now() / 1000);
    };
    change();
    await net.platform.clock.advanceAsync(900);
    change();
    await net.platform.clock.advanceAsync(100);
    expect(lastBytes(socket)).toEqual(["55"]);
    change();
    await net.platform.clock.advanceAsync(1000);
    expect(lastBytes(socket)).toEqual(["55"]);
    await net.platform.clock.advanceAsync(3000);
    expect(lastBytes(socket)).toEqual([]);
  });

  test.each([
    [{ monitor: AP_KEY }, ["55"]],
    [{ monitor: "00:0C:41:82:B2:53" }, ["53"]],
    [{ monitor: "00:0C:41:00:00:00/FF:FF:FF:00:00:00" }, ["55", "53"]],
    [{ monitor: "4202770D00000000_1" }, []],
    [{ monitor: "nonsense" }, []],
    [{ monitor: 5 }, []],
    [{ monitor: "*", request: "1" }, []],
    [{ monitor: "*", rate: undefined }, []],
    [{ monitor: "*", rate: -1 }, []],
    [{ monitor: "*", fields: [1] }, []],
  ])("%j finds %j", async (wish, expected) => {
    const net = await createNet();
    for (const path of [MONITOR, "/devices/views/phy-IEEE802.11/monitor.ws"]) {
      const socket = await monitor(net, wish, path);
      await net.platform.clock.advanceAsync(1000);
      expect(lastBytes(socket)).toEqual(expected);
      expect(socket.closed).toBeUndefined();
      socket.close(1000, "");
    }
  });

  test("rates, replacing and cancelling by request", async () => {
    const net = await createNet();
    const socket = await monitor(net, { monitor: "*", rate: 0 });
    await net.platform.clock.advanceAsync(1);
    expect(lastBytes(socket)).toEqual(["55", "3A", "53"]);
    const send = (wish: object) =>
      socket.sendText(JSON.stringify({ rate: 5, fields: [MAC], ...wish }));
    send({ request: 1, monitor: AP_KEY });
    send({ request: 2, monitor: "00:0C:41:82:B2:53", format: "tjson", fields: [[MAC, "a.b"]] });
    await net.platform.clock.advanceAsync(4500);
    expect(socket.messages).toEqual([]);
    await net.platform.clock.advanceAsync(600);
    expect(socket.messages.splice(0)).toEqual([
      `{"${MAC}": "00:0C:41:82:B2:55"}`,
      '{"a_b": "00:0C:41:82:B2:53"}',
    ]);
    socket.sendText('{"cancel":1}');
    socket.sendText('{"cancel":2}');
    await net.settle();
    expect(net.app.context.subscribers.records()[0]!.monitors).toBe(0);
    for (let request = 0; request < MONITORS_MAX + 5; request++) send({ request, monitor: "*" });
    await net.settle();
    const [record] = net.app.context.subscribers.records();
    expect([record!.monitors, record!.refused]).toEqual([MONITORS_MAX, 5]);
    socket.close(1000, "");
    await net.settle();
    expect(net.platform.clock.pending).toBe(0);
  });

  test("waits for a slow reader instead of filling memory, and loses nothing", async () => {
    const net = await createNet();
    const { list } = net.stores;
    list.length = 0;
    for (let index = 0; index < 3000; index++) list.push(testDevice(index + 1, NOW_SEC - 9, 1));
    const socket = await net.open(MONITOR, { authorization: BASIC }, false);
    socket.sendText('{"monitor":"*","request":1,"rate":1}');
    await net.platform.clock.advanceAsync(1000);
    const [record] = net.app.context.subscribers.records();
    expect(record!.queued).toBeLessThan(QUEUE_MESSAGES_MAX);
    expect(record!.queuedBytes + record!.backlogBytes).toBeLessThan(QUEUE_BYTES_MAX / 2);
    for (let times = 0; times < 400 && socket.messages.length < 3000; times++) {
      socket.read(50_000);
      await net.settle();
      const [now] = net.app.context.subscribers.records();
      expect(now!.queuedBytes + now!.backlogBytes).toBeLessThan(QUEUE_BYTES_MAX / 2);
    }
    expect(socket.messages.length).toBe(3000);
    expect(net.app.context.subscribers.records()[0]!.dropped).toBe(0);
  });
});
