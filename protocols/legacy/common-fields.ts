// Groups of fields that several sentences share: positions, signals, frequencies (spec
// legacy-protocol 5.4). Their initial values are those of the old server.
import type { DeviceRecord } from "../records/device.ts";
import type { DeviceLocation, LocationPoint } from "../records/location.ts";
import type { SignalRecord } from "../records/signal.ts";
import { type SentenceField, sentenceField } from "./sentence.ts";

const DBM = 1;
const RSSI = 2;
const NO_MAX_DBM = -256;
const NO_MIN_RSSI = 1024;

/** Six decimals, as coordinates have (2.4). */
export function coordinate(value: number): string {
  return value.toFixed(6);
}

type LocationOf<Row> = (row: Row) => DeviceLocation | undefined;

/** `gpsfixed` and the bounds. */
export function boundsFields<Row>(of: LocationOf<Row>): SentenceField<Row>[] {
  const bound = (
    name: string,
    side: "min" | "max",
    value: (point: LocationPoint) => number | undefined,
    unset: number,
  ) =>
    sentenceField<Row>(name, (row) => {
      const point = of(row)?.[side];
      return coordinate((point && value(point)) ?? unset);
    });
  const speed = (name: string, unset: number) =>
    sentenceField<Row>(name, (row) => coordinate(of(row)?.last?.speedKmh ?? unset));
  return [
    sentenceField("gpsfixed", (row) => of(row)?.fix ?? 0),
    bound("minlat", "min", (point) => point.latitude, 90),
    bound("minlon", "min", (point) => point.longitude, 180),
    bound("minalt", "min", (point) => point.altitudeM, 100_000),
    speed("minspd", 100_000),
    bound("maxlat", "max", (point) => point.latitude, -90),
    bound("maxlon", "max", (point) => point.longitude, -180),
    bound("maxalt", "max", (point) => point.altitudeM, -100_000),
    speed("maxspd", -100_000),
  ];
}

/** Sums and count of an average: the average itself, once. */
export function aggregateFields<Row>(of: LocationOf<Row>): SentenceField<Row>[] {
  const sum = (name: string, value: (point: LocationPoint) => number | undefined) =>
    sentenceField<Row>(name, (row) => {
      const point = of(row)?.average;
      return coordinate((point && value(point)) ?? 0);
    });
  return [
    sum("agglat", (point) => point.latitude),
    sum("agglon", (point) => point.longitude),
    sum("aggalt", (point) => point.altitudeM),
    sentenceField("aggpoints", (row) => of(row)?.average === undefined ? 0 : 1),
  ];
}

type SignalOf<Row> = (row: Row) => SignalRecord | undefined;

/** Position of the best signal. */
export function bestFields<Row>(of: SignalOf<Row>): SentenceField<Row>[] {
  const best = (name: string, value: (point: LocationPoint) => number | undefined) =>
    sentenceField<Row>(name, (row) => {
      const point = of(row)?.peakLocation;
      return coordinate((point && value(point)) ?? 0);
    });
  return [
    best("bestlat", (point) => point.latitude),
    best("bestlon", (point) => point.longitude),
    best("bestalt", (point) => point.altitudeM),
  ];
}

const SIGNAL_VALUES = {
  signal: "last",
  noise: "lastNoise",
  minsignal: "min",
  minnoise: "minNoise",
  maxsignal: "max",
  maxnoise: "maxNoise",
} as const;

type SignalName = keyof typeof SIGNAL_VALUES;

/** One value in one unit; sources without that unit leave it at its initial value. */
export function signalField<Row>(
  name: string,
  of: SignalOf<Row>,
  value: SignalName,
  unit: "dbm" | "rssi",
): SentenceField<Row> {
  const kind = unit === "dbm" ? DBM : RSSI;
  const unset = unit === "dbm"
    ? value.startsWith("max") ? NO_MAX_DBM : 0
    : value.startsWith("min")
    ? NO_MIN_RSSI
    : 0;
  return sentenceField(name, (row) => {
    const signal = of(row);
    const found = signal?.kind === kind ? signal[SIGNAL_VALUES[value]] : 0;
    return found === 0 ? unset : found;
  });
}

/** The twelve signal fields in their usual order. */
export function signalFields<Row>(of: SignalOf<Row>): SentenceField<Row>[] {
  const names = Object.keys(SIGNAL_VALUES) as SignalName[];
  return (["dbm", "rssi"] as const).flatMap((unit) =>
    names.map((name) => signalField(`${name}_${unit}`, of, name, unit))
  );
}

/** `2437:120*2412:3*`: packets by MHz; never empty, which would shift the fields behind it. */
export function frequencies(device: DeviceRecord): string {
  let text = "";
  for (const [freqKhz, packets] of device.frequencies()) {
    text += `${Math.round(freqKhz / 1000)}:${packets}*`;
  }
  return text === "" ? "0:0*" : text;
}
