// The old text protocol, from a client's side of a TCP connection, around a scenario in virtual time.
import { describe, expect, test } from "vitest";
import { LINE_BYTES_MAX } from "../../../actors/legacy/converse.ts";
import { STALL_LOOK_MS, STALL_MS } from "../../../actors/legacy/client-machine.ts";
import { SENTENCES } from "../../../protocols/legacy/sentences.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import type { TcpConnection } from "../../../runtime/platform.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import { simulate, type Simulation } from "../../../testing/simulate.ts";
import { fieldsOf, KismetClient } from "../../clients/kismetclient.ts";

const PORT = 2512;
const AP = "00:11:22:33:44:55";
const ADA = "F0:18:98:00:00:01";
const EVE = "F0:18:98:00:00:02";

const cafe = scenario(
  "cafe",
  "A network, a guest and somebody who looks around",
  minutes(5),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    const network = on.accessPoint({
      ssid: "Coffee Shop",
      channel: "6",
      security: "wpa2-psk",
      bssid: AP,
      country: "NL",
    });
    on.accessPoint({
      ssid: "",
      hidden: true,
      channel: "6",
      security: "open",
      bssid: "00:11:22:33:44:66",
    });
    on.person("Ada", { mac: ADA, joins: [network], at: { x: 8, y: 0 } });
    on.person("Eve", { mac: EVE, asksFor: ["home of Eve"], at: { x: 9, y: 0 } });
  },
);

async function cafeServer(settings: Record<string, string> = {}): Promise<Simulation> {
  const run = await simulate(cafe, {
    seed: 1,
    settings: { listen: `tcp://127.0.0.1:${PORT}`, server_name: "lab", ...settings },
  });
  await run.moirai.start();
  await run.advance(10);
  return run;
}

function connect(run: Simulation, from = "127.0.0.1"): Promise<TcpConnection> {
  return run.platform.connectTcpFrom(from, { hostname: "127.0.0.1", port: PORT });
}

async function client(run: Simulation): Promise<KismetClient> {
  const kismet = new KismetClient(await connect(run));
  await kismet.bootstrap();
  return kismet;
}

/** Plays on while the client listens to everything that comes. */
async function listenFor(run: Simulation, kismet: KismetClient, ms: number): Promise<void> {
  let over = false;
  const listening = (async () => {
    while (!over) await kismet.listen();
  })();
  await run.advance(ms);
  over = true;
  await run.advance(seconds(2));
  await listening;
}

/** Everything until the server closes, as text. */
async function untilClosed(run: Simulation, connection: TcpConnection): Promise<string> {
  let text = "";
  const reading = (async () => {
    for (let part = await connection.read(); part; part = await connection.read()) {
      text += new TextDecoder().decode(part);
    }
  })();
  await run.advance(seconds(3));
  await reading;
  return text;
}

const texts = (run: Simulation): string[] =>
  run.moirai.stores.messages.all().map(({ text }) => text);

describe("the old text protocol", () => {
  test("greets with two lines, byte for byte", async () => {
    await using run = await cafeServer();
    const connection = await connect(run);
    await run.advance(10);
    const greeting = new TextDecoder().decode(await connection.read());
    const start = run.moirai.stores.system().startSec;
    expect(greeting).toBe(
      `*KISMET: 0.1.0 ${start} \x01lab\x01 \x01\x01 1000 \n` +
        "*PROTOCOLS: KISMET,ERROR,ACK,PROTOCOLS,CAPABILITY,TERMINATE,TIME,PACKET,STATUS,PLUGIN,SOURCE," +
        "ALERT,COMMON,TRACKINFO,SPECTRUM,BTSCANDEV,WEPKEY,STRING,GPS,BSSID,SSID,CLIENT,BSSIDSRC,CLISRC," +
        "NETTAG,CLITAG,REMOVE,CHANNEL,INFO,BATTERY,CRITFAIL\n",
    );
    connection.destroy();
  });

  test("kismetclient learns the fields of all 31 protocols", async () => {
    await using run = await cafeServer();
    const kismet = await client(run);
    expect(Object.keys(kismet.protocols)).toHaveLength(31);
    expect(kismet.protocols["GPS"]).toEqual(
      "lat,lon,alt,spd,heading,fix,satinfo,hdop,vdop,connected".split(","),
    );
    const counts = Object.fromEntries(
      Object.entries(kismet.protocols).map(([name, fields]) => [name, fields.length]),
    );
    expect(counts).toMatchObject({
      KISMET: 5,
      COMMON: 40,
      BSSID: 58,
      SSID: 14,
      CLIENT: 56,
      BSSIDSRC: 16,
      CLISRC: 17,
      BTSCANDEV: 19,
      SOURCE: 14,
      INFO: 12,
      TRACKINFO: 7,
      CHANNEL: 13,
      PACKET: 18,
    });
    // A CAPABILITY line comes before its ACK, and has no blank at its end.
    const at = kismet.lines.indexOf("*CAPABILITY: ERROR cmdid,text");
    expect(kismet.lines[at + 1]).toBe("*ACK: 2 \x01OK\x01 ");
  });

  test("kismetclient prints tracks and SSIDs, as its example does", async () => {
    await using run = await cafeServer();
    await run.advance(seconds(20));
    const kismet = await client(run);
    const tracks: Record<string, string>[] = [];
    const ssids: string[] = [];
    kismet.handlers.set("TRACKINFO", (fields) => tracks.push(fields));
    kismet.handlers.set("SSID", (_, [ssid, mac]) => {
      ssids.push(`SSID spotted: "${ssid}" with mac ${mac}`);
    });
    await kismet.ask("ENABLE", "TRACKINFO", "*");
    await kismet.ask("ENABLE", "SSID", "ssid,mac");
    expect(ssids).toContain(`SSID spotted: "Coffee Shop" with mac ${AP}`);
    expect(ssids).toContain(`SSID spotted: "home of Eve" with mac ${EVE}`);
    expect(ssids).toContain('SSID spotted: "" with mac 00:11:22:33:44:66');
    const line = kismet.lines.find((one) => one.includes("Coffee Shop"));
    expect(line).toBe(`*SSID: \x01Coffee Shop\x01 ${AP} `);
    await listenFor(run, kismet, seconds(5));
    expect(tracks.length).toBeGreaterThan(4);
    expect(Number(tracks.at(-1)!["devices"])).toBe(run.devices().length);
    expect(Number(tracks.at(-1)!["packets"])).toBeGreaterThan(Number(tracks[0]!["packets"]));
    expect(Number(tracks.at(-1)!["packetrate"])).toBeGreaterThan(0);
    expect(Number(tracks.at(-1)!["cryptpackets"])).toBeGreaterThan(0);
  });

  test("sends TIME every second to everybody", async () => {
    await using run = await cafeServer();
    const kismet = await client(run);
    const times: number[] = [];
    kismet.handlers.set("TIME", (_, [sec]) => times.push(Number(sec)));
    await listenFor(run, kismet, seconds(12));
    expect(times.length).toBeGreaterThanOrEqual(12);
    for (let at = 1; at < times.length; at++) expect(times[at]! - times[at - 1]!).toBe(1);
  });

  test("every sentence has exactly the fields of its CAPABILITY, whatever is empty", async () => {
    await using run = await cafeServer({
      wepkey: `${AP},0102030405`,
      allowkeytransmit: "true",
      legacy_password: "x",
    });
    await run.advance(seconds(20));
    const [device] = run.devices();
    device!.manufacturer = "";
    await run.moirai.commands.setDeviceTag(keyOf(run, AP), "note", "with blanks");
    const kismet = await client(run);
    await kismet.ask("PASSWORD", "x");
    for (const { name } of SENTENCES) await kismet.ask("ENABLE", name, "*");
    await kismet.ask("LISTWEPKEYS");
    const key = kismet.lines.find((line) => line.startsWith("*WEPKEY"));
    expect(key).toMatch(/^\*WEPKEY: 0 00:11:22:33:44:55 0102030405 0 \d+ $/);
    await listenFor(run, kismet, seconds(5));
    const seen = new Map<string, number>();
    for (const line of kismet.lines) {
      const name = line.slice(1, line.indexOf(":"));
      const fields = fieldsOf(line.slice(line.indexOf(":") + 1));
      const expected = name === "CAPABILITY" ? 2 : kismet.protocols[name]!.length;
      expect(fields.length, line).toBe(expected);
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    const spoken =
      "SOURCE COMMON BSSID SSID CLIENT BSSIDSRC CLISRC NETTAG CHANNEL INFO BATTERY GPS WEPKEY";
    expect(spoken.split(" ").filter((name) => !seen.has(name))).toEqual([]);
  });

  test("BSSID tells what is known of a network, and CLIENT of who is in it", async () => {
    await using run = await cafeServer({ dot11_11d_country_full: "true" });
    await run.advance(seconds(20));
    const kismet = await client(run);
    const networks = new Map<string, Record<string, string>>();
    const clients: Record<string, string>[] = [];
    kismet.handlers.set("BSSID", (fields) => networks.set(fields["bssid"]!, fields));
    kismet.handlers.set("CLIENT", (fields) => clients.push(fields));
    await kismet.ask("ENABLE", "BSSID", "*");
    await kismet.ask("ENABLE", "CLIENT", "*");
    expect(networks.get(AP)).toMatchObject({
      type: "0",
      channel: "6",
      atype: "0",
      rangeip: "0.0.0.0",
      gpsfixed: "0",
      minlat: "90.000000",
      maxlat: "-90.000000",
      signal_rssi: "0",
      minsignal_rssi: "1024",
      turbocellnid: "0",
    });
    expect(networks.get(AP)!["freqmhz"]).toMatch(/^2437:\d+\*$/);
    expect(Number(networks.get(AP)!["signal_dbm"])).toBeLessThan(0);
    expect(networks.get(EVE)).toMatchObject({ type: "2" });
    expect(clients.find((one) => one["mac"] === ADA)).toMatchObject({ bssid: AP, ip: "0.0.0.0" });
    const ssids: Record<string, string>[] = [];
    kismet.handlers.set("SSID", (fields) => ssids.push(fields));
    await kismet.ask("ENABLE", "SSID", "*");
    const ssid = ssids.find((one) => one["mac"] === AP);
    // WEP + WPA + PSK + AES-CCM, as the old server counted WPA2 with a pre-shared key.
    expect(ssid).toMatchObject({ type: "0", cryptset: "706", cloaked: "0", dot11d: "NL:1-13-20:" });
  });

  test("later sentences carry only what is new, and networks come before their names and clients", async () => {
    await using run = await cafeServer();
    await run.advance(seconds(20));
    const kismet = await client(run);
    await kismet.ask("ENABLE", "SSID", "mac,ssid");
    await kismet.ask("ENABLE", "BSSID", "bssid,newpackets,llcpackets");
    const before = kismet.lines.length;
    await listenFor(run, kismet, seconds(1));
    const lines = kismet.lines.slice(before).filter((line) => /^\*(BSSID|SSID)/.test(line));
    const network = lines.findIndex((line) => line.startsWith(`*BSSID: ${AP}`));
    expect(network).toBeGreaterThanOrEqual(0);
    expect(lines.findIndex((line) => line.startsWith(`*SSID: ${AP}`))).toBeGreaterThan(network);
    const [, fresh, total] = lines[network]!.split(" ").slice(1).map(Number);
    expect(fresh).toBeGreaterThan(0);
    expect(fresh).toBeLessThan(total!);
  });

  test("answers commands as the old server did", async () => {
    await using run = await cafeServer();
    await run.advance(seconds(5));
    const connection = await connect(run);
    const ask = async (text: string): Promise<string> => {
      await connection.write(new TextEncoder().encode(text));
      let answer = "";
      while (!/(ACK|ERROR): .*\n$/.test(answer)) {
        answer += new TextDecoder().decode(await connection.read());
      }
      return answer;
    };
    await connection.read();
    expect(await ask("!1 capability gps\r\n")).toBe(
      "*CAPABILITY: GPS lat,lon,alt,spd,heading,fix,satinfo,hdop,vdop,connected\n*ACK: 1 \x01OK\x01 \n",
    );
    expect(await ask("!2 CAPABILITY GPS \n")).toContain("*ACK: 2 \x01OK\x01 \n");
    expect(await ask("!3 CAPABILITY\n")).toBe("*ERROR: 3 \x01Illegal capability request\x01 \n");
    expect(await ask("!4 CAPABILITY X\n")).toBe("*ERROR: 4 \x01Unknown protocol: 'X'\x01 \n");
    expect(await ask("!5 FOO x\n")).toBe("*ERROR: 5 \x01NO SUCH COMMAND\x01 \n");
    expect(await ask("!6 ENABLE SSID ssid,nosuch\n")).toBe(
      "*ERROR: 6 \x01Unknown field nosuch\x01 \n",
    );
    expect(await ask("!7 ENABLE SSID\n")).toBe("*ERROR: 7 \x01Illegal enable request\x01 \n");
    expect(await ask("!8 ENABLE SSID mac,\n")).toContain("*ACK: 8 \x01OK\x01 \n");
    expect(await ask("!9 REMOVE SSID\n")).toBe("*ACK: 9 \x01OK\x01 \n");
    expect(await ask("!10 REMOVE\n")).toBe("*ERROR: 10 \x01Illegal remove request\x01 \n");
    expect(await ask("nothing\n!x y\n!11\n!12 ENABLE TIME timesec\n")).toBe(
      "*ACK: 12 \x01OK\x01 \n",
    );
    connection.destroy();
  });

  test("powerful commands need the configured password", async () => {
    const asked: string[] = [];
    const run = await simulate(cafe, {
      seed: 1,
      settings: { listen: `tcp://127.0.0.1:${PORT}`, legacy_password: "open sesame" },
      parts: { shutdown: () => asked.push("shutdown") },
    });
    await run.moirai.start();
    await run.advance(seconds(5));
    const kismet = await client(run);
    const refused = (name: string, ...args: string[]) =>
      expect(kismet.ask(name, ...args), name).rejects.toThrow(serverError("Not permitted"));
    for (const name of ["SHUTDOWN", "ADDSOURCE", "DELSOURCE", "HOPSOURCE", "ADDTRACKERFILTER"]) {
      await refused(name, "x");
    }
    await refused("ADDNETTAG", AP, "0", "note", "hello");
    await kismet.ask("PASSWORD", "open", "sesame");
    await kismet.ask("ADDNETTAG", AP, "0", "note", "hello", "there");
    expect(run.devices().find((one) => one.name === "Coffee Shop")!.tags?.get("note")).toBe(
      "hello there",
    );
    await kismet.ask("DELNETTAG", AP, "note");
    await kismet.ask("ADDCLITAG", AP, ADA, "0", "who", "Ada");
    await kismet.ask("ADDNETTAG", "02:00:00:00:00:00", "0", "note", "nobody");
    await kismet.ask("SHUTDOWN");
    expect(asked).toEqual(["shutdown"]);
    await run.moirai.stop();
    while (kismet.lines.at(-1) !== "") await kismet.listen().catch(() => {});
    expect(kismet.lines).toContain("*TERMINATE: \x01Kismet server terminating.\x01");
  });

  test("without a configured password nobody may do anything powerful", async () => {
    await using run = await cafeServer();
    const kismet = await client(run);
    await expect(kismet.ask("PASSWORD", "")).rejects.toThrow("has no legacy_password");
    await expect(kismet.ask("SHUTDOWN")).rejects.toThrow("Not permitted");
  });

  test("three wrong passwords end the connection, a second each", async () => {
    await using run = await cafeServer({ legacy_password: "right" });
    const connection = await connect(run);
    const startMs = run.nowMs;
    await connection.write(
      new TextEncoder().encode("!1 PASSWORD a\n!2 PASSWORD b\n!3 PASSWORD c\n"),
    );
    const text = await untilClosed(run, connection);
    expect(run.nowMs - startMs).toBeGreaterThanOrEqual(3000);
    expect(text).toContain("*ERROR: 3 \x01Wrong password\x01 \n");
    expect(text).toContain("*TERMINATE: \x01it gave 3 wrong passwords\x01\n");
    expect(texts(run)).toContain("old client 127.0.0.1 is disconnected: it gave 3 wrong passwords");
  });

  test("sources are added, tuned and ended", async () => {
    await using run = await cafeServer({ legacy_password: "x" });
    const kismet = await client(run);
    await kismet.ask("PASSWORD", "x");
    const sources: Record<string, string>[] = [];
    kismet.handlers.set("SOURCE", (fields) => sources.push(fields));
    await kismet.ask("ENABLE", "SOURCE", "*");
    const uuid = sources[0]!["uuid"]!;
    expect(sources[0]).toMatchObject({ interface: "roof", type: "simulated", error: "0" });
    await expect(kismet.ask("ADDSOURCE", "nowhere:type=simulated")).rejects.toThrow(
      "ADDSOURCE command failed",
    );
    await expect(kismet.ask("HOPSOURCE", uuid, "LOCK", "x")).rejects.toThrow(
      "Invalid value, expected number",
    );
    await expect(kismet.ask("HOPSOURCE", uuid, "STAY", "6")).rejects.toThrow(
      "Expected LOCK, HOP or DWELL",
    );
    await expect(kismet.ask("DELSOURCE", "x")).rejects.toThrow("Invalid UUID in DELSOURCE command");
    await kismet.ask("RESTARTSOURCE", "x", uuid);
    await kismet.ask("DELSOURCE", uuid);
    expect([...run.moirai.stores.datasources.all()][0]!.running).toBe(false);
  });

  test("a tracker filter keeps packets from being tracked, a network filter from being told", async () => {
    await using run = await cafeServer({ legacy_password: "x" });
    const kismet = await client(run);
    await kismet.ask("PASSWORD", "x");
    await kismet.ask("ADDTRACKERFILTER", `BSSID(!${AP})`);
    await expect(kismet.ask("ADDTRACKERFILTER", `BSSID(${AP},!${ADA})`)).rejects.toThrow(
      "Failed to insert filter string: BSSID has plain and negated addresses",
    );
    await run.advance(seconds(20));
    const macs = run.devices().map((device) => device.mac);
    expect(macs).not.toContain(0x001122334455);
    expect(macs).toContain(0x001122334466);
    await kismet.ask("ADDNETCLIFILTER", `BSSID(!00:11:22:33:44:66)`);
    const networks: string[] = [];
    kismet.handlers.set("BSSID", (fields) => networks.push(fields["bssid"]!));
    await kismet.ask("ENABLE", "BSSID", "*");
    expect(networks).toContain(EVE);
    expect(networks).not.toContain("00:11:22:33:44:66");
  });

  test("ALERT and STATUS come when they happen, and REMOVE when a network is forgotten", async () => {
    await using run = await cafeServer({
      tracker_max_devices: "2",
    });
    await run.advance(seconds(5));
    const kismet = await client(run);
    for (const name of ["ALERT", "STATUS", "REMOVE"]) await kismet.ask("ENABLE", name, "*");
    await run.moirai.commands.raiseAlert("DEVICEFOUND", {
      text: "somebody",
      transmitter: 0,
      source: 0x001122334455,
    } as never);
    await listenFor(run, kismet, seconds(6));
    const alert = kismet.lines.find((line) => line.includes(" DEVICEFOUND "));
    expect(alert).toContain(" DEVICEFOUND 00:00:00:00:00:00 00:11:22:33:44:55 ");
    expect(kismet.lines.some((line) => /^\*REMOVE: [0-9A-F:]{17}$/.test(line))).toBe(true);
  });
});

describe("bad clients of the old text protocol", () => {
  test("megabytes without a newline end the connection with the reason", async () => {
    await using run = await cafeServer();
    const connection = await connect(run);
    const flood = (async () => {
      for (let at = 0; at < 100; at++) await connection.write(new Uint8Array(65_536).fill(0x41));
    })().catch((error: { code?: string }) => error.code);
    const text = await untilClosed(run, connection);
    expect(text).toContain(
      `*TERMINATE: \x01it sent a line of more than ${LINE_BYTES_MAX} bytes\x01\n`,
    );
    expect(await flood).toBe("closed");
  });

  test.each([
    ["binary data", new Uint8Array([0x21, 0x31, 0x20, 0xff, 0xfe, 10]), "it sent binary data"],
    ["NUL bytes", new Uint8Array([0, 0, 0, 10]), "it sent binary data"],
    [
      "a web browser",
      new TextEncoder().encode("GET / HTTP/1.1\n".repeat(101)),
      "it sent 100 lines that are no commands",
    ],
  ])("%s", async (_, bytes, reason) => {
    await using run = await cafeServer();
    const connection = await connect(run);
    await connection.write(bytes);
    expect(await untilClosed(run, connection)).toContain(`*TERMINATE: \x01${reason}\x01\n`);
    expect(texts(run)).toContain(`old client 127.0.0.1 is disconnected: ${reason}`);
  });

  test("a client that never reads loses sentences, then its connection", async () => {
    await using run = await cafeServer({ maxbacklog: "100" });
    const connection = await connect(run);
    const enable = SENTENCES.map(({ name }, id) => `!${id + 1} ENABLE ${name} *\n`).join("");
    await connection.write(new TextEncoder().encode(enable));
    await run.advance(seconds(60));
    const stalled = `it has read nothing for ${STALL_MS / 1000} seconds`;
    await run.advance(STALL_MS + STALL_LOOK_MS);
    expect(texts(run)).toContain(`old client 127.0.0.1 is disconnected: ${stalled}`);
    await expect(connection.write(new Uint8Array(1))).rejects.toMatchObject({ code: "closed" });
  });

  test("more than maxclients, and addresses that are not allowed, are closed at once", async () => {
    await using run = await cafeServer({
      maxclients: "2",
      allowedhosts: "127.0.0.1,10.0.0.0/255.255.255.0",
    });
    const first = await connect(run);
    await connect(run, "10.0.0.9");
    const third = await connect(run);
    expect(await third.read()).toBeUndefined();
    const stranger = await connect(run, "10.0.1.9");
    expect(await stranger.read()).toBeUndefined();
    expect(texts(run)).toContain(
      "old client 10.0.1.9 is refused: its address is not in allowedhosts",
    );
    first.destroy();
    await run.advance(10);
    const fourth = await connect(run);
    expect(await fourth.read()).toBeDefined();
  });

  test("random bytes never break the server", async () => {
    await using run = await cafeServer();
    for (let at = 0; at < 50; at++) {
      const bytes = run.platform.random.bytes(new Uint8Array(200));
      if (at % 2 === 0) bytes.set(new TextEncoder().encode(`!${at} ENABLE `));
      const connection = await connect(run);
      await connection.write(bytes);
      await connection.close();
      await run.advance(10);
    }
    const kismet = await client(run);
    expect(Object.keys(kismet.protocols)).toHaveLength(31);
    expect(texts(run).some((text) => text.includes("internal error"))).toBe(false);
  });
});

function keyOf(run: Simulation, mac: string): string {
  const number = Number.parseInt(mac.replaceAll(":", ""), 16);
  const device = run.devices().find((one) => one.mac === number)!;
  return formatDeviceKey(device.phy.hash, number);
}

function serverError(text: string): RegExp {
  return new RegExp(`ERROR: "${text}`);
}
