// `moirai log to-wiglecsv`: sightings of a kismet log for WiGLE.
import { defineCommand, single, UsageError } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
  parseAmount,
} from "../log/log-options.ts";

export interface LogToWigleRequest extends ConversionRequest {
  /** Seconds between lines for one device. */
  readonly rateSec: number;
  readonly exclusions: readonly {
    readonly latitude: number;
    readonly longitude: number;
    readonly distanceM: number;
  }[];
}

function exclusion(text: string): LogToWigleRequest["exclusions"][number] {
  const [latitude, longitude, distanceM, ...more] = text.split(",").map((part) =>
    part.trim() === "" ? NaN : Number(part)
  );
  const isPlace = Math.abs(latitude!) <= 90 && Math.abs(longitude!) <= 180 && distanceM! >= 0;
  if (isPlace && more.length === 0) {
    return { latitude: latitude!, longitude: longitude!, distanceM: distanceM! };
  }
  throw new UsageError(`--exclude is LATITUDE,LONGITUDE,METRES, not "${text}"`);
}

export const logToWiglecsv = defineCommand<LogToWigleRequest>({
  name: "log to-wiglecsv",
  help: "Turn the networks of a kismet log into a file for WiGLE.",
  usage: ["moirai log to-wiglecsv FILE [--out FILE] [OPTIONS]"],
  examples: [
    ["moirai log to-wiglecsv walk.kismet --out walk.csv", "all networks that have a position"],
    [
      "moirai log to-wiglecsv walk.kismet -o walk.csv --exclude 51.4779,-0.0015,200",
      "without what was heard within 200 m of home",
    ],
  ],
  options: [
    OUT_OPTION,
    FORCE_OPTION,
    {
      name: "rate-limit",
      short: "r",
      value: "SECONDS",
      help: "Seconds between two lines for one device (1).",
    },
    {
      name: "exclude",
      short: "e",
      value: "LATITUDE,LONGITUDE,METRES",
      repeats: true,
      help: "Leave out what was heard around this place; repeat it for more.",
    },
  ],
  parse: (parsed) => ({
    ...conversionRequest(parsed, "log to-wiglecsv"),
    rateSec: parseAmount(single(parsed, "rate-limit"), "rate-limit") ?? 1,
    exclusions: (parsed.values.get("exclude") ?? []).map(exclusion),
  }),
  run: async (request, context) =>
    await (await import("../log/to-wiglecsv.ts")).runLogToWiglecsv(request, context),
});
