// Claims about sockets, on the real ones of the engine that runs the tests: a sensor that floods is
// slowed down, nothing of a stream is lost, and one that vanishes is let go.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BEACON,
  Sensor,
  SENSOR_UUID,
  type SensorLink,
  tcpSensorLink,
} from "../../suites/sensor.ts";
import { detectPlatform } from "../../../adapters/platform/detect.ts";
import type { SocketPeer } from "../../../runtime/platform.ts";
import { createRealWorld, type RealWorld } from "../../suites/real-world.ts";

let world: RealWorld;
beforeAll(async () => {
  // The port of a listener that was there a moment ago is free.
  const platform = await detectPlatform();
  const probe = await platform.listenTcp({ hostname: "127.0.0.1", port: 0, connected: () => {} });
  const { port } = probe;
  await probe.close();
  world = await createRealWorld({
    remote_capture_enabled: "true",
    remote_capture_port: String(port),
  });
});
afterAll(() => world.stop());

const source = () => [...world.moirai.stores.datasources.all()][0];

async function capturing(link: SensorLink): Promise<Sensor> {
  const sensor = new Sensor(link);
  await sensor.announce();
  await world.until(() => sensor.message("openRequest"));
  await sensor.opened();
  await world.until(() => source()?.running);
  return sensor;
}

async function tcp(): Promise<SensorLink> {
  const { port } = world.moirai.remoteAddress!;
  return tcpSensorLink(await world.platform.connectTcp({ hostname: "127.0.0.1", port }));
}

async function links(): Promise<Record<string, unknown>[]> {
  const answer = await world.ask("/datasource/remote/links.json");
  return await answer.json() as Record<string, unknown>[];
}

describe("a sensor on a real socket", () => {
  test("that floods is slowed by not being read: every packet arrives, memory stays", async () => {
    const sensor = await capturing(await tcp());
    const frame = sensor.encodePacket(new Uint8Array([...BEACON, ...new Uint8Array(1400)]));
    const chunk = new Uint8Array(frame.length * 40);
    for (let at = 0; at < 40; at++) chunk.set(frame, at * frame.length);
    const before = world.platform.memoryBytes();
    const rounds = 1_000;
    for (let round = 0; round < rounds; round++) await sensor.link.write(chunk);
    await world.until(() => source()!.packets === rounds * 40);
    // 60 MB went through; what an engine keeps of them for a while is not what is buffered.
    expect(world.platform.memoryBytes() - before).toBeLessThan(500e6);
    sensor.link.end();
    await world.until(() => !source()!.running);
    expect(source()!.errorReason).toBe("its sensor closed the connection");
  });

  test("that floods a websocket is paused where the engine can, else its losses are counted", async () => {
    const key = `user=admin&password=${encodeURIComponent("secret pass:word")}`;
    const url = `${world.origin.replace("http", "ws")}/datasource/remote/remotesource.ws?${key}`;
    const socket = await world.platform.connectSocket(url);
    const before = source()!.packets;
    const sensor = await capturing({
      wholeMessages: true,
      write: (frame) => socket.write(frame),
      read: () => socket.read(),
      end: () => void socket.close(),
    });
    const frame = sensor.encodePacket(new Uint8Array([...BEACON, ...new Uint8Array(8_000)]));
    const count = 4_000;
    for (let sent = 0; sent < count; sent++) await sensor.link.write(frame);
    const lost = async () => (await links()).at(-1)!["moirai.remote_link.lost_bytes"] as number;
    await world.until(async () =>
      source()!.packets - before + await lost() / frame.length === count
    );
    if (world.platform.engine !== "bun") expect(await lost()).toBe(0);
    sensor.link.end();
    await world.until(() => !source()!.running);
  });

  test("is paused at a websocket as the link asks, where the engine can", async () => {
    const arrived: number[] = [];
    const peers: SocketPeer[] = [];
    const server = await world.platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1000,
      fetch: (_request, connection) =>
        connection.upgrade({
          open: (peer) => peers.push(peer),
          text: () => {},
          bytes: (_peer, bytes) => arrived.push(bytes.length),
          drain: () => {},
          closed: () => {},
        }) ?? new Response("no websocket", { status: 400 }),
    });
    const socket = await world.platform.connectSocket(`ws://127.0.0.1:${server.port}/`);
    const peer = await world.until(() => peers[0]);
    if (peer.pauseReading !== undefined) {
      peer.pauseReading();
      await socket.write(new Uint8Array(10));
      await new Promise((resolve) => world.platform.clock.setTimeout(() => resolve(0), 50));
      expect(arrived).toEqual([]);
      peer.resumeReading!();
    } else await socket.write(new Uint8Array(10));
    await world.until(() => arrived.length === 1);
    await socket.close();
    await server.close(0);
  });

  test("that breaks off within a frame leaves its record and nothing else", async () => {
    const sensor = await capturing(await tcp());
    await sensor.link.write(sensor.encodePacket().subarray(0, 25));
    sensor.link.end();
    await world.until(() => !source()!.running);
    expect(source()!.uuid).toBe(SENSOR_UUID);
    await world.until(async () =>
      (await links()).every((link) => link["moirai.remote_link.state"] === "ended")
    );
  });
});
