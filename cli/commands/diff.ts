// `moirai diff A B`: where two recordings part.
import { defineCommand, UsageError } from "../command.ts";

export interface DiffRequest {
  readonly files: readonly [string, string];
}

export const diff = defineCommand<DiffRequest>({
  name: "diff",
  help: "Compare two recordings: the first event from outside, and of the bus, that differs.",
  usage: ["moirai diff FILE FILE"],
  examples: [
    ["moirai diff before.moirai after.moirai", "ends with status 0 when they are equal, else 1"],
  ],
  options: [],
  parse({ words }) {
    const [first, second, more] = words;
    if (first === undefined || second === undefined || more !== undefined) {
      throw new UsageError("name two recordings: moirai diff FILE FILE");
    }
    return { files: [first, second] };
  },
  run: async (request, context) => await (await import("../diff.ts")).runDiff(request, context),
});
