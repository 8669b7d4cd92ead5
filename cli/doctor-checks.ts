// What `moirai doctor` looks at: one row a subject. A `problem` is in the way of listening, what is
// `missing` leaves something out.
import type { Settings } from "../actors/server/settings.ts";
import { type Platform, PlatformError, type TcpListener } from "../runtime/platform.ts";
import { type CommandContext, reasonOf } from "./startup.ts";

export interface Finding {
  readonly state: "ok" | "missing" | "problem";
  readonly text: string;
  readonly remedy?: string;
}

export interface DoctorCheck {
  readonly name: string;
  look(context: CommandContext, settings: Settings | undefined): Promise<readonly Finding[]>;
}

/** CAP_NET_RAW and CAP_NET_ADMIN (capabilities(7)): to capture, and to change a radio. */
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;
const GPSD_PORT = 2947;
const PROGRAM_MS = 5_000;
const OUTPUT_CHARACTERS_MAX = 200_000;

const ok = (text: string): Finding => ({ state: "ok", text });
const missing = (text: string, remedy: string): Finding => ({ state: "missing", text, remedy });
const problem = (text: string, remedy: string): Finding => ({ state: "problem", text, remedy });

export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  {
    name: "engine",
    look: async ({ platform }) => [ok(`${platform.engine} ${platform.engineVersion}`)],
  },
  { name: "capture library", look: captureLibrary },
  { name: "permission", look: permission },
  { name: "radios", look: radios },
  { name: "monitor mode", look: monitorMode },
  { name: "tcpdump", look: (context) => program(context, ["tcpdump", "--version"], TCPDUMP) },
  { name: "gpsd", look: gpsd },
  { name: "directories", look: directories },
  { name: "port", look: port },
];

const TCPDUMP = missing(
  "not installed; it is not needed, but shows whether capture works without this server",
  "apt-get install tcpdump",
);
const LIBPCAP = "apt-get install libpcap0.8, or the libpcap package of your system";

async function captureLibrary({ live }: CommandContext): Promise<Finding[]> {
  if (live === undefined) return [problem("this engine has no access to radios", LIBPCAP)];
  try {
    const interfaces = await live.list();
    return [ok(`${live.program}, ${interfaces.length} interfaces`)];
  } catch (error) {
    return [problem(reasonOf(error), LIBPCAP)];
  }
}

async function permission({ platform }: CommandContext): Promise<Finding[]> {
  const { name, id } = platform.user;
  if (id === 0) return [ok("root may capture")];
  const capabilities = await effectiveCapabilities(platform);
  const has = (bit: bigint): boolean => ((capabilities >> bit) & 1n) === 1n;
  if (has(CAP_NET_RAW) && has(CAP_NET_ADMIN)) return [ok(`${name} may capture and tune radios`)];
  const what = has(CAP_NET_RAW) ? "change radios (CAP_NET_ADMIN)" : "capture (CAP_NET_RAW)";
  return [problem(
    `${name} may not ${what}`,
    `run as root, or give the capabilities: setcap cap_net_raw,cap_net_admin+ep ${platform.executable}`,
  )];
}

async function effectiveCapabilities({ files }: Platform): Promise<bigint> {
  const text = await readOr(files, "/proc/self/status", "");
  const hex = /^CapEff:\s*([0-9a-f]+)$/im.exec(text)?.[1];
  return hex === undefined ? 0n : BigInt(`0x${hex}`);
}

/** Wi-Fi interfaces have a directory of their own in sysfs. */
async function wirelessInterfaces({ files }: Platform): Promise<string[]> {
  const root = "/sys/class/net";
  let names: string[];
  try {
    names = await files.list(root);
  } catch (error) {
    if (error instanceof PlatformError) return [];
    throw error;
  }
  const found: string[] = [];
  for (const name of names) {
    for (const sign of ["phy80211", "wireless"]) {
      if (found.includes(name) || !await exists(files, `${root}/${name}/${sign}`)) continue;
      found.push(name);
    }
  }
  return found;
}

async function radios({ platform }: CommandContext): Promise<Finding[]> {
  const names = await wirelessInterfaces(platform);
  if (names.length > 0) return [ok(`Wi-Fi interfaces: ${names.join(", ")}`)];
  return [missing("no Wi-Fi interface", "plug one in; capture files and the demo work without")];
}

async function monitorMode({ platform }: CommandContext): Promise<Finding[]> {
  const output = await run(platform, ["iw", "phy"]);
  if (output === undefined) {
    return [missing("iw is not installed, so nobody can say", "apt-get install iw")];
  }
  const phys = output.split(/^Wiphy /m).slice(1);
  if (phys.length === 0) return [missing("there is no radio", "plug one in")];
  return phys.map((text) => {
    const name = text.split(/\s/)[0]!;
    return /^\s*\* monitor$/m.test(text)
      ? ok(`${name} has it`)
      : missing(`${name} has none`, "its driver only hears what is sent to this machine");
  });
}

async function program(
  { platform }: CommandContext,
  command: readonly string[],
  otherwise: Finding,
): Promise<Finding[]> {
  const output = await run(platform, command);
  return [
    output === undefined ? otherwise : ok(output.split("\n")[0]!.slice(0, 80) || "installed"),
  ];
}

async function gpsd(
  { platform }: CommandContext,
  settings: Settings | undefined,
): Promise<Finding[]> {
  const wanted = settings?.list("gps").some((text) => text.startsWith("gpsd")) ?? false;
  try {
    const target = { hostname: "127.0.0.1", port: GPSD_PORT, timeoutMs: 1000 };
    (await platform.connectTcp(target)).destroy();
    return [ok(wanted ? "it answers" : "it answers; gps=gpsd:host=localhost uses it")];
  } catch (error) {
    const text = `it does not answer: ${reasonOf(error)}`;
    const remedy = "apt-get install gpsd, and connect a receiver; docs/gps.md has other kinds";
    return [wanted ? problem(text, remedy) : missing(text, remedy)];
  }
}

/** Where the login and the logs are kept. */
async function directories(
  { platform }: CommandContext,
  settings: Settings | undefined,
): Promise<Finding[]> {
  if (settings === undefined) return [];
  const findings: Finding[] = [];
  const paths = [settings.text("configdir")];
  if (settings.flag("enable_logging")) paths.push(settings.text("log_prefix"));
  for (const path of paths) {
    const probe = `${path.replace(/\/$/, "")}/.moirai-doctor`;
    try {
      if (path === paths[0]) await platform.files.makeDirectory(path, 0o700);
      const file = await platform.files.create(probe, { mode: 0o600 });
      await file.close();
      await platform.files.remove(probe);
      findings.push(ok(`${path} can be written`));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      findings.push(problem(reasonOf(error), `make ${path} a directory that this user may write`));
    }
  }
  return findings;
}

async function port(
  { platform }: CommandContext,
  settings: Settings | undefined,
): Promise<Finding[]> {
  if (settings === undefined) return [];
  const where = {
    hostname: settings.text("httpd_bind_address"),
    port: settings.integer("httpd_port"),
  };
  let listener: TcpListener;
  try {
    listener = await platform.listenTcp({ ...where, connected: (one) => one.destroy() });
  } catch (error) {
    return [problem(reasonOf(error), "end the other program, or choose another with --port")];
  }
  await listener.close();
  return [ok(`${where.hostname}:${where.port} is free`)];
}

/** What a program prints, undefined when it is not installed. */
async function run(platform: Platform, command: readonly string[]): Promise<string | undefined> {
  const child = platform.spawn({ command });
  if (child.pid === 0) return undefined;
  const timer = platform.clock.setTimeout(() => child.kill("SIGKILL"), PROGRAM_MS);
  try {
    const [output, complaint] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    await child.exited;
    return output === "" ? complaint : output;
  } finally {
    platform.clock.clearTimeout(timer);
  }
}

async function textOf(source: { read(): Promise<Uint8Array | undefined> }): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await source.read(); part !== undefined; part = await source.read()) {
    if (text.length < OUTPUT_CHARACTERS_MAX) text += decoder.decode(part, { stream: true });
  }
  return text;
}

async function exists(files: Platform["files"], path: string): Promise<boolean> {
  try {
    await files.stat(path);
    return true;
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
}

async function readOr(files: Platform["files"], path: string, otherwise: string): Promise<string> {
  try {
    return await files.readText(path);
  } catch (error) {
    if (error instanceof PlatformError) return otherwise;
    throw error;
  }
}
