// `moirai diff A B`: where two recordings, or what two versions make of one, part.
import { defineCommand, UsageError } from "../command.ts";

export interface DiffRequest {
  readonly files: readonly [string, string];
}

export const diff = defineCommand<DiffRequest>({
  name: "diff",
  help: "Compare two recordings, or what two versions make of one: where do they part.",
  usage: ["moirai diff FILE FILE"],
  examples: [
    ["moirai diff before.moirai after.moirai", "ends with status 0 when they are equal, else 1"],
    ["moirai replay night.moirai --events > old.ndjson", "with the one version of moirai"],
    ["moirai diff old.ndjson night.moirai", "with the other: where do the two part"],
  ],
  options: [],
  parse({ words }) {
    const [first, second, more] = words;
    if (first === undefined || second === undefined || more !== undefined) {
      throw new UsageError("name two recordings, or listings of events: moirai diff FILE FILE");
    }
    return { files: [first, second] };
  },
  run: async (request, context) => await (await import("../diff.ts")).runDiff(request, context),
});
