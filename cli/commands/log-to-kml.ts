// `moirai log to-kml`: places of devices as KML.
import { defineCommand } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
} from "../log/log-options.ts";

export const logToKml = defineCommand<ConversionRequest>({
  name: "log to-kml",
  help: "Write where devices of a kismet log were heard as KML, for map programs.",
  usage: ["moirai log to-kml FILE [--out FILE]"],
  examples: [[
    "moirai log to-kml walk.kismet --out walk.kml",
    "devices, and the way that was walked",
  ]],
  options: [OUT_OPTION, FORCE_OPTION],
  parse: (parsed) => conversionRequest(parsed, "log to-kml"),
  run: async (request, context) => {
    const { runMap, writeKml } = await import("../log/maps.ts");
    return await runMap(request, context, writeKml);
  },
});
