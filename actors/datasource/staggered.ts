// Opens many datasources in groups, so that a machine with dozens of radios is not asked to start them
// all at once (spec logs-and-config 11.3).
import type { Clock } from "../../runtime/platform.ts";
import type { Settings } from "../server/settings.ts";

export interface Stagger {
  /** `source_stagger_threshold`: more than this many are opened in groups. */
  readonly threshold: number;
  /** `source_launch_group` and `source_launch_delay`. */
  readonly group: number;
  readonly delaySec: number;
}

export function staggerOf(settings: Settings): Stagger {
  return {
    threshold: settings.integer("source_stagger_threshold"),
    group: settings.integer("source_launch_group"),
    delaySec: settings.integer("source_launch_delay"),
  };
}

/** Calls `open` for each definition; returns what ends it before all are opened. */
export function openStaggered(
  definitions: readonly string[],
  stagger: Stagger,
  clock: Clock,
  open: (definition: string) => void,
): () => void {
  const size = definitions.length > stagger.threshold ? Math.max(1, stagger.group) : Infinity;
  let at = 0;
  let timer: unknown;
  const openGroup = (): void => {
    const end = Math.min(definitions.length, at + size);
    while (at < end) open(definitions[at++]!);
    if (at < definitions.length) {
      timer = clock.setTimeout(openGroup, Math.max(0, stagger.delaySec) * 1000);
    }
  };
  openGroup();
  return () => clock.clearTimeout(timer);
}
