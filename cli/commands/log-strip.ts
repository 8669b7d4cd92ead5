// `moirai log strip`: a copy of a kismet log without what packets contain.
import { defineCommand } from "../command.ts";
import {
  type ConversionRequest,
  fileRequest,
  FORCE_OPTION,
  OUT_OPTION,
} from "../log/log-options.ts";

export const logStrip = defineCommand<ConversionRequest & { readonly out: string }>({
  name: "log strip",
  help: "Copy a kismet log without the contents of its packets, to give it to others.",
  usage: ["moirai log strip FILE --out FILE"],
  examples: [[
    "moirai log strip office.kismet --out public.kismet",
    "everything but packet contents",
  ]],
  options: [OUT_OPTION, FORCE_OPTION],
  parse: (parsed) => fileRequest(parsed, "log strip"),
  run: async ({ file, out, force }, context) => {
    const { runLogCopy } = await import("../log/copy.ts");
    return await runLogCopy({ files: [file], out, force, withPackets: false }, context);
  },
});
