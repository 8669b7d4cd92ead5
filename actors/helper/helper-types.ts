// Which datasource types this server has: its own, and one for each capture tool that may be installed.
import type { FrameVersion } from "../../protocols/external/frames.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { SourceType } from "../datasource/source-type.ts";
import type { Settings } from "../server/settings.ts";
import { HELPER_DRIVERS } from "./helper-drivers.ts";
import { HelperTools } from "./helper-tools.ts";
import { createHelperType } from "./helper-type.ts";

/** The server's own types, but for those whose tool is preferred, and the tools' types. */
export function withHelperTypes(
  own: readonly SourceType[],
  platform: Platform,
  settings: Settings,
): SourceType[] {
  const preferred = settings.list("helper_preferred");
  const used = own.filter(({ driver }) => !preferred.includes(driver.type));
  const tools = new HelperTools({
    platform,
    directories: settings.list("helper_binary_path"),
    configurationDirectory: settings.text("helper_etc_path"),
    versions: new Map(settings.list("helper_protocol").flatMap(toolVersion)),
  });
  const names = new Set(used.map(({ driver }) => driver.type));
  const helpers = HELPER_DRIVERS.filter(({ type }) => !names.has(type));
  return [...used, ...helpers.map((driver) => createHelperType(driver, tools))];
}

/** `name,value` of a setting that holds pairs. */
export function optionPair(text: string): [name: string, value: string] {
  const comma = text.indexOf(",");
  const name = comma < 0 ? text : text.slice(0, comma);
  return [name.trim().toLowerCase(), comma < 0 ? "" : text.slice(comma + 1).trim()];
}

/** Tools that are known to speak the original framing are not asked, which would end them. */
function toolVersion(text: string): (readonly [type: string, version: FrameVersion])[] {
  const [type, version] = optionPair(text);
  return version === "v0" ? [[type, 0]] : version === "v2" || version === "v3" ? [[type, 3]] : [];
}
