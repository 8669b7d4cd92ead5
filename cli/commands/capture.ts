// `moirai capture`: its options and what they mean (spec external-protocol 5.7).
import { defineCommand, type OptionDefinition, single, UsageError } from "../command.ts";

export type CaptureRequest =
  & {
    /** The one type of datasource it captures; undefined for all that this machine can. */
    readonly type: string | undefined;
  }
  & (
    | { readonly action: "list" }
    | { readonly action: "pipes"; readonly input: number; readonly output: number }
  );

const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "in-fd",
    value: "N",
    help: "Descriptor of the pipe from the server, which gives it.",
  },
  {
    name: "out-fd",
    value: "N",
    help: "Descriptor of the pipe to the server.",
  },
  { name: "list", help: "Print what can be captured here, and end." },
  {
    name: "type",
    value: "TYPE",
    help: "Capture with this type of datasource only: pcapfile, linuxwifi, pcap, demo.",
  },
];

/** Beyond any limit of open files. */
const DESCRIPTOR_MAX = 1_048_575;

export const capture = defineCommand<CaptureRequest>({
  name: "capture",
  help: "Capture for a server: its capture tool.",
  usage: ["moirai capture --list", "moirai capture --in-fd=N --out-fd=N [--type TYPE]"],
  examples: [
    ["moirai capture --list", "interfaces that can be captured"],
    ["moirai capture --type linuxwifi --in-fd=3 --out-fd=4", "what a server runs as its tool"],
  ],
  options: OPTIONS,
  parse(parsed) {
    if (parsed.words.length > 0) {
      throw new UsageError(`"${parsed.words[0]}" is not understood; the server names the source`);
    }
    const type = single(parsed, "type")?.toLowerCase();
    if (parsed.values.has("list")) return { action: "list", type };
    return {
      action: "pipes",
      type,
      input: descriptor("in-fd", single(parsed, "in-fd")),
      output: descriptor("out-fd", single(parsed, "out-fd")),
    };
  },
  run: async (request, context) =>
    await (await import("../capture.ts")).runCapture(request, context),
});

function descriptor(name: string, text: string | undefined): number {
  if (text === undefined) {
    throw new UsageError(
      `--${name} is missing: a server starts this tool and gives it two pipes; --list is for people`,
    );
  }
  if (/^\d{1,7}$/.test(text) && Number(text) <= DESCRIPTOR_MAX) return Number(text);
  throw new UsageError(`--${name} is the number of a descriptor, not "${text}"`);
}
