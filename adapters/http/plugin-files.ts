// Files of plugins: `/plugin/<directory name>/…` is the plugin's `httpd/…` (spec external-protocol
// 9.3), public as the web interface is.
import type { Files } from "../../runtime/platform.ts";
import { FOREIGN_PAGE_POLICY, type StaticFiles } from "./static-files.ts";
import { webFiles } from "./web-files.ts";

const PLUGIN_PATH = /^\/plugin\/([^/]+)(\/.*)$/;

/** `directoryOf` gives the directory of a plugin's files by its name. */
export function pluginFiles(
  files: Files,
  directoryOf: (name: string) => string | undefined,
  types: ReadonlyMap<string, string>,
): StaticFiles {
  const byName = new Map<string, StaticFiles>();
  return {
    get(path) {
      const [, name, rest] = PLUGIN_PATH.exec(path) ?? [];
      if (name === undefined || rest === undefined) return undefined;
      let served = byName.get(name);
      if (served === undefined) {
        const directory = directoryOf(name);
        if (directory === undefined) return undefined;
        served = webFiles(files, directory, types, FOREIGN_PAGE_POLICY, true);
        byName.set(name, served);
      }
      return served.get(rest);
    },
  };
}
