// A configuration file with everything it includes and overrides, as one list of values a key
// (spec logs-and-config 10). Files come through a callback, so nothing here touches a disk.
import {
  type ConfigDirective,
  type ConfigEntry,
  type ConfigProblem,
  parseConfigText,
} from "./config-file.ts";

/** Files that include files that include …: deeper ones are reported and left out. */
export const CONFIG_DEPTH_MAX = 16;
/** Files of one configuration, overrides included. */
export const CONFIG_FILES_MAX = 256;
/** Values of one configuration. */
export const CONFIG_ENTRIES_MAX = 100_000;

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** What reading an included path or pattern gave: files in order, or why there are none. */
export type ConfigFilesRead =
  | { readonly files: readonly ConfigFile[] }
  | { readonly reason: string };

export interface ConfigReader {
  /** `path` is as written, `from` the path of the file it was written in ("" at the top). */
  file(path: string, from: string): Promise<ConfigFilesRead>;
  /** Every regular file that matches; none is no error. */
  matching(pattern: string, from: string): Promise<ConfigFilesRead>;
}

export interface ConfigTree {
  /** All values of each key, in order. */
  readonly values: Map<string, ConfigEntry[]>;
  readonly problems: ConfigProblem[];
  /** Values that an override took the place of, each with the first that did. */
  readonly replaced: { readonly entry: ConfigEntry; readonly by: ConfigEntry }[];
  /** Paths of the files that were read, in order. */
  readonly files: string[];
}

export function createConfigTree(): ConfigTree {
  return { values: new Map(), problems: [], replaced: [], files: [] };
}

interface Walk {
  readonly reader: ConfigReader;
  readonly tree: ConfigTree;
  readonly entries: ConfigEntry[];
  readonly overrides: Extract<ConfigDirective, { path: string }>[];
  /** Paths of the files that are being read just now, outermost first. */
  readonly open: string[];
}

/** Reads a main file: its values are appended, then the overrides it names are applied. */
export async function addConfigFile(
  tree: ConfigTree,
  main: ConfigFile,
  reader: ConfigReader,
): Promise<void> {
  const walk = startWalk(tree, reader);
  await walkFile(walk, main);
  for (const entry of walk.entries) append(tree, entry);
  for (const override of walk.overrides) {
    // A shipped main file names overrides that only some systems have.
    const read = await reader.matching(override.path, override.file);
    if ("reason" in read) {
      report(tree, "warning", override.file, override.line, read.reason);
      continue;
    }
    for (const file of read.files) await addConfigOverride(tree, file, reader);
  }
}

/** Reads an override: each key replaces its values, or adds to them if all its lines say `+=`. */
export async function addConfigOverride(
  tree: ConfigTree,
  file: ConfigFile,
  reader: ConfigReader,
): Promise<void> {
  const walk = startWalk(tree, reader);
  await walkFile(walk, file);
  for (const override of walk.overrides) {
    report(
      tree,
      "warning",
      override.file,
      override.line,
      "an override cannot name another override; the line is ignored",
    );
  }
  applyOverride(tree, walk.entries);
}

/** The override rule for entries from elsewhere, such as a command line. */
export function applyOverride(tree: ConfigTree, entries: readonly ConfigEntry[]): void {
  const byKey = new Map<string, ConfigEntry[]>();
  for (const entry of entries) {
    const list = byKey.get(entry.key);
    if (list === undefined) byKey.set(entry.key, [entry]);
    else list.push(entry);
  }
  for (const [key, list] of byKey) {
    const adds = list.every((entry) => entry.append);
    if (!adds) {
      for (const entry of tree.values.get(key) ?? []) tree.replaced.push({ entry, by: list[0]! });
    }
    tree.values.set(key, adds ? [...(tree.values.get(key) ?? []), ...list] : list);
  }
}

function startWalk(tree: ConfigTree, reader: ConfigReader): Walk {
  return { reader, tree, entries: [], overrides: [], open: [] };
}

async function walkFile(walk: Walk, file: ConfigFile): Promise<void> {
  const { tree } = walk;
  if (tree.files.length >= CONFIG_FILES_MAX) {
    report(tree, "error", file.path, 0, `more than ${CONFIG_FILES_MAX} files are included`);
    return;
  }
  tree.files.push(file.path);
  walk.open.push(file.path);
  const parsed = parseConfigText(file.text, file.path);
  tree.problems.push(...parsed.problems);
  for (const directive of parsed.directives) {
    if (directive.kind === "entry") {
      if (walk.entries.length >= CONFIG_ENTRIES_MAX) {
        const { line } = directive.entry;
        report(tree, "error", file.path, line, `more than ${CONFIG_ENTRIES_MAX} values are given`);
        break;
      }
      walk.entries.push(directive.entry);
    } else if (directive.kind === "opt_override") {
      walk.overrides.push(directive);
    } else {
      await walkInclude(walk, directive);
    }
  }
  walk.open.pop();
}

async function walkInclude(
  walk: Walk,
  directive: Extract<ConfigDirective, { path: string }>,
): Promise<void> {
  const { file, line, path } = directive;
  const optional = directive.kind === "opt_include";
  const read = optional
    ? await walk.reader.matching(path, file)
    : await walk.reader.file(path, file);
  if ("reason" in read) {
    report(walk.tree, optional ? "warning" : "error", file, line, read.reason);
    return;
  }
  for (const included of read.files) {
    if (walk.open.includes(included.path)) {
      report(walk.tree, "error", file, line, `"${included.path}" includes itself`);
    } else if (walk.open.length >= CONFIG_DEPTH_MAX) {
      report(walk.tree, "error", file, line, `files include each other ${CONFIG_DEPTH_MAX} deep`);
    } else {
      await walkFile(walk, included);
    }
  }
}

function append(tree: ConfigTree, entry: ConfigEntry): void {
  const list = tree.values.get(entry.key);
  if (list === undefined) tree.values.set(entry.key, [entry]);
  else list.push(entry);
}

function report(
  tree: ConfigTree,
  severity: ConfigProblem["severity"],
  file: string,
  line: number,
  message: string,
): void {
  tree.problems.push({ severity, file, line, message });
}
