// Files that a configuration file names: `include=` reads one, `opt_include=` and `opt_override=`
// every match of a pattern (spec logs-and-config 10). Relative paths start at the naming file.
import type { ConfigFile, ConfigReader } from "../../protocols/config/config-tree.ts";
import { type ConfigDirectories, expandPath } from "../../protocols/config/config-values.ts";
import { type Files, PlatformError } from "../../runtime/platform.ts";

/** Bytes of one configuration file. */
export const CONFIG_FILE_BYTES_MAX = 4 * 1024 * 1024;
/** Paths that one pattern may match. */
export const GLOB_MATCHES_MAX = 1000;

export function createConfigReader(files: Files, directories: ConfigDirectories): ConfigReader {
  const locate = (path: string, from: string) => absolute(expandPath(path, directories), from);
  return {
    async file(path, from) {
      const read = await readConfigFile(files, locate(path, from));
      return typeof read === "string" ? { reason: read } : { files: [read] };
    },
    async matching(pattern, from) {
      const located = locate(pattern, from);
      const paths = isPattern(located) ? await glob(files, located) : [located];
      const found: ConfigFile[] = [];
      for (const path of paths) {
        if (!(await isRegularFile(files, path))) continue;
        const read = await readConfigFile(files, path);
        if (typeof read === "string") return { reason: read };
        found.push(read);
      }
      return { files: found };
    },
  };
}

/** The file, or a sentence why there is none. */
async function readConfigFile(files: Files, path: string): Promise<ConfigFile | string> {
  try {
    const info = await files.stat(path);
    if (info.isDirectory) return `cannot include "${path}": it is a directory`;
    if (info.size > CONFIG_FILE_BYTES_MAX) {
      return `cannot include "${path}": it is larger than ${CONFIG_FILE_BYTES_MAX} bytes`;
    }
    return { path, text: await files.readText(path) };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === "not-found") return `cannot include "${path}": there is no such file`;
    if (error.code === "permission") return `cannot include "${path}": permission denied`;
    return `cannot include "${path}": ${error.message}`;
  }
}

async function isRegularFile(files: Files, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)).isFile;
  } catch (error) {
    if (error instanceof PlatformError) return false;
    throw error;
  }
}

function absolute(path: string, from: string): string {
  const slash = from.lastIndexOf("/");
  if (path.startsWith("/") || slash < 0) return path;
  return `${from.slice(0, slash)}/${path}`;
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Paths that match, sorted; `*`, `?` and `[…]` stand for characters within one name. */
async function glob(files: Files, pattern: string): Promise<string[]> {
  const names = pattern.split("/");
  let paths = [pattern.startsWith("/") ? "" : "."];
  if (pattern.startsWith("/")) names.shift();
  for (const name of names) {
    if (!isPattern(name)) {
      paths = paths.map((path) => `${path}/${name}`);
      continue;
    }
    const expression = globExpression(name);
    const next: string[] = [];
    for (const path of paths) {
      for (const entry of await listOrNothing(files, path === "" ? "/" : path)) {
        if (next.length >= GLOB_MATCHES_MAX) break;
        if (expression.test(entry)) next.push(`${path}/${entry}`);
      }
    }
    paths = next;
  }
  return paths.sort();
}

async function listOrNothing(files: Files, path: string): Promise<string[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof PlatformError) return [];
    throw error;
  }
}

/** One path component as an expression; a leading dot matches only when it is written. */
export function globExpression(name: string): RegExp {
  let source = name.startsWith(".") ? "" : "(?!\\.)";
  let index = 0;
  while (index < name.length) {
    const character = name[index]!;
    const end = character === "[" ? name.indexOf("]", index + 2) : -1;
    if (end > 0) {
      const set = name.slice(index + 1, end).replace(/[\\\]^]/g, "\\$&").replace(/^!|^\\\^/, "^");
      source += `[${set}]`;
      index = end + 1;
      continue;
    }
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else source += character.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
    index += 1;
  }
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    // A range such as [z-a] is no expression; it then stands for itself.
    return new RegExp(`^${name.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")}$`);
  }
}
