// `moirai log info`: what a kismet log holds.
import { defineCommand, UsageError } from "../command.ts";

export interface LogInfoRequest {
  readonly files: readonly string[];
  readonly json: boolean;
}

export const logInfo = defineCommand<LogInfoRequest>({
  name: "log info",
  help: "Tell what kismet logs hold.",
  usage: ["moirai log info FILE... [--json]"],
  examples: [
    ["moirai log info Kismet-20250914-10-22-31-1.kismet", "times, counts, datasources, tags"],
    ["moirai log info *.kismet --json", "for other programs"],
  ],
  options: [{ name: "json", help: "Print JSON." }],
  parse(parsed) {
    if (parsed.words.length === 0) throw new UsageError("no log is named: moirai log info FILE");
    return { files: parsed.words, json: parsed.values.has("json") };
  },
  run: async (request, context) =>
    await (await import("../log/info.ts")).runLogInfo(request, context),
});
