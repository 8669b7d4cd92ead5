// The tree of supervised actors: a root supervisor, its clock and its reports.
import {
  type ActorHandle,
  type ActorSystem,
  type ActorSystemOptions,
  type SupervisorHandle,
} from "./actor-spec.ts";
import type { SystemContext } from "./supervised.ts";
import { Supervisor } from "./supervisor.ts";

/** A system whose root is running; `options.root` may name its first children. */
export function createActorSystem(options: ActorSystemOptions): ActorSystem {
  let reports = 0;
  let observerErrors = 0;
  let settle: (how: "stopped" | "failed") => void = () => {};
  const stopped = new Promise<"stopped" | "failed">((resolve) => settle = resolve);
  const context: SystemContext = {
    options,
    report: (report) => {
      reports += 1;
      try {
        options.onReport({ ...report, atMs: options.clock.now() });
      } catch {
        // Whoever listens to failures failed: there is nobody left to tell, so it is counted.
        observerErrors += 1;
      }
    },
    guard: (path, call) => {
      try {
        call();
      } catch (cause) {
        observerErrors += 1;
        context.report({
          kind: "listener-failed",
          path,
          cause,
          next: "none",
          delayMs: 0,
          restarts: 0,
        });
      }
    },
  };
  const root = new Supervisor({ id: "root", ...options.root }, "", undefined, context, settle);
  root.begin();
  return {
    clock: options.clock,
    random: options.random,
    bus: options.bus,
    root,
    get reports() {
      return reports;
    },
    get observerErrors() {
      return observerErrors;
    },
    start: (spec) => root.start(spec),
    startSupervisor: (spec) => root.startSupervisor(spec),
    find: (path) => find(root, path),
    tree: () => root.node(),
    stop: () =>
      new Promise((resolve) =>
        root.end(() => {
          root.retire("stopped");
          settle("stopped");
          resolve();
        })
      ),
    stopped,
  };
}

/** Handles name their path from the root on; below it the root's name may be left out. */
function find(root: SupervisorHandle, path: string): ActorHandle | SupervisorHandle | undefined {
  const [first, ...rest] = path.split("/");
  let at: ActorHandle | SupervisorHandle | undefined = root.get(first!);
  if (at === undefined && first === root.id) at = root;
  for (const id of rest) at = at !== undefined && "get" in at ? at.get(id) : undefined;
  return at;
}
