// Which plugins there are: directories with a manifest, one level below the plugin directories (spec
// external-protocol 9.1).
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import { distrust } from "./ownership.ts";
import { parseManifest, type PluginManifest } from "./plugin-manifest.ts";

export const PLUGINS_MAX = 64;
export const MANIFEST_BYTES_MAX = 64 * 1024;

export interface FoundPlugin {
  readonly manifest: PluginManifest;
  readonly directoryName: string;
  /** With a slash at the end. */
  readonly path: string;
}

interface Messages {
  debug(text: string): void;
  error(text: string): void;
}

/** Looks through the directories in order; what cannot be used is told and left out. */
export async function discoverPlugins(
  platform: Platform,
  directories: readonly string[],
  messages: Messages,
): Promise<FoundPlugin[]> {
  const found: FoundPlugin[] = [];
  const names = new Set<string>();
  const modules = new Set<string>();
  const directoryNames = new Set<string>();
  for (const root of directories) {
    for (const directoryName of await namesIn(platform, root, messages)) {
      const path = `${root.replace(/\/+$/, "")}/${directoryName}/`;
      const plugin = await look(platform, path, directoryName);
      if (plugin === undefined) continue;
      const problem = typeof plugin === "string"
        ? plugin
        : clash(plugin, { names, directoryNames, modules }) ??
          (found.length >= PLUGINS_MAX ? `there are more than ${PLUGINS_MAX} plugins` : undefined);
      if (typeof plugin === "string" || problem !== undefined) {
        messages.error(`plugin ${directoryName} is not used: ${problem}`);
        continue;
      }
      names.add(plugin.manifest.name);
      directoryNames.add(directoryName);
      if (plugin.manifest.module !== undefined) modules.add(plugin.manifest.module.module);
      found.push(plugin);
    }
  }
  return found;
}

function clash(
  { manifest, directoryName }: FoundPlugin,
  taken: Readonly<Record<"names" | "directoryNames" | "modules", ReadonlySet<string>>>,
): string | undefined {
  const { names, directoryNames, modules } = taken;
  if (directoryNames.has(directoryName)) return `another plugin's directory has the same name`;
  if (names.has(manifest.name)) return `another plugin has the name ${manifest.name} too`;
  const module = manifest.module?.module;
  if (module !== undefined && modules.has(module)) {
    return `another plugin has the module ${module} too`;
  }
  return undefined;
}

/** Entries of a plugin directory that may be plugins; none when it may not be trusted. */
async function namesIn(
  platform: Platform,
  root: string,
  messages: Messages,
): Promise<readonly string[]> {
  try {
    const problem = distrust(await platform.files.stat(root), root, platform.user);
    if (problem !== "") {
      messages.error(`no plugin of ${root} is used: ${problem}`);
      return [];
    }
    return (await platform.files.list(root)).filter((name) => !name.startsWith("."));
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.code === "not-found") messages.debug(`there is no plugin directory ${root}`);
    else messages.error(`no plugin of ${root} is used: ${error.message}`);
    return [];
  }
}

/** The plugin, why it cannot be used, or undefined for what is none. */
async function look(
  platform: Platform,
  path: string,
  directoryName: string,
): Promise<FoundPlugin | string | undefined> {
  const { files, user } = platform;
  const manifestPath = `${path}manifest.conf`;
  try {
    const directory = await files.stat(path);
    if (!directory.isDirectory) return undefined;
    const info = await files.stat(manifestPath);
    const problem = distrust(directory, path, user) || distrust(info, manifestPath, user);
    if (problem !== "") return problem;
    if (!info.isFile || info.size > MANIFEST_BYTES_MAX) {
      return `${manifestPath} is no file of at most ${MANIFEST_BYTES_MAX} bytes`;
    }
    const manifest = parseManifest(await files.readText(manifestPath), manifestPath);
    return typeof manifest === "string" ? manifest : { manifest, directoryName, path };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // A file between the plugins.
    return error.code === "not-directory" ? undefined : error.message;
  }
}
