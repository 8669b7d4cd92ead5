import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseGpsdLine } from "../../../protocols/gps/gpsd.ts";
import { bearingDegrees, distanceM } from "../../../protocols/gps/great-circle.ts";
import { parseNmea } from "../../../protocols/gps/nmea.ts";

/** The sentence with its checksum. */
export function nmea(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
}

describe("parseNmea()", () => {
  test("reads a position with altitude from GGA", () => {
    expect(parseNmea("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47")).toEqual({
      kind: "update",
      update: {
        latitude: 48 + 7.038 / 60,
        longitude: 11 + 31 / 60,
        altitudeM: 545.4,
        fix: 3,
        satellites: 8,
        hdop: 0.9,
      },
    });
  });

  test("reads position, speed in knots, course and time from RMC; south and west are negative", () => {
    const line = nmea("GNRMC,123519.50,A,4807.038,S,01131.000,W,022.4,084.4,230394,,,A");
    expect(parseNmea(line)).toEqual({
      kind: "update",
      update: {
        latitude: -(48 + 7.038 / 60),
        longitude: -(11 + 31 / 60),
        fix: 2,
        speedKmh: 22.4 * 1.852,
        headingDegrees: 84.4,
        timeMs: Date.UTC(1994, 2, 23, 12, 35, 19, 500),
      },
    });
  });

  test("reads speed and courses from VTG, and ignores what it does not know", () => {
    expect(parseNmea(nmea("GPVTG,054.7,T,034.4,M,005.5,N,010.2,K"))).toEqual({
      kind: "update",
      update: { speedKmh: 10.2, headingDegrees: 54.7, magneticHeadingDegrees: 34.4 },
    });
    expect(parseNmea(nmea("GPGSV,1,1,00"))).toEqual({ kind: "ignored" });
  });

  test("no fix is no fix, whatever the numbers are", () => {
    const none = { kind: "update", update: { fix: 0 } };
    expect(parseNmea(nmea("GPGGA,123519,4807.038,N,01131.000,E,0,00,,545.4,M,46.9,M,,"))).toEqual(
      none,
    );
    expect(parseNmea(nmea("GPRMC,123519,V,4807.038,N,01131.000,E,0,0,230394,,"))).toEqual(none);
  });

  test("a wrong checksum is told apart from a sentence that makes no sense", () => {
    expect(parseNmea("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*48")).toEqual({
      kind: "checksum",
    });
    for (
      const line of [
        "",
        "$",
        "GPGGA",
        "$GPGGA,1,2",
        "$GPGGA*GG",
        nmea("GPGGA,123519,4867.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"),
        nmea("GPGGA,123519,9907.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"),
        nmea("GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,,M,46.9,M,,"),
        nmea("GPRMC,123519,A,,,,,0,0,230394,,"),
        nmea("GPVTG,,,,,,,,"),
      ]
    ) expect(parseNmea(line), line).toEqual({ kind: "malformed" });
  });

  test("takes any text, and gives only places on the Earth", () => {
    const field = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom("N", "W", "A"));
    fc.assert(fc.property(
      fc.constantFrom("GPGGA", "GPRMC", "GPVTG"),
      fc.array(field, { maxLength: 20 }),
      (name, fields) => {
        const result = parseNmea(nmea([name, ...fields].join(",").replaceAll("*", "")));
        if (result.kind !== "update") return;
        expect(Math.abs(result.update.latitude ?? 0)).toBeLessThanOrEqual(90);
        expect(Math.abs(result.update.longitude ?? 0)).toBeLessThanOrEqual(180);
        for (const value of Object.values(result.update)) expect(Number.isNaN(value)).toBe(false);
      },
    ));
  });
});

describe("parseGpsdLine()", () => {
  test("reads TPV in metres a second, and its errors", () => {
    const line = JSON.stringify({
      class: "TPV",
      mode: 3,
      time: "2026-01-01T00:00:00.500Z",
      lat: 52.1,
      lon: 4.3,
      alt: 7.5,
      track: 90,
      speed: 10,
      epx: 3,
      epy: 4,
    });
    expect(parseGpsdLine(line)).toEqual({
      kind: "update",
      update: {
        latitude: 52.1,
        longitude: 4.3,
        altitudeM: 7.5,
        fix: 3,
        headingDegrees: 90,
        speedKmh: 36,
        errorM: 4,
        timeMs: Date.UTC(2026, 0, 1) + 500,
      },
    });
  });

  test("a position is 2D without altitude, and none at 0, 0 or below mode 2", () => {
    expect(parseGpsdLine('{"class":"TPV","mode":3,"lat":1.5,"lon":2.5}')).toMatchObject({
      update: { fix: 2 },
    });
    expect(parseGpsdLine('{"class":"TPV","mode":1,"lat":1,"lon":2}')).toEqual({
      kind: "update",
      update: { fix: 0 },
    });
    expect(parseGpsdLine('{"class":"TPV","mode":3,"lat":0,"lon":0}')).toEqual({ kind: "ignored" });
    expect(parseGpsdLine('{"class":"TPV","mode":3,"lat":91,"lon":1}')).toEqual({ kind: "ignored" });
  });

  test("reads SKY, ATT, VERSION and ERROR", () => {
    expect(parseGpsdLine('{"class":"SKY","hdop":0.8,"satellites":[{"used":true},{"used":false}]}'))
      .toEqual({ kind: "update", update: { hdop: 0.8, satellites: 1 } });
    expect(parseGpsdLine('{"class":"ATT","heading":12.5}')).toEqual({
      kind: "heading",
      degrees: 12.5,
    });
    expect(parseGpsdLine('{"class":"VERSION","release":"3.25"}')).toEqual({
      kind: "version",
      release: "3.25",
      old: false,
    });
    expect(parseGpsdLine('{"class":"ERROR","message":"no"}')).toEqual({
      kind: "error",
      reason: "no",
    });
    expect(parseGpsdLine('{"class":"DEVICES"}')).toEqual({ kind: "ignored" });
  });

  test("reads the letters of gpsd before 2.90", () => {
    expect(parseGpsdLine("GPSD,L=2 2.38 abcdefgi")).toEqual({
      kind: "version",
      release: "2.38",
      old: true,
    });
    expect(parseGpsdLine("GPSD,P=52.1 4.3,A=7,V=10,T=45,M=3")).toEqual({
      kind: "update",
      update: {
        latitude: 52.1,
        longitude: 4.3,
        altitudeM: 7,
        speedKmh: 18.52,
        headingDegrees: 45,
        fix: 3,
      },
    });
    expect(
      parseGpsdLine("GPSD,O=RMC 1118327700.28 0.005 52.1 4.3 7.5 3.2 4.1 90.0 10.0 0.1 ? ? ? 3"),
    ).toEqual({
      kind: "update",
      update: {
        latitude: 52.1,
        longitude: 4.3,
        fix: 3,
        altitudeM: 7.5,
        errorM: 3.2,
        headingDegrees: 90,
        speedKmh: 36,
        timeMs: 1118327700280,
      },
    });
    expect(parseGpsdLine("GPSD,O=?")).toEqual({ kind: "ignored" });
    expect(parseGpsdLine("GPSD,P=?")).toEqual({ kind: "ignored" });
  });

  test("half lines and other protocols are malformed", () => {
    for (const line of ['{"class":"TPV","mo', "HTTP/1.1 400", "$GPGGA,1", "{}x", ""]) {
      expect(parseGpsdLine(line), line).toEqual({ kind: "malformed" });
    }
  });

  test("takes any text and any JSON", () => {
    fc.assert(fc.property(fc.string(), (text) => {
      parseGpsdLine(text);
      parseGpsdLine(`GPSD,${text}`);
    }));
    fc.assert(fc.property(
      fc.constantFrom("TPV", "SKY", "ATT", "VERSION", "ERROR"),
      fc.dictionary(
        fc.constantFrom("mode", "lat", "lon", "alt", "time", "satellites"),
        fc.jsonValue(),
      ),
      (name, members) => void parseGpsdLine(JSON.stringify({ ...members, class: name })),
    ));
  });
});

test("distanceM() and bearingDegrees() know the way from Amsterdam to Rotterdam", () => {
  const amsterdam = { latitude: 52.3676, longitude: 4.9041 };
  const rotterdam = { latitude: 51.9244, longitude: 4.4777 };
  expect(distanceM(amsterdam, rotterdam)).toBeCloseTo(57_300, -3);
  expect(bearingDegrees(amsterdam, rotterdam)).toBeCloseTo(210.8, 0);
  expect(bearingDegrees({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }))
    .toBeCloseTo(90, 5);
});
