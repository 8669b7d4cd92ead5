import { describe, expect, test } from "vitest";
import { PlatformError } from "../../runtime/platform.ts";
import { runCommandLine } from "../../cli/run.ts";
import { createFake, type Fake } from "./fixtures.ts";

const NAME = "kismet.device.base.commonname";
const PACKETS = "kismet.device.base.packets.total";
const SIGNAL = "kismet.device.base.signal/kismet.common.signal.last_signal";

const device = (name: string, packets: number) => ({
  [NAME]: name,
  "kismet.device.base.type": "Wi-Fi AP",
  "kismet.device.base.macaddr": "02:00:00:00:00:01",
  "kismet.device.base.crypt": "WPA2-PSK",
  "kismet.device.base.channel": "6",
  [SIGNAL]: -61,
  [PACKETS]: packets,
  "kismet.device.base.last_time": 1_700_000_000,
  "kismet.device.base.manuf": "Espressif",
});

const HOSTILE = "evil\u001b[31m\u009b2J\u202edaolnwod";

async function read(fake: Fake, line: string): Promise<number> {
  for (const word of line.split(" ")) {
    if (word.endsWith(".pcap")) fake.platform.files.put(word, new Uint8Array(100));
  }
  return await runCommandLine(["read", ...line.split(" ")], fake.context);
}

describe("moirai read", () => {
  test("prints a table of devices, those with most packets first, and a summary beside it", async () => {
    const fake = createFake({
      sources: { "/a.pcap": { packets: 300 } },
      devices: [device("Quiet", 10), device("Loud", 290)],
    });
    expect(await read(fake, "/a.pcap")).toBe(0);
    expect(fake.terminal.printed.split("\n").map((line) => line.trimEnd())).toEqual([
      "Name   Type      Address            Encryption  Ch  dBm  Packets  Last seen (UTC)      Maker",
      "Loud   Wi-Fi AP  02:00:00:00:00:01  WPA2-PSK     6  -61      290  2023-11-14 22:13:20  Espressif",
      "Quiet  Wi-Fi AP  02:00:00:00:00:01  WPA2-PSK     6  -61       10  2023-11-14 22:13:20  Espressif",
      "",
    ]);
    expect(fake.terminal.noted).toContain("1 file, 300 packets, 2 devices in");
    expect(fake.server.stopped).toBe(1);
  });

  test("shows no progress where nobody watches, and a bar on a terminal", async () => {
    const quiet = createFake({ sources: { "/a.pcap": { packets: 1 } } });
    await read(quiet, "/a.pcap");
    expect(quiet.terminal.noted).not.toContain("\r");
    const watched = createFake({ sources: { "/a.pcap": { packets: 50 } }, isTerminal: true });
    let finish = (): void => {};
    watched.server.onIdle = () => new Promise((resolve) => finish = resolve);
    const running = read(watched, "/a.pcap");
    await watched.platform.clock.advanceAsync(1000);
    expect(watched.terminal.noted).toContain("  0 %  50 packets  50/s  0 devices");
    finish();
    await running;
    expect(watched.terminal.noted).toContain("\r\u001b[K1 file, 50 packets");
  });

  test("never lets a network's name reach a terminal as it is", async () => {
    for (const format of ["", " --json", " --ndjson", " --csv"]) {
      const fake = createFake({
        sources: { "/a.pcap": { packets: 1 } },
        devices: [device(HOSTILE, 1)],
        isTerminal: true,
        columns: 200,
      });
      await read(fake, `/a.pcap${format}`);
      expect(fake.terminal.printed).not.toMatch(
        /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/,
      );
      expect(fake.terminal.printed).toContain("daolnwod");
    }
  });

  test("prints JSON with the fields that were asked for, byte for byte when it is no terminal", async () => {
    const fake = createFake({ sources: { "/a.pcap": { packets: 1 } }, devices: [{ x: HOSTILE }] });
    await read(fake, `/a.pcap --json --fields ${NAME},${SIGNAL}`);
    expect(fake.terminal.printed).toBe(`${JSON.stringify([{ x: HOSTILE }])}\n`);
    expect(fake.server.requests).toEqual([
      { path: "/devices/views/all/devices.json", body: { fields: [NAME, SIGNAL] } },
    ]);
  });

  test("escapes JSON on a terminal without changing its values", async () => {
    const fake = createFake({
      sources: { "/a.pcap": { packets: 1 } },
      devices: [{ x: HOSTILE }, { x: "日本 😀" }],
      isTerminal: true,
    });
    await read(fake, "/a.pcap --ndjson");
    const lines = fake.terminal.printed.trim().split("\n").map((line) => JSON.parse(line));
    expect(lines).toEqual([{ x: HOSTILE }, { x: "日本 😀" }]);
    expect(fake.terminal.printed).toContain("日本 😀");
  });

  test("prints CSV under the paths that were asked for", async () => {
    const fake = createFake({
      sources: { "/a.pcap": { packets: 1 } },
      devices: [device("=1+1", 5)],
    });
    await read(fake, `/a.pcap --csv --fields ${NAME},${SIGNAL}`);
    expect(fake.terminal.printed).toBe(`${NAME},${SIGNAL}\r\n'=1+1,-61\r\n`);
    expect(fake.server.requests[0]!.body).toEqual({ fields: [[NAME, NAME], [SIGNAL, SIGNAL]] });
  });

  test("warns of a field that does not exist and names the nearest", async () => {
    const fake = createFake({ sources: { "/a.pcap": { packets: 1 } } });
    await read(fake, "/a.pcap --json --fields kismet.device.base.macadr");
    expect(fake.terminal.noted).toContain(
      "warning: a device has no field kismet.device.base.macadr; " +
        "did you mean kismet.device.base.macaddr?",
    );
    const good = createFake({ sources: { "/a.pcap": { packets: 1 } } });
    await read(good, `/a.pcap --json --fields ${SIGNAL},kismet.device.base.freq_khz_map/2412000`);
    expect(good.terminal.noted).not.toContain("warning");
  });

  test("says why each file could not be read, and ends with 1 when none could", async () => {
    const fake = createFake({
      sources: {
        "/gone": { refused: "could not open /gone: there is no such file" },
        "/text.pcap": { errorReason: "it is not a capture file" },
      },
    });
    expect(await read(fake, "/gone /text.pcap")).toBe(1);
    expect(fake.terminal.noted).toBe(
      "could not open /gone: there is no such file\n" +
        "/text.pcap: it is not a capture file\n" +
        "nothing could be read\n",
    );
    expect(fake.terminal.printed).toBe("");
    expect(fake.server.stopped).toBe(1);
  });

  test("keeps what came before a fault, counts bad bytes, and ends with 0", async () => {
    const fake = createFake({
      sources: {
        "/gone": { refused: "could not open /gone: there is no such file" },
        "/cut.pcap": {
          packets: 12,
          warning: "the file ends inside a record",
          faults: { "pcap.truncated": 1, "frame.fcs": 3 },
        },
      },
    });
    expect(await read(fake, "/gone /cut.pcap")).toBe(0);
    expect(fake.terminal.noted).toContain(
      "/cut.pcap: the file ends inside a record; 12 packets before it were kept\n",
    );
    expect(fake.terminal.noted).toContain(
      "/cut.pcap: bad bytes: 1 pcap.truncated, 3 frame.fcs\n",
    );
  });

  test("adds options to definitions, and takes odd file names as they are", async () => {
    const fake = createFake();
    fake.platform.files.put("/odd:name=1,x.cap", new Uint8Array(1));
    await read(fake, "/odd:name=1,x.cap /live.pcap:pps=10 /b.pcap --fcs=false");
    expect(fake.server.added).toEqual([
      '"/odd:name=1,x.cap":fcs=false',
      "/live.pcap:fcs=false,pps=10",
      "/b.pcap:fcs=false",
    ]);
  });

  test("writes the answers of the endpoints as files", async () => {
    const fake = createFake({ sources: { "/a.pcap": { packets: 1 } }, devices: [{ a: 1 }] });
    expect(await read(fake, "/a.pcap --out /answers --ndjson")).toBe(0);
    const { files } = fake.platform;
    expect((await files.list("/answers")).sort()).toEqual([
      "alerts.json",
      "channels.json",
      "devices.json",
      "phys.json",
      "sources.json",
      "ssids.json",
    ]);
    expect(await files.readText("/answers/devices.json")).toBe('[{"a":1}]');
    expect(await files.readText("/answers/ssids.json")).toBe(
      '"/phy/phy80211/ssids/views/ssids.json"',
    );
    expect(await files.readText("/answers/sources.json")).toBe('"/datasource/all_sources.json"');
  });

  test("says that the answers cannot be written", async () => {
    const fake = createFake({ sources: { "/a.pcap": { packets: 1 } } });
    fake.platform.files.put("/file", new Uint8Array(1));
    expect(await read(fake, "/a.pcap --out /file")).toBe(1);
    expect(fake.terminal.noted).toMatch(/could not write to \/file: /);
  });

  test("opens no login and listens nowhere", async () => {
    const fake = createFake({ sources: { "/a.pcap": { packets: 1 } } });
    await read(fake, "/a.pcap");
    expect(fake.server.options[0]!.web).toBeUndefined();
    await expect(fake.platform.files.stat("/home/moirai/.kismet")).rejects.toThrow(PlatformError);
  });

  test("stops at a configuration that has an error", async () => {
    const fake = createFake();
    expect(await read(fake, "/a.pcap --set httpd_prot=1")).toBe(1);
    expect(fake.terminal.noted).toBe(
      'error: command line: there is no key "httpd_prot"; did you mean "httpd_port"?\n',
    );
    expect(fake.server.options).toEqual([]);
  });
});
