// Capture files as datasources, on files in memory: what is read, at which speed, and what is said
// of files that are damaged, hostile, growing or no captures at all.
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createSimulatedPlatform } from "../../../../adapters/platform/simulated.ts";
import { createMoirai, type Moirai } from "../../../../mod.ts";
import { concat, encodeBeacon } from "../../../../protocols/dot11/encode.ts";
import { encodePcapHeader, encodePcapRecord } from "../../../../protocols/pcap/pcap-writer.ts";
import type { FaultCounters } from "../../../../protocols/faults.ts";
import type { DatasourceRecord } from "../../../../protocols/records/datasource.ts";
import { DLT_IEEE802_11 } from "../../../../protocols/linktype/linktypes.ts";
import { testSettings } from "../../../suites/settings.ts";

const START_US = 1_700_000_000_000_000;

let running: Moirai | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function setUp() {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const moirai = running = await createMoirai({ platform, settings: testSettings() });
  const add = moirai.commands.addDatasource;
  const messages = () => moirai.stores.messages.all().map((message) => message.text);
  return { platform, moirai, add, messages };
}

const packet = (index: number, atUs = START_US + index * 1000) =>
  encodePcapRecord(
    atUs,
    encodeBeacon({
      ssid: `net${index}`,
      bssid: 0x001b11000000 + index,
      channel: 1,
      security: "open",
    }, {
      timestampUs: index,
      sequence: index & 0xfff,
    }),
  );

/** A capture of beacons of so many networks, a millisecond apart. */
const capture = (count: number) =>
  concat(
    encodePcapHeader(DLT_IEEE802_11),
    ...Array.from({ length: count }, (_, index) => packet(index + 1)),
  );

const faultsOf = (record: DatasourceRecord) => (record.faults as FaultCounters).toObject();

describe("a capture file", () => {
  test("is read to its end in file order", async () => {
    const { platform, moirai, add, messages } = await setUp();
    platform.files.put("/a.pcap", capture(2500));
    const record = await add("/a.pcap");
    await moirai.idle();
    expect(record).toMatchObject({
      packets: 2500,
      linkType: 105,
      driver: { type: "pcapfile" },
      running: true,
      warning: "",
    });
    expect(moirai.stores.devices.size).toBe(2500);
    expect(messages().at(-1)).toBe("/a.pcap: end of file after 2500 packets");
  });

  test("may be gzipped, whatever it is called", async () => {
    const { platform, moirai, add } = await setUp();
    platform.files.put("/a", gzipSync(capture(30)));
    const record = await add("/a");
    await moirai.idle();
    expect(record.packets).toBe(30);
  });

  test("comes through reads of any size", async () => {
    const { platform, moirai, add } = await setUp();
    platform.files.put("/a.pcap", capture(40));
    platform.files.readBytesMax = 7;
    const record = await add("/a.pcap");
    await moirai.idle();
    expect(record.packets).toBe(40);
  });

  test("cut at every byte: what came before the cut is kept and the cut is said", async () => {
    const whole = capture(3);
    const first = packet(1).length;
    for (let length = 24; length < whole.length; length++) {
      const { platform, moirai, add } = await setUp();
      platform.files.put("/cut.pcap", whole.subarray(0, length));
      const record = await add("/cut.pcap");
      await moirai.idle();
      expect(record.packets).toBe(Math.floor((length - 24) / first));
      const clean = (length - 24) % first === 0;
      expect(record.warning === "").toBe(clean);
      expect(Object.values(faultsOf(record))).toEqual(clean ? [] : [1]);
      await moirai.stop();
    }
    running = undefined;
  });

  test("with realtime=true plays by the times of its packets", async () => {
    const { platform, add } = await setUp();
    platform.files.put(
      "/a.pcap",
      concat(
        encodePcapHeader(DLT_IEEE802_11),
        packet(1, START_US),
        packet(2, START_US + 500_000),
        packet(3, START_US + 2_000_000),
      ),
    );
    const record = await add("/a.pcap:realtime=true");
    const { clock } = platform;
    await clock.advanceAsync(0);
    expect(record.packets).toBe(1);
    await clock.advanceAsync(480);
    expect(record.packets).toBe(1);
    await clock.advanceAsync(20);
    expect(record.packets).toBe(2);
    await clock.advanceAsync(1500);
    expect(record.packets).toBe(3);
  });

  test("with pps=N plays at that rate", async () => {
    const { platform, add } = await setUp();
    platform.files.put("/a.pcap", capture(100));
    const record = await add("/a.pcap:pps=10");
    await platform.clock.advanceAsync(5000);
    expect(record.packets).toBeGreaterThanOrEqual(49);
    expect(record.packets).toBeLessThanOrEqual(51);
  });

  test("with follow=true is read on as it grows", async () => {
    const { platform, add } = await setUp();
    platform.files.put("/grow.pcap", capture(2));
    const record = await add("/grow.pcap:follow=true");
    await platform.clock.advanceAsync(1000);
    expect(record.packets).toBe(2);
    const late = packet(3);
    platform.files.grow("/grow.pcap", late.subarray(0, 20));
    await platform.clock.advanceAsync(1000);
    expect(record.packets).toBe(2);
    platform.files.grow("/grow.pcap", late.subarray(20));
    await platform.clock.advanceAsync(1000);
    expect(record).toMatchObject({ packets: 3, warning: "" });
  });

  test("that grows without follow is read to where it ends now", async () => {
    const { platform, moirai, add } = await setUp();
    platform.files.put("/grow.pcap", capture(2));
    const record = await add("/grow.pcap");
    await moirai.idle();
    platform.files.grow("/grow.pcap", packet(3));
    await platform.clock.advanceAsync(5000);
    expect(record.packets).toBe(2);
  });

  test("whose disk fails in the middle fails with the system's reason", async () => {
    const { platform, add, messages } = await setUp();
    platform.files.put("/a.pcap", capture(50));
    const record = await add("/a.pcap:pps=10");
    await platform.clock.advanceAsync(1000);
    platform.files.refuse("/a.pcap", "other");
    platform.files.grow("/a.pcap", packet(51));
    await platform.clock.advanceAsync(10_000);
    // What had been read ahead is kept.
    expect(record.packets).toBeGreaterThan(9);
    expect(messages().join("\n")).not.toContain("internal error");
  });

  test.each([
    ["nothing at all", new Uint8Array(0), /empty|no bytes/],
    ["text", new TextEncoder().encode("<html>no capture</html>, really not\n"), /not a capture/],
    [
      "a header cut short",
      encodePcapHeader(DLT_IEEE802_11).subarray(0, 23),
      "the file ends within its header",
    ],
    ["gzip of text", gzipSync(new TextEncoder().encode("hello, hello, hello, hello")), /capture/],
    [
      "gzip cut after its header",
      gzipSync(capture(2)).subarray(0, 12),
      /compressed file is cut off/,
    ],
  ])("that is %s is refused with a sentence", async (_, bytes, sentence) => {
    const { platform, moirai, add, messages } = await setUp();
    platform.files.put("/bad.pcap", bytes);
    await expect(add("/bad.pcap")).rejects.toThrow(sentence);
    expect(messages().join("\n")).toMatch(/could not open \/bad\.pcap: /);
    expect([...moirai.stores.datasources.all()][0]).toMatchObject({ running: false, error: true });
  });

  test.each(
    [
      ["not-found", /no such file|not found|does not exist/i],
      ["permission", /permission/i],
    ] as const,
  )("that the system refuses (%s) is refused with the system's reason", async (code, sentence) => {
    const { platform, add } = await setUp();
    platform.files.put("/a.pcap", capture(1));
    platform.files.refuse("/a.pcap", code);
    await expect(add("/a.pcap")).rejects.toThrow(sentence);
  });

  test("that is a directory is refused", async () => {
    const { platform, add } = await setUp();
    platform.files.put("/folder/a.pcap", capture(1));
    await expect(add("/folder")).rejects.toThrow(/directory/);
  });

  test("is not opened again by itself", async () => {
    const { platform, add, moirai } = await setUp();
    await expect(add("/missing.pcap")).rejects.toThrow(/no such file/i);
    platform.files.put("/missing.pcap", capture(1));
    await platform.clock.advanceAsync(60_000);
    expect([...moirai.stores.datasources.all()][0]!.running).toBe(false);
  });

  test("is opened again with retry=true, once it is there", async () => {
    const { platform, add, moirai } = await setUp();
    await expect(add("/missing.pcap:retry=true")).rejects.toThrow(/no such file/i);
    platform.files.put("/missing.pcap", capture(1));
    await platform.clock.advanceAsync(6_000);
    expect([...moirai.stores.datasources.all()][0]).toMatchObject({ running: true, packets: 1 });
  });

  test.each([["pps=0"], ["pps=fast"], ["pps=-1"], ["pps=1e99"]])("refuses %s", async (option) => {
    const { platform, add } = await setUp();
    platform.files.put("/a.pcap", capture(1));
    await expect(add(`/a.pcap:${option}`)).rejects.toThrow("is not a number from 1 to 10000000");
  });
});
