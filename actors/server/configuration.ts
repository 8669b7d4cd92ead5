// Reads the configuration of a server through the files port: main file, includes, overrides,
// values of the command line (spec logs-and-config 10, 13). Nothing has to exist: without a file
// every key has its default.
import {
  type ConfigEntry,
  type ConfigProblem,
  parseConfigLine,
} from "../../protocols/config/config-file.ts";
import {
  addConfigFile,
  addConfigOverride,
  applyOverride,
  type ConfigTree,
  createConfigTree,
} from "../../protocols/config/config-tree.ts";
import { type ConfigDirectories, expandPath } from "../../protocols/config/config-values.ts";
import { type Files, type Platform, PlatformError } from "../../runtime/platform.ts";
import { createConfigReader } from "./config-reader.ts";
import { ConfiguredSettings } from "./configured-settings.ts";
import { checkValues, COMMAND_LINE } from "./check-settings.ts";

/** Where the reference's packages install; the environment and the command line say otherwise. */
const CONFIGURATION_DIRECTORY = "/etc/kismet";
const DATA_DIRECTORY = "/usr/share";
const BINARY_DIRECTORY = "/usr/bin";

export interface ConfigurationRequest {
  /** `-f`: must exist. Without it the default file is read if there is one. */
  readonly file?: string;
  /** `--override`, each a flavour or a path, in order. */
  readonly overrides?: readonly string[];
  /** `key=value` or `key+=value`, applied last by the override rule. */
  readonly set?: readonly string[];
  readonly homeDirectory?: string;
  readonly configurationDirectory?: string;
  readonly dataDirectory?: string;
}

export interface Configuration {
  readonly settings: ConfiguredSettings;
  /** In the order they were found; any error means that the server should not start. */
  readonly problems: readonly ConfigProblem[];
  /** Files that were read. */
  readonly files: readonly string[];
  /** Every value as it was written, and those that overrides took the place of. */
  readonly entries: ConfigTree["values"];
  readonly replaced: ConfigTree["replaced"];
  readonly directories: ConfigDirectories;
}

/** What a flavour sets when its file is not installed (11.10). */
const FLAVOURS: ReadonlyMap<string, string> = new Map([
  [
    "wardrive",
    [
      "load_alert=WARDRIVING:This server runs in wardrive mode and keeps less of each device",
      "log_types+=wiglecsv",
      "dot11_datasource_opt=ht_channels,false",
      "dot11_datasource_opt=vht_channels,false",
      "dot11_datasource_opt=default_ht20,false",
      "dot11_datasource_opt=expand_ht20,false",
      "dot11_datasource_opt=filter_mgmt,true",
      "dot11_ap_only_survey=true",
      "dot11_fingerprint_devices=false",
      "dot11_keep_ietags=false",
      "dot11_keep_eapol=false",
      "kis_log_channel_history=false",
      "kis_log_datasources=false",
    ].join("\n"),
  ],
]);

/** Loads everything; never rejects for what a user wrote. */
export async function loadConfiguration(
  platform: Pick<Platform, "files" | "user" | "environment">,
  request: ConfigurationRequest = {},
): Promise<Configuration> {
  const directories: ConfigDirectories = {
    home: withoutSlash(request.homeDirectory ?? platform.user.home),
    configuration: withoutSlash(request.configurationDirectory ?? CONFIGURATION_DIRECTORY),
    data: withoutSlash(request.dataDirectory ?? DATA_DIRECTORY),
    binaries: BINARY_DIRECTORY,
  };
  const tree = createConfigTree();
  const reader = createConfigReader(platform.files, directories);

  const main = mainFile(platform, request, directories);
  const text = await readMain(platform.files, main, tree);
  if (text !== undefined) await addConfigFile(tree, { path: main.path, text }, reader);

  for (const flavour of request.overrides ?? []) {
    await addFlavour(tree, flavour, platform.files, directories, reader);
  }
  applyOverride(tree, entriesOfCommandLine(request.set ?? [], tree));

  const values = checkValues(tree);
  return {
    settings: new ConfiguredSettings(values, directories),
    problems: tree.problems,
    files: tree.files,
    entries: tree.values,
    replaced: tree.replaced,
    directories,
  };
}

interface MainFile {
  readonly path: string;
  /** Somebody asked for this very file. */
  readonly required: boolean;
}

function mainFile(
  platform: Pick<Platform, "environment">,
  request: ConfigurationRequest,
  directories: ConfigDirectories,
): MainFile {
  const path = request.file ?? platform.environment["KISMET_CONF"];
  if (path !== undefined && path !== "") {
    return { path: expandPath(path, directories), required: true };
  }
  return { path: `${directories.configuration}/kismet.conf`, required: false };
}

async function readMain(
  files: Files,
  main: MainFile,
  tree: ConfigTree,
): Promise<string | undefined> {
  try {
    return await files.readText(main.path);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (!main.required && (error.code === "not-found" || error.code === "not-directory")) {
      return undefined;
    }
    report(tree, main.required ? "error" : "warning", `cannot read the file: ${reasonOf(error)}`);
    return undefined;
  }

  function report(into: ConfigTree, severity: ConfigProblem["severity"], message: string): void {
    into.problems.push({ severity, file: main.path, line: 0, message });
  }
}

/** A path is read as it is; a name means `kismet_<name>.conf`, or else a built-in flavour. */
async function addFlavour(
  tree: ConfigTree,
  flavour: string,
  files: Files,
  directories: ConfigDirectories,
  reader: ReturnType<typeof createConfigReader>,
): Promise<void> {
  const isPath = flavour.includes("/") || flavour.endsWith(".conf");
  const path = isPath
    ? expandPath(flavour, directories)
    : `${directories.configuration}/kismet_${flavour}.conf`;
  let text: string;
  try {
    text = await files.readText(path);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const builtIn = isPath || error.code !== "not-found" ? undefined : FLAVOURS.get(flavour);
    if (builtIn !== undefined) {
      await addConfigOverride(tree, { path: `built-in ${flavour}`, text: builtIn }, reader);
      return;
    }
    const known = isPath ? "" : `; built-in flavours: ${[...FLAVOURS.keys()].join(", ")}`;
    tree.problems.push({
      severity: "error",
      file: path,
      line: 0,
      message: `cannot read the override: ${reasonOf(error)}${known}`,
    });
    return;
  }
  await addConfigOverride(tree, { path, text }, reader);
}

function entriesOfCommandLine(set: readonly string[], tree: ConfigTree): ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  for (const text of set) {
    const parsed = parseConfigLine(text, COMMAND_LINE, 0);
    if (parsed !== undefined && "kind" in parsed && parsed.kind === "entry") {
      entries.push(parsed.entry);
    } else {
      tree.problems.push({
        severity: "error",
        file: COMMAND_LINE,
        line: 0,
        message: `"${text}" is not of the form key=value`,
      });
    }
  }
  return entries;
}

function reasonOf(error: PlatformError): string {
  switch (error.code) {
    case "not-found":
      return "there is no such file";
    case "permission":
      return "permission denied";
    case "is-directory":
      return "it is a directory";
    default:
      return error.message;
  }
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
