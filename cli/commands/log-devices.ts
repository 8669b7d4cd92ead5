// `moirai log devices`: the device records of a kismet log as JSON.
import { defineCommand } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
} from "../log/log-options.ts";

export interface LogDevicesRequest extends ConversionRequest {
  readonly lines: boolean;
  readonly underscores: boolean;
}

export const logDevices = defineCommand<LogDevicesRequest>({
  name: "log devices",
  help: "Print the whole device records of a kismet log as JSON.",
  usage: ["moirai log devices FILE [--ekjson] [--json-path] [--out FILE]"],
  examples: [
    ["moirai log devices office.kismet --out devices.json", "one list"],
    ["moirai log devices office.kismet -e | jq .", "one record a line"],
  ],
  options: [
    { name: "ekjson", short: "e", help: "One record a line instead of a list." },
    { name: "json-path", short: "j", help: "Names of members with _ instead of dots." },
    OUT_OPTION,
    FORCE_OPTION,
  ],
  parse: (parsed) => ({
    ...conversionRequest(parsed, "log devices"),
    lines: parsed.values.has("ekjson"),
    underscores: parsed.values.has("json-path"),
  }),
  run: async (request, context) =>
    await (await import("../log/devices.ts")).runLogDevices(request, context),
});
