// Fields of rate histories, `kismet.common.rrd.*` (spec device-model 3.1).
import { double, doubles, type Field, field, record, type RecordTable, uint64 } from "./field.ts";
import type { Rrd, RrdView } from "./rrd.ts";

const SECONDS: readonly Field<RrdView>[] = [
  field(
    "kismet.common.rrd.last_time",
    uint64,
    "Second of the newest sample, 0 never",
    (r) => r.lastTime,
  ),
  field(
    "kismet.common.rrd.serial_time",
    uint64,
    "Second this answer was made in",
    (r) => r.serialTime,
  ),
  field("kismet.common.rrd.last_value", double, "Newest sample", (r) => r.lastValue),
  field(
    "kismet.common.rrd.last_value_n1",
    double,
    "Sample before the newest",
    (r) => r.previousValue,
  ),
  field(
    "kismet.common.rrd.minute_vec",
    doubles,
    "A slot a second, at the second modulo 60",
    (r) => r.seconds,
  ),
];

const LONGER: readonly Field<RrdView>[] = [
  field(
    "kismet.common.rrd.hour_vec",
    doubles,
    "A slot a minute, at the minute modulo 60",
    (r) => r.minutes,
  ),
  field(
    "kismet.common.rrd.day_vec",
    doubles,
    "A slot an hour, at the hour modulo 24",
    (r) => r.hours,
  ),
];

const BLANK: Field<RrdView> = field(
  "kismet.common.rrd.blank_val",
  double,
  "Value of a slot without samples",
  () => 0,
);

// The getters see the view that `prepare` makes, never the history itself.
function rrdTable(
  name: string,
  fields: readonly Field<RrdView>[],
  view: (rrd: Rrd, nowSec: number) => RrdView,
): RecordTable<Rrd> {
  return { name, fields, prepare: view } as unknown as RecordTable<Rrd>;
}

export const RRD_TABLE = rrdTable(
  "rrd",
  [...SECONDS, ...LONGER, BLANK],
  (rrd, nowSec) => rrd.view(nowSec),
);

export const MINUTE_RRD_TABLE = rrdTable(
  "minute_rrd",
  [...SECONDS, BLANK],
  (rrd, nowSec) => rrd.view(nowSec),
);

/** Served as it was left, not shifted to now (device counts of channels). */
export const STILL_RRD_TABLE = rrdTable(
  "still_rrd",
  [...SECONDS, ...LONGER, BLANK],
  (rrd) => rrd.view(rrd.lastTime),
);

export const rrd = record(() => RRD_TABLE);
export const minuteRrd = record(() => MINUTE_RRD_TABLE);
export const stillRrd = record(() => STILL_RRD_TABLE);
