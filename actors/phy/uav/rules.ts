// Rules that tell a drone by the name and the address of its network, `uav_match` (spec other-phys
// 10.1, logs-and-config 11.7). A line that is wrong is told and left out.
import { parseNamedOptions } from "../../../protocols/config/named-options.ts";
import { parseFlag } from "../../../protocols/config/config-values.ts";
import { covers, parseMac } from "../../../protocols/mac.ts";
import { compilePattern, type Pattern } from "../../../protocols/pattern/pattern.ts";
import { PatternError } from "../../../protocols/pattern/pattern-syntax.ts";
import type { UavRule } from "../../../protocols/records/uav.ts";
import type { MessageLog } from "../../message/message-log.ts";
import type { Settings } from "../../server/settings.ts";

/** Lines that are read. */
export const UAV_RULES_MAX = 1024;

interface CompiledRule {
  readonly rule: UavRule;
  readonly pattern: Pattern | undefined;
}

export class UavRules {
  readonly #rules: CompiledRule[] = [];

  constructor(settings: Settings, messages: MessageLog) {
    const lines = settings.list("uav_match");
    if (lines.length > UAV_RULES_MAX) {
      messages.error(
        `configuration: of ${lines.length} lines uav_match= only ${UAV_RULES_MAX} count`,
      );
    }
    for (const line of lines.slice(0, UAV_RULES_MAX)) {
      const rule = parseRule(line);
      if (typeof rule === "string") messages.error(`configuration: uav_match=${line} ${rule}`);
      else this.#rules.push(rule);
    }
  }

  all(): readonly UavRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** The first rule for an access point that announces this name. */
  find(mac: number, ssid: string): UavRule | undefined {
    return this.#rules.find(({ rule, pattern }) => {
      const byMac = rule.mac !== undefined && covers(rule.mac, mac);
      if (pattern === undefined) return byMac;
      if (rule.matchAny && byMac) return true;
      return (byMac || rule.matchAny || rule.mac === undefined) && pattern.test(ssid);
    })?.rule;
  }
}

/** The rule of a line, or what is wrong with it. */
function parseRule(line: string): CompiledRule | string {
  const parsed = parseNamedOptions(line);
  if (parsed === "no name") return "has no name before a colon";
  if (parsed === "bad options") return 'is not RULE:name="..",model="..",ssid="..",mac=..';
  const { options } = parsed;
  const macText = options.get("mac") ?? "";
  const mac = macText === "" ? undefined : parseMac(macText);
  if (macText !== "" && mac === undefined) return `names "${macText}", which is no MAC address`;
  const ssidPattern = options.get("ssid") || undefined;
  if (mac === undefined && ssidPattern === undefined) return "names neither ssid nor mac";
  const rule = {
    name: parsed.name,
    manufacturer: options.get("name") ?? "",
    model: options.get("model") ?? "",
    mac,
    ssidPattern,
    matchAny: parseFlag(options.get("match_any") ?? "") ?? false,
  };
  try {
    return { rule, pattern: ssidPattern === undefined ? undefined : compilePattern(ssidPattern) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return `has a pattern that cannot be used: ${error.message}`;
  }
}
