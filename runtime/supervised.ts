// What a supervisor and its children know of each other: the one side of actors and of supervisors
// that their users do not see.
import type {
  ActorReport,
  ActorSystemOptions,
  Life,
  RestartType,
  StopReason,
  TreeNode,
} from "./actor-spec.ts";

/** A child as its supervisor handles it: an actor or another supervisor. */
export interface SupervisedChild {
  readonly id: string;
  readonly life: Life;
  readonly restart: RestartType;
  /** Failures in a row, for the back-off; the supervisor counts. */
  attempt: number;
  /** Clock time of the last start. */
  startedMs: number;
  restarts: number;
  /** True once it is down for good: it is not started again, whatever happens to its supervisor. */
  readonly retired: boolean;
  /** Starts it, or starts it again. It may have failed when this returns. */
  begin(): void;
  /** Its back-off runs now. */
  wait(): void;
  /** Takes it down in order and then calls `done`; at once when it is down already. */
  end(done: () => void): void;
  /** It will not start again: tells those who asked to know. */
  retire(reason: StopReason): void;
  node(): TreeNode;
}

/** How a child that ended by itself tells its supervisor. */
export interface ChildObserver {
  childExited(child: SupervisedChild, failed: boolean, cause: unknown): void;
  /** Takes the child out of the tree, stopping it first; calls `done` when it is down. */
  remove(child: SupervisedChild, done: () => void): void;
}

/** What every part of one system shares. */
export interface SystemContext {
  readonly options: ActorSystemOptions;
  report(report: Omit<ActorReport, "atMs">): void;
  /** Calls a listener of somebody else's; what it throws is counted and reported, not passed on. */
  guard(path: string, call: () => void): void;
}

/** True for a child that an exit leads to start again. */
export function restartsAfter(restart: RestartType, failed: boolean): boolean {
  return restart === "permanent" || (restart === "transient" && failed);
}

/** One line of text for whatever was thrown. */
export function errorText(error: unknown): string {
  if (error === undefined) return "";
  if (error instanceof Error) return error.message || error.name;
  try {
    return String(error);
  } catch {
    return "an error without a text";
  }
}
