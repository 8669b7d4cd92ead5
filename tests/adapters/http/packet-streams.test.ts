// Live pcapng streams over HTTP, of a scenario in virtual time, judged by Wireshark's own programs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STREAMS_MAX } from "../../../actors/stream/packet-streams.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";
import { concatBytes } from "../../suites/hex.ts";
import {
  blocksOf,
  countsOf,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
} from "../../suites/pcapng-blocks.ts";
import { createWebFixture, SOURCE_UUID } from "../../suites/web-fixture.ts";

const ADA = "f0:18:98:00:00:01";
const BSSID = "30:b5:c2:00:00:01";
const OTHER_BSSID = "30:b5:c2:00:00:02";

/** Two radios at one place, two networks, somebody who joins one, and an attack that is noticed. */
const yard = scenario("yard", "Two networks and an attack", minutes(1), (on) => {
  on.radio("roof", { channels: ["6"] });
  on.radio("cellar", { channels: ["11"] });
  const home = on.accessPoint({ ssid: "home", channel: "6", security: "wpa2-psk", bssid: BSSID });
  on.accessPoint({ ssid: "other", channel: "11", security: "open", bssid: OTHER_BSSID });
  on.person("Ada", { mac: ADA, joins: [home], at: { x: 8, y: 0 } });
  on.attack({ at: { x: 5, y: 0 } }, ({ attacker, network, people }) => {
    attacker.deauthenticate(network(home), people, {
      fromMs: seconds(20),
      perSecond: 20,
      count: 15,
    });
  });
  on.expectAlerts("BCASTDISCON", "DEAUTHFLOOD");
});
const LOCATION = { latitude: 48.2, longitude: 16.37 };

interface Reading {
  readonly response: Response;
  readonly bytes: Uint8Array;
  readonly done: Promise<void>;
}

/** Opens a stream and reads it as it comes. */
async function read(run: Simulation, path: string): Promise<Reading> {
  const response = await run.http(path);
  const reader = response.body!.getReader();
  const parts: Uint8Array[] = [];
  return {
    response,
    get bytes() {
      return concatBytes(...parts);
    },
    done: (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        parts.push(value);
      }
    })(),
  };
}

const run = await simulate(yard, { seed: 3, location: LOCATION });
const sources = [...run.moirai.stores.datasources.all()];
const uuidOf = (name: string) => sources.find((source) => source.name === name)!.uuid;
const PATHS: Readonly<Record<string, string>> = {
  all: "/pcap/all_packets.pcapng",
  roof: `/datasource/pcap/by-uuid/${uuidOf("roof")}/packets.pcapng`,
  network: `/phy/phy80211/pcap/by-bssid/${BSSID}/packets.pcapng`,
  handshakes: "/phy/phy80211/pcap/handshakes/packets.pcapng",
};
const readings: Record<string, Reading> = {};
let folder = "";
let deviceKey = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "moirai-streams-"));
  for (const [name, path] of Object.entries(PATHS)) readings[name] = await read(run, path);
  await run.until(() => run.devices().length >= 3);
  const devices = await run.http(`/devices/by-mac/${ADA}/devices.json`);
  const [device] = await devices.json() as Record<string, string>[];
  deviceKey = device!["kismet.device.base.key"]!;
  readings.device = await read(run, `/devices/pcap/by-key/${deviceKey}/packets.pcapng`);
  await run.toEnd();
  await run.moirai.stop();
  for (const [name, reading] of Object.entries(readings)) {
    await reading.done;
    writeFileSync(join(folder, `${name}.pcapng`), reading.bytes);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packets = (name: string): number => countsOf(readings[name]!.bytes)[ENHANCED_PACKET] ?? 0;

test("each stream is whole blocks, and ends in order when the server stops", () => {
  for (const [name, reading] of Object.entries(readings)) {
    expect([name, reading.response.status, blocksOf(reading.bytes)[0]!.type])
      .toEqual([name, 200, 0x0a0d0d0a]);
    expect(reading.response.headers.get("content-type")).toBe("application/vnd.tcpdump.pcap");
  }
  expect(packets("all")).toBeGreaterThan(1000);
  expect(countsOf(readings.all!.bytes)[INTERFACE_DESCRIPTION]).toBe(2);
  const counts = sources.map((source) => source.packets);
  expect(packets("all")).toBe(counts[0]! + counts[1]!);
  expect(packets("roof")).toBe(counts[sources.findIndex((source) => source.name === "roof")]);
});

test("downloads have the names that existing clients know", () => {
  const names = Object.fromEntries(
    Object.entries(readings).map(([name, { response }]) => [
      name,
      /filename="(.*)"/.exec(response.headers.get("content-disposition")!)![1],
    ]),
  );
  expect(names).toEqual({
    all: "kismet-all-packets.pcapng",
    roof: `kismet-datasource-roof-${uuidOf("roof")}.pcapng`,
    network: `kismet-80211-bssid-${BSSID.toUpperCase()}.pcapng`,
    device: `kismet-device-${deviceKey}.pcapng`,
    handshakes: "kismet-80211-handshakes.pcapng",
  });
});

const hasTshark = spawnSync("tshark", ["--version"]).error === undefined;
const hasCapinfos = spawnSync("capinfos", ["--version"]).error === undefined;

/** One line a packet, members separated by bars. */
function fields(name: string, names: readonly string[], filter = ""): string[] {
  const result = spawnSync("tshark", [
    "-nr",
    join(folder, `${name}.pcapng`),
    "-T",
    "fields",
    "-E",
    "separator=|",
    ...names.flatMap((one) => ["-e", one]),
    ...filter === "" ? [] : ["-Y", filter],
  ], { encoding: "utf8", maxBuffer: 1 << 26 });
  expect(result.status).toBe(0);
  return result.stdout.split("\n").slice(0, -1);
}

describe.skipIf(!hasTshark)("as tshark reads them (needs tshark)", () => {
  test("packets stand at the interface of the source that heard them", () => {
    const lines = fields("all", ["frame.interface_name", "radiotap.channel.freq"]);
    expect(new Set(lines)).toEqual(new Set(["roof|2437", "cellar|2462"]));
    expect(new Set(fields("roof", ["frame.interface_name"]))).toEqual(new Set(["roof"]));
  });

  test("nothing is malformed", () => {
    expect(fields("all", ["frame.number"], "_ws.malformed")).toEqual([]);
  });

  test("alerts are comments of the packets that raised them", () => {
    const comments = fields("all", ["frame.comment"], "frame.comment");
    expect(comments.some((text) => text.startsWith("BCASTDISCON: "))).toBe(true);
    expect(comments.some((text) => text.startsWith("DEAUTHFLOOD: "))).toBe(true);
  });

  test("a device's stream is what tshark's own filter finds, and a network's too", () => {
    const since = Number(fields("device", ["frame.time_epoch"])[0]);
    const number = (filter: string): number =>
      fields("all", ["frame.number"], `(${filter}) && frame.time_epoch >= ${since}`).length;
    expect(packets("device")).toBe(number(`wlan.addr == ${ADA} || wlan.bssid == ${ADA}`));
    expect(packets("network"))
      .toBe(fields("all", ["frame.number"], `wlan.bssid == ${BSSID}`).length);
  });

  test("the handshake stream is four messages and a beacon that names the network", () => {
    const lines = fields("handshakes", ["wlan_rsna_eapol.keydes.msgnr", "wlan.fc.type_subtype"]);
    const messages = ["1|0x0028", "2|0x0028", "3|0x0028", "4|0x0028"];
    // She comes back after the attack; the beacon is there already.
    expect(lines).toEqual([...messages, "|0x0008", ...messages]);
  });
});

test.skipIf(!hasCapinfos)("capinfos finds the sections whole (needs capinfos)", () => {
  for (const name of Object.keys(readings)) {
    const { status, stdout } = spawnSync("capinfos", [
      "-MtcIE",
      join(folder, `${name}.pcapng`),
    ], { encoding: "utf8" });
    expect([name, status]).toEqual([name, 0]);
    expect(stdout).toMatch(/File type:\s+pcapng/);
    expect(Number(/Number of packets:\s+(\d+)/.exec(stdout)![1])).toBe(packets(name));
  }
});

test("positions are in the option that readers of Kismet's files know", () => {
  // Longitude and latitude with an offset of 180 degrees, in 10^-7 degrees; the fix is no 3D one.
  const expected = new Uint8Array(8);
  const view = new DataView(expected.buffer);
  view.setUint32(0, Math.round((LOCATION.longitude + 180) * 1e7), true);
  view.setUint32(4, Math.round((LOCATION.latitude + 180) * 1e7), true);
  const first = blocksOf(readings.all!.bytes).find((block) => block.type === ENHANCED_PACKET)!;
  // u16 option 2989, u16 length 20, u32 enterprise 55922, then magic, version, length, fields.
  const option = [0xad, 0x0b, 20, 0, 0x72, 0xda, 0, 0, 0x47, 1, 8, 0, 6, 0, 0, 0, ...expected];
  expect([...first.body].join()).toContain(option.join());
});

describe("requests for streams", () => {
  test("unknown and malformed subjects are refused with a sentence", async () => {
    const web = await createWebFixture();
    for (
      const [path, sentence] of [
        [
          "/datasource/pcap/by-uuid/00000000-0000-0000-0000-000000000001/packets.pcapng",
          "ERROR: there is no datasource of this UUID\n",
        ],
        ["/datasource/pcap/by-uuid/x/x.pcapng", "ERROR: there is no datasource of this UUID\n"],
        ["/devices/pcap/by-key/x/packets.pcapng", "ERROR: the device key is malformed\n"],
        [
          "/devices/pcap/by-key/4202770D00000000_FFEEDDCCBBAA/packets.pcapng",
          "ERROR: there is no device of this key\n",
        ],
        [
          "/phy/phy80211/pcap/by-bssid/00:11:22:33:44:5G/packets.pcapng",
          "ERROR: the BSSID is malformed\n",
        ],
        ["/streams/by-id/99/stream_info.json", "ERROR: there is no stream of this number\n"],
        ["/streams/by-id/-1/close_stream.cmd", "ERROR: there is no stream of this number\n"],
      ] as const
    ) {
      const answer = await web.ask(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 500, sentence]);
    }
    expect(web.stores.streams.opened).toBe(1);
  });

  test("addresses of other years are the same streams", async () => {
    const web = await createWebFixture();
    for (
      const path of [
        "/datasource/pcap/all_sources.pcapng",
        `/datasource/pcap/by-uuid/${SOURCE_UUID}/${SOURCE_UUID}.pcapng`,
        "/phy/phy80211/pcap/by-bssid/00:0C:41:82:B2:55/packets.pcapng.pcapng",
      ]
    ) {
      const answer = await web.ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.body!.cancel();
    }
    expect(web.stores.streams.open).toBe(1);
  });

  test("a datasource's name makes no header", async () => {
    const web = await createWebFixture();
    web.stores.source.name = `a"b\r\nSet-Cookie: x=y\u{1f4e1}`;
    const answer = await web.ask(`/datasource/pcap/by-uuid/${SOURCE_UUID}/packets.pcapng`);
    expect(answer.headers.get("content-disposition"))
      .toBe(
        `attachment; filename="kismet-datasource-a_b__Set-Cookie__x_y__-${SOURCE_UUID}.pcapng"`,
      );
    await answer.body!.cancel();
  });

  test("beyond the limit they are refused, and said to be", async () => {
    const web = await createWebFixture();
    const { streams } = web.stores;
    while (streams.open < STREAMS_MAX) await web.ask("/pcap/all_packets.pcapng");
    const refused = await web.ask("/pcap/all_packets.pcapng");
    expect([refused.status, await refused.text()])
      .toEqual([503, `ERROR: there are ${STREAMS_MAX} packet streams already\n`]);
    const statistics = await web.ask("/streams/statistics.json");
    expect(await statistics.json()).toEqual({
      "moirai.streams.open": STREAMS_MAX,
      "moirai.streams.opened": STREAMS_MAX,
      "moirai.streams.refused": 1,
      "moirai.streams.stalled": 0,
      "moirai.streams.dropped": 0,
    });
  });

  test("the list of streams says who reads what and what was lost", async () => {
    const web = await createWebFixture();
    const all = await (await web.ask("/streams/all_streams.json")).json() as Record<string, object>;
    expect(Object.keys(all)).toEqual(["1"]);
    expect(all["1"]).toMatchObject({
      "kismet.stream.stream_id": 1,
      "kismet.stream.name": "kismet-all-packets",
      "kismet.stream.type": "pcapng",
      "kismet.stream.path": "192.0.2.7",
      "kismet.stream.packets": 0,
      "kismet.stream.size": 44,
      "moirai.stream.waiting_bytes": 44,
      "moirai.stream.dropped": 0,
    });
    const closed = await web.ask("/streams/by-id/1/close_stream.json");
    expect([await closed.text(), web.commands]).toEqual(["OK", ["close stream 1"]]);
    // Another site's page could make a browser ask it with its cookie.
    const { token } = await web.sessions.tokens.createApi("browser", "admin", 0);
    const foreign = await web.askNobody("/streams/by-id/1/close_stream.json", {
      headers: { cookie: `KISMET=${token}`, "sec-fetch-site": "cross-site" },
    });
    expect(foreign.status).toBe(401);
  });
});
