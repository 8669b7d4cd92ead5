// Modules of a web interface: scripts of its own directory whose name says so, and those that
// plugins add (spec rest-api 1.7).
import { type Files, PlatformError } from "../../runtime/platform.ts";
import type { PageSource } from "./page-files.ts";

export interface PageModule {
  readonly module: string;
  /** Path of the script, from the start of the web interface or absolute. */
  readonly js: string;
}

export const PAGE_MODULES_MAX = 256;

/** `js/kismet.ui.alerts.js` is the module `kismet_ui_alerts`. */
export async function ownModules(
  files: Files,
  directory: PageSource | undefined,
): Promise<readonly PageModule[]> {
  // The interface that a program in one file brings is ours, which has no modules.
  if (typeof directory !== "string") return [];
  let names: string[];
  try {
    names = await files.list(`${directory.replace(/\/+$/, "")}/js`);
  } catch (error) {
    // An interface without that directory, like ours, has no modules.
    if (error instanceof PlatformError) return [];
    throw error;
  }
  return names.flatMap((name) => {
    const match = /^(kismet\.ui\.[a-z0-9_.-]+)\.js$/i.exec(name);
    if (match === null || match[1]!.endsWith(".min")) return [];
    return [{ module: match[1]!.replaceAll(/[.-]/g, "_"), js: `js/${name}` }];
  }).slice(0, PAGE_MODULES_MAX);
}
