// Where a device was heard over time, `kismet.device.base.location_cloud` (spec device-model 3.6): the
// last hundred samples, the last hundred averages of a hundred, and the last hundred of ten thousand.
import {
  double,
  doubles,
  field,
  int32,
  record,
  type RecordTable,
  uint64,
  type ValueType,
  vector,
} from "./field.ts";

/** Entries of each of the three lists, and samples that one entry of the next stands for. */
export const CLOUD_ENTRIES_MAX = 100;

export interface CloudSample {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM: number;
  readonly speedKmh: number;
  readonly headingDegrees: number;
  /** dBm, else RSSI; 0 unknown. */
  readonly signal: number;
  readonly timeSec: number;
  readonly freqKhz: number;
}

export class LocationCloud {
  /** Oldest first. */
  readonly samples: CloudSample[] = [];
  readonly hundreds: CloudSample[] = [];
  readonly tenThousands: CloudSample[] = [];
  lastSec = 0;
  #newSamples = 0;
  #newHundreds = 0;

  /** Adds a sample, at most one a second. */
  add(sample: CloudSample): void {
    if (sample.timeSec === this.lastSec) return;
    this.lastSec = sample.timeSec;
    append(this.samples, sample);
    this.#newSamples += 1;
    if (this.#newSamples < CLOUD_ENTRIES_MAX) return;
    this.#newSamples = 0;
    append(this.hundreds, averageOf(this.samples));
    this.#newHundreds += 1;
    if (this.#newHundreds < CLOUD_ENTRIES_MAX) return;
    this.#newHundreds = 0;
    append(this.tenThousands, averageOf(this.hundreds));
  }
}

function append(list: CloudSample[], sample: CloudSample): void {
  list.push(sample);
  if (list.length > CLOUD_ENTRIES_MAX) list.shift();
}

const RADIANS = Math.PI / 180;

/** Positions by their vectors, altitude and signal over those that are known, the rest as it is. */
function averageOf(samples: readonly CloudSample[]): CloudSample {
  let [x, y, z] = [0, 0, 0];
  for (const { latitude, longitude } of samples) {
    const [phi, lambda] = [latitude * RADIANS, longitude * RADIANS];
    x += Math.cos(phi) * Math.cos(lambda);
    y += Math.cos(phi) * Math.sin(lambda);
    z += Math.sin(phi);
  }
  const mean = (value: (sample: CloudSample) => number): number =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const meanOfKnown = (value: (sample: CloudSample) => number): number => {
    const known = samples.map(value).filter((one) => one !== 0);
    return known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  return {
    latitude: Math.atan2(z, Math.hypot(x, y)) / RADIANS,
    longitude: Math.atan2(y, x) / RADIANS,
    altitudeM: meanOfKnown((sample) => sample.altitudeM),
    speedKmh: mean((sample) => sample.speedKmh),
    headingDegrees: mean((sample) => sample.headingDegrees),
    signal: Math.round(meanOfKnown((sample) => sample.signal)),
    timeSec: Math.round(mean((sample) => sample.timeSec)),
    freqKhz: Math.round(mean((sample) => sample.freqKhz)),
  };
}

const SAMPLE = "kismet.historic.location.";

const SAMPLE_TABLE: RecordTable<CloudSample> = {
  name: "historic_location",
  fields: [
    field(
      `${SAMPLE}geopoint`,
      doubles,
      "Longitude and latitude, degrees",
      (s) => [s.longitude, s.latitude],
    ),
    field(`${SAMPLE}alt`, double, "Altitude, m", (s) => s.altitudeM),
    field(`${SAMPLE}speed`, double, "Speed, km/h", (s) => s.speedKmh),
    field(`${SAMPLE}heading`, double, "Course, degrees", (s) => s.headingDegrees),
    field(`${SAMPLE}signal`, int32, "Signal, dBm or RSSI; 0 unknown", (s) => s.signal),
    field(`${SAMPLE}time_sec`, uint64, "Time, s", (s) => s.timeSec),
    field(`${SAMPLE}frequency`, uint64, "Frequency, kHz", (s) => s.freqKhz),
  ],
};

const samples = vector(record(() => SAMPLE_TABLE)) as ValueType<Iterable<CloudSample>>;
const CLOUD = "kis.gps.rrd.";

export const LOCATION_CLOUD_TABLE: RecordTable<LocationCloud> = {
  name: "location_cloud",
  fields: [
    field(`${CLOUD}samples_100`, samples, "The last samples, one a second", (c) => c.samples),
    field(`${CLOUD}samples_10k`, samples, "Averages of a hundred samples", (c) => c.hundreds),
    field(`${CLOUD}samples_1m`, samples, "Averages of ten thousand", (c) => c.tenThousands),
    field(`${CLOUD}last_sample_ts`, uint64, "Time of the last sample, s", (c) => c.lastSec),
  ],
};
export const locationCloud = record(() => LOCATION_CLOUD_TABLE);
