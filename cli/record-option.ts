// The option of the commands that can record.
import type { OptionDefinition } from "./command.ts";

export const RECORD_OPTION: OptionDefinition = {
  name: "record",
  value: "FILE",
  help: "Record everything that comes in from outside; `moirai replay FILE` plays it again.",
};
