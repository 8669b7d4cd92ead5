// The commands of the command line; the first is the one meant when none is named.
import type { CommandDefinition } from "./command.ts";
import { capture } from "./commands/capture.ts";
import { config } from "./commands/config.ts";
import { doctor } from "./commands/doctor.ts";
import { keys } from "./commands/keys.ts";
import { read } from "./commands/read.ts";
import { serve } from "./commands/serve.ts";
import { simulate } from "./commands/simulate.ts";

export const COMMANDS: readonly CommandDefinition[] = [
  serve,
  read,
  keys,
  capture,
  config,
  doctor,
  simulate,
];
