// Phones that change their address: what is guessed of them, and of whom nothing is.
import { describe, expect, test } from "vitest";
import {
  FINGERPRINTS_MAX,
  MEMBERS_MAX,
  PhoneGuesses,
  RECENT_MAX,
} from "../../../actors/phy/dot11/phone-guesses.ts";
import type { Dot11State } from "../../../actors/phy/dot11/state.ts";
import { encodeElement, encodeVendor } from "../../../protocols/dot11/encode-elements.ts";
import {
  encodeExtendedCapabilities,
  encodeHeAbilities,
} from "../../../protocols/dot11/encode-modern.ts";
import { concat, encodeBeacon, encodeProbeRequest } from "../../../protocols/dot11/encode.ts";
import { decodeDot11Frame, Dot11Frame } from "../../../protocols/dot11/frame.ts";
import { fingerprintProbe, ProbeFingerprint } from "../../../protocols/dot11/probe-fingerprint.ts";
import { formatMac } from "../../../protocols/mac.ts";
import { PacketBatch } from "../../../protocols/packet/packet-batch.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";
import { Dot11Device } from "../../../protocols/records/dot11-device.ts";
import { PHONE_ADDRESSES_MAX } from "../../../protocols/records/dot11-modern.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

/** Made-up addresses, each another one. */
const random = (index: number) => 0xda0000000000 + index * 0x10101;
/** Two models of one maker, which differ in what they can do. */
const MODEL_A = concat(encodeHeAbilities({ widthMhz: 80 }), encodeVendor(0x0017f2, 10, [0, 1, 4]));
const MODEL_B = concat(encodeHeAbilities({ widthMhz: 40 }), encodeVendor(0x0017f2, 10, [0, 1, 4]));

interface Request {
  readonly mac: number;
  readonly sequence: number;
  readonly second: number;
  readonly model?: Uint8Array;
  readonly ssid?: string;
  readonly signalDbm?: number;
  readonly source?: number;
}

function ask(listener: Listener, ...requests: readonly Request[]): void {
  for (const { mac, sequence, second, model = MODEL_A, ssid = "", ...reception } of requests) {
    listener.hear(encodeProbeRequest(mac, ssid, sequence, model), {
      freqMhz: 2437,
      timeSec: START_SEC + second,
      ...reception,
    });
  }
}

async function guess(listener: Listener, mac: number): Promise<unknown> {
  const details = await listener.details(mac);
  const modern = details["moirai.dot11.device.modern"] as Members;
  const found = modern["moirai.dot11.modern.phone_guess"] as Members | undefined;
  return found && Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name.replace(/^.*\./, ""), value]),
  );
}

const guesses = (listener: Listener, ...macs: readonly number[]) =>
  Promise.all(macs.map((mac) => guess(listener, mac)));
const NOTHING = [undefined, undefined];
const counter = (listener: Listener, name: string) =>
  listener.moirai.stores.phys()[0]!.counters!.get(name);
const [ONE, TWO, THREE] = [random(1), random(2), random(3)];

describe("sequence numbers that go on", () => {
  test("a phone that changes its address twice is guessed, and stays three devices", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 4080, second: 0 },
        { mac: ONE, sequence: 4090, second: 0.3 },
        { mac: TWO, sequence: 5, second: 10 },
        { mac: TWO, sequence: 12, second: 10.3 },
        { mac: THREE, sequence: 25, second: 20 },
      );
      const addresses = [ONE, TWO, THREE].map(formatMac);
      const of = { group: 1, count: 3, addresses };
      expect(await guesses(listener, ONE, TWO, THREE)).toEqual([
        { ...of, score: 0.8, reason: "first" },
        { ...of, score: 0.8, reason: "sequence", previous: addresses[0] },
        { ...of, score: 0.8, reason: "sequence", previous: addresses[1] },
      ]);
      expect(listener.moirai.stores.devices.size).toBe(3);
      for (const mac of [ONE, TWO, THREE]) {
        expect(listener.record(mac)!.related).toBeUndefined();
        expect(listener.record(mac)!.packets).toBe(mac === THREE ? 1 : 2);
      }
      expect(counter(listener, "phones_guessed")).toBe(1);
    }));

  test("without signals the score is lower", () =>
    withListener({}, async (listener) => {
      for (const [mac, sequence, second] of [[ONE, 7, 0], [TWO, 9, 1]] as const) {
        listener.hear(encodeProbeRequest(mac, "", sequence, MODEL_A), {
          timeSec: START_SEC + second,
        });
      }
      expect(await guess(listener, TWO)).toMatchObject({ score: 0.6, reason: "sequence" });
    }));

  const apart: readonly (readonly [string, Request, Request])[] = [
    ["another model of the same maker", { mac: ONE, sequence: 100, second: 0 }, {
      mac: TWO,
      sequence: 103,
      second: 2,
      model: MODEL_B,
    }],
    ["much later", { mac: ONE, sequence: 100, second: 0 }, { mac: TWO, sequence: 103, second: 60 }],
    ["too far on", { mac: ONE, sequence: 100, second: 0 }, { mac: TWO, sequence: 150, second: 2 }],
    ["backwards", { mac: ONE, sequence: 100, second: 0 }, { mac: TWO, sequence: 99, second: 2 }],
    ["the same number", { mac: ONE, sequence: 100, second: 0 }, {
      mac: TWO,
      sequence: 100,
      second: 2,
    }],
    ["from another distance", { mac: ONE, sequence: 100, second: 0, signalDbm: -40 }, {
      mac: TWO,
      sequence: 103,
      second: 2,
      signalDbm: -75,
    }],
    ["an address of a maker", { mac: ONE, sequence: 100, second: 0 }, {
      mac: 0x8cf5a3000001,
      sequence: 103,
      second: 2,
    }],
  ];
  test.each(apart)("no guess: %s", (_, first, second) =>
    withListener({}, async (listener) => {
      ask(listener, first, second);
      expect(await guess(listener, first.mac)).toBeUndefined();
      expect(listener.dot11(second.mac).modern?.phone).toBeUndefined();
    }));

  test("no guess: requests that tell too little", () =>
    withListener({}, async (listener) => {
      const bare = (mac: number, sequence: number) =>
        encodeProbeRequest(mac, "", sequence).subarray(0, 24 + 2 + 10);
      listener.hear([bare(ONE, 1), bare(TWO, 2)]);
      expect(await guesses(listener, ONE, TWO)).toEqual(NOTHING);
    }));

  test("no guess: two addresses that both may have become the new one", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 100, second: 0 },
        { mac: TWO, sequence: 98, second: 1, signalDbm: -52 },
        { mac: THREE, sequence: 103, second: 2 },
      );
      expect(await guess(listener, THREE)).toBeUndefined();
    }));

  test("no guess: so many phones of the model that numbers go on by chance", () =>
    withListener({}, async (listener) => {
      for (let index = 1; index <= 5; index++) {
        ask(listener, { mac: random(index), sequence: 500 * index, second: index });
      }
      ask(listener, { mac: random(9), sequence: 2501, second: 6 });
      expect(await guess(listener, random(9))).toBeUndefined();
    }));

  test("an access point with a random address is no phone", () =>
    withListener({}, async (listener) => {
      const access = { ssid: "x", bssid: ONE, channel: 6, security: "open" } as const;
      listener.hear(encodeBeacon(access, { timestampUs: 1, sequence: 1 }));
      ask(listener, { mac: ONE, sequence: 1, second: 0 }, { mac: TWO, sequence: 2, second: 1 });
      expect(await guess(listener, TWO)).toBeUndefined();
    }));
});

describe("bursts", () => {
  test("a new address at once and as strong, with nobody else about", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 3000, second: 0, signalDbm: -46 },
        { mac: TWO, sequence: 100, second: 0.1, signalDbm: -44 },
        { mac: THREE, sequence: 2000, second: 0.2, signalDbm: -49 },
      );
      expect(await guesses(listener, ONE, TWO, THREE)).toMatchObject([
        { reason: "first", score: 0.4, count: 3 },
        { reason: "burst", score: 0.4, previous: formatMac(ONE) },
        { reason: "burst", score: 0.4, previous: formatMac(TWO) },
      ]);
    }));

  test("no guess: two phones of one model, near and far, taking turns", () =>
    withListener({}, async (listener) => {
      for (let index = 0; index < 8; index++) {
        const signalDbm = index % 2 === 0 ? -78 : -30;
        ask(listener, {
          mac: random(index),
          sequence: 700 * index,
          second: index * 0.2,
          signalDbm,
        });
      }
      const all = await guesses(
        listener,
        ...Array.from({ length: 8 }, (_, index) => random(index)),
      );
      expect(all).toEqual(Array.from({ length: 8 }, () => undefined));
    }));

  test("no guess: an address that was in use for longer", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 3000, second: 0 },
        { mac: ONE, sequence: 3005, second: 4 },
        { mac: TWO, sequence: 100, second: 4.1 },
      );
      expect(await guesses(listener, ONE, TWO)).toEqual(NOTHING);
    }));

  test("no guess: two phones at once, heard before the third address", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 3000, second: 0, signalDbm: -80 },
        { mac: TWO, sequence: 100, second: 0.1, signalDbm: -40 },
        { mac: THREE, sequence: 2000, second: 0.2, signalDbm: -41 },
      );
      expect(await guess(listener, THREE)).toBeUndefined();
    }));

  test("no guess: another datasource heard it", () =>
    withListener({}, async (listener) => {
      await listener.addSource("one");
      await listener.addSource("two");
      ask(
        listener,
        { mac: ONE, sequence: 3000, second: 0, source: 1 },
        { mac: TWO, sequence: 100, second: 0.1, source: 2 },
      );
      expect(await guesses(listener, ONE, TWO)).toEqual(NOTHING);
    }));

  test("the guess is withdrawn when the old address goes on with numbers of its own", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 1364, second: 0 },
        { mac: TWO, sequence: 2910, second: 0.03 },
      );
      expect(await guess(listener, TWO)).toMatchObject({ reason: "burst" });
      ask(listener, { mac: ONE, sequence: 1376, second: 0.3 });
      expect(await guesses(listener, ONE, TWO)).toEqual(NOTHING);
      expect(counter(listener, "phones_withdrawn")).toBe(1);
      // What was withdrawn does not come back with the next address.
      ask(listener, { mac: THREE, sequence: 1380, second: 1 });
      expect(await guess(listener, THREE)).toBeUndefined();
    }));

  test("the guess stays when the phone asks for names with one address, for any with another", () =>
    withListener({}, async (listener) => {
      ask(
        listener,
        { mac: ONE, sequence: 2114, second: 0, ssid: "home" },
        { mac: TWO, sequence: 1646, second: 0.002 },
        { mac: ONE, sequence: 1647, second: 0.02, ssid: "home" },
        { mac: TWO, sequence: 1648, second: 0.022 },
      );
      expect(await guesses(listener, ONE, TWO)).toMatchObject([{ count: 2 }, { count: 2 }]);
      expect(counter(listener, "phones_withdrawn")).toBe(0);
    }));
});

describe("numbers of the device itself", () => {
  const wps = (uuid: string) =>
    concat(
      encodeExtendedCapabilities([22]),
      encodeVendor(0x0050f2, 4, fromHex(`104a 0001 10 1047 0010 ${uuid}`)),
    );

  test("tie addresses together however much later", () =>
    withListener({}, async (listener) => {
      const model = wps("63041253101920061228aabbccddeeff");
      ask(
        listener,
        { mac: ONE, sequence: 1, second: 0, model },
        { mac: TWO, sequence: 3000, second: 4000, model },
      );
      expect(await guess(listener, TWO)).toMatchObject({ reason: "wps", score: 0.95 });
    }));

  test.each([
    ["zeros", "00".repeat(16)],
    ["the example that software ships with", "123456789abcdef0".repeat(2)],
  ])("are not what many devices have: %s", (_, uuid) =>
    withListener({}, async (listener) => {
      const model = wps(uuid);
      ask(
        listener,
        { mac: ONE, sequence: 1, second: 0, model },
        { mac: TWO, sequence: 3000, second: 4000, model },
      );
      expect(await guess(listener, TWO)).toBeUndefined();
    }));
});

describe("fingerprintProbe()", () => {
  const of = (bytes: Uint8Array) => {
    const into = new ProbeFingerprint();
    fingerprintProbe(into, bytes, 0, bytes.length);
    return { ...into };
  };
  const BASE = fromHex("0000 010482848b96 2d02 0102 7f01 04");

  test("is the same for every name and channel, another for other abilities", () => {
    expect(of(BASE).telling).toBe(2);
    expect(of(concat(fromHex("0003 616263"), BASE.subarray(2), fromHex("030106")))).toEqual(
      of(BASE),
    );
    expect(of(concat(BASE, encodeElement(221, [1, 2, 3]))).digest).not.toBe(of(BASE).digest);
  });

  test("stops at what is cut, also inside a vendor element", () => {
    expect(of(concat(BASE, fromHex("dd10 0050f204")))).toEqual(of(BASE));
    expect(of(encodeVendor(0x0050f2, 4, fromHex("1047 0010 01"))).unique).toBe(false);
    expect(of(encodeVendor(0x0050f2, 4, fromHex("1047 0001 01"))).unique).toBe(false);
  });
});

describe("limits", () => {
  test("a group lists its newest addresses only", () =>
    withListener({}, async (listener) => {
      for (let index = 0; index < PHONE_ADDRESSES_MAX + 6; index++) {
        ask(listener, { mac: random(index), sequence: index, second: index * 10 });
      }
      const last = random(PHONE_ADDRESSES_MAX + 5);
      const found = await guess(listener, last) as Members;
      expect(found.count).toBe(PHONE_ADDRESSES_MAX + 6);
      const addresses = found.addresses as string[];
      expect(addresses).toHaveLength(PHONE_ADDRESSES_MAX);
      expect(addresses.at(-1)).toBe(formatMac(last));
    }));

  test("a crowd of addresses makes no guesses, and only the newest are remembered", () => {
    const phones = new PhoneGuesses();
    const bytes = encodeProbeRequest(ONE, "", 0, MODEL_A);
    const frame = new Dot11Frame();
    decodeDot11Frame(frame, bytes, 0, bytes.length);
    const batch = new PacketBatch();
    batch.bytes = bytes;
    batch.timestampUs[0] = START_SEC * 1e6;
    const state = { frame, batch, index: 0 } as unknown as Dot11State;
    for (let index = 0; index < MEMBERS_MAX + 100; index++) {
      frame.sequence = (index * 7) % 4096;
      const device = { mac: 0xda0000000000 + index, basicTypes: 0 } as DeviceRecord;
      phones.note(state, device, new Dot11Device(device.mac));
    }
    expect(phones.dropped).toBe(100);
    expect(phones.groups).toBeLessThan(RECENT_MAX);
  });

  test("a flood of fingerprints forgets the oldest", () =>
    withListener({}, (listener) => {
      const frames = Array.from({ length: FINGERPRINTS_MAX + 20 }, (_, index) =>
        encodeProbeRequest(
          random(index),
          "",
          1,
          encodeVendor(0x0017f2, 1, [index >> 8, index & 255]),
        ));
      for (let first = 0; first < frames.length; first += 1000) {
        listener.hear(frames.slice(first, first + 1000));
      }
      expect(counter(listener, "phones_forgotten")).toBe(20);
    }));

  test("a device that is no longer tracked begins anew", () =>
    withListener({}, (listener) => {
      ask(listener, { mac: ONE, sequence: 10, second: 0 }, { mac: TWO, sequence: 12, second: 1 });
      const store = listener.moirai.stores.devices as unknown as { remove(device: unknown): void };
      store.remove(listener.record(TWO));
      ask(listener, { mac: TWO, sequence: 3000, second: 300 });
      expect(listener.dot11(TWO).modern?.phone).toBeUndefined();
    }));
});
