// Sensors elsewhere, over TCP and websockets, in every framing; and everything they can do wrong.
import { describe, expect, test } from "vitest";
import { GREETING_MS_MAX } from "../../../actors/remote/greeting.ts";
import { GREETINGS_MAX } from "../../../actors/remote/remote-capture.ts";
import { WAITING_BYTES_MAX } from "../../../actors/remote/socket-link.ts";
import { PASSWORD } from "../../suites/plugin-world.ts";
import { createPluginWorld, type PluginWorld } from "../../suites/plugin-world.ts";
import { fromHex } from "../../suites/hex.ts";
import {
  Sensor,
  SENSOR_UUID,
  type SensorLink,
  socketSensorLink,
  tcpSensorLink,
} from "../../suites/sensor.ts";
import type { FrameVersion } from "../../../protocols/external/frames.ts";

const PORT = 3501;

async function createWorld(settings: Record<string, string> = {}): Promise<PluginWorld> {
  return await createPluginWorld({
    settings: { remote_capture_enabled: "true", remote_capture_port: String(PORT), ...settings },
  });
}

async function tcp(world: PluginWorld, address = "10.0.0.7"): Promise<SensorLink> {
  const target = { hostname: "127.0.0.1", port: PORT };
  return tcpSensorLink(await world.platform.connectTcpFrom(address, target));
}

async function websocket(world: PluginWorld, query?: string): Promise<SensorLink> {
  const login = query ?? `?user=admin&password=${encodeURIComponent(PASSWORD)}`;
  const path = `/datasource/remote/remotesource.ws${login}`;
  const client = world.platform.connect(2501, { remoteAddress: "10.0.0.7" });
  return socketSensorLink(await client.openSocket(path));
}

async function settled(world: PluginWorld): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await world.elapse(0.01);
}

async function list(world: PluginWorld, path: string): Promise<Record<string, unknown>[]> {
  return await (await world.ask(path)).json() as Record<string, unknown>[];
}

const source = async (world: PluginWorld) =>
  (await list(world, "/datasource/all_sources.json"))[0]!;
const links = (world: PluginWorld) => list(world, "/datasource/remote/links.json");

/** A sensor that has announced itself, was asked to open, and captures. */
async function capturing(
  world: PluginWorld,
  link: SensorLink,
  version: FrameVersion = 3,
): Promise<Sensor> {
  const sensor = new Sensor(link, version);
  await sensor.announce();
  await settled(world);
  await sensor.opened();
  await settled(world);
  return sensor;
}

describe.each(
  [
    ["TCP", tcp],
    ["a websocket", websocket],
  ] as const,
)("a sensor over %s", (name, connect) => {
  test.each([0, 2, 3] as const)("announces itself, opens and captures in framing %i", async (v) => {
    const world = await createWorld();
    const sensor = new Sensor(await connect(world), v);
    await sensor.announce();
    await settled(world);
    expect(sensor.heard).toEqual([{ kind: "openRequest", definition: "wlan0:name=roof" }]);
    await sensor.opened();
    for (let count = 0; count < 5; count++) await sensor.packet();
    await settled(world);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.uuid": SENSOR_UUID,
      "kismet.datasource.name": "roof",
      "kismet.datasource.running": 1,
      "kismet.datasource.remote": 1,
      "kismet.datasource.remote_ip": name === "TCP" ? "10.0.0.7" : "WS 10.0.0.7",
      "kismet.datasource.capture_interface": "wlan0mon",
      "kismet.datasource.hardware": "hw",
      "kismet.datasource.num_packets": 5,
    });
    expect(world.moirai.stores.devices.size).toBe(1);
    // What tells that it lives, and how long a question takes.
    await world.elapse(12_000);
    expect(sensor.pings).toBeGreaterThanOrEqual(3);
    expect(await links(world)).toMatchObject([{
      "moirai.remote_link.state": "capturing",
      "moirai.remote_link.transport": name === "TCP" ? "tcp" : "websocket",
      "moirai.remote_link.uuid": SENSOR_UUID,
      "moirai.remote_link.framing": v,
      "moirai.remote_link.round_trip_ms": 0,
      "moirai.remote_link.queued_frames": 0,
      "moirai.remote_link.lost_bytes": 0,
    }]);
    await world.stop();
  });

  test("that is lost keeps its record, and takes it again", async () => {
    const world = await createWorld();
    const sensor = await capturing(world, await connect(world));
    await sensor.packet();
    await settled(world);
    sensor.link.end();
    await settled(world);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 0,
      "kismet.datasource.error": 1,
      "kismet.datasource.error_reason": expect.stringContaining("its sensor closed the"),
      "kismet.datasource.retry_attempts": 0,
    });
    await world.elapse(60_000);
    const again = await capturing(world, await connect(world));
    await again.packet();
    await settled(world);
    expect(await list(world, "/datasource/all_sources.json")).toHaveLength(1);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 1,
      "kismet.datasource.error": 0,
      "kismet.datasource.num_packets": 2,
      "kismet.datasource.source_number": 1,
    });
    await world.stop();
  });

  test("that is asked over REST to do what only it can is refused", async () => {
    const world = await createWorld();
    const sensor = await capturing(world, await connect(world));
    sensor.link.end();
    await settled(world);
    const answer = await world.ask(`/datasource/by-uuid/${SENSOR_UUID}/open_source.cmd`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("its sensor has to connect again by itself");
    await world.stop();
  });

  test("gets no token, no event and no address, whenever it asks", async () => {
    const world = await createWorld();
    const sensor = new Sensor(await connect(world));
    const wishes = async () => {
      await sensor.say({ kind: "authRequest" });
      await sensor.say({ kind: "eventRegister", events: ["*"] });
      await sensor.say({ kind: "uriRegister", uri: "/stolen", method: "GET" });
      await sensor.say({ kind: "eventPublish", topic: "FORGED", json: "{}" });
      await settled(world);
    };
    const published: string[] = [];
    world.moirai.bus.subscribe("FORGED" as never, ({ topic }) => published.push(topic));
    await wishes();
    expect((await links(world))[0]!["moirai.remote_link.refused"]).toBe(4);
    await sensor.announce();
    await settled(world);
    await sensor.opened();
    await wishes();
    await world.elapse(3_000);
    expect(sensor.heard.map(({ kind }) => kind)).toEqual(["openRequest"]);
    expect((await world.ask("/stolen")).status).toBe(404);
    expect(published).toEqual([]);
    await world.stop();
  });

  test("that says nothing in time is closed", async () => {
    const world = await createWorld();
    const sensor = new Sensor(await connect(world));
    await sensor.say({ kind: "message", severity: 2, text: "hello" });
    await world.elapse(GREETING_MS_MAX - 100);
    expect(sensor.over).toBe(false);
    await world.elapse(200);
    expect(sensor.over).toBe(true);
    expect(world.messages()).toContain("(Remote) - hello");
    expect(await links(world)).toMatchObject([{
      "moirai.remote_link.state": "ended",
      "moirai.remote_link.reason": "it announced no source within 5 seconds",
    }]);
    await world.stop();
  });

  test.each<[string, Parameters<Sensor["announce"]>[0], string]>([
    ["no UUID", { uuid: "" }, "it announced the UUID ''"],
    ["a UUID that is none", { uuid: "nobody\u001b[2J" }, "it announced the UUID 'nobody\\x1b[2J'"],
    [
      "a UUID of zeros",
      { uuid: "00000000-0000-0000-0000-000000000000" },
      "it announced the UUID '00000000-0000-0000-0000-000000000000'",
    ],
    ["an unknown type", { sourceType: "toaster" }, "it announced a source of type 'toaster'"],
    ["a type in other letters", { sourceType: "LinuxWifi" }, "of type 'LinuxWifi'"],
    ["no definition", { definition: "" }, "it names no interface or file"],
    ["a malformed definition", { definition: 'a:b="c' }, "a quote is not closed"],
    ["a malformed option", { definition: "a:uuid=x" }, "it announced the UUID 'x'"],
  ])("that announces %s is refused with the reason", async (_name, announcement, reason) => {
    const world = await createWorld();
    const sensor = new Sensor(await connect(world));
    await sensor.announce(announcement);
    await settled(world);
    expect(sensor.over).toBe(true);
    expect(world.messages().at(-1)).toContain(reason);
    expect(await list(world, "/datasource/all_sources.json")).toEqual([]);
    await world.stop();
  });

  test("that says by another name what it is, is understood", async () => {
    const world = await createWorld();
    const sensor = new Sensor(await connect(world));
    await sensor.announce({ sourceType: "rz_killerbee", definition: "rz_killerbee-1-2" });
    await settled(world);
    expect(sensor.message("openRequest")).toBeDefined();
    await world.stop();
  });

  test("that fails to open, or shuts down, is told of and let go", async () => {
    const world = await createWorld();
    const failing = new Sensor(await connect(world));
    await failing.announce();
    await settled(world);
    await failing.opened({ ok: false, message: "no such device" });
    await settled(world);
    expect(failing.over).toBe(true);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.error_reason": "no such device",
    });
    const leaving = await capturing(world, await connect(world));
    await leaving.say({ kind: "shutdown", reason: "battery is empty" });
    await settled(world);
    expect(leaving.over).toBe(true);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 0,
      "kismet.datasource.error_reason": "its sensor shut down: battery is empty",
    });
    await world.stop();
  });

  test("that vanishes without a word is noticed", async () => {
    const world = await createWorld();
    const sensor = await capturing(world, await connect(world));
    sensor.answersPings = false;
    await world.elapse(14_000);
    expect((await source(world))["kismet.datasource.running"]).toBe(1);
    await world.elapse(10_000);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 0,
      "kismet.datasource.error_reason": "its sensor has said nothing for 15 seconds",
    });
    await world.stop();
  });

  test("that changes its framing from frame to frame is answered in the same", async () => {
    const world = await createWorld();
    const link = await connect(world);
    const said: string[] = [];
    const sensor = new Sensor({
      ...link,
      async read() {
        const bytes = await link.read();
        if (bytes !== undefined) said.push(Array.from(bytes.subarray(4, 8)).join(" "));
        return bytes;
      },
    });
    await sensor.announce();
    await settled(world);
    await sensor.opened();
    await settled(world);
    const before = said.length;
    // A ping of the second framing, and one of the third.
    await link.write(fromHex(
      `decafbad abcd0002 00000000 50494e47 ${"00".repeat(28)} 00000009`,
    ));
    await settled(world);
    await link.write(fromHex("decafbad a9a90003 00000000 0002 0000 00011170"));
    await settled(world);
    expect(said.slice(before)).toEqual(["171 205 0 2", "169 169 0 3"]);
    await world.stop();
  });
});

describe("a sensor that lies about its UUID", () => {
  test("does not get the place of one that is there", async () => {
    const world = await createWorld();
    const honest = await capturing(world, await tcp(world, "10.0.0.7"));
    const liar = new Sensor(await tcp(world, "10.6.6.6"));
    await liar.announce();
    await settled(world);
    expect(liar.over).toBe(true);
    expect(honest.over).toBe(false);
    expect(world.messages().at(-1)).toBe(
      `a sensor at 10.6.6.6 was refused: it announced the UUID ${SENSOR_UUID}, which is that of ` +
        "a sensor at 10.0.0.7, who is there",
    );
    await honest.packet();
    await settled(world);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 1,
      "kismet.datasource.remote_ip": "10.0.0.7",
      "kismet.datasource.num_packets": 1,
    });
    await world.stop();
  });

  test("gets it once the other has been silent, as one whose address changed does", async () => {
    const world = await createWorld();
    const gone = await capturing(world, await tcp(world, "10.0.0.7"));
    gone.answersPings = false;
    await world.elapse(11_000);
    const moved = await capturing(world, await tcp(world, "10.0.0.8"));
    expect(gone.over).toBe(true);
    expect(moved.over).toBe(false);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 1,
      "kismet.datasource.remote_ip": "10.0.0.8",
    });
    await world.stop();
  });

  test("from the same place takes over at once: the old connection is closed", async () => {
    const world = await createWorld();
    const old = await capturing(world, await tcp(world));
    const next = await capturing(world, await tcp(world));
    expect([old.over, next.over]).toEqual([true, false]);
    await next.packet();
    await settled(world);
    expect(await source(world)).toMatchObject({
      "kismet.datasource.running": 1,
      "kismet.datasource.num_packets": 1,
    });
    await world.stop();
  });

  test("gets no source of this machine, and none of another type", async () => {
    const world = await createWorld();
    await world.moirai.commands.addDatasource(`demo:uuid=${SENSOR_UUID}`);
    const liar = new Sensor(await tcp(world));
    await liar.announce();
    await settled(world);
    expect(liar.over).toBe(true);
    expect(world.messages()).toContain(
      `a sensor at 10.0.0.7 was refused: the datasource with the UUID ${SENSOR_UUID} is one of ` +
        "this machine",
    );
    await world.stop();
    const other = await createWorld();
    const first = await capturing(other, await tcp(other));
    first.link.end();
    await settled(other);
    const second = new Sensor(await tcp(other));
    await second.announce({ sourceType: "pcapfile" });
    await settled(other);
    expect(second.over).toBe(true);
    expect(other.messages().at(-1)).toContain("is one of type linuxwifi");
    await other.stop();
  });
});

describe("remote capture", () => {
  test("is off, and on the loopback, unless the configuration says otherwise", async () => {
    const off = await createPluginWorld();
    expect(off.moirai.remoteAddress).toBe(undefined);
    await off.stop();
    const on = await createWorld();
    expect(on.moirai.remoteAddress).toMatchObject({ hostname: "127.0.0.1", port: PORT });
    await on.stop();
    await expect(tcp(on)).rejects.toMatchObject({ code: "closed" });
    const everywhere = await createWorld({ remote_capture_listen: "*" });
    expect(everywhere.moirai.remoteAddress?.hostname).toBe("0.0.0.0");
    await everywhere.stop();
  });

  test("over websockets is for the role datasource and for administrators", async () => {
    const world = await createPluginWorld();
    const key = (role: string) => world.sessions.tokens.createApi(`${role} key`, role, 0);
    const sensors = await key("datasource");
    const readers = await key("readonly");
    await expect(websocket(world, "")).rejects.toMatchObject({ response: { status: 401 } });
    await expect(websocket(world, `?KISMET=${readers.token}`)).rejects.toMatchObject({
      response: { status: 401 },
    });
    await capturing(world, await websocket(world, `?KISMET=${sensors.token}`));
    expect(await links(world)).toMatchObject([{ "moirai.remote_link.login": "datasource key" }]);
    await world.stop();
  });

  test("closes text messages, joined and cut frames on websockets", async () => {
    const world = await createPluginWorld();
    const texts = await world.platform.connect(2501).openSocket(
      `/datasource/remote/remotesource.ws?user=admin&password=${encodeURIComponent(PASSWORD)}`,
    );
    texts.sendText("hello");
    await settled(world);
    expect(texts.closed).toEqual({ code: 1003, reason: "frames are binary messages" });
    const link = await websocket(world);
    const cut = new Sensor(link);
    const frame = cut.conversation.encode({ kind: "ping" })!;
    await link.write(frame.subarray(0, 19));
    await settled(world);
    expect(cut.over).toBe(true);
    // Bytes behind the frame are ignored.
    const joined = new Sensor(await websocket(world));
    await joined.link.write(Uint8Array.of(...joined.conversation.encode({ kind: "ping" })!, 1, 2));
    await settled(world);
    expect(joined.over).toBe(false);
    await world.stop();
  });

  test("takes frames cut and joined at every byte over TCP", async () => {
    const world = await createWorld();
    const sensor = new Sensor(await tcp(world));
    const { conversation, link } = sensor;
    const bytes = [
      conversation.encode({ kind: "ping" })!,
      conversation.encode({
        kind: "newSource",
        definition: "wlan0",
        sourceType: "linuxwifi",
        uuid: SENSOR_UUID,
      })!,
    ].flatMap((frame) => [...frame]);
    for (const byte of bytes) await link.write(Uint8Array.of(byte));
    await settled(world);
    await sensor.opened();
    // An answer to a ping would come between the pieces.
    await settled(world);
    const packets = Array.from({ length: 10 }, () => [...sensor.encodePacket()]).flat();
    for (let at = 0; at < packets.length; at += 7) {
      await link.write(Uint8Array.from(packets.slice(at, at + 7)));
    }
    await settled(world);
    expect((await source(world))["kismet.datasource.num_packets"]).toBe(10);
    await world.stop();
  });

  test.each<[string, Uint8Array]>([
    ["a web browser", new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ["a frame of 2 GB", fromHex("decafbad a9a90003 7fffffff 0013 0000 00000001")],
    ["an unknown version", fromHex("decafbad a9a90007 00000000 0013 0000 00000001")],
    ["a wrong checksum", fromHex("decafbad 01020304 00000004 01020304")],
    ["an announcement without contents", fromHex("decafbad a9a90003 00000000 0013 0000 00000002")],
    ["an announcement of nonsense", fromHex("decafbad a9a90003 00000001 0013 0000 00000002 c1")],
    ["packets before all else", fromHex("decafbad a9a90003 00000001 0010 0000 00000002 80")],
  ])("survives %s", async (_name, bytes) => {
    const world = await createWorld();
    const sensor = new Sensor(await tcp(world));
    await sensor.link.write(bytes).catch(() => {});
    await world.elapse(6_000);
    expect(sensor.over).toBe(true);
    expect((await links(world))[0]!["moirai.remote_link.reason"]).not.toBe("");
    const good = await capturing(world, await tcp(world));
    expect(good.over).toBe(false);
    await world.stop();
  });

  test(`has at most ${GREETINGS_MAX} connections that announced nothing`, async () => {
    const world = await createWorld();
    const silent: Sensor[] = [];
    for (let count = 0; count < GREETINGS_MAX; count++) silent.push(new Sensor(await tcp(world)));
    const late = new Sensor(await tcp(world));
    await settled(world);
    expect(late.over).toBe(true);
    await world.elapse(GREETING_MS_MAX + 100);
    expect(silent.every(({ over }) => over)).toBe(true);
    await capturing(world, await tcp(world));
    expect(await links(world)).toMatchObject(
      Array.from({ length: 33 }, (_, index) => ({
        "moirai.remote_link.state": index < 32 ? "ended" : "capturing",
      })),
    );
    await world.stop();
  });

  test("throws away what a websocket floods it with, and counts it", async () => {
    const world = await createWorld();
    const sensor = await capturing(world, await websocket(world));
    const packet = sensor.encodePacket(new Uint8Array(8_000));
    const count = Math.ceil(WAITING_BYTES_MAX / packet.length) + 100;
    for (let sent = 0; sent < count; sent++) void sensor.link.write(packet);
    for (let turn = 0; turn < 100; turn++) await settled(world);
    const [link] = await links(world);
    const lost = link!["moirai.remote_link.lost_bytes"] as number;
    const packets = (await source(world))["kismet.datasource.num_packets"] as number;
    expect(lost).toBe((count - packets) * packet.length);
    expect(sensor.over).toBe(false);
    await world.stop();
  });

  test("takes numbered packets once, over all connections of a sensor's run", async () => {
    const world = await createWorld();
    const connected = async (run: string) => {
      const sensor = new Sensor(await tcp(world));
      await sensor.announce({ definition: `wlan0:spool=${run}` });
      await settled(world);
      await sensor.opened();
      for (let count = 0; count < 5; count++) await sensor.packet();
      await settled(world);
      sensor.link.end();
      await settled(world);
      return sensor.message("openRequest")!.definition;
    };
    expect(await connected("one")).toBe("wlan0:spool=one,spool_from=0");
    // The same numbers again: they are known, whatever the sensor makes of it.
    expect(await connected("one")).toBe("wlan0:spool=one,spool_from=9");
    expect((await source(world))["kismet.datasource.num_packets"]).toBe(5);
    expect((await links(world)).map((link) => link["moirai.remote_link.repeated"])).toEqual([0, 5]);
    // Another run of the sensor begins anew.
    expect(await connected("two")).toBe("wlan0:spool=two,spool_from=0");
    expect((await source(world))["kismet.datasource.num_packets"]).toBe(10);
    await world.stop();
  });

  test("stamps packets when they arrive, unless the sensor keeps time", async () => {
    const world = await createWorld();
    const now = () => Math.floor(world.platform.clock.now() / 1000);
    const last = () => [...world.moirai.stores.devices.all()][0]!.lastTime;
    const stamped = await capturing(world, await tcp(world));
    await stamped.packet(undefined, 1_600_000_000_000_000);
    await settled(world);
    expect(last()).toBe(now());
    await world.stop();
    const other = await createWorld();
    const sensor = new Sensor(await tcp(other));
    await sensor.announce({ definition: "wlan0:timestamp=false" });
    await settled(other);
    await sensor.opened();
    await sensor.packet(undefined, 1_600_000_000_000_000);
    await settled(other);
    expect([...other.moirai.stores.devices.all()][0]!.lastTime).toBe(1_600_000_000);
    await other.stop();
  });
});
