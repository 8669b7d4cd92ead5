// Elements that were handled before are not parsed again, and everything reads as if they had been.
import { describe, expect, test } from "vitest";
import { encodeElement, encodeSsid } from "../../../protocols/dot11/encode-elements.ts";
import {
  concat,
  encodeBeacon,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { type Listener, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x0066000000aa;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "wpa2-psk" };

const beacon = (sequence: number, network = NETWORK) =>
  encodeBeacon(network, { timestampUs: sequence * 100, sequence });
const response = (sequence: number, network = NETWORK) =>
  encodeProbeResponse(network, STATION, { timestampUs: sequence * 100, sequence });

/** A probe request with elements of a test's own. */
const request = (sequence: number, ...elements: Uint8Array[]) =>
  concat(encodeProbeRequest(STATION, "", sequence).slice(0, 24), ...elements);

async function parsed(listener: Listener): Promise<number> {
  return (await counters(listener)).elements_parsed!;
}

async function counters(listener: Listener): Promise<Record<string, number>> {
  return (await listener.phy())!["moirai.phy.counters"] as Record<string, number>;
}

const alertsOf = (listener: Listener, header: string) =>
  listener.moirai.stores.alerts.all().filter((alert) => alert.header === header);

describe("beacons and probe responses in turn", () => {
  test("are parsed once each, the first also when the second is known", () =>
    withListener({}, async (listener) => {
      listener.hear([beacon(1), response(2), beacon(3), response(4), beacon(5)]);
      expect(await counters(listener)).toMatchObject({
        elements_parsed: 3,
        elements_unchanged: 2,
      });
      const { advertised, responded, lastBeaconed } = listener.dot11(AP);
      expect([...advertised!.values()]).toMatchObject([{ ssid: "office", beacons: 3 }]);
      expect([...responded!.values()]).toMatchObject([{ ssid: "office", beacons: 0 }]);
      expect(lastBeaconed).toBe([...advertised!.values()][0]);
    }));

  test("keep their own times, and the channel is what the newest one names", () =>
    withListener({}, (listener) => {
      const elsewhere = { ...NETWORK, channel: 11 };
      listener.hear([beacon(1), response(2, elsewhere), beacon(3), response(4, elsewhere)]);
      expect(listener.record(AP)!.channel).toBe("11");
      listener.hear(beacon(5), { timeSec: START_SEC + 7 });
      expect(listener.record(AP)!.channel).toBe("6");
      const { advertised, responded, lastBeaconed } = listener.dot11(AP);
      expect([...advertised!.values()]).toMatchObject([{ lastTime: START_SEC + 7 }]);
      expect([...responded!.values()]).toMatchObject([{ lastTime: START_SEC }]);
      expect(lastBeaconed!.channel).toBe("6");
    }));

  test("are compared again once one of them changed", () =>
    withListener({}, (listener) => {
      listener.hear([beacon(1), response(2), beacon(3), response(4)]);
      expect(alertsOf(listener, "PROBECHAN")).toHaveLength(0);
      listener.hear([beacon(5, { ...NETWORK, channel: 11 }), response(6)]);
      expect(alertsOf(listener, "PROBECHAN")).toHaveLength(1);
    }));

  test("are compared however they came first", () =>
    withListener({}, (listener) => {
      listener.hear([response(1), beacon(2, { ...NETWORK, channel: 11 }), response(3)]);
      expect(alertsOf(listener, "PROBECHAN")).toHaveLength(1);
    }));

  test("raise their alert each time", () =>
    withListener({ alert: ["PROBECHAN,100/min,100/sec"] }, (listener) => {
      const elsewhere = { ...NETWORK, channel: 11 };
      listener.hear([beacon(1), response(2, elsewhere), beacon(3), response(4, elsewhere)]);
      expect(alertsOf(listener, "PROBECHAN")).toHaveLength(2);
    }));
});

describe("beacons with the same elements", () => {
  const changed = (sequence: number, at: number, value: number) => {
    const frame = beacon(sequence);
    frame[at] = value;
    return frame;
  };

  test("are looked at when only their interval changed, once", () =>
    withListener({}, async (listener) => {
      const often = [3, 4].map((sequence) => changed(sequence, 32, 50));
      listener.hear([beacon(1), beacon(2), ...often]);
      expect(alertsOf(listener, "BEACONRATE")).toHaveLength(1);
      expect(await parsed(listener)).toBe(2);
    }));

  test("are looked at when only their privacy bit changed", () =>
    withListener({}, (listener) => {
      const open = { ...NETWORK, security: "open" } as const;
      const wep = beacon(2, open);
      wep[34]! |= 0x10;
      listener.hear([beacon(1, open), wep]);
      expect(listener.record(AP)!.crypt).toBe("WEP");
    }));
});

describe("probe requests that say the same", () => {
  const asked = [encodeSsid("attic"), encodeElement(1, [2, 4, 11, 22])];

  test("are parsed once, and counted as if they had been parsed", () =>
    withListener({}, async (listener) => {
      listener.hear([request(1, ...asked), request(2, ...asked)]);
      listener.hear(request(3, ...asked), { timeSec: START_SEC + 5 });
      expect(await counters(listener)).toMatchObject({
        elements_parsed: 1,
        elements_unchanged: 2,
      });
      expect([...listener.dot11(STATION).probed!.values()])
        .toMatchObject([{ ssid: "attic", firstTime: START_SEC, lastTime: START_SEC + 5 }]);
      const groups = await listener.ask("/phy/phy80211/ssids/views/ssids.json", {}) as Record<
        string,
        unknown
      >[];
      expect(groups).toMatchObject([{ "dot11.ssidgroup.last_time": START_SEC + 5 }]);
    }));

  test("are parsed again after another one", () =>
    withListener({}, async (listener) => {
      const other = [encodeSsid("cellar"), asked[1]!];
      listener.hear([request(1, ...asked), request(2, ...other), request(3, ...asked)]);
      expect(await parsed(listener)).toBe(3);
      expect(listener.dot11(STATION).lastProbed).toMatchObject({ ssid: "attic" });
    }));

  test("with something suspicious are looked at each time, also while the alert is held back", () =>
    withListener({ alert: ["QCOMEXTENDED,1/min,1/min"] }, async (listener) => {
      const bad = [...asked, encodeElement(127, new Uint8Array(32).fill(1))];
      listener.hear([request(1, ...bad), request(2, ...bad), request(3, ...bad)]);
      expect(alertsOf(listener, "QCOMEXTENDED")).toHaveLength(1);
      listener.hear(request(4, ...bad), { timeSec: START_SEC + 61 });
      expect(alertsOf(listener, "QCOMEXTENDED")).toHaveLength(2);
      expect(await parsed(listener)).toBe(4);
    }));
});
