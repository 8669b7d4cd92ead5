// What is said of configuration keys on which nothing acts.
import type { SettingDefinition } from "../actors/server/settings-table.ts";

/** One sentence a kind of reason; none when every key acts. */
export function describeIdle(settings: readonly SettingDefinition[]): string[] {
  const lines = settings.filter(({ status }) => status === "not applicable")
    .map(({ key, meaning }) => `${key} is not applicable here: ${meaning}`);
  const later = settings.filter(({ status }) => status === "later").map(({ key }) => key);
  if (later.length > 0) {
    lines.push(`nothing in this release acts on ${later.join(", ")}`);
  }
  return lines;
}
