import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatWigleSighting,
  WIGLE_KINDS,
  wigleAuthMode,
  wigleChannel,
  wigleHeader,
  type WigleSighting,
} from "../../../protocols/wigle/wigle.ts";

const sighting: WigleSighting = {
  kind: WIGLE_KINDS.get("IEEE802.11")!,
  mac: "00:1B:11:00:00:01",
  name: "street",
  authMode: "[ESS]",
  firstSec: 1_700_000_000,
  freqKhz: 2_437_000,
  signalDbm: -50,
  latitude: 51.4779,
  longitude: -0.0015,
  altitudeM: 45,
};

const bits = (...list: number[]): [number, number] => [
  list.filter((bit) => bit < 32).reduce((set, bit) => set | (1 << bit), 0),
  list.filter((bit) => bit >= 32).reduce((set, bit) => set | (1 << (bit - 32)), 0),
];

describe("wigle", () => {
  test("wigleHeader() has the two lines that WiGLE expects", () => {
    expect(wigleHeader("2025.09.0-abc").split("\n")).toEqual([
      "WigleWifi-1.4,appRelease=Kismet2025090-abc,model=Kismet,release=2025.09.0-abc," +
      "device=kismet,display=kismet,board=kismet,brand=kismet",
      "MAC,SSID,AuthMode,FirstSeen,Channel,RSSI,CurrentLatitude,CurrentLongitude," +
      "AltitudeMeters,AccuracyMeters,Type",
      "",
    ]);
  });

  test("formatWigleSighting() writes Wi-Fi and Bluetooth with their own digits", () => {
    expect(formatWigleSighting(sighting)).toBe(
      "00:1B:11:00:00:01,street,[ESS],2023-11-14 22:13:20,6,-50,51.477900,-0.001500,45.000000,0,WIFI\n",
    );
    expect(formatWigleSighting({ ...sighting, kind: WIGLE_KINDS.get("BTLE")! })).toBe(
      "00:1B:11:00:00:01,street,Misc [LE],2023-11-14 22:13:20,0,-50,51.4779000000," +
        "-0.0015000000,45.000000,0,BLE\n",
    );
  });

  test("formatWigleSighting() escapes names so that every line has eleven columns", () => {
    expect(formatWigleSighting({ ...sighting, name: 'a,b"c\né' }).split(",")[1])
      .toBe("a\\054b\\042c\\012\\303\\251");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
      expect(formatWigleSighting({ ...sighting, name }))
        .toMatch(/^[\x20-\x7e]+\n$/);
      expect(formatWigleSighting({ ...sighting, name }).split(",")).toHaveLength(11);
    }));
  });

  test.each([
    [[], "[ESS]"],
    [[0], "[WEP] [ESS]"],
    [[1, 3, 10, 26, 38], "[WPA2-PSK-CCMP][ESS]"],
    [[1, 2, 3, 9, 10, 25, 26, 38, 57], "[WPS] [WPA-PSK-CCMP+TKIP][WPA2-PSK-CCMP+TKIP][ESS]"],
    [[1, 4, 26, 44], "[WPA3-PSK-CCMP][ESS]"],
    [[1, 4, 26, 54], "[WPA3-OWE-CCMP][ESS]"],
    [[1, 3, 26, 37], "[WPA2-EAP-CCMP][ESS]"],
    [[1, 3, 26], "[WPA2-UNKNOWN-CCMP][ESS]"],
  ])("wigleAuthMode() of bits %j is %s", (set, text) => {
    expect(wigleAuthMode(...bits(...set))).toBe(text);
  });

  test("wigleChannel() follows the bands", () => {
    const mhz = [0, 1, 2412, 2472, 2484, 4920, 5180, 5825, 60_480, 90_000];
    expect(mhz.map((one) => wigleChannel(one * 1000))).toEqual([
      0,
      0,
      1,
      13,
      14,
      184,
      36,
      165,
      2,
      0,
    ]);
  });
});
