// Every alert rule through the whole server: what raises it and what it says, what comes close, and
// an hour of ordinary life in which none may be raised.
import { describe, expect, test } from "vitest";
import { BoundedMap } from "../../../actors/phy/dot11/bounded-map.ts";
import { DOT11_RULES } from "../../../actors/phy/dot11/rules.ts";
import type { AlertRecord } from "../../../protocols/records/alert.ts";
import { minutes, scenario } from "../../../runtime/scenario/scenario.ts";
import { simulate } from "../../../testing/simulate.ts";
import { ALERT_CASES } from "../../suites/alert-cases.ts";
import { AP, beacon, EVERYBODY, type Heard } from "../../suites/alert-frames.ts";
import { type Listener, START_SEC, withListener } from "./listener.ts";

/** Every rule on, and never throttled. */
const EVERY_ALERT = DOT11_RULES.map(({ header }) => `${header},1000/sec,1000/sec`);

function hearAll(listener: Listener, heard: readonly Heard[], signalDbm?: number): void {
  for (const [atSec, frame] of heard) {
    const timeSec = START_SEC + 10 + atSec;
    const radio = signalDbm === undefined ? {} : { freqMhz: 2437, signalDbm };
    listener.hear(frame, { timeSec, ...radio });
  }
}

const raised = (listener: Listener, header: string): AlertRecord[] =>
  listener.moirai.stores.alerts.all().filter((alert) => alert.header === header);

describe.each(DOT11_RULES.map((rule) => [rule.header, rule] as const))("%s", (header, rule) => {
  const alertCase = ALERT_CASES[header];

  test("is raised and says what happened", async () => {
    expect(alertCase, "every rule has its cases").toBeDefined();
    const { settings = {}, says } = alertCase!;
    await withListener({ ...settings, alert: `${header},1000/sec,1000/sec` }, (listener) => {
      hearAll(listener, alertCase!.fires(), alertCase!.signalDbm);
      const [alert] = raised(listener, header);
      expect(alert).toMatchObject({
        header,
        class: rule.class,
        severity: rule.severity,
        text: says.text,
        transmitter: says.transmitter ?? AP,
        source: says.source ?? AP,
        destination: says.destination ?? EVERYBODY,
        channel: says.channel ?? "6",
      });
      // The last frame of the evidence is the one that raised it.
      expect(alert!.evidence).toHaveLength(says.evidence ?? 1);
    });
  });

  test("is not raised by what comes close", async () => {
    const { settings = {} } = alertCase!;
    await withListener({ ...settings, alert: `${header},1000/sec,1000/sec` }, (listener) => {
      hearAll(listener, alertCase!.nearly(), alertCase!.nearlySignalDbm ?? alertCase!.signalDbm);
      expect(raised(listener, header)).toEqual([]);
    });
  });

  test("is switched off by a rate of zero", async () => {
    const { settings = {} } = alertCase!;
    await withListener({ ...settings, alert: `${header},0/min,0/sec` }, (listener) => {
      hearAll(listener, alertCase!.fires(), alertCase!.signalDbm);
      expect(raised(listener, header)).toEqual([]);
    });
  });
});

test("an ordinary quarter of an hour raises nothing", async () => {
  const life = scenario(
    "ordinary",
    "Homes, an office, people who come and go",
    minutes(15),
    (on) => {
      on.radio("roof", { channels: ["1", "6", "36"] });
      const home = on.accessPoint({
        ssid: "home",
        channel: "6",
        security: "wpa3-sae",
        country: "AT",
      });
      const office = [0, 40].map((x) =>
        on.accessPoint({ ssid: "office", channel: "36", security: "wpa3-sae", at: { x, y: 20 } })
      );
      on.accessPoint({ ssid: "secret", channel: "1", security: "wpa3-sae", hidden: true });
      const cafe = on.accessPoint({
        ssid: "cafe",
        channel: "1",
        security: "owe",
        at: { x: 9, y: 9 },
      });
      on.person("Ada", { joins: [home], at: { x: 4, y: 4 } });
      on.person("Bea", {
        joins: office,
        at: {
          points: [{ x: 0, y: 20 }, { x: 40, y: 20 }, { x: 0, y: 20 }],
          metresPerSecond: 1,
          fromMs: 0,
        },
      });
      on.person("Cid", { asksFor: ["school"], randomiseMs: 60_000 });
      on.crowd({ size: 10, stayMs: minutes(3), withinMetres: 40, joins: [cafe] });
    },
  );
  await using run = await simulate(life, { seed: 1, settings: { alert: EVERY_ALERT } });
  await run.toEnd();
  expect(run.devices().length).toBeGreaterThan(20);
  expect(run.alerts()).toEqual([]);
});

describe("limits", () => {
  test("an alert is raised so often as its configuration says, and the rest is counted", async () => {
    await withListener({ alert: "CRYPTODROP,3/min,2/sec" }, (listener) => {
      for (let index = 0; index < 30; index++) {
        listener.hear(beacon({ security: index % 2 === 0 ? "wpa2-psk" : "open" }), {
          timeSec: START_SEC + index * 0.1,
        });
      }
      // Two at once, and the third when a whole second had passed since.
      expect(raised(listener, "CRYPTODROP")).toHaveLength(3);
    });
  });

  test("a flood of made-up networks does not grow what rules remember", () => {
    let dropped = 0;
    const map = new BoundedMap<number, number>(3, () => {
      dropped += 1;
    });
    for (let key = 0; key < 10; key++) map.set(key, key);
    map.set(8, 80);
    expect([map.size, dropped, map.get(6), map.get(8), map.get(9)]).toEqual([
      3,
      7,
      undefined,
      80,
      9,
    ]);
  });

  test("evidence is bounded in frames and bytes", async () => {
    await withListener({ alert: "DEAUTHFLOOD,1000/sec,1000/sec" }, (listener) => {
      const { fires } = ALERT_CASES.DEAUTHFLOOD!;
      for (let round = 0; round < 20; round++) hearAll(listener, fires());
      for (const alert of raised(listener, "DEAUTHFLOOD")) {
        expect(alert.evidence.length).toBeLessThanOrEqual(32);
      }
    });
  });
});

test.each([
  ["apspoof", "no colon", "has no name before a colon"],
  ["apspoof", 'x:ssid="a"', "names no validmacs"],
  ["apspoof", 'x:validmacs="00:11:22:33:44:55"', "names no ssid"],
  ["apspoof", 'x:ssid="a",validmacs="zz"', 'names "zz", which is no MAC address'],
  ["ssidcanary", 'x:ssid="(a"', "has a pattern that cannot be used"],
  ["ssidcanary", "x:]", "is not NAME:ssid="],
])("a line %s=%s is told and left out", async (key, line, reason) => {
  await withListener({ [key]: [line, 'good:ssid="^home$",validmacs="02:00:00:00:00:01"'] }, (l) => {
    expect(l.messages.join("\n")).toContain(`configuration: ${key}=${line} ${reason}`);
    l.hear(beacon());
    expect(raised(l, key === "apspoof" ? "APSPOOF" : "SSIDCANARY")).toHaveLength(1);
  });
});
