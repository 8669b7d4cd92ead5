// `moirai capture`: its options and what they mean (spec external-protocol 5.7).
import type { PacketLocation } from "../../protocols/packet/packet-batch.ts";
import {
  defineCommand,
  type OptionDefinition,
  type ParsedOptions,
  single,
  UsageError,
} from "../command.ts";

export type CaptureRequest =
  & {
    /** The one type of datasource it captures; undefined for all that this machine can. */
    readonly type: string | undefined;
  }
  & (
    | { readonly action: "list" }
    | { readonly action: "pipes"; readonly input: number; readonly output: number }
    | SensorRequest
  );

/** Capturing for a server elsewhere. */
export interface SensorRequest {
  readonly action: "connect";
  readonly hostname: string;
  readonly port: number;
  readonly definition: string;
  /** A stream of its own instead of a websocket. */
  readonly tcp: boolean;
  readonly ssl: boolean;
  readonly endpoint: string;
  /** Variables of the address that log in. */
  readonly login: Readonly<Record<string, string>>;
  readonly retries: boolean;
  readonly position: PacketLocation | undefined;
  readonly spoolDirectory: string | undefined;
  readonly spoolBytes: number;
}

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
  {
    name: "connect",
    value: "HOST:PORT",
    help: "Capture for the server that listens there, and again whenever the connection was lost.",
  },
  {
    name: "source",
    value: "SOURCE",
    help: "With --connect: what to capture, as -c of the server.",
  },
  { name: "tcp", help: "With --connect: the server's remote capture port, which asks no login." },
  { name: "ssl", help: "With --connect: an encrypted websocket." },
  { name: "apikey", value: "KEY", help: "With --connect: a key of the role datasource." },
  { name: "user", value: "NAME", help: "With --connect: a login instead of a key." },
  { name: "password", value: "PASSWORD", help: "Its password." },
  {
    name: "endpoint",
    value: "PATH",
    help: "With --connect: the websocket's path, if not /datasource/remote/remotesource.ws.",
  },
  { name: "disable-retry", help: "With --connect: end when the connection is lost." },
  {
    name: "fixed-gps",
    value: "LATITUDE,LONGITUDE[,ALTITUDE]",
    help: "With --connect: where this sensor stands, in degrees and metres.",
  },
  {
    name: "spool",
    value: "DIRECTORY",
    help: "With --connect: keep packets there while the server cannot be reached.",
  },
  {
    name: "spool-mb",
    value: "N",
    help: "Most of them, in millions of bytes (64); the oldest go first.",
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
  usage: [
    "moirai capture --list",
    "moirai capture --connect HOST:PORT --source SOURCE [OPTIONS]",
    "moirai capture --in-fd=N --out-fd=N [--type TYPE]",
  ],
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
    const target = single(parsed, "connect");
    if (target !== undefined) return { type, ...sensorRequest(target, parsed) };
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

const ENDPOINT = "/datasource/remote/remotesource.ws";
const SPOOL_MB_DEFAULT = 64;
const SPOOL_MB_MAX = 1_000_000;

function sensorRequest(target: string, parsed: ParsedOptions): SensorRequest {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(target);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65535) {
    throw new UsageError(`--connect is HOST:PORT, not "${target}"`);
  }
  const definition = single(parsed, "source");
  if (definition === undefined) throw new UsageError("--connect needs --source: what to capture");
  const key = single(parsed, "apikey");
  const user = single(parsed, "user");
  const password = single(parsed, "password");
  if ((user === undefined) !== (password === undefined)) {
    throw new UsageError("--user and --password belong together");
  }
  const tcp = parsed.values.has("tcp");
  if (!tcp && key === undefined && user === undefined) {
    throw new UsageError("a websocket needs --apikey or --user and --password; --tcp needs none");
  }
  const megabytes = Number(single(parsed, "spool-mb") ?? SPOOL_MB_DEFAULT);
  if (!(megabytes >= 1 && megabytes <= SPOOL_MB_MAX)) {
    throw new UsageError(`--spool-mb is a number from 1 to ${SPOOL_MB_MAX}`);
  }
  return {
    action: "connect",
    hostname: match[1] ?? match[2]!,
    port,
    definition,
    tcp,
    ssl: parsed.values.has("ssl"),
    endpoint: single(parsed, "endpoint") ?? ENDPOINT,
    login: user !== undefined
      ? { user, password: password! }
      : key !== undefined
      ? { KISMET: key }
      : {},
    retries: !parsed.values.has("disable-retry"),
    position: position(single(parsed, "fixed-gps")),
    spoolDirectory: single(parsed, "spool"),
    spoolBytes: megabytes * 1_000_000,
  };
}

function position(text: string | undefined): PacketLocation | undefined {
  if (text === undefined) return undefined;
  const [latitude, longitude, altitudeM = 0, ...more] = text.split(",").map(Number);
  const isPosition = more.length === 0 && Math.abs(latitude!) <= 90 &&
    Math.abs(longitude!) <= 180 && Number.isFinite(altitudeM);
  if (!isPosition) {
    throw new UsageError(`--fixed-gps is LATITUDE,LONGITUDE[,ALTITUDE], not "${text}"`);
  }
  const fix = text.split(",").length > 2 ? 3 : 2;
  return {
    latitude: latitude!,
    longitude: longitude!,
    altitudeM,
    speedKmh: 0,
    headingDegrees: 0,
    fix,
  };
}
