// `moirai log to-geojson`: places of devices as GeoJSON.
import { defineCommand } from "../command.ts";
import {
  type ConversionRequest,
  conversionRequest,
  FORCE_OPTION,
  OUT_OPTION,
} from "../log/log-options.ts";

export const logToGeojson = defineCommand<ConversionRequest>({
  name: "log to-geojson",
  help: "Write where devices of a kismet log were heard as GeoJSON, for web maps.",
  usage: ["moirai log to-geojson FILE [--out FILE]"],
  examples: [[
    "moirai log to-geojson walk.kismet --out walk.geojson",
    "devices, and the way that was walked",
  ]],
  options: [OUT_OPTION, FORCE_OPTION],
  parse: (parsed) => conversionRequest(parsed, "log to-geojson"),
  run: async (request, context) => {
    const { runMap, writeGeojson } = await import("../log/maps.ts");
    return await runMap(request, context, writeGeojson);
  },
});
