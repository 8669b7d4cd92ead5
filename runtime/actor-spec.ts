// What the actor runtime is told and what it tells: child specifications, handles, reports and the
// tree as plain data. The words (strategy, intensity, permanent, transient) are those of Erlang/OTP.
import type {
  AnyActorLogic,
  AnyEventObject,
  EventFromLogic,
  EventObject,
  InputFrom,
  InspectionEvent,
  Snapshot,
  SnapshotFrom,
} from "xstate";
import type { MailboxCounters, MailboxOptions } from "./mailbox.ts";
import type { Clock, Random } from "./platform.ts";
import type { BackOff } from "./restart-policy.ts";
import type { EventBus } from "./topics.ts";

/**
 * `permanent` starts again however it ended, `transient` only after a failure, `temporary` never:
 * a temporary child leaves the tree when it ends.
 */
export type RestartType = "permanent" | "transient" | "temporary";

/** Who is started again together with a failed child: nobody, all, or those started after it. */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/**
 * Where a child is in its life. `waiting`: it failed and its back-off runs; `finished`: it ended by
 * itself; `failed`: it is given up; `stopped`: it was told to stop, or was not started yet.
 */
export type Life = "stopped" | "running" | "waiting" | "stopping" | "finished" | "failed";

/** Why a child is down for good. */
export type StopReason = "finished" | "failed" | "stopped";

export type InspectListener = (event: InspectionEvent) => void;

type InputPart<TLogic extends AnyActorLogic> = undefined extends InputFrom<TLogic>
  ? { readonly input?: InputFrom<TLogic> }
  : { readonly input: InputFrom<TLogic> };

/** One actor under a supervisor. */
export type ActorSpec<TLogic extends AnyActorLogic = AnyActorLogic> = {
  /** Unique among its siblings; no slash. */
  readonly id: string;
  readonly logic: TLogic;
  /** `permanent` when left out. */
  readonly restart?: RestartType;
  /**
   * How long a machine that answers `STOP` may take to reach a final state. Logic that cannot
   * answer (callbacks, transitions, promises, machines without a `STOP` transition) stops at once.
   */
  readonly shutdownMs?: number;
  /** Queue for events sent while the actor is busy or waits to start again. */
  readonly mailbox?: MailboxOptions<EventFromLogic<TLogic>>;
  /** Send this actor's inspection events to the system's `onInspect`; costs half its throughput. */
  readonly inspect?: boolean;
  /** A persisted snapshot to begin from; only for the first start. */
  readonly snapshot?: Snapshot<unknown>;
} & InputPart<TLogic>;

/** A supervisor under a supervisor. */
export interface SupervisorSpec {
  readonly id: string;
  /** As a child of its parent; `permanent` when left out. */
  readonly restart?: RestartType;
  /** `one-for-one` when left out. */
  readonly strategy?: Strategy;
  /** More restarts than this within `periodMs` and the supervisor gives up to its parent. */
  readonly intensity?: number;
  readonly periodMs?: number;
  readonly backOff?: Partial<BackOff>;
  /** Draws the pauses before restarts, here and below; those of the system when left out. */
  readonly random?: Random;
  /** Most children it may have at a time, `CHILDREN_MAX` when left out. */
  readonly childrenMax?: number;
  /** Started in this order, stopped in reverse. */
  readonly children?: readonly ChildSpec[];
}

export type ChildSpec = ActorSpec | SupervisorSpec;

/** A running (or restarting) actor as its users hold it; the same object over all restarts. */
export interface ActorHandle<TEvent extends EventObject = AnyEventObject, TSnapshot = unknown> {
  readonly id: string;
  /** Ids from the root down, joined by slashes. */
  readonly path: string;
  readonly life: Life;
  readonly restarts: number;
  /** What it failed with last, undefined when it never did. */
  readonly lastError: unknown;
  readonly mailbox: MailboxCounters;
  /**
   * Delivers at once, within this call, when the actor is idle; else the event waits in the
   * mailbox. False: the sender is to pause (policy `refuse`), or the actor is down for good.
   */
  send(event: TEvent): boolean;
  /** Delivers within this call or not at all: for events that lend their bytes. */
  deliver(event: TEvent): boolean;
  /** The last snapshot, also after the actor ended; undefined before the first start. */
  snapshot(): TSnapshot | undefined;
  /** The state as XState persists it, for the specification's `snapshot`. */
  persisted(): Snapshot<unknown> | undefined;
  /** The machine's state value as text (`running`, `running.paused`), else its `life`. */
  state(): string;
  /** Called with each snapshot, over restarts; returns the remover. */
  subscribe(listener: (snapshot: TSnapshot) => void): () => void;
  /** Listens to XState's inspection events of this actor, over restarts; returns the remover. */
  inspect(listener: InspectListener): () => void;
  /** Called once, when the actor is down for good; at once when it already is. */
  onStop(listener: (reason: StopReason) => void): () => void;
  /** Stops it and takes it out of the tree; resolves when it is down. */
  stop(): Promise<void>;
}

/** The handle that `start` returns for a logic. */
export type HandleOf<TLogic extends AnyActorLogic> = ActorHandle<
  EventFromLogic<TLogic>,
  SnapshotFrom<TLogic>
>;

/** A supervisor as its users hold it. */
export interface SupervisorHandle {
  readonly id: string;
  readonly path: string;
  readonly life: Life;
  readonly restarts: number;
  readonly lastError: unknown;
  /** Children that were refused because of `childrenMax`. */
  readonly refused: number;
  /** Starts a child now. Throws an `ActorSystemError` when the cap is reached or the id is taken. */
  start<TLogic extends AnyActorLogic>(spec: ActorSpec<TLogic>): HandleOf<TLogic>;
  startSupervisor(spec: SupervisorSpec): SupervisorHandle;
  /** Stops a child and takes it out of the tree; resolves to false when there is none. */
  stop(id: string): Promise<boolean>;
  get(id: string): ActorHandle | SupervisorHandle | undefined;
}

export interface ActorSystemOptions {
  readonly clock: Clock;
  /** For the jitter of back-offs. */
  readonly random: Random;
  readonly bus: EventBus;
  readonly onReport: (report: ActorReport) => void;
  /** Inspection events of actors whose specification says `inspect`. */
  readonly onInspect?: (path: string, event: InspectionEvent) => void;
  /** What XState's `log` action writes; thrown away when left out. */
  readonly onLog?: (path: string, values: readonly unknown[]) => void;
  /** The root supervisor; its id is `root` when left out. */
  readonly root?: Partial<SupervisorSpec>;
}

/** All actors: the root supervisor and what is under it. */
export interface ActorSystem {
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: EventBus;
  readonly root: SupervisorHandle;
  /** Calls of `onReport`, and how many of them (or of `onInspect`, `onLog`) threw. */
  readonly reports: number;
  readonly observerErrors: number;
  /** As `root.start`. */
  start<TLogic extends AnyActorLogic>(spec: ActorSpec<TLogic>): HandleOf<TLogic>;
  startSupervisor(spec: SupervisorSpec): SupervisorHandle;
  /** An actor or supervisor by its path, `root/datasources/wlan0` or `datasources/wlan0`. */
  find(path: string): ActorHandle | SupervisorHandle | undefined;
  tree(): TreeNode;
  /** Stops everything in reverse order; resolves when the last one is down. */
  stop(): Promise<void>;
  /** Resolves when everything is down: it was stopped, or the root supervisor gave up. */
  readonly stopped: Promise<"stopped" | "failed">;
}

export type ActorSystemErrorCode = "limit" | "duplicate" | "stopped" | "invalid";

/** A child could not be started. */
export class ActorSystemError extends Error {
  readonly code: ActorSystemErrorCode;
  constructor(code: ActorSystemErrorCode, message: string) {
    super(message);
    this.name = "ActorSystemError";
    this.code = code;
  }
}

/**
 * `failed`: an actor threw or a supervisor gave up; `finished`: a permanent actor ended by itself;
 * `stopped-hard`: it did not answer `STOP` in time; `cleanup-failed`: it threw while its resources
 * were released; `listener-failed`: a snapshot, stop or inspection listener threw.
 */
export type ReportKind =
  | "failed"
  | "finished"
  | "stopped-hard"
  | "cleanup-failed"
  | "listener-failed";

/** One thing that went wrong and what happens next. */
export interface ActorReport {
  readonly kind: ReportKind;
  readonly path: string;
  readonly cause: unknown;
  /** `none`: nothing follows from it, the actor's life goes on as it was. */
  readonly next: "restart" | "escalate" | "stop" | "none";
  /** Time until the restart; 0 when there is none. */
  readonly delayMs: number;
  /** Restarts of this child so far, with the announced one. */
  readonly restarts: number;
  readonly atMs: number;
}

/** The tree as plain data, for inspectors. */
export interface TreeNode {
  readonly id: string;
  readonly kind: "actor" | "supervisor";
  readonly state: string;
  readonly life: Life;
  readonly restarts: number;
  /** Text of the last error, "" when there was none. */
  readonly lastError: string;
  readonly mailbox: MailboxCounters | undefined;
  readonly children: readonly TreeNode[];
}

/** True for the specification of a supervisor: it has no logic of its own. */
export function isSupervisorSpec(spec: ChildSpec): spec is SupervisorSpec {
  return !("logic" in spec);
}
