import { describe, expect, test } from "vitest";
import { type AlertKind, AlertStore } from "../../../actors/alert/alerts.ts";
import { MessageLog } from "../../../actors/message/message-log.ts";
import { LocationPoint } from "../../../protocols/records/location.ts";
import { createEventBus } from "../../../runtime/event-bus.ts";
import { testSettings } from "../../suites/settings.ts";

const START_MS = 1_700_000_000_000;

function setUp(settings: Record<string, string | readonly string[]> = {}) {
  const clock = { ms: START_MS };
  const bus = createEventBus();
  const now = () => clock.ms;
  const messages = new MessageLog({ bus, now });
  const alerts = new AlertStore({
    bus,
    messages,
    settings: testSettings(settings),
    now,
    location: () => new LocationPoint(),
  });
  return { alerts, bus, clock, messages };
}

const KIND: AlertKind = {
  header: "TEST",
  class: "spoof",
  severity: 15,
  description: "for tests",
  phyId: 0,
};

/** Seconds after START at which an attempt is let through. */
function raisedAt(rate: string, burst: string, attempts: readonly number[]): number[] {
  const { alerts, clock } = setUp();
  const definition = alerts.define({ ...KIND, rate, burst })!;
  return attempts.filter((second) => {
    clock.ms = START_MS + second * 1000;
    return alerts.raise(definition, { text: "x" }) !== undefined;
  });
}

describe("AlertStore", () => {
  // Vector 4 of the specification's device model, section 14.
  test("throttles by rate and burst", () => {
    expect(raisedAt("5/min", "2/sec", [0, 0.1, 0.2, 1.5, 3, 4.5, 30, 70, 90.5, 91]))
      .toEqual([0, 0.1, 3, 4.5, 30, 91]);
    const everyTen = Array.from({ length: 15 }, (_, n) => n * 10);
    expect(raisedAt("5/min", "1/sec", everyTen)).toEqual([0, 10, 20, 30, 40, 110, 120, 130, 140]);
  });

  test("never raises an alert whose rate is zero, and counts what it held back", () => {
    const { alerts } = setUp();
    const definition = alerts.define({ ...KIND, rate: "0/min", burst: "0/sec" })!;
    expect(alerts.raise(definition, { text: "x" })).toBeUndefined();
    expect(alerts.throttled).toBe(1);
    expect(alerts.all()).toEqual([]);
  });

  test("takes rates from the configuration, which outranks the shipped ones", () => {
    const { alerts } = setUp({ alert: ["TEST,7/hour,3/min"] });
    const definition = alerts.define({ ...KIND, rate: "5/min", burst: "1/sec" })!;
    expect(definition).toMatchObject({ limitRate: 7, limitUnit: 2, limitBurst: 3, burstUnit: 1 });
  });

  test("gives 10/min,1/sec to an alert without any rate", () => {
    const { alerts } = setUp();
    expect(alerts.define(KIND)).toMatchObject({
      limitRate: 10,
      limitUnit: 1,
      limitBurst: 1,
      burstUnit: 0,
      class: "SPOOF",
    });
  });

  test("refuses a second definition of one name, and a burst counted longer than the rate", () => {
    const { alerts, messages } = setUp();
    expect(alerts.define(KIND)).toBeDefined();
    expect(alerts.define(KIND)).toBeUndefined();
    expect(alerts.define({ ...KIND, header: "OTHER", rate: "5/sec", burst: "1/min" }))
      .toBeUndefined();
    expect(messages.all().at(-1)!.text).toMatch(/^alert OTHER is off/);
  });

  test("says which configuration line it could not read", () => {
    const { messages } = setUp({ alert: ["NONSENSE"] });
    expect(messages.all()[0]!.text).toContain("alert=NONSENSE is not NAME,RATE,BURST");
  });

  test("publishes the alert, then a message with the alert flag", () => {
    const { alerts, bus } = setUp();
    const seen: string[] = [];
    bus.subscribe("*", (event) => seen.push(event.topic));
    const definition = alerts.define(KIND)!;
    const alert = alerts.raise(definition, { text: "something", source: 0x001122334455 })!;
    expect(seen).toEqual(["ALERT", "MESSAGE"]);
    expect(alert).toMatchObject({
      header: "TEST",
      class: "SPOOF",
      severity: 15,
      phyId: 0,
      timestamp: 1_700_000_000,
      source: 0x001122334455,
      transmitter: 0,
      channel: "0",
      text: "something",
    });
  });

  test("keeps the newest alerts up to alertbacklog", () => {
    const { alerts } = setUp({ alertbacklog: "2" });
    for (const text of ["a", "b", "c"]) alerts.raiseOnce(KIND, text);
    expect(alerts.all().map((alert) => alert.text)).toEqual(["b", "c"]);
  });
});
