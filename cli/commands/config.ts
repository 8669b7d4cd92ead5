// `moirai config`: its options and what they mean.
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { defineCommand, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";

export interface ConfigRequest {
  readonly configuration: ConfigurationRequest;
}

export const config = defineCommand<ConfigRequest>({
  name: "config",
  help: "Say what is unknown, shadowed or dangerous in a configuration.",
  usage: ["moirai config check [FILE] [OPTIONS]"],
  examples: [
    ["moirai config check", "the configuration that the server would read"],
    ["moirai config check ./kismet.conf", "this file, with everything it includes"],
    ["moirai config check --override wardrive", "as the server would read it with an override"],
  ],
  options: CONFIGURATION_OPTIONS,
  parse(parsed) {
    const [action, file, ...more] = parsed.words;
    if (action !== "check") {
      throw new UsageError("a configuration can be checked: moirai config check [FILE]");
    }
    if (more.length > 0) throw new UsageError("config check takes one file, which includes others");
    const configuration = configurationRequest(parsed);
    if (file !== undefined && configuration.file !== undefined) {
      throw new UsageError("the file is given twice");
    }
    return { configuration: { ...configuration, ...file !== undefined && { file } } };
  },
  run: async (request, context) =>
    await (await import("../config-check.ts")).runConfigCheck(request, context),
});
