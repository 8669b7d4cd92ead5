// The typed client against a real server of the engine that runs the tests, with the engine's own
// `fetch` and `WebSocket`.
import { MoiraiClient, RequestError } from "moirai/client";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { detectPlatform } from "../../adapters/platform/detect.ts";
import type { Alert, Device, SystemStatus } from "../../client/client.ts";
import { linesOf } from "../../client/lines.ts";
import type { HttpServer } from "../../runtime/platform.ts";
import {
  AP_KEY,
  createWebFixture,
  NOW_SEC,
  PASSWORD,
  SOURCE_UUID,
  testAlert,
  USER,
  type WebFixture,
} from "../suites/web-fixture.ts";

const NAME = "kismet.device.base.commonname";
const MAC = "kismet.device.base.macaddr";
const SIGNAL = "kismet.device.base.signal/kismet.common.signal.last_signal";

let web: WebFixture;
let server: HttpServer;
let address = "";
let client: MoiraiClient;

beforeAll(async () => {
  web = await createWebFixture({
    platform: await detectPlatform(),
    settings: { httpd_uri_prefix: "/kismet" },
  });
  server = await web.app.context.platform.serve({
    hostname: "127.0.0.1",
    port: 0,
    maxBodyBytes: 100_000,
    fetch: web.app.fetch,
  });
  // Without the slash, which is easily forgotten.
  address = `http://127.0.0.1:${server.port}/kismet`;
  client = new MoiraiClient({ address, login: { user: USER, password: PASSWORD } });
});

afterAll(async () => {
  await web.system.stop();
  await server.close(0);
});

describe("questions", () => {
  test("get() answers records, lists and texts with their types", async () => {
    const status = await client.get("/system/status.json");
    expectTypeOf(status).toEqualTypeOf<SystemStatus>();
    expect(status["kismet.system.user"]).toBe("tester");
    const alerts = await client.get("/alerts/last-time/{time}/alerts.json", { path: { time: 0 } });
    expectTypeOf(alerts).toEqualTypeOf<Alert[]>();
    expect(alerts.map((one) => one["kismet.alert.hash"])).toEqual([1, 2]);
    expect(await client.get("/session/check_session")).toContain("good");
  });

  test("get() fills in the path, and gives captures as bytes", async () => {
    const device = await client.get("/devices/by-key/{key}/device.json", { path: { key: AP_KEY } });
    expectTypeOf(device).toEqualTypeOf<Device>();
    expect(device[NAME]).toBe("Coherer");
    const capture = await client.get(
      "/phy/phy80211/by-key/{key}/pcap/handshake.pcap",
      { path: { key: AP_KEY } },
    );
    expect([...capture.subarray(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1]);
  });

  test("post() sends commands, with variables as a form", async () => {
    await client.post("/devices/by-key/{key}/set_name.cmd", {
      path: { key: AP_KEY },
      command: { username: "Café ü" },
    });
    expect(web.commands).toContain(`name ${AP_KEY} Café ü`);
    const page = await client.post("/devices/views/{view}/devices.json", {
      path: { view: "all" },
      variables: { page: 0, length: 2, sort: MAC },
    });
    expect("data" in page && "last_row" in page && [page.data.length, page.last_row])
      .toEqual([2, 3]);
  });

  test("select() gives the members asked for; one that is missing is 0", async () => {
    const rows = await client.select("/devices/multikey/devices.json", [NAME, [SIGNAL, "dbm"]], {
      command: { devices: [AP_KEY] },
    });
    expectTypeOf(rows).toEqualTypeOf<{ [NAME]: string; dbm: number }[]>();
    expect(rows).toEqual([{ [NAME]: "Coherer", dbm: -61 }]);
    const one = await client.select("/datasource/by-uuid/{uuid}/source.json", ["no.such"], {
      path: { uuid: SOURCE_UUID },
    });
    expectTypeOf(one).toEqualTypeOf<{ "no.such": unknown }>();
    expect(one).toEqual({ "no.such": 0 });
  });

  test("rows() and selectRows() give one record after the other", async () => {
    const packets: number[] = [];
    for await (const device of client.rows("/devices/all_devices.itjson")) {
      expectTypeOf(device).toEqualTypeOf<Device>();
      packets.push(device["kismet.device.base.packets.total"]);
    }
    expect(packets).toEqual([449, 294, 144]);
    const since = { path: { time: NOW_SEC - 200 }, command: {} };
    const macs: string[] = [];
    for await (
      const row of client.selectRows("/devices/last-time/{time}/devices.itjson", [MAC], since)
    ) macs.push(row[MAC]);
    expect(macs).toHaveLength(2);
  });

  test("open() is for everything else", async () => {
    const answer = await client.open("GET", "/devices/all_devices.ekjson");
    expect((await answer.text()).split("\n")).toHaveLength(4);
  });

  test("a path value with a slash stays one segment", async () => {
    const path = {
      key: AP_KEY,
      path: "kismet.device.base.signal/kismet.common.signal.last_signal",
    };
    expect(await client.get("/devices/by-key/{key}/device.json/{path}", { path })).toBe(-61);
    // @ts-expect-error: the path needs its key.
    await expect(client.get("/devices/by-key/{key}/device.json")).rejects.toThrow("value of key");
  });
});

describe("refusals", () => {
  test("are errors with a status and the server's reason", async () => {
    const wrong = new MoiraiClient({ address, token: "0".repeat(32) });
    const refusal = await wrong.get("/system/status.json").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RequestError);
    expect(refusal).toMatchObject({
      status: 401,
      message:
        "/kismet/system/status.json: This resource needs a login or a token that may use it.",
    });
    await expect(client.get("/devices/by-key/{key}/device.json", { path: { key: "1_2" } }))
      .rejects.toMatchObject({ status: 500, message: expect.stringContaining("no device") });
    await expect(client.post("/datasource/add_source.cmd", { command: { definition: "nope" } }))
      .rejects.toMatchObject({
        status: 500,
        message: expect.stringContaining(": cannot open nope"),
      });
    await expect(client.get("/alerts/last-time/{time}/alerts.json", { path: { time: NaN } }))
      .rejects.toMatchObject({ message: "/kismet/alerts/last-time/NaN/alerts.json: status 400" });
  });

  test("a key has the power of its role, whatever else the request carries", async () => {
    const { token } = await web.sessions.tokens.createApi("client", "readonly", 0);
    const reader = new MoiraiClient({ address, token });
    expect(await reader.get("/session/check_session")).toContain("good");
    await expect(reader.get("/auth/apikey/list.json")).rejects.toMatchObject({ status: 401 });
  });

  test("a signal ends a question", async () => {
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    await expect(client.get("/system/status.json", { signal })).rejects.toThrow(/wanted|abort/i);
  });
});

async function all<Of>(values: AsyncIterable<Of>): Promise<Of[]> {
  const list: Of[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describe("linesOf()", () => {
  const body = (...chunks: (string | Uint8Array)[]): Response =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) {
            controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
          }
          controller.close();
        },
      }),
    );

  test("puts lines together that came in pieces, characters too", async () => {
    const umlaut = new TextEncoder().encode("ü");
    const answer = body("on", "e\ntw", "o\n\n", umlaut.subarray(0, 1), umlaut.subarray(1), "\nend");
    expect(await all(linesOf(answer))).toEqual(["one", "two", "ü", "end"]);
    expect(await all(linesOf(new Response(null)))).toEqual([]);
  });

  test("leaving the loop ends the answer", async () => {
    let cancelled = false;
    const endless = new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode("line\n")),
        cancel: () => void (cancelled = true),
      }),
    );
    for await (const line of linesOf(endless)) {
      expect(line).toBe("line");
      break;
    }
    expect(cancelled).toBe(true);
  });
});

describe("websockets", () => {
  const subscribed = async (topics: number): Promise<void> => {
    while (web.app.context.subscribers.records()[0]?.topics.length !== topics) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  test("events() calls the handler of an event's topic, until unsubscribed", async () => {
    const events = await client.events();
    const heard: unknown[] = [];
    const { promise: first, resolve: heardFirst } = Promise.withResolvers<void>();
    const { promise: last, resolve: heardLast } = Promise.withResolvers<void>();
    events.subscribe("ALERT", ({ ALERT }) => heard.push(ALERT), { fields: ["kismet.alert.hash"] });
    events.subscribe("NEW_DEVICE", (event) => {
      expectTypeOf(event).toEqualTypeOf<{ NEW_DEVICE: Device }>();
      heard.push(event.NEW_DEVICE[MAC]);
      heardFirst();
    });
    events.subscribe("DOT11_PROBED_SSID", () => heard.push("never"));
    events.subscribe("DATASOURCE_CLOSED", ({ DATASOURCE_CLOSED: uuid }) => {
      heard.push(uuid);
      heardLast();
    });
    await subscribed(4);
    web.bus.publish("ALERT", testAlert(7, NOW_SEC));
    web.bus.publish("NEW_DEVICE", web.stores.list[0]!);
    await first;
    events.unsubscribe("NEW_DEVICE");
    await subscribed(3);
    web.bus.publish("NEW_DEVICE", web.stores.list[1]!);
    web.bus.publish("DATASOURCE_CLOSED", SOURCE_UUID);
    await last;
    expect(heard).toEqual([{ "kismet.alert.hash": 7 }, "00:0C:41:82:B2:55", SOURCE_UUID]);
    events.close();
    expect([1000, 1005]).toContain((await events.closed).code);
  });

  test("monitor() gives the first set; leaving the loop closes it", async () => {
    const monitor = await client.monitor({ view: "all", rateSec: 0 });
    const macs: string[] = [];
    for await (const device of monitor) {
      macs.push(device[MAC]);
      if (macs.length === 3) break;
    }
    expect(new Set(macs).size).toBe(3);
    expect([1000, 1005]).toContain((await monitor.closed).code);
  });

  test("who may not listen is told that it could not be opened", async () => {
    const { token } = await web.sessions.tokens.createApi("gps", "WEBGPS", 0);
    const stranger = new MoiraiClient({ address, token });
    await expect(stranger.events()).rejects.toThrow("/eventbus/events.ws could not be opened");
  });
});
