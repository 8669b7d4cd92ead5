// Where the program of a plugin is, and the command that starts it (spec external-protocol 4.1, 9.3):
// the configured directories come first, then the plugin's own.
import { type ChildOptions, type Platform, PlatformError } from "../../runtime/platform.ts";
import { distrust } from "./ownership.ts";

/** What this engine runs itself, so that it needs no other program and no execute bit. */
const SCRIPT = /\.(?:ts|mts|js|mjs)$/;
const OWNER_EXECUTES = 0o100;

/** The child's end of the two pipes: what it reads is descriptor 3, what it writes 4. */
const DESCRIPTORS = ["--in-fd=3", "--out-fd=4"];

/** No usable program; the message says where it was looked for, or what is wrong with it. */
class PluginProgramError extends Error {}

export async function findProgram(
  platform: Platform,
  name: string,
  directories: readonly string[],
): Promise<ChildOptions["command"]> {
  let problem = "";
  for (const directory of directories) {
    const path = `${directory.replace(/\/+$/, "")}/${name}`;
    const found = await look(platform, path);
    if (found === "") {
      return SCRIPT.test(name) ? { self: path, args: DESCRIPTORS } : [path, ...DESCRIPTORS];
    }
    problem ||= found ?? "";
  }
  throw new PluginProgramError(
    problem || `there is no program ${name} in ${directories.join(", ")}`,
  );
}

/** "" for a program that may be run, undefined where there is none, else why it may not. */
async function look(platform: Platform, path: string): Promise<string | undefined> {
  try {
    const info = await platform.files.stat(path);
    if (!info.isFile) return undefined;
    const problem = distrust(info, path, platform.user);
    if (problem !== "") return problem;
    const isRunnable = SCRIPT.test(path) || (info.mode & OWNER_EXECUTES) !== 0;
    return isRunnable ? "" : `${path} is not executable; \`chmod u+x ${path}\` makes it so`;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return error.code === "not-found" || error.code === "not-directory" ? undefined : error.message;
  }
}
