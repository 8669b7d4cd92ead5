// Everything that can come from outside at once: sensors elsewhere, a plugin, old clients, commands,
// packets that are pushed, a list of makers. A replay has none of them, and says the same.
import { afterEach, describe, expect, test } from "vitest";
import { isOutside, RECORDED_COMMANDS } from "../../../actors/record/graph-edge.ts";
import { replayableSettings } from "../../../actors/record/start-recording.ts";
import type { Moirai } from "../../../mod.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { RecordingReader } from "../../../protocols/recording/recording-reader.ts";
import { EventDigest } from "../../../testing/event-digest.ts";
import { openReplay } from "../../../testing/replay.ts";
import { KismetClient } from "../../clients/kismetclient.ts";
import {
  createPluginWorld,
  kitProgram,
  PASSWORD,
  type PluginWorld,
} from "../../suites/plugin-world.ts";
import { BEACON, Sensor, socketSensorLink, tcpSensorLink } from "../../suites/sensor.ts";
import { testSettings } from "../../suites/settings.ts";

const PATH = "/out.moirai";
const [SENSORS, OLD] = [3501, 2511];
const SECOND_UUID = "5FE308BD-0000-0000-0000-0000000000F2";
const ADDRESSES = [
  "/devices/views/all/devices.json",
  "/datasource/all_sources.json",
  "/alerts/all_alerts.json",
  "/channels/channels.json",
  "/messagebus/last-time/0/messages.json",
  "/phy/phy80211/ssids/views/ssids.json",
  "/system/status.json",
];

let world: PluginWorld;
let digest: EventDigest;
afterEach(() => world.stop());

async function begin(settings: Record<string, string> = {}): Promise<void> {
  world = await createPluginWorld({
    recordTo: PATH,
    created: (moirai) => digest = new EventDigest(moirai),
    program: kitProgram(async (helper) => {
      await helper.publish("WEATHER", { wind: "west" });
    }),
    files: { "/makers": "02:00:00\tNobody in particular\n" },
    settings: {
      ouifile: "/makers",
      listen: `tcp://127.0.0.1:${OLD}`,
      legacy_password: "old-secret",
      allowkeytransmit: "true",
      remote_capture_enabled: "true",
      remote_capture_port: String(SENSORS),
      ...settings,
    },
  });
  await world.elapse(1500);
}

async function overTcp(): Promise<Sensor> {
  const target = { hostname: "127.0.0.1", port: SENSORS };
  return new Sensor(tcpSensorLink(await world.platform.connectTcpFrom("10.0.0.7", target)));
}

async function overWebSocket(): Promise<Sensor> {
  const login = `?user=admin&password=${encodeURIComponent(PASSWORD)}`;
  const client = world.platform.connect(2501, { remoteAddress: "10.0.0.8" });
  const path = `/datasource/remote/remotesource.ws${login}`;
  return new Sensor(socketSensorLink(await client.openSocket(path)));
}

async function capture(sensor: Sensor, uuid: string, network: number): Promise<void> {
  await sensor.announce({ uuid, definition: `wlan${network}:name=roof${network}` });
  await world.elapse(500);
  await sensor.opened({ uuid });
  const beacon = BEACON.slice();
  beacon[15] = beacon[21] = network;
  for (let count = 0; count < 3; count++) {
    await sensor.packet(beacon);
    await world.elapse(300);
  }
}

function pushed(): PacketBatch {
  const batch = new PacketBatch();
  batch.linkType = 105;
  batch.bytes = BEACON.slice();
  batch.bytes[15] = batch.bytes[21] = 0x77;
  batch.count = 1;
  batch.capturedLength[0] = batch.wireLength[0] = BEACON.length;
  batch.timestampUs[0] = world.platform.clock.now() * 1000;
  return batch;
}

async function answersOf({ fetch }: Moirai): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  const headers = { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` };
  for (const path of ADDRESSES) {
    texts[path] = await (await fetch(new Request(`http://moirai${path}`, { headers }))).text();
  }
  return texts;
}

async function replayed(): Promise<{ answers: Record<string, string>; digest: string }> {
  await using replay = await openReplay(await world.platform.files.open(PATH), { start: false });
  const again = new EventDigest(replay.moirai);
  await replay.moirai.start();
  await replay.toEnd();
  expect(replay.reader.problem).toBe("");
  return { answers: await answersOf(replay.moirai), digest: again.value() };
}

/** What the server says now is what a replay of its recording says. */
async function expectSame(): Promise<Record<string, string>> {
  const answers = await answersOf(world.moirai);
  const value = digest.value();
  await world.stop();
  const again = await replayed();
  expect(again.answers).toEqual(answers);
  expect(again.digest).toBe(value);
  return answers;
}

describe("a recording", () => {
  test("holds sensors elsewhere: that they came, were lost, came back, and what they heard", async () => {
    await begin();
    const tcp = await overTcp();
    await capture(tcp, "5FE308BD-0000-0000-0000-0000000000F1", 1);
    const socket = await overWebSocket();
    await capture(socket, SECOND_UUID, 2);
    await world.moirai.commands.pauseDatasource(SECOND_UUID);
    tcp.link.end();
    await world.elapse(3000);
    const again = await overTcp();
    await capture(again, "5FE308BD-0000-0000-0000-0000000000F1", 3);
    // Somebody else claims a UUID that is in use.
    const rival = await overTcp();
    await rival.announce({ uuid: SECOND_UUID });
    await world.elapse(2000);
    const answers = await expectSame();
    const sources = JSON.parse(answers["/datasource/all_sources.json"]!) as Record<
      string,
      unknown
    >[];
    expect(sources.map((one) => [
      one["kismet.datasource.name"],
      one["kismet.datasource.remote_ip"],
      one["kismet.datasource.running"],
      one["kismet.datasource.paused"],
      one["kismet.datasource.num_packets"],
    ])).toEqual([["roof3", "10.0.0.7", 1, 0, 6], ["roof2", "WS 10.0.0.8", 1, 1, 3]]);
    expect(answers["/messagebus/last-time/0/messages.json"]).toContain("was refused");
    expect(JSON.parse(answers["/devices/views/all/devices.json"]!)).toHaveLength(3);
  });

  test("holds what plugins publish, packets that are pushed, and the makers of ouifile", async () => {
    const seen: string[] = [];
    await begin();
    world.moirai.bus.subscribe("*", ({ topic }) => void seen.push(topic));
    world.moirai.push(pushed());
    await world.elapse(3000);
    const answers = await expectSame();
    expect(seen).toContain("NEW_DEVICE");
    expect(answers["/devices/views/all/devices.json"]).toContain("Nobody in particular");
  });

  test("holds filters and keys of old clients", async () => {
    await begin();
    const connection = await world.platform.connectTcp({ hostname: "127.0.0.1", port: OLD });
    const kismet = new KismetClient(connection);
    const asked = (async () => {
      await kismet.bootstrap();
      await kismet.ask("PASSWORD", "old-secret");
      await kismet.ask("ADDTRACKERFILTER", "BSSID(!02:00:00:00:00:77)");
      await kismet.ask("ADDWEPKEY", "02:00:00:00:00:01,0102030405");
      await kismet.ask("DELWEPKEY", "02:00:00:00:00:02").catch(() => {});
    })();
    let over = false;
    asked.finally(() => over = true).catch(() => {});
    while (!over) await world.elapse(100);
    await asked;
    world.moirai.push(pushed());
    await world.elapse(2000);
    const answers = await expectSame();
    expect(answers["/devices/views/all/devices.json"]).toBe("[]");
  });

  test("holds commands over REST, also those that failed", async () => {
    await begin();
    world.moirai.push(pushed());
    await world.elapse(1000);
    const [device] = [...world.moirai.stores.devices.all()];
    const key = formatDeviceKey(device!.phy.hash, device!.mac);
    const command = (path: string, body: unknown) =>
      Promise.race([
        world.ask(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
        world.elapse(1000),
      ]);
    await command(`/devices/by-key/${key}/set_name.cmd`, { username: "the library" });
    await command("/devices/by-key/nonsense/set_name.cmd", { username: "x" });
    await command("/alerts/definitions/define_alert.cmd", {
      name: "MINE",
      description: "of mine",
      throttle: "10/min",
      burst: "5/sec",
    });
    await command("/alerts/raise_alert.cmd", { name: "MINE", text: "something happened" });
    await world.elapse(1000);
    const answers = await expectSame();
    expect(answers["/devices/views/all/devices.json"]).toContain("the library");
    expect(answers["/alerts/all_alerts.json"]).toContain("something happened");
  });

  test("holds no password, and no address at which the machine listens", async () => {
    const kept = Object.keys(replayableSettings(testSettings({
      httpd_password: "a",
      legacy_password: "b",
      httpd_user: "x:y",
      listen: "tcp://127.0.0.1:1",
      remote_capture_enabled: "true",
      ouifile: "/makers",
      packet_dedup_size: "12",
    })));
    expect(kept).toEqual(["packet_dedup_size"]);
    await begin();
    await world.stop();
    const bytes = await world.platform.files.open(PATH);
    const reader = await RecordingReader.open(bytes);
    expect(JSON.stringify(reader.start)).not.toMatch(/secret/);
  });
});

test("every part of a server is known to be replayed, or to stand outside", async () => {
  await begin({ server_announce: "true" });
  const parts = world.moirai.actors().children.map(({ id }) => id).sort();
  const outside = parts.filter((id) => isOutside(`root/${id}`));
  expect(outside).toEqual([
    "announcer",
    "logs",
    "old-clients",
    "plugins",
    "remote",
    "subscribers",
  ]);
  expect(parts.filter((id) => !outside.includes(id))).toEqual([
    "datasources",
    "gps",
    "packet-chain",
    "packet-streams",
    "phys",
    "sensors",
    "ticker",
  ]);
});

test("a replay takes no commands, no packets and no sensors, and says why", async () => {
  await begin();
  await world.stop();
  await using replay = await openReplay(await world.platform.files.open(PATH));
  await replay.toEnd();
  const { commands } = replay.moirai;
  const sentence = "this server replays a recording, in which nothing can be changed";
  for (const name of RECORDED_COMMANDS) {
    await expect((commands[name] as () => Promise<unknown>)()).rejects.toThrow(sentence);
  }
  expect(() => replay.moirai.push(pushed())).toThrow(sentence);
});
