// Fields of rates and airtime: ours, so under a prefix of ours. Absent where no header told a rate.
import { MODULATION_NAMES } from "../airtime/modulation.ts";
import type { ChannelAirtime } from "./channel.ts";
import {
  double,
  doubleDoubleMap,
  field,
  int32,
  optionalField,
  type RecordTable,
  string,
  uint32,
  uint64,
} from "./field.ts";
import { rrd } from "./rrd-table.ts";
import type { RateUse } from "./rate-use.ts";

const CHANNEL = "moirai.channel.airtime.";

export const CHANNEL_AIRTIME_TABLE: RecordTable<ChannelAirtime> = {
  name: "channel_airtime",
  fields: [
    field(
      `${CHANNEL}share`,
      double,
      "Part of the last whole second in which frames were on the air, percent",
      (a) => a.lastShare,
    ),
    field(`${CHANNEL}total`, uint64, "Time on the air, microseconds", (a) => Math.round(a.totalUs)),
    field(
      `${CHANNEL}management`,
      uint64,
      "Of that, management frames, microseconds",
      (a) => Math.round(a.managementUs),
    ),
    field(
      `${CHANNEL}data`,
      uint64,
      "Of that, data frames, microseconds",
      (a) => Math.round(a.dataUs),
    ),
    field(`${CHANNEL}frames`, uint64, "Frames whose time on the air is known", (a) => a.frames),
    ...MODULATION_NAMES.slice(1).map((name, index) =>
      field<ChannelAirtime, number>(
        `${CHANNEL}${name}_frames`,
        uint32,
        `Of those, frames with ${name.toUpperCase()} modulation`,
        (a) => a.modulations[index + 1]!,
      )
    ),
    field(`${CHANNEL}rrd`, rrd, "Time on the air over time, microseconds a second", (a) => a.rrd),
  ],
};

const NETWORK = "moirai.dot11.airtime.";

export const RATE_USE_TABLE: RecordTable<RateUse> = {
  name: "rate_use",
  fields: [
    field(
      `${NETWORK}total`,
      uint64,
      "Time on the air, microseconds",
      (r) => Math.round(r.airtimeUs),
    ),
    field(`${NETWORK}frames`, uint64, "Frames of the network whose rate is known", (r) => r.frames),
    field(`${NETWORK}last_rate`, uint32, "Rate of the last frame, kbit/s", (r) => r.lastKbps),
    field(`${NETWORK}max_rate`, uint32, "Highest rate of a frame, kbit/s", (r) => r.maxKbps),
    optionalField(
      `${NETWORK}last_mcs`,
      int32,
      "Modulation and coding scheme of the last frame",
      (r) => r.lastMcs < 0 ? undefined : r.lastMcs,
    ),
    optionalField(
      `${NETWORK}max_mcs`,
      int32,
      "Highest modulation and coding scheme",
      (r) => r.maxMcs < 0 ? undefined : r.maxMcs,
    ),
    optionalField(
      `${NETWORK}max_streams`,
      uint32,
      "Most spatial streams of a frame",
      (r) => r.maxStreams === 0 ? undefined : r.maxStreams,
    ),
    field(
      `${NETWORK}modulation`,
      string,
      "Newest modulation heard: dsss, ofdm, ht, vht, he or eht",
      (r) => MODULATION_NAMES[r.bestModulation] ?? "",
    ),
    field(`${NETWORK}rates`, doubleDoubleMap, "Frames by rate in kbit/s", (r) => r.rates()),
  ],
};
