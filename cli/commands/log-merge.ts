// `moirai log merge`: several kismet logs as one.
import { defineCommand, single, UsageError } from "../command.ts";
import { FORCE_OPTION, OUT_OPTION } from "../log/log-options.ts";

export interface LogMergeRequest {
  readonly files: readonly string[];
  readonly out: string;
  readonly force: boolean;
}

export const logMerge = defineCommand<LogMergeRequest>({
  name: "log merge",
  help: "Put several kismet logs, also of different versions, into one.",
  usage: ["moirai log merge FILE FILE... --out FILE"],
  examples: [[
    "moirai log merge monday.kismet tuesday.kismet --out both.kismet",
    "two days in one file",
  ]],
  options: [OUT_OPTION, FORCE_OPTION],
  parse(parsed) {
    const out = single(parsed, "out");
    if (out === undefined) throw new UsageError("log merge needs --out FILE");
    if (parsed.words.length < 2) throw new UsageError("log merge needs two logs or more");
    return { files: parsed.words, out, force: parsed.values.has("force") };
  },
  run: async (request, context) => {
    const { runLogCopy } = await import("../log/copy.ts");
    return await runLogCopy({ ...request, withPackets: true }, context);
  },
});
