// `moirai read FILE...`: its options and what they mean.
import { parseFlag } from "../../protocols/config/config-values.ts";
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { defineCommand, listed, type OptionDefinition, single, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";
import { RECORD_OPTION } from "../record-option.ts";

export type ReadFormat = "table" | "json" | "ndjson" | "csv";

export interface ReadRequest {
  readonly files: readonly string[];
  readonly format: ReadFormat;
  /** Field paths; empty means the usual ones. */
  readonly fields: readonly string[];
  /** Undefined leaves it to the source's default. */
  readonly checkFcs: boolean | undefined;
  readonly outDirectory: string | undefined;
  /** File to record to. */
  readonly record: string | undefined;
  readonly configuration: ConfigurationRequest;
}

const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "json",
    help: "Print the devices as one JSON list instead of a table.",
  },
  {
    name: "ndjson",
    help: "Print one JSON record a line.",
  },
  {
    name: "csv",
    help: "Print comma-separated values.",
  },
  {
    name: "fields",
    value: "PATHS",
    repeats: true,
    help: "Fields to print, separated by commas; a slash enters a record, as in " +
      "kismet.device.base.signal/kismet.common.signal.last_signal",
  },
  {
    name: "fcs",
    value: "true|false",
    help: "false: take frames although their check sequence is wrong, as in anonymised captures.",
  },
  {
    name: "out",
    value: "DIRECTORY",
    help: "Write devices.json, ssids.json, alerts.json, phys.json, channels.json and " +
      "sources.json there, as the server's endpoints would answer.",
  },
  RECORD_OPTION,
  ...CONFIGURATION_OPTIONS,
];

export const read = defineCommand<ReadRequest>({
  name: "read",
  help: "Analyse capture files, print the devices in them, and end.",
  usage: ["moirai read FILE... [OPTIONS]"],
  examples: [
    ["moirai read office.pcap", "a table of devices"],
    ["moirai read *.pcapng --csv > devices.csv", "for a spreadsheet"],
    ["moirai read office.pcap --ndjson | jq .", "for other programs"],
    ["moirai read office.pcap --out answers/", "what the server would answer, as files"],
  ],
  options: OPTIONS,
  parse(parsed) {
    if (parsed.words.length === 0) throw new UsageError("no file is named: moirai read FILE...");
    const formats = (["json", "ndjson", "csv"] as const).filter((name) => parsed.values.has(name));
    if (formats.length > 1) {
      throw new UsageError(`choose one of ${formats.map((name) => `--${name}`).join(" and ")}`);
    }
    const fcs = single(parsed, "fcs");
    const checkFcs = fcs === undefined ? undefined : parseFlag(fcs);
    if (fcs !== undefined && checkFcs === undefined) {
      throw new UsageError(`--fcs is true or false, not "${fcs}"`);
    }
    return {
      files: parsed.words,
      format: formats[0] ?? "table",
      fields: listed(parsed, "fields"),
      checkFcs,
      outDirectory: single(parsed, "out"),
      record: single(parsed, "record"),
      configuration: configurationRequest(parsed),
    };
  },
  run: async (request, context) => await (await import("../read.ts")).runRead(request, context),
});
