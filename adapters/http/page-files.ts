// Where the files of web interfaces come from: what people put beside them first, then the interface
// itself, then plugins (spec rest-api 1.7).
import type { Settings } from "../../actors/server/settings.ts";
import type { Files } from "../../runtime/platform.ts";
import { pluginFiles } from "./plugin-files.ts";
import { contentTypes, firstOf, FOREIGN_PAGE_POLICY, type StaticFiles } from "./static-files.ts";
import { keptFiles, webFiles } from "./web-files.ts";

/** A directory of pages, or its files by their paths in it (`js/app.js`). */
export type PageSource = string | ReadonlyMap<string, Uint8Array>;

export interface PageFilesInput {
  readonly files: Files;
  readonly settings: Settings;
  /** Files of the interface; undefined serves no file at all. */
  readonly directory: PageSource | undefined;
  /** The directory of a plugin's files. */
  readonly pluginDirectory: (name: string) => string | undefined;
}

export function pageFiles(input: PageFilesInput): StaticFiles {
  const { files, settings, directory } = input;
  if (directory === undefined) return new Map();
  const types = contentTypes(settings.list("httpd_mime"));
  const own = settings.text("httpd_user_home").replace(/\/+$/, "");
  const policy = settings.given("httpd_home") ? FOREIGN_PAGE_POLICY : undefined;
  return firstOf([
    webFiles(files, own, types, FOREIGN_PAGE_POLICY),
    typeof directory === "string"
      ? webFiles(files, directory, types, policy)
      : keptFiles(directory, types),
    pluginFiles(files, input.pluginDirectory, types),
  ]);
}
