// Lines of the configuration about names of networks, `name:ssid="pattern",validmacs="A,B/MASK"` (spec
// dot11 7.4). A line that is wrong is told and left out.
import { parseNamedOptions } from "../../../protocols/config/named-options.ts";
import { type MaskedMac, parseMac } from "../../../protocols/mac.ts";
import { compilePattern, type Pattern } from "../../../protocols/pattern/pattern.ts";
import { PatternError } from "../../../protocols/pattern/pattern-syntax.ts";
import type { MessageLog } from "../../message/message-log.ts";
import type { Settings } from "../../server/settings.ts";

/** Lines of one kind that are read. */
export const SSID_RULES_MAX = 256;

export interface SsidRule {
  readonly name: string;
  readonly regex: string;
  readonly pattern: Pattern;
  /** Who may advertise the name; empty for canaries. */
  readonly allowed: readonly MaskedMac[];
}

export function readSsidRules(
  settings: Settings,
  key: "apspoof" | "ssidcanary",
  messages: MessageLog,
): readonly SsidRule[] {
  const lines = settings.list(key);
  if (lines.length > SSID_RULES_MAX) {
    messages.error(`configuration: of ${lines.length} lines ${key}= only ${SSID_RULES_MAX} count`);
  }
  const rules: SsidRule[] = [];
  for (const line of lines.slice(0, SSID_RULES_MAX)) {
    const rule = parseRule(line, key === "apspoof");
    if (typeof rule === "string") messages.error(`configuration: ${key}=${line} ${rule}`);
    else rules.push(rule);
  }
  return rules;
}

/** The rule of a line, or what is wrong with it. */
function parseRule(line: string, withAddresses: boolean): SsidRule | string {
  const parsed = parseNamedOptions(line);
  if (parsed === "no name") return "has no name before a colon";
  if (parsed === "bad options") return 'is not NAME:ssid="pattern",validmacs="..."';
  const { name, options } = parsed;
  const regex = options.get("ssid");
  if (!regex) return "names no ssid";
  const allowed = (options.get("validmacs") ?? "").split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => [text, parseMac(text)] as const);
  const bad = allowed.find(([, mac]) => mac === undefined);
  if (bad !== undefined) return `names "${bad[0]}", which is no MAC address`;
  if (withAddresses && allowed.length === 0) return "names no validmacs";
  try {
    const pattern = compilePattern(regex);
    return { name, regex, pattern, allowed: allowed.map(([, mac]) => mac!) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return `has a pattern that cannot be used: ${error.message}`;
  }
}
