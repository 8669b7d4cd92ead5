// Settings for tests: the shipped defaults, with given keys changed.
import { ConfiguredSettings } from "../../actors/server/configured-settings.ts";
import type { Settings } from "../../actors/server/settings.ts";

/** `values` by key; a key may have several. */
export function testSettings(values: Record<string, string | readonly string[]> = {}): Settings {
  const given = new Map(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? [value] : value,
    ]),
  );
  return new ConfiguredSettings(given, {
    home: "/home/tester",
    configuration: "/etc/kismet",
    data: "/usr/share",
    binaries: "/usr/bin",
  });
}
