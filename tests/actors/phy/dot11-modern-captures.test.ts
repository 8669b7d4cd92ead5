// Newer networks and phones in real captures, which are not part of this project: the values are
// plausible, and no two phones are taken for one.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DuplicateRing } from "../../../actors/packet/duplicate-ring.ts";
import { LinkStage } from "../../../actors/packet/link-stage.ts";
import { DOT11_MANAGEMENT, MANAGEMENT_PROBE_REQUEST } from "../../../protocols/dot11/frame.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import { CaptureReader } from "../../../protocols/pcap/capture-reader.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { TestSource } from "../packet/batches.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";
import { capturePath, hasCaptures } from "./recorded-frames.ts";

interface Recorded {
  readonly frame: Uint8Array;
  readonly timeSec: number;
  readonly signalDbm: number;
}

/** Frames of a capture, also those whose check sequence became wrong when they were made anonymous. */
function recorded(name: string): Recorded[] {
  const reader = new CaptureReader();
  const batch = new PacketBatch();
  const links = new LinkStage(new DuplicateRing(1024));
  reader.append(readFileSync(capturePath(name)));
  reader.finish();
  const frames: Recorded[] = [];
  while (reader.fill(batch) === "packets") {
    batch.source = new TestSource(false);
    links.handle(batch);
    for (let index = 0; index < batch.count; index++) {
      frames.push({
        frame: batch.bytes.slice(batch.frameStart[index]!, batch.frameEnd[index]!),
        timeSec: batch.timestampUs[index]! / 1e6,
        signalDbm: batch.signal[index]!,
      });
    }
  }
  return frames;
}

/** Members without the part of their names before the last dot, all the way down. */
function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(short);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.replace(/^.*\./, ""), short(member)]),
  );
}

async function told(listener: Listener, mac: number): Promise<[unknown, unknown]> {
  const details = await listener.details(mac);
  const ssid = details["dot11.device.last_beaconed_ssid_record"] as Members | undefined;
  return [
    short(ssid?.["moirai.dot11.advertisedssid.modern"]),
    short(details["moirai.dot11.device.modern"]),
  ];
}

async function toldBy(name: string, mac: number): Promise<[unknown, unknown]> {
  let answer: [unknown, unknown] = [undefined, undefined];
  await withListener({}, async (listener) => {
    listener.hear(recorded(name).map(({ frame }) => frame));
    answer = await told(listener, mac);
  });
  return answer;
}

describe.skipIf(!hasCaptures)("real networks (skipped where ../shared is absent)", () => {
  test("an Aruba 755, Wi-Fi 7 with a link in each band", async () => {
    const [network, device] = await toldBy("wifi7aruba755-10.7.2.0.pcapng", 0x988f009aa480);
    expect(network).toMatchObject({
      generation: 7,
      band: "2.4",
      channel: "1",
      width: 20,
      he_maxrate: 573.5,
      eht_maxrate: 688.2,
      streams: 4,
      bss_color: 20,
      neighbors: [
        { bssid: "98:8F:00:9C:C4:60", channel: "101W6e", mld_id: 0, link_id: 0, same_ssid: 1 },
        { bssid: "98:8F:00:9C:C4:70", channel: "100", mld_id: 0, link_id: 1, same_ssid: 1 },
      ],
      security: { mode: "WPA3-SAE-transition", akms: ["PSK", "SAE"], sae_h2e: "offered" },
    });
    expect(device).toEqual({
      mld: {
        address: "98:8F:00:9C:C4:60",
        role: "access point",
        link_id: 2,
        simultaneous_links: 2,
        emlsr: 1,
        links: [
          { id: 0, address: "98:8F:00:9C:C4:60", channel: "101W6e", origin: "neighbor" },
          { id: 1, address: "98:8F:00:9C:C4:70", channel: "100", origin: "neighbor" },
          { id: 2, address: "98:8F:00:9A:A4:80", channel: "1", origin: "own" },
        ],
      },
    });
  });

  test("a Ubiquiti access point with a neighbor at 6 GHz", async () => {
    const [network] = await toldBy("Beacon-Ubiquiti.pcapng", 0xa205d6aaaaaa);
    expect(network).toMatchObject({
      generation: 7,
      band: "5",
      width: 80,
      center_1: 5690,
      eht_maxrate: 1441.2,
      neighbors: [{ channel: "69W6e", same_ssid: 1 }, { channel: "69W6e", same_ssid: 0 }],
      security: { akms: ["PSK", "SAE", "FT-SAE"], fast_transition: 1 },
    });
  });

  test("a network at 60 GHz", async () => {
    const [network, device] = await toldBy("80211ad_beacon.pcap", 0x8c3badb15fff);
    expect(network).toBeUndefined();
    expect(device).toEqual({ dmg: { bss_type: "infrastructure", privacy: 1, interval: 100 } });
  });

  test.each<[string, number, object]>([
    ["owe.pcapng", 0x020000000000, { mode: "OWE", akms: ["OWE"], mfp: "required" }],
    ["wpa3-sae.pcapng", 0x9cd64332b9f1, { mode: "WPA3-SAE", akms: ["SAE"] }],
  ])("security of %s", async (name, mac, expected) => {
    const [network] = await toldBy(name, mac);
    expect(network).toMatchObject({ security: expected });
  });
});

describe.skipIf(!hasCaptures)("real phones (skipped where ../shared is absent)", () => {
  const PLAYED_SEC = 1500;
  /** Probe requests of captures played together from one moment; the capture of each address. */
  function play(listener: Listener, names: readonly string[]): Map<number, string> {
    const requests = names.flatMap((name) => {
      const all = recorded(name);
      const start = all[0]!.timeSec;
      return all.filter(({ frame }) =>
        frame[0] === (MANAGEMENT_PROBE_REQUEST << 4 | DOT11_MANAGEMENT)
      )
        .map((one) => ({ ...one, name, second: one.timeSec - start }));
    }).filter(({ second }) => second < PLAYED_SEC).sort((a, b) => a.second - b.second);
    const origin = new Map<number, string>();
    for (const { frame, name, second, signalDbm } of requests) {
      listener.hear(frame, { freqMhz: 2437, signalDbm, timeSec: START_SEC + second });
      let mac = 0;
      for (let at = 10; at < 16; at++) mac = mac * 256 + frame[at]!;
      origin.set(mac, name);
    }
    return origin;
  }

  /** Addresses guessed to be the phone that had another address before, with that address. */
  function guesses(listener: Listener): [mac: number, previous: number][] {
    const found: [number, number][] = [];
    for (const { mac, detail } of listener.moirai.stores.devices.all()) {
      const phone = detail instanceof Dot11Device ? detail.modern?.phone : undefined;
      if (phone === undefined || phone.group.withdrawn || phone.previous === 0) continue;
      found.push([mac, phone.previous]);
    }
    return found;
  }

  test(
    "of six phones played together, three of one model, no two are taken for one",
    () =>
      withListener({}, (listener) => {
        const origin = play(listener, [
          "iPhone11-B_anonymized.pcap",
          "iPhone11-F_anonymized.pcap",
          "iPhone11-M_anonymized.pcap",
          "iPhoneXR-A_anonymized.pcap",
          "iPhoneXR-L_anonymized.pcap",
          "OppoFindX3Neo-A_anonymized.pcap",
        ]);
        const found = guesses(listener);
        expect(found.length).toBeGreaterThan(20);
        expect(found.filter(([mac, previous]) => origin.get(mac) !== origin.get(previous))).toEqual(
          [],
        );
      }),
    30_000,
  );

  test(
    "a tablet whose numbers go on is found with most of its addresses",
    () =>
      withListener({}, (listener) => {
        play(listener, ["03_HuaweiTablet_01_filtered.pcap"]);
        expect(guesses(listener).length).toBeGreaterThan(40);
      }),
    30_000,
  );
});
