// `moirai doctor`: its options and what they mean.
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { defineCommand, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";

export interface DoctorRequest {
  readonly configuration: ConfigurationRequest;
}

export const doctor = defineCommand<DoctorRequest>({
  name: "doctor",
  help: "Say what this machine lacks for listening to radios.",
  usage: ["moirai doctor [OPTIONS]"],
  examples: [["moirai doctor", "capture library, permission, radios, GPS, directories, ports"]],
  options: CONFIGURATION_OPTIONS,
  parse(parsed) {
    const word = parsed.words[0];
    if (word !== undefined) throw new UsageError(`doctor looks at this machine, not at "${word}"`);
    return { configuration: configurationRequest(parsed) };
  },
  run: async (request, context) => await (await import("../doctor.ts")).runDoctor(request, context),
});
