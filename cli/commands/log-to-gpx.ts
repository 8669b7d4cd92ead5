// `moirai log to-gpx`: places of devices as GPX.
import { defineCommand } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
} from "../log/log-options.ts";

export const logToGpx = defineCommand<ConversionRequest>({
  name: "log to-gpx",
  help: "Write where devices of a kismet log were heard as GPX, for navigation.",
  usage: ["moirai log to-gpx FILE [--out FILE]"],
  examples: [[
    "moirai log to-gpx walk.kismet --out walk.gpx",
    "devices, and the way that was walked",
  ]],
  options: [OUT_OPTION, FORCE_OPTION],
  parse: (parsed) => conversionRequest(parsed, "log to-gpx"),
  run: async (request, context) => {
    const { runMap, writeGpx } = await import("../log/maps.ts");
    return await runMap(request, context, writeGpx);
  },
});
