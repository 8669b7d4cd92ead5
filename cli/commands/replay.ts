// `moirai replay FILE`: its options and what they mean.
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { parseInteger } from "../../protocols/config/config-values.ts";
import { defineCommand, type OptionDefinition, single, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";

/** Until when: so long after the beginning, or until a time of day. */
export type Moment = { readonly afterMs: number } | { readonly atMs: number };

export interface ReplayRequest {
  readonly file: string;
  /** Undefined plays all. */
  readonly to: Moment | undefined;
  /** Recorded seconds in a real one; undefined is as fast as it goes. */
  readonly speed: number | undefined;
  readonly serve: boolean;
  readonly digest: boolean;
  /** Prints every event of the bus, a line of JSON each. */
  readonly events: boolean;
  /** Address whose answer is printed at the end. */
  readonly get: string | undefined;
  readonly configuration: ConfigurationRequest;
}

const SPEED_MAX = 1000;

const OPTIONS: readonly OptionDefinition[] = [
  {
    name: "to",
    value: "TIME",
    help: "Stop there: seconds, minutes:seconds or hours:minutes:seconds after the beginning, or " +
      "a time of day as in 2026-01-31T12:00:00Z.",
  },
  {
    name: "speed",
    value: "FACTOR",
    help:
      "Recorded seconds in a real one. As fast as it goes when left out; 1 with --serve and without --to.",
  },
  {
    name: "serve",
    help: "Serve pages and the API while it plays, and afterwards until Ctrl-C.",
  },
  { name: "port", value: "PORT", help: "TCP port of --serve instead of httpd_port (2501)." },
  {
    name: "get",
    value: "ADDRESS",
    help: "Print what the server answers at the end, as in /devices/views/all/devices.json.",
  },
  {
    name: "digest",
    help: "Print one digest of all events: equal on every engine and at every replay.",
  },
  {
    name: "events",
    help:
      "Print every event of the bus, one line of JSON each, for `moirai diff` and other programs.",
  },
  ...CONFIGURATION_OPTIONS,
];

export const replay = defineCommand<ReplayRequest>({
  name: "replay",
  help: "Play a recording again: the same events and answers as when it was made.",
  usage: ["moirai replay FILE [OPTIONS]"],
  examples: [
    ["moirai serve --record night.moirai", "make one: everything that comes in from outside"],
    ["moirai replay night.moirai", "what happened, in a fraction of the time"],
    ["moirai replay night.moirai --to 1:30 --get /alerts/all_alerts.json", "what was known then"],
    ["moirai replay night.moirai --serve --to 3:12:00", "go there at once, and look around"],
    ["moirai replay night.moirai --serve --speed 10", "look at it, ten times as fast as life"],
  ],
  options: OPTIONS,
  parse(parsed) {
    const has = (name: string) => parsed.values.has(name);
    const [file, more] = parsed.words;
    if (file === undefined) throw new UsageError("no recording is named: moirai replay FILE");
    if (more !== undefined) throw new UsageError(`one recording at a time, not also "${more}"`);
    if (has("port") && !has("serve")) throw new UsageError("--port is for --serve");
    if (has("serve") && (has("digest") || has("get") || has("events"))) {
      throw new UsageError(
        "--serve goes on until Ctrl-C: ask it, instead of --digest, --events and --get",
      );
    }
    if (has("events") && (has("digest") || has("get"))) {
      throw new UsageError("--events prints events alone, without --digest and --get");
    }
    const to = single(parsed, "to");
    const speed = single(parsed, "speed");
    const get = single(parsed, "get");
    if (get !== undefined && !get.startsWith("/")) {
      throw new UsageError(`--get is an address that begins with a slash, not "${get}"`);
    }
    return {
      file,
      to: to === undefined ? undefined : momentOf(to),
      speed: speed === undefined ? undefined : factorOf(speed),
      serve: has("serve"),
      digest: has("digest"),
      events: has("events"),
      get,
      configuration: configurationRequest(parsed, portLines(single(parsed, "port"))),
    };
  },
  run: async (request, context) => await (await import("../replay.ts")).runReplay(request, context),
});

function momentOf(text: string): Moment {
  if (/^(?:\d{1,6}:){0,2}\d{1,9}(?:\.\d{1,6})?$/.test(text)) {
    const seconds = text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return { afterMs: seconds * 1000 };
  }
  const atMs = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  if (Number.isFinite(atMs)) return { atMs };
  throw new UsageError(
    `--to is a time as in 90, 1:30, 2:00:00 or 2026-01-31T12:00:00Z, not "${text}"`,
  );
}

function factorOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && number <= SPEED_MAX) return number;
  throw new UsageError(`--speed is a number above 0 up to ${SPEED_MAX}, not "${text}"`);
}

function portLines(text: string | undefined): string[] {
  if (text === undefined) return [];
  const number = parseInteger(text);
  if (number !== undefined && number >= 0 && number <= 65535) return [`httpd_port=${number}`];
  throw new UsageError(`--port is a number from 0 to 65535, not "${text}"`);
}
