// Scripts that contradict themselves, and what participants put on the air.
import { describe, expect, test } from "vitest";
import { decodeDot11Frame, Dot11Frame } from "../../../protocols/dot11/frame.ts";
import { OK } from "../../../protocols/faults.ts";
import { SeededRandom } from "../../../runtime/random.ts";
import type { ScenarioBuilder } from "../../../runtime/scenario/builder.ts";
import { minutes, scenario, seconds } from "../../../runtime/scenario/scenario.ts";
import type { AccessPointHandle } from "../../../runtime/scenario/network-script.ts";
import type { Transmission } from "../../../runtime/scenario/world.ts";

const cafe = { ssid: "cafe", channel: "6", security: "wpa2-psk" } as const;

/** Everything that is sent in the first `ms`, wherever it can be heard. */
function play(ms: number, script: (on: ScenarioBuilder) => void, seed = 1): Transmission[] {
  const sent: Transmission[] = [];
  const cast = scenario("play", "", minutes(10), (on) => {
    on.radio("roof", { channels: ["6"] });
    script(on);
  }).begin(new SeededRandom(seed));
  cast.world.listeners.push({
    hear: (transmission) => sent.push(transmission),
    position: () => ({ x: 0, y: 0 }),
  });
  cast.world.advance(ms);
  return sent;
}

/** `kind/subtype` of a frame, which must be decodable. */
function kindOf({ frame }: Transmission): string {
  const decoded = new Dot11Frame();
  expect(decodeDot11Frame(decoded, frame, 0, frame.length)).toBe(OK);
  return `${decoded.kind}/${decoded.subtype}`;
}

const count = (sent: readonly Transmission[]) => {
  const counts: Record<string, number> = {};
  for (const one of sent) {
    const kind = kindOf(one);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

/** A network of a scenario that is built already. */
function elsewhere(): AccessPointHandle {
  const handles: AccessPointHandle[] = [];
  scenario("elsewhere", "", 1000, (on) => {
    on.radio("r", { channels: ["6"] });
    handles.push(on.accessPoint(cafe));
  });
  return handles[0]!;
}

describe("scenario()", () => {
  test.each<[string, (on: ScenarioBuilder) => void, string]>([
    ["no radio", () => {}, "it has no radio, so nobody hears it"],
    ["no channel", (on) => on.radio("r", { channels: [] }), "radio r listens on no channel"],
    ["a channel that is none", (on) => on.radio("r", { channels: ["99999999"] }), "is no channel"],
    [
      "two radios of one name",
      (on) => {
        on.radio("r", { channels: ["1"] });
        on.radio("r", { channels: ["6"] });
      },
      "there are two radios r",
    ],
    ["too much loss", (on) => on.radio("r", { channels: ["1"], loss: 2 }), "loses 2 of the frames"],
    [
      "a failure that ends first",
      (on) => on.radio("r", { channels: ["1"], fails: [[500, 400]] }),
      "it ends (400 ms) before it begins",
    ],
    [
      "a long name",
      (on) => on.accessPoint({ ...cafe, ssid: "x".repeat(33) }),
      "more than 32 bytes",
    ],
    [
      "an address",
      (on) => on.accessPoint({ ...cafe, bssid: "00:11" }),
      '"00:11" is no MAC address',
    ],
    ["a late network", (on) => on.accessPoint({ ...cafe, fromMs: minutes(9) }), "is not within"],
    [
      "a route without speed",
      (on) =>
        on.person("p", {
          at: { points: [{ x: 0, y: 0 }, { x: 1, y: 0 }], metresPerSecond: 0, fromMs: 0 },
        }),
      "nobody gets along a route without speed",
    ],
    [
      "a fixed address that changes",
      (on) => on.person("p", { mac: "00:11:22:33:44:55", randomiseMs: 5 }),
      "p has a fixed address and changes it",
    ],
    [
      "a change of what is not there",
      (on) => {
        const network = on.accessPoint({ ...cafe, untilMs: 500 });
        on.change(network, 600, { security: "open" });
      },
      '"cafe" is not on the air at 600 ms',
    ],
    [
      "a channel in words that a network never has",
      (on) => on.radio("r", { channels: ["6HT40"] }),
      '"6HT40" is no channel; channels are "6", "36" or "37W6e" (6 GHz)',
    ],
    [
      "a channel twice in a round",
      (on) => on.radio("r", { channels: ["1", "6", "1"] }),
      "radio r hops to one channel twice in a round",
    ],
    [
      "a hop without time",
      (on) => on.radio("r", { channels: ["1", "6"], dwellMs: 0 }),
      "how long radio r stays on a channel (dwellMs) is 0, not a number above 0",
    ],
    [
      "a radio that is unplugged twice at once",
      (on) => on.radio("r", { channels: ["1"], fails: [[100, 400], [300, 500]] }),
      "radio r is unplugged from 300 ms on, and is already so until 400 ms",
    ],
    [
      "WPA2 at 6 GHz",
      (on) => on.accessPoint({ ...cafe, channel: "37W6e" }),
      '"cafe" is at 6 GHz with wpa2-psk; only wpa3-sae, wpa3-eap, owe may be',
    ],
    [
      "a width that the generation does not know",
      (on) => on.accessPoint({ ...cafe, channel: "36", generation: 4, widthMhz: 80 }),
      '"cafe": Wi-Fi 4 knows no 80 MHz',
    ],
    [
      "a width that lies around no channel",
      (on) => on.accessPoint({ ...cafe, channel: "132", widthMhz: 160, generation: 6 }),
      '"cafe": there is no channel of 160 MHz around channel 132 at 5 GHz',
    ],
    [
      "a channel of no band",
      (on) => on.accessPoint({ ...cafe, channel: "2W6e", security: "wpa3-sae", widthMhz: 40 }),
      '"cafe": there is no channel of 40 MHz around channel 2 at 6 GHz',
    ],
    [
      "a passphrase of an open network",
      (on) => on.accessPoint({ ...cafe, security: "open", passphrase: "none needed" }),
      '"cafe" is open, which has no passphrase',
    ],
    [
      "fast transition without keys",
      (on) => on.accessPoint({ ...cafe, security: "open", mobilityDomain: 1 }),
      '"cafe" is open, which knows no fast transition',
    ],
    [
      "hash to element without SAE",
      (on) => on.accessPoint({ ...cafe, h2e: "required" }),
      '"cafe" is wpa2-psk, and hash to element is a way of SAE',
    ],
    [
      "a country in small letters",
      (on) => on.accessPoint({ ...cafe, country: "at" }),
      '"at" is no country of two capital letters',
    ],
    [
      "two links on one channel",
      (on) =>
        on.multiLink({
          ssid: "x",
          security: "wpa3-sae",
          links: [{ channel: "6" }, { channel: "6" }],
        }),
      'two links of "x" are on one channel',
    ],
    [
      "a device of one link",
      (on) => on.multiLink({ ssid: "x", security: "wpa3-sae", links: [{ channel: "6" }] }),
      '"x" has 1 links, not 2 to 15',
    ],
    [
      "a multi-link phone without links",
      (on) => on.person("p", { multiLink: true, joins: [on.accessPoint(cafe)] }),
      "p is a multi-link device, and joins no two links of one access point",
    ],
    [
      "two people of one name",
      (on) => {
        on.person("p");
        on.person("p");
      },
      "there are two people called p",
    ],
    [
      "two people of one address",
      (on) => {
        on.person("p", { mac: "00:11:22:33:44:55" });
        on.person("q", { mac: "00:11:22:33:44:55" });
      },
      "q and p both have the address 00:11:22:33:44:55",
    ],
    [
      "the address of a group",
      (on) => on.person("p", { mac: "01:11:22:33:44:55" }),
      "01:11:22:33:44:55 of p is the address of a group",
    ],
    [
      "somebody who looks for networks without pause",
      (on) => on.person("p", { probeMs: 0 }),
      "how often p looks for networks (probeMs) is 0, not a number above 0",
    ],
    [
      "somebody whom no network lets in",
      (on) =>
        on.person("p", {
          protects: false,
          joins: [on.accessPoint({ ...cafe, security: "wpa3-sae" })],
        }),
      "p cannot protect management frames, and joins networks only that ask for it",
    ],
    [
      "somebody who comes when the network is gone",
      (on) => on.person("p", { fromMs: 900, joins: [on.accessPoint({ ...cafe, untilMs: 800 })] }),
      "p is there only when none of its networks is on the air",
    ],
    [
      "a network of another scenario",
      (on) => on.person("p", { joins: [elsewhere()] }),
      '"cafe" is a network of another scenario',
    ],
    [
      "a crowd of half a person",
      (on) => on.crowd({ size: 1.5, stayMs: 1000, withinMetres: 9 }),
      "a crowd has 1 to 100000 people, not 1.5",
    ],
    ["a place that is none", (on) => on.person("p", { at: { x: NaN, y: 0 } }), "is no place"],
    [
      "a track whose time goes back",
      (on) =>
        on.radio("r", {
          channels: ["6"],
          at: { track: [{ atMs: 500, x: 0, y: 0 }, { atMs: 400, x: 1, y: 0 }] },
        }),
      "time goes back: point 2 of the track is at 400 ms, the one before at 500 ms",
    ],
    [
      "a receiver that is nowhere",
      (on) => on.gps("g", {}),
      "receiver g is nowhere on Earth before on.scene({ latitude, longitude })",
    ],
    [
      "a scene at two places",
      (on) => {
        on.scene({ latitude: 1, longitude: 1 });
        on.scene({ latitude: 2, longitude: 2 });
      },
      "the scene is at two places",
    ],
    [
      "a clock that does not jump",
      (on) => on.clockJumps(100, 0),
      "a clock that jumps by 0 ms does not jump",
    ],
    [
      "an attack after the end",
      (on) => {
        on.radio("r", { channels: ["6"] });
        on.attack({}, ({ attacker }) => {
          attacker.beacons("6", { fromMs: minutes(2), perSecond: 1, count: 1 });
        });
      },
      "120000 ms is not within its 60000 ms",
    ],
    [
      "an attack that does not end in time",
      (on) => {
        on.radio("r", { channels: ["6"] });
        on.attack({}, ({ attacker }) => {
          attacker.beacons("6", { fromMs: 0, perSecond: 1, count: 100 });
        });
      },
      "the last frame of an attack comes at 99000 ms, and the scenario is over after 60000 ms",
    ],
    [
      "an attack of no pace",
      (on) => {
        on.radio("r", { channels: ["6"] });
        on.attack({}, ({ attacker }) => {
          attacker.beacons("6", { fromMs: 0, perSecond: 0, count: 1 });
        });
      },
      "an attack happens above 0 to 20000 times a second, not 0",
    ],
    [
      "an alert in small letters",
      (on) => on.expectAlerts("apspoof"),
      '"apspoof" is no header of an alert, which has capital letters',
    ],
    [
      "a key with spaces",
      (on) => on.configure("log types", "kismet"),
      '"log types" is no key of the configuration',
    ],
    [
      "an alert twice",
      (on) => on.expectAlerts("APSPOOF", "APSPOOF"),
      "alert APSPOOF is named twice",
    ],
  ])("refuses %s and names the line", (_, script, reason) => {
    // In two statements: JavaScriptCore leaves tail calls out of its stacks.
    const write = () => {
      const made = scenario("odd", "", minutes(1), script);
      return made.name;
    };
    expect(write).toThrow(reason);
    expect(write).toThrow(/^scenario odd, scenario\.test\.ts line \d+: /);
  });

  test("refuses a name that could be no file and a length that is none", () => {
    expect(() => scenario("Evil Twin", "", 1000, () => {})).toThrow("is not lower-case words");
    expect(() => scenario("x", "", 0, () => {})).toThrow("it lasts 0 ms");
  });
});

describe("an access point", () => {
  test("beacons every 102.4 ms with its clock, its sequence and nothing else changing", () => {
    const sent = play(10_240, (on) => on.accessPoint(cafe));
    expect(sent.map(kindOf)).toEqual(Array<string>(100).fill("0/8"));
    const clock = ({ frame }: Transmission) => new DataView(frame.buffer).getUint32(24, true);
    const sequence = ({ frame }: Transmission) =>
      new DataView(frame.buffer).getUint16(22, true) >>> 4;
    for (let index = 1; index < sent.length; index++) {
      const [before, now] = [sent[index - 1]!, sent[index]!];
      expect(now.atMs - before.atMs).toBeCloseTo(102.4, 6);
      expect(Math.abs(clock(now) - clock(before) - 102_400)).toBeLessThanOrEqual(1);
      expect(sequence(now)).toBe((sequence(before) + 1) & 0xfff);
      expect(now.frame.subarray(32)).toEqual(before.frame.subarray(32));
    }
  });

  test("is silent before it is switched on and after it is switched off", () => {
    const sent = play(5000, (on) => on.accessPoint({ ...cafe, fromMs: 1000, untilMs: 2000 }));
    expect(sent.length).toBeGreaterThanOrEqual(9);
    expect(sent.length).toBeLessThanOrEqual(10);
    expect(sent.every(({ atMs }) => atMs >= 1000 && atMs < 2000)).toBe(true);
  });

  test("changes what it says when it is told to", () => {
    const sent = play(4000, (on) => {
      on.change(on.accessPoint(cafe), 2000, { channel: "11", security: "open" });
    });
    expect(new Set(sent.filter(({ atMs }) => atMs < 2000).map(({ channel }) => channel)))
      .toEqual(new Set(["6"]));
    const later = sent.filter(({ atMs }) => atMs >= 2000);
    expect(new Set(later.map(({ channel }) => channel))).toEqual(new Set(["11"]));
    // The privacy bit of the capability field.
    expect(later.every(({ frame }) => (frame[34]! & 0x10) === 0)).toBe(true);
  });
});

describe("a person", () => {
  test("joins with authentication, association and four key messages, then talks", () => {
    const sent = play(20_000, (on) => {
      on.person("Ada", { joins: [on.accessPoint(cafe)], at: { x: 5, y: 0 }, talkMs: 500 });
    });
    const counts = count(sent);
    expect(counts).toMatchObject({ "0/11": 2, "0/0": 1, "0/1": 1 });
    expect(counts["0/4"]).toBeGreaterThan(0);
    expect(counts["0/5"]).toBeGreaterThan(0);
    const order = sent.map(kindOf).filter((kind) => !["0/8", "0/4", "0/5", "1/13"].includes(kind));
    expect(order.slice(0, 8)).toEqual([
      "0/11",
      "0/11",
      "0/0",
      "0/1",
      "2/8",
      "2/8",
      "2/8",
      "2/8",
    ]);
    expect(order.length).toBeGreaterThan(20);
  });

  test("does not join what is too far away", () => {
    const counts = count(play(60_000, (on) => {
      on.person("Ada", { joins: [on.accessPoint(cafe)], at: { x: 400, y: 0 } });
    }));
    expect(counts["0/11"]).toBeUndefined();
  });

  test("moves to a louder access point of the same name as it walks", () => {
    const sent = play(minutes(3), (on) => {
      const left = on.accessPoint({ ...cafe, bssid: "00:00:00:00:00:0a" });
      const right = on.accessPoint({ ...cafe, bssid: "00:00:00:00:00:0b", at: { x: 120, y: 0 } });
      on.person("Ada", {
        joins: [left, right],
        at: {
          points: [{ x: 0, y: 0 }, { x: 120, y: 0 }],
          metresPerSecond: 1.5,
          fromMs: seconds(20),
        },
      });
    });
    const joined = sent.map((one) => [kindOf(one), one.frame[9]])
      .filter(([kind]) => kind === "0/0" || kind === "0/2");
    // The second is a reassociation, which names the access point that it leaves.
    expect(joined).toEqual([["0/0", 0x0a], ["0/2", 0x0b]]);
    const again = sent.find((one) => kindOf(one) === "0/2")!.frame;
    expect([...again.subarray(28, 34)]).toEqual([0, 0, 0, 0, 0, 0x0a]);
  });

  test("that is thrown out comes back", () => {
    const counts = count(play(30_000, (on) => {
      const network = on.accessPoint(cafe);
      const ada = on.person("Ada", { joins: [network] });
      on.attack({}, ({ attacker, network: live, person, people }) => {
        attacker.deauthenticate(live(network), people, {
          fromMs: 15_000,
          perSecond: 10,
          count: 1,
          victim: person(ada),
        });
      });
    }));
    expect(counts).toMatchObject({ "0/12": 1, "0/0": 2 });
  });

  test("takes a new random address while it looks for networks", () => {
    const sent = play(minutes(5), (on) => {
      on.accessPoint(cafe);
      on.person("Ada", { randomiseMs: 60_000, probeMs: 10_000 });
    });
    const addresses = new Set(
      sent.filter((one) => kindOf(one) === "0/4").map(({ frame }) => frame.slice(10, 16).join()),
    );
    expect(addresses.size).toBeGreaterThanOrEqual(4);
    for (const address of addresses) expect(Number(address.split(",")[0]) & 3).toBe(2);
  });
});

describe("a run", () => {
  const script = (on: ScenarioBuilder) => {
    const network = on.accessPoint(cafe);
    on.crowd({ size: 5, stayMs: minutes(1), withinMetres: 40, joins: [network] });
  };
  const texts = (sent: readonly Transmission[]) =>
    sent.map(({ atMs, frame }) => `${atMs} ${frame.join()}`);

  test("is the same for the same seed and another for another", () => {
    const first = texts(play(60_000, script, 7));
    expect(texts(play(60_000, script, 7))).toEqual(first);
    expect(texts(play(60_000, script, 8))).not.toEqual(first);
  });

  test("of one participant is not disturbed by another who is added after", () => {
    const beacons = (sent: readonly Transmission[]) =>
      texts(sent.filter(({ frame }) => frame[0] === 0x80 && frame[15] === 0));
    const more = (on: ScenarioBuilder) => {
      script(on);
      on.accessPoint({ ...cafe, bssid: "00:00:00:00:00:0b" });
    };
    expect(beacons(play(2000, more)).length).toBe(beacons(play(2000, script)).length);
  });
});
