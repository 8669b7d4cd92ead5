// `moirai simulate`: its options and what they mean.
import type { ConfigurationRequest } from "../../actors/server/configuration.ts";
import { parseInteger } from "../../protocols/config/config-values.ts";
import { defineCommand, type OptionDefinition, single, UsageError } from "../command.ts";
import { CONFIGURATION_OPTIONS, configurationRequest } from "../configuration-options.ts";

export type SimulateRequest =
  | { readonly action: "list"; readonly json: boolean }
  | PlayRequest;

export interface PlayRequest {
  readonly action: "play";
  readonly name: string;
  readonly seed: string | number;
  /** Undefined plays the whole scenario. */
  readonly lengthMs: number | undefined;
  /** Virtual seconds in a real one; undefined is as fast as it goes. */
  readonly speed: number | undefined;
  readonly serve: boolean;
  readonly digest: boolean;
  readonly captureFile: string | undefined;
  readonly configuration: ConfigurationRequest;
}

const SPEED_MAX = 1000;

const OPTIONS: readonly OptionDefinition[] = [
  { name: "list", help: "List the scenarios, what they are about, and the alerts they raise." },
  { name: "json", help: "List as JSON." },
  {
    name: "seed",
    value: "SEED",
    help: "A number or a word: the same seed gives the same run, byte for byte. 1 when left out.",
  },
  { name: "length", value: "SECONDS", help: "Play only the beginning." },
  {
    name: "speed",
    value: "FACTOR",
    help: "Virtual seconds in a real one. As fast as it goes when left out; 1 with --serve.",
  },
  {
    name: "serve",
    help: "Serve pages and the API while it plays, and afterwards until Ctrl-C.",
  },
  { name: "port", value: "PORT", help: "TCP port of --serve instead of httpd_port (2501)." },
  { name: "pcap", value: "FILE", help: "Write what the radios heard, as pcapng." },
  {
    name: "digest",
    help: "Print one digest of all events: equal runs have equal digests, on every engine.",
  },
  ...CONFIGURATION_OPTIONS,
];

export const simulate = defineCommand<SimulateRequest>({
  name: "simulate",
  help: "Play a scenario: networks, people and attackers, in virtual time.",
  usage: ["moirai simulate --list", "moirai simulate NAME [OPTIONS]"],
  examples: [
    ["moirai simulate evil-twin", "two minutes in a blink, and the alerts they raise"],
    ["moirai simulate street --serve --speed 10", "look at a street, ten times as fast as life"],
    ["moirai simulate handshake-hunt --pcap hunt.pcapng", "a capture to try other tools with"],
    ["moirai simulate karma --seed 7 --digest", "sixteen digits that name this very run"],
  ],
  options: OPTIONS,
  parse(parsed) {
    const has = (name: string) => parsed.values.has(name);
    if (has("list")) {
      if (parsed.words.length > 0) throw new UsageError("--list lists all scenarios; name none");
      return { action: "list", json: has("json") };
    }
    const [name, more] = parsed.words;
    if (name === undefined) throw new UsageError("name a scenario; --list shows what there is");
    if (more !== undefined) throw new UsageError(`one scenario at a time, not also "${more}"`);
    if (has("json")) throw new UsageError("--json is for --list");
    if (has("port") && !has("serve")) throw new UsageError("--port is for --serve");
    if (has("digest") && has("serve")) {
      throw new UsageError("clients change what happens: --digest and --serve exclude each other");
    }
    const length = single(parsed, "length");
    const speed = single(parsed, "speed");
    const port = single(parsed, "port");
    const captureFile = single(parsed, "pcap");
    const seed = single(parsed, "seed") ?? "1";
    return {
      action: "play",
      name,
      seed: parseInteger(seed) ?? seed,
      lengthMs: length === undefined ? undefined : positive("--length", length, Infinity) * 1000,
      speed: speed === undefined ? undefined : positive("--speed", speed, SPEED_MAX),
      serve: has("serve"),
      digest: has("digest"),
      captureFile,
      configuration: configurationRequest(
        parsed,
        port === undefined ? [] : [`httpd_port=${portOf(port)}`],
      ),
    };
  },
  run: async (request, context) =>
    await (await import("../simulate.ts")).runSimulate(request, context),
});

function positive(option: string, text: string, max: number): number {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && number <= max && Number.isFinite(number)) return number;
  const limit = max === Infinity ? "" : ` up to ${max}`;
  throw new UsageError(`${option} is a number above 0${limit}, not "${text}"`);
}

function portOf(text: string): number {
  const number = parseInteger(text);
  if (number !== undefined && number >= 0 && number <= 65535) return number;
  throw new UsageError(`--port is a number from 0 to 65535, not "${text}"`);
}
