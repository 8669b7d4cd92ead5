// A Wi-Fi interface under Linux as a radio: its channels and how to set them, through `iw`, which every
// distribution has; its address from sysfs.
import { channelOfFrequency, frequencyOfChannel } from "../../protocols/dot11/channel.ts";
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import { DatasourceError } from "./datasource-error.ts";
import { printable } from "./definition.ts";
import type { Radio } from "./hopper.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { macIdentity } from "./source-uuid.ts";

type RadioPlatform = Pick<Platform, "spawn" | "clock" | "files">;

/** Where `iw` is; the path of ordinary users often lacks the directory of administrators. */
const PROGRAMS: readonly string[] = ["iw", "/usr/sbin/iw", "/sbin/iw"];
const CHANNELS_MAX = 1024;

/** What `iw` calls the widths behind a channel's number. */
const WIDTHS: ReadonlyMap<string, string> = new Map([
  ["", "NOHT"],
  ["MHZ", "NOHT"],
  ["HT20", "HT20"],
  ["HT40+", "HT40+"],
  ["HT40-", "HT40-"],
  ["VHT80", "80MHz"],
  ["VHT160", "160MHz"],
  ["W5", "5MHz"],
  ["W10", "10MHz"],
]);

/** Twelve digits of the interface's own address; undefined where sysfs does not know it. */
export async function interfaceIdentity(
  platform: Pick<Platform, "files">,
  name: string,
): Promise<string | undefined> {
  const text = await readLine(platform, name, "address");
  return text === undefined ? undefined : macIdentity(text);
}

/** The radio behind an interface; one without channels says why when it is to be tuned. */
export async function linuxRadio(platform: RadioPlatform, name: string): Promise<Radio> {
  const device = await readLine(platform, name, "phy80211/name");
  if (device === undefined || !/^[\w.-]{1,64}$/.test(device)) {
    return untunable(`${printable(name)} is no Wi-Fi interface of this machine`);
  }
  const iw = await findProgram(platform);
  if (iw === undefined) {
    return untunable("the program iw, which sets channels, is not installed");
  }
  const listed = await runProgram(platform, [iw, "phy", device, "channels"]);
  if (listed.code !== 0) return untunable(`iw tells no channels of it (${lastLine(listed)})`);
  return {
    channels: parseChannels(listed.output),
    async set(channel) {
      const { mhz, width } = frequencyOf(channel);
      const result = await runProgram(platform, [
        iw,
        "dev",
        name,
        "set",
        "freq",
        String(mhz),
        width,
      ]);
      if (result.code === 0) return;
      throw new DatasourceError(
        "other",
        `it cannot be tuned to ${printable(channel)} (${lastLine(result)})`,
      );
    },
  };
}

/** Channels that may be received on, of lines like `* 2412 MHz [1] (20.0 dBm)`. */
export function parseChannels(text: string): string[] {
  const channels = new Set<string>();
  for (const [, mhz, rest] of text.matchAll(/^\s*\*\s+(\d{4,5})(?:\.\d+)? MHz(.*)$/gm)) {
    const channel = channelOfFrequency(Number(mhz) * 1000);
    if (!rest!.includes("(disabled)") && channel !== "") channels.add(channel);
    if (channels.size === CHANNELS_MAX) break;
  }
  return [...channels];
}

function frequencyOf(channel: string): { mhz: number; width: string } {
  const match = /^(\d{1,5})(.*)$/.exec(channel.trim());
  const mhz = frequencyOfChannel(channel.trim()) / 1000;
  const width = WIDTHS.get((match?.[2] ?? "").replace(/^W6e/i, "").toUpperCase());
  if (match !== null && mhz > 0 && width !== undefined) return { mhz, width };
  throw new DatasourceError(
    "definition",
    `"${printable(channel)}" is no channel: they are like 6, 6HT40+, 36VHT80, 37W6e or 2437`,
  );
}

function untunable(reason: string): Radio {
  return {
    channels: [],
    set: () => Promise.reject(new DatasourceError("unsupported", reason)),
  };
}

async function findProgram(platform: RadioPlatform): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    try {
      await runProgram(platform, [program, "--version"]);
      return program;
    } catch (error) {
      if (!(error instanceof DatasourceError)) throw error;
      // It is not there; the next place may have it.
    }
  }
  return undefined;
}

async function readLine(
  platform: Pick<Platform, "files">,
  name: string,
  file: string,
): Promise<string | undefined> {
  // A name with a slash would lead out of the directory.
  if (name.includes("/") || name === "." || name === "..") return undefined;
  try {
    return (await platform.files.readText(`/sys/class/net/${name}/${file}`)).trim();
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}

function lastLine({ output, errors, code }: ProgramResult): string {
  const line = `${output}\n${errors}`.trim().split("\n").at(-1)?.trim() ?? "";
  return printable(line === "" ? `status ${code}` : line);
}
