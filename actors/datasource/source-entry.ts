// A datasource with its actor, as the source tracker holds them.
import type { ActorHandle } from "../../runtime/actor-spec.ts";
import type { Datasource } from "./datasource.ts";
import type { DatasourceEvent } from "./datasource-machine.ts";

export type SourceHandle = ActorHandle<DatasourceEvent>;

export interface Entry {
  readonly source: Datasource;
  readonly handle: SourceHandle;
}

/** It does not capture, whatever may come. */
export function isDown(state: string): boolean {
  return state === "failed" || state === "retrying" || state === "closed" || state === "refused" ||
    state === "finished" || state === "stopped" || state === "stopping";
}

/** Resolves when the source's state satisfies `until`, or the source is down for good. */
export function settled(entry: Entry, until: (state: string) => boolean): Promise<void> {
  const { handle } = entry;
  if (until(handle.state())) return Promise.resolve();
  return new Promise((resolve) => {
    const remove = handle.subscribe(() => {
      if (until(handle.state())) finish();
    });
    const forget = handle.onStop(() => finish());
    function finish(): void {
      remove();
      forget();
      resolve();
    }
  });
}
