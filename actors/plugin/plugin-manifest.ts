// `manifest.conf`: what a plugin says of itself (spec external-protocol 9.2).
import { parseConfigText } from "../../protocols/config/config-file.ts";
import { ROLE_ADMIN } from "../session/roles.ts";

/** Longest value of a key; names and descriptions are shown to people. */
const VALUE_CHARACTERS_MAX = 1024;
const REQUIRED = ["name", "description", "author", "version"] as const;

export interface PluginManifest {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly version: string;
  /** "" when there is none, as for the next. */
  readonly sharedObject: string;
  readonly helper: string;
  readonly jsModule: string;
  /** What `js` says, for the list of modules. */
  readonly module: { readonly module: string; readonly js: string } | undefined;
  /** Role of the token that the helper may ask for; a key of ours. */
  readonly role: string;
  /** Whether a helper that failed is started again; a key of ours. */
  readonly restarts: boolean;
}

/** The manifest, or a sentence why the plugin cannot be used. */
export function parseManifest(text: string, path: string): PluginManifest | string {
  const values = new Map<string, string>();
  // The reference drops a last line without a newline, here it counts.
  for (const directive of parseConfigText(text, path).directives) {
    if (directive.kind === "entry") {
      values.set(directive.entry.key, directive.entry.value.slice(0, VALUE_CHARACTERS_MAX));
    }
  }
  for (const key of REQUIRED) if (!values.has(key)) return `${path} has no ${key}=`;
  const sharedObject = values.get("object") ?? "";
  const helper = values.get("httpexternal") ?? values.get("kisexternal") ?? "";
  for (const file of [sharedObject, helper]) {
    if (/[/\0]/.test(file) || file.startsWith(".")) {
      return `${path} names the program ${JSON.stringify(file)}, which is no plain file name`;
    }
  }
  const jsModule = values.get("js") ?? "";
  const module = jsModule === "" ? undefined : parseModule(jsModule);
  if (jsModule !== "" && module === undefined) {
    return `${path}: js=${jsModule} is not a module's name, a comma, and the path of its script`;
  }
  const role = values.get("role") ?? ROLE_ADMIN;
  if (!/^[\w.-]{1,64}$/.test(role)) return `${path}: role=${role} is no role`;
  const restart = values.get("restart") ?? "on-failure";
  if (restart !== "on-failure" && restart !== "never") {
    return `${path}: restart=${restart} is neither on-failure nor never`;
  }
  return {
    name: values.get("name")!,
    description: values.get("description")!,
    author: values.get("author")!,
    version: values.get("version")!,
    sharedObject,
    helper,
    jsModule,
    module,
    role,
    restarts: restart === "on-failure",
  };
}

/** Web interfaces put the path behind their own address, so it has no slash in front. */
function parseModule(text: string): PluginManifest["module"] {
  const comma = text.indexOf(",");
  if (comma <= 0) return undefined;
  const module = text.slice(0, comma).trim();
  const js = text.slice(comma + 1).trim().replace(/^\/+/, "");
  // A scheme would load the script from elsewhere.
  if (module === "" || js.length < 2 || /^[a-z][a-z0-9+.-]*:/i.test(js) || js.includes("..")) {
    return undefined;
  }
  return { module, js };
}
