// GPSs on the simulated platform: a gpsd of the test's own, in virtual time.
import { beforeEach, describe, expect, test } from "vitest";
import { GPS_RETRY_MS, GPS_SILENCE_MS } from "../../../actors/gps/gps-machine.ts";
import { GpsTracker } from "../../../actors/gps/gps-tracker.ts";
import { GPS_TYPES } from "../../../actors/gps/gps-types.ts";
import { GPSD_BAD_LINES_MAX } from "../../../actors/gps/types/gpsd.ts";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../../adapters/platform/simulated.ts";
import type { TcpConnection } from "../../../runtime/platform.ts";
import { createActorSystem } from "../../../runtime/actor-system.ts";
import { createEventBus } from "../../../runtime/event-bus.ts";

const START_MS = Date.UTC(2026, 0, 1);
const PORT = 2947;

let platform: SimulatedPlatform;
let tracker: GpsTracker;
let messages: string[];

beforeEach(() => {
  platform = createSimulatedPlatform({ seed: 1, startMs: START_MS });
  messages = [];
  const system = createActorSystem({
    clock: platform.clock,
    random: platform.random,
    bus: createEventBus(),
    onReport: (report) => messages.push(`REPORT ${report.kind} ${String(report.cause)}`),
  });
  tracker = new GpsTracker({
    platform,
    system,
    types: GPS_TYPES,
    messages: () => ({
      info: (text) => messages.push(text),
      error: (text) => messages.push(`ERROR ${text}`),
    }),
    serverName: "sensor",
  });
});

/** Whoever connects, and what it said. */
class Peer {
  readonly connections: TcpConnection[] = [];
  heard = "";
  readonly #port: number;
  readonly #greeting: string;
  #listener: { close(): Promise<void> } | undefined;

  constructor(port: number, greeting: string) {
    this.#port = port;
    this.#greeting = greeting;
  }

  async open(): Promise<void> {
    this.#listener = await platform.listenTcp({
      hostname: "localhost",
      port: this.#port,
      connected: (connection) => {
        this.connections.push(connection);
        if (this.#greeting !== "") void this.say(this.#greeting);
        void (async () => {
          for (let part = await connection.read(); part; part = await connection.read()) {
            this.heard += new TextDecoder().decode(part);
          }
        })();
      },
    });
  }

  async say(text: string): Promise<void> {
    await this.connections.at(-1)?.write(new TextEncoder().encode(text));
    await platform.clock.advanceAsync(0);
  }

  async vanish(): Promise<void> {
    await this.#listener?.close();
    this.connections.at(-1)?.destroy();
    await platform.clock.advanceAsync(0);
  }
}

const VERSION = '{"class":"VERSION","release":"3.22","proto_major":3}\n';

function tpv(lat: number, lon: number, more: Record<string, unknown> = {}): string {
  const time = new Date(platform.clock.now()).toISOString();
  return `${
    JSON.stringify({ class: "TPV", mode: 3, time, lat, lon, alt: 5, speed: 0, ...more })
  }\n`;
}

async function gpsd(definition = "gpsd:host=localhost"): Promise<Peer> {
  const peer = new Peer(PORT, VERSION);
  await peer.open();
  tracker.add(definition);
  await platform.clock.advanceAsync(100);
  return peer;
}

const at = (): [number, number] => {
  const { latitude, longitude } = tracker.location();
  return [latitude, longitude];
};
const elapse = async (ms: number): Promise<void> => void await platform.clock.advanceAsync(ms);

describe("gpsd", () => {
  test("is asked to watch, and places this machine", async () => {
    const peer = await gpsd();
    expect(peer.heard).toBe('?WATCH={"json":true,"enable":true};\n');
    expect(at()).toEqual([0, 0]);
    await peer.say(tpv(52.1, 4.3, { track: 45, speed: 10, epx: 3, epy: 2 }));
    await peer.say('{"class":"SKY","hdop":0.8,"uSat":9}\n');
    const [record] = tracker.all();
    expect(tracker.location()).toMatchObject({
      latitude: 52.1,
      longitude: 4.3,
      altitudeM: 5,
      fix: 3,
      speedKmh: 36,
      headingDegrees: 45,
      timeSec: START_MS / 1000,
      gpsUuid: record!.uuid,
    });
    expect(record).toMatchObject({
      connected: true,
      state: "open",
      description: "gpsd 3.22 at localhost:2947",
      satellites: 9,
      hdop: 0.8,
      errorM: 3,
      moving: true,
    });
    expect(record!.uuid).toMatch(/^17180436-0000-0000-0000-0000[0-9A-F]{8}$/);
    expect(tracker.packetLocation(START_MS * 1000)).toEqual({
      latitude: 52.1,
      longitude: 4.3,
      altitudeM: 5,
      speedKmh: 36,
      headingDegrees: 45,
      fix: 3,
    });
  });

  test("a stale position is no position, and packets of another time have none", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    expect(tracker.packetLocation((START_MS - 11_000) * 1000)).toBeUndefined();
    await elapse(9_000);
    expect(at()).toEqual([52.1, 4.3]);
    await elapse(2_000);
    expect(tracker.location()).toMatchObject({ latitude: 0, longitude: 0, fix: undefined });
    expect(tracker.all()[0]!.location).toMatchObject({ latitude: 52.1 });
  });

  test("a lost fix is no position at once", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    await peer.say('{"class":"TPV","mode":1}\n');
    expect(at()).toEqual([0, 0]);
    await peer.say(tpv(52.1, 4.3));
    expect(at()).toEqual([52.1, 4.3]);
  });

  test("that vanishes is told once, tried again, and found again", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    await peer.vanish();
    expect(tracker.all()[0]).toMatchObject({
      connected: false,
      state: "waiting",
      error: "gpsd ended the connection",
    });
    expect(at()).toEqual([0, 0]);
    await elapse(5 * GPS_RETRY_MS);
    await peer.open();
    await elapse(GPS_RETRY_MS + 100);
    await peer.say(tpv(52.1, 4.3));
    expect(at()).toEqual([52.1, 4.3]);
    const lost = messages.filter((text) => text.includes("is lost"));
    expect(lost).toEqual([
      "ERROR GPS gpsd is lost: gpsd ended the connection",
      "ERROR GPS gpsd is lost: cannot connect to localhost:2947: nobody listens there",
    ]);
    expect(tracker.all()[0]!.reconnects).toBeGreaterThan(4);
  });

  test("that is silent is connected to again", async () => {
    const peer = await gpsd();
    await elapse(GPS_SILENCE_MS + GPS_RETRY_MS + 500);
    expect(messages).toContain("ERROR GPS gpsd is lost: it has said nothing for 30 seconds");
    await elapse(GPS_RETRY_MS);
    expect(peer.connections).toHaveLength(2);
  });

  test("half lines are counted, and nobody who speaks otherwise is kept", async () => {
    const peer = await gpsd();
    const [first, second] = [tpv(52.1, 4.3).slice(0, 30), tpv(52.1, 4.3).slice(30)];
    await peer.say(first);
    await peer.say(second);
    expect(at()).toEqual([52.1, 4.3]);
    await peer.say(`${first}\n${tpv(52.10001, 4.3)}`);
    expect(tracker.all()[0]!.badLines).toBe(1);
    expect(at()).toEqual([52.10001, 4.3]);
    await peer.say("SSH-2.0\n".repeat(GPSD_BAD_LINES_MAX + 1));
    expect(tracker.all()[0]!.error).toBe("it does not speak gpsd's protocol");
  });

  test("endless lines end the connection", async () => {
    const peer = await gpsd();
    await peer.say("x".repeat(70_000));
    expect(tracker.all()[0]!.error).toBe("it sends lines without end");
  });

  test("that jumps 1,000 km is believed only when it insists", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    await elapse(1000);
    await peer.say(tpv(43.1, 4.3));
    expect(at()).toEqual([52.1, 4.3]);
    await elapse(1000);
    await peer.say(tpv(52.1001, 4.3));
    expect(at()).toEqual([52.1001, 4.3]);
    expect(tracker.all()[0]!.refused).toBe(1);
    expect(messages).toContain("ERROR GPS gpsd says it jumped, which is not believed yet");
    for (let second = 0; second < 5; second++) {
      await elapse(1000);
      await peer.say(tpv(43.1, 4.3));
    }
    expect(at()).toEqual([43.1, 4.3]);
  });

  test("whose time goes back is believed only when it insists", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    const old = (second: number) => new Date(START_MS - 86_400_000 + second * 1000).toISOString();
    await elapse(1000);
    await peer.say(tpv(52.1001, 4.3, { time: old(0) }));
    expect(at()).toEqual([52.1, 4.3]);
    for (let second = 1; second < 5; second++) {
      await elapse(1000);
      await peer.say(tpv(52.1002, 4.3, { time: old(second) }));
    }
    expect(at()).toEqual([52.1002, 4.3]);
  });

  test("of before 2.90 is asked by letters", async () => {
    const peer = new Peer(PORT, "");
    await peer.open();
    tracker.add("gpsd:host=localhost");
    await elapse(2_100);
    expect(peer.heard).toBe("L\n");
    await peer.say("GPSD,L=2 2.38 abc\n");
    expect(peer.heard).toBe("L\nW=1\n");
    await peer.say("GPSD,O=RMC 1767225600.0 0.005 52.1 4.3 7.5 3.2 4.1 90.0 10.0 0.1 ? ? ? 3\n");
    expect(tracker.location()).toMatchObject({
      latitude: 52.1,
      altitudeM: 7.5,
      fix: 3,
      speedKmh: 36,
    });
  });

  test("a clock that is set back makes no position fresh", async () => {
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    platform.clock.setTime(START_MS - 3_600_000);
    expect(at()).toEqual([0, 0]);
  });
});

describe("NMEA", () => {
  const GGA = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";
  const RMC = "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n";

  test("over TCP: sentences of one second make one position, with its altitude", async () => {
    const peer = new Peer(10_110, "");
    await peer.open();
    tracker.add("tcp:host=localhost,port=10110");
    await elapse(10);
    await peer.say(GGA + RMC);
    expect(tracker.location()).toMatchObject({ altitudeM: 545.4, fix: 3, headingDegrees: 84.4 });
    expect(tracker.location().speedKmh).toBeCloseTo(41.48, 2);
    await elapse(3_000);
    await peer.say(RMC);
    expect(tracker.location()).toMatchObject({ altitudeM: 0, fix: 2 });
  });

  test("sentences with a bad checksum move nothing and keep nothing alive", async () => {
    const peer = new Peer(10_110, "");
    await peer.open();
    tracker.add("tcp:host=localhost,port=10110");
    await elapse(10);
    const bad = GGA.replace("*47", "*48");
    for (let second = 0; second < 45; second++) {
      if (tracker.all()[0]!.connected) await peer.say(bad);
      await elapse(1000);
    }
    expect(at()).toEqual([0, 0]);
    expect(tracker.all()[0]!.badLines).toBeGreaterThan(20);
    expect(messages).toContain("ERROR GPS tcp is lost: it has said nothing for 30 seconds");
  });

  test("over a serial port, which stty sets first", async () => {
    const commands: (readonly string[])[] = [];
    platform.programs.provide("sh", async (child) => {
      commands.push(child.args);
      await child.stdout.write(new TextEncoder().encode(GGA));
      await new Promise<void>((resolve) => child.onTerminate(resolve));
    });
    tracker.add("serial:device=/dev/ttyUSB0,baud=9600");
    await elapse(10);
    expect(commands[0]!.slice(2)).toEqual(["sh", "/dev/ttyUSB0", "9600"]);
    expect(tracker.location()).toMatchObject({ fix: 3, altitudeM: 545.4 });
    expect(tracker.all()[0]!.description).toBe("NMEA from /dev/ttyUSB0 at 9600 baud");
  });

  test("a serial port that is not there says so", async () => {
    platform.programs.provide("sh", async (child) => {
      await child.stderr.write(
        new TextEncoder().encode("stty: /dev/ttyUSB9: No such file or directory\n"),
      );
      return 1;
    });
    tracker.add("serial:device=/dev/ttyUSB9");
    await elapse(10);
    expect(tracker.all()[0]).toMatchObject({
      state: "waiting",
      error: "stty: /dev/ttyUSB9: No such file or directory",
    });
  });
});

describe("GpsTracker", () => {
  test("asks in order of priority, and never one that is for data only", async () => {
    tracker.add("virtual:lat=1,lon=2,alt=3");
    tracker.add("web");
    tracker.add("meta:name=far");
    expect(tracker.location()).toMatchObject({ latitude: 1, fix: 3, timeSec: START_MS / 1000 });
    tracker.update("meta", "far", { latitude: 9, longitude: 9, fix: 2 });
    expect(at()).toEqual([1, 2]);
    expect(tracker.metaLocation("far")).toMatchObject({ latitude: 9, fix: 2 });
    const peer = await gpsd();
    await peer.say(tpv(52.1, 4.3));
    expect(at()).toEqual([52.1, 4.3]);
    expect(tracker.all().map((one) => one.name)).toEqual(["gpsd", "virtual", "web", "far"]);
    await elapse(11_000);
    expect(at()).toEqual([1, 2]);
    tracker.add("meta:name=near,priority=-2000,dataonly=false");
    tracker.update("meta", "near", { latitude: 5, longitude: 5, fix: 2 });
    expect(at()).toEqual([5, 5]);
    await elapse(31_000);
    expect(at()).toEqual([1, 2]);
  });

  test("a virtual GPS places packets of any time and has no time of its own", () => {
    tracker.add("virtual:lat=51.5,lon=-0.1");
    expect(tracker.packetLocation(0)).toMatchObject({ latitude: 51.5, longitude: -0.1, fix: 2 });
    expect(tracker.all()[0]!.location).toMatchObject({ timeSec: 0, timeUsec: 0 });
  });

  test("a web GPS counts as connected for two minutes", async () => {
    const record = tracker.add("web");
    tracker.update("web", undefined, { latitude: 1, longitude: 1, fix: 2 });
    await elapse(119_000);
    expect(tracker.all()[0]!.connected).toBe(true);
    await elapse(3_000);
    expect(tracker.all()[0]!.connected).toBe(false);
    await tracker.remove(record.uuid);
    expect(tracker.update("web", undefined, { latitude: 1, longitude: 1, fix: 2 })).toBe(false);
    expect(tracker.all()).toEqual([]);
  });

  test.each([
    ["nope", 'there is no GPS of type "nope"; there are serial, tcp, gpsd, web, virtual, meta'],
    ["serial", "a GPS of type serial needs device=…"],
    ["gpsd:host=", "a GPS of type gpsd needs host=…"],
    ["tcp:host=a,port=99999", 'port of a GPS must be a number from 1 to 65535, not "99999"'],
    ["virtual:lat=91,lon=0", 'lat of a GPS must be a number from -90 to 90, not "91"'],
    ["web:uuid=x", "uuid=x is no UUID"],
    ["web:priority=high", "priority=high is no number"],
    ["web:name", "GPS definition 'web:name' is malformed: 'name' has no value (write name=…)"],
  ])("%s is refused with a sentence", (definition, reason) => {
    expect(() => tracker.add(definition)).toThrow(reason);
    expect(tracker.all()).toEqual([]);
    expect(messages[0]).toBe(`ERROR no GPS from "${definition}": ${reason}`);
  });

  test("names are unique, and there is one virtual GPS", () => {
    tracker.add("meta");
    tracker.add("meta:uuid=00000000-0000-0000-0000-000000000001");
    expect(tracker.all().map((one) => one.name)).toEqual(["meta", "meta1"]);
    tracker.add("virtual:lat=1,lon=1");
    expect(() => tracker.add("virtual:lat=2,lon=2")).toThrow(
      "there can be only one GPS of type virtual",
    );
  });

  test("the course is computed from the way when nobody tells it", async () => {
    const peer = await gpsd();
    for (let second = 0; second <= 8; second++) {
      await peer.say(tpv(52.1, 4.3 + second * 0.001));
      await elapse(1000);
    }
    expect(tracker.all()[0]!.location.headingDegrees).toBeCloseTo(90, 1);
    expect(tracker.all()[0]!.distanceM).toBeCloseTo(546, -1);
  });
});
