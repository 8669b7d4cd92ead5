// One supervised actor: an XState root actor of its own, made anew at each start, behind a bounded
// mailbox. Being its own root, its errors end at its observer and never reach another actor.
import type { Actor, AnyActorLogic, EventObject, InspectionEvent, Snapshot } from "xstate";
import type {
  ActorHandle,
  ActorSpec,
  InspectListener,
  Life,
  RestartType,
  StopReason,
  TreeNode,
} from "./actor-spec.ts";
import { Mailbox, type MailboxCounters, type MailboxOptions } from "./mailbox.ts";
import type { TimerHandle } from "./platform.ts";
import {
  type ChildObserver,
  errorText,
  type SupervisedChild,
  type SystemContext,
} from "./supervised.ts";
import { createRootActor, inspectActor, isBusy } from "./xstate-edge.ts";

/** Mailbox of an actor whose specification names none. */
export const MAILBOX_DEFAULT: MailboxOptions<EventObject> = { limit: 1024, policy: "refuse" };
/** Time that a machine gets to answer `STOP` when its specification names none. */
export const SHUTDOWN_MS_DEFAULT = 5000;
const STOP: EventObject = { type: "STOP" };

type AnyActor = Actor<AnyActorLogic>;
/** What is read of any snapshot; machines have `value` and `can`. */
type AnySnapshot = Snapshot<unknown> & { value?: unknown; can?: (event: EventObject) => boolean };

export class SupervisedActor implements ActorHandle<EventObject>, SupervisedChild {
  readonly id: string;
  readonly path: string;
  readonly restart: RestartType;
  life: Life = "stopped";
  restarts = 0;
  attempt = 0;
  startedMs = 0;
  lastError: unknown = undefined;
  readonly #spec: ActorSpec;
  readonly #parent: ChildObserver;
  readonly #context: SystemContext;
  readonly #mailbox: Mailbox<EventObject>;
  #actor: AnyActor | undefined = undefined;
  /** From before `start` to its return XState takes events without working on them. */
  #starting = false;
  #startedOnce = false;
  /** Set while it stops: who waits for it, whether it was asked, and the deadline. */
  #done: (() => void) | undefined = undefined;
  #asked = false;
  #deadline: TimerHandle = undefined;
  #retired: StopReason | undefined = undefined;
  readonly #listeners = new Set<(snapshot: unknown) => void>();
  readonly #stopListeners = new Set<(reason: StopReason) => void>();
  /** Inspection listeners and how to take each off the present actor. */
  readonly #inspectors = new Map<InspectListener, (() => void) | undefined>();

  constructor(spec: ActorSpec, parentPath: string, parent: ChildObserver, context: SystemContext) {
    this.id = spec.id;
    this.path = `${parentPath}/${spec.id}`;
    this.restart = spec.restart ?? "permanent";
    this.#spec = spec;
    this.#parent = parent;
    this.#context = context;
    this.#mailbox = new Mailbox<EventObject>(spec.mailbox ?? MAILBOX_DEFAULT);
    const { onInspect } = context.options;
    if (spec.inspect && onInspect) this.inspect((event) => onInspect(this.path, event));
  }

  get retired(): boolean {
    return this.#retired !== undefined;
  }

  get mailbox(): MailboxCounters {
    return this.#mailbox;
  }

  send(event: EventObject): boolean {
    const actor = this.#actor!;
    if (this.life === "running" && !this.#starting && !isBusy(actor)) {
      // Left over only when somebody sent from an inspection or stop listener.
      if (this.#mailbox.depth > 0) this.#drain();
      if (this.#mailbox.depth === 0) {
        this.#mailbox.accepted += 1;
        actor.send(event);
        return true;
      }
    }
    if (this.life !== "running" && this.life !== "waiting") {
      // A child that its supervisor may still start again keeps what it is sent.
      if (this.#retired !== undefined || this.life === "stopping") {
        this.#mailbox.refused += 1;
        return false;
      }
    }
    return this.#mailbox.send(event);
  }

  deliver(event: EventObject): boolean {
    const ready = this.life === "running" && !this.#starting && this.#mailbox.depth === 0;
    if (!ready || isBusy(this.#actor!)) {
      this.#mailbox.refused += 1;
      return false;
    }
    this.#mailbox.accepted += 1;
    this.#actor!.send(event);
    return true;
  }

  snapshot(): unknown {
    return this.#actor?.getSnapshot();
  }

  persisted(): Snapshot<unknown> | undefined {
    return this.#actor?.getPersistedSnapshot();
  }

  state(): string {
    if (this.life !== "running" && this.life !== "stopping") return this.life;
    const { value } = this.#actor!.getSnapshot() as AnySnapshot;
    return value === undefined ? this.life : stateText(value);
  }

  subscribe(listener: (snapshot: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  inspect(listener: InspectListener): () => void {
    this.#inspectors.set(listener, this.#actor && this.#attachInspector(this.#actor, listener));
    return () => {
      this.#inspectors.get(listener)?.();
      this.#inspectors.delete(listener);
    };
  }

  onStop(listener: (reason: StopReason) => void): () => void {
    const reason = this.#retired;
    if (reason !== undefined) {
      this.#context.guard(this.path, () => listener(reason));
      return () => {};
    }
    this.#stopListeners.add(listener);
    return () => this.#stopListeners.delete(listener);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#parent.remove(this, resolve));
  }

  begin(): void {
    const { options } = this.#context;
    this.life = "running";
    this.startedMs = options.clock.now();
    const actor = createRootActor(this.#spec.logic, {
      id: this.id,
      path: this.path,
      clock: options.clock,
      input: this.#spec.input,
      snapshot: this.#startedOnce ? undefined : this.#spec.snapshot,
      onLog: (values) => {
        const { onLog } = options;
        if (onLog) this.#context.guard(this.path, () => onLog(this.path, values));
      },
      onCleanupError: (cause) => this.#report("cleanup-failed", cause, "none"),
    });
    this.#startedOnce = true;
    this.#actor = actor;
    for (const listener of this.#inspectors.keys()) {
      this.#inspectors.set(listener, this.#attachInspector(actor, listener));
    }
    actor.subscribe({
      next: (snapshot) => this.#advanced(snapshot),
      error: (error) => this.#ended(true, error),
      complete: () => this.#ended(false, undefined),
    });
    this.#starting = true;
    actor.start();
    this.#starting = false;
    this.#drain();
  }

  wait(): void {
    this.life = "waiting";
  }

  end(done: () => void): void {
    if (this.life !== "running") {
      // Nothing runs; a child that is stopping has somebody waiting for it already.
      if (this.life === "stopping") {
        const first = this.#done;
        this.#done = () => {
          first?.();
          done();
        };
        return;
      }
      if (this.life === "waiting") this.life = "stopped";
      done();
      return;
    }
    this.life = "stopping";
    this.#done = done;
    // A busy actor first gets what waits; XState would forget it.
    if (!this.#starting && !isBusy(this.#actor!)) this.#handOne();
  }

  retire(reason: StopReason): void {
    if (this.#retired !== undefined) return;
    this.#retired = reason;
    this.life = reason;
    this.#mailbox.clear();
    for (const listener of this.#stopListeners) {
      this.#context.guard(this.path, () => listener(reason));
    }
    this.#stopListeners.clear();
    this.#listeners.clear();
    this.#inspectors.clear();
  }

  node(): TreeNode {
    return {
      id: this.id,
      kind: "actor",
      state: this.state(),
      life: this.life,
      restarts: this.restarts,
      lastError: errorText(this.lastError),
      mailbox: this.#mailbox.counters(),
      children: [],
    };
  }

  /** XState finished one event. */
  #advanced(snapshot: unknown): void {
    if (this.#listeners.size > 0) {
      for (const listener of this.#listeners) {
        this.#context.guard(this.path, () => listener(snapshot));
      }
    }
    this.#handOne();
  }

  /** Gives the oldest waiting event to XState, which works on it right after the present one. */
  #handOne(): void {
    if (this.#starting) return;
    if (this.#mailbox.depth > 0) {
      if (this.life === "running" || this.life === "stopping") {
        this.#actor!.send(this.#mailbox.shift()!);
      }
    } else if (this.life === "stopping" && !this.#asked) this.#askToStop();
  }

  #askToStop(): void {
    const actor = this.#actor!;
    this.#asked = true;
    if (!answersStop(actor)) {
      actor.stop();
      return;
    }
    const shutdownMs = this.#spec.shutdownMs ?? SHUTDOWN_MS_DEFAULT;
    this.#deadline = this.#context.options.clock.setTimeout(() => {
      this.#deadline = undefined;
      this.#report("stopped-hard", new Error(`no final state ${shutdownMs} ms after STOP`), "stop");
      actor.stop();
    }, shutdownMs);
    actor.send(STOP);
  }

  #drain(): void {
    while (this.#mailbox.depth > 0 && this.life === "running" && !isBusy(this.#actor!)) {
      this.#handOne();
    }
    // It was told to stop while it started.
    if (this.life === "stopping" && !this.#asked && !isBusy(this.#actor!)) this.#handOne();
  }

  /** The actor is down: it failed, reached a final state, or was stopped. */
  #ended(failed: boolean, error: unknown): void {
    const wasStopping = this.life === "stopping";
    if (this.#deadline !== undefined) {
      this.#context.options.clock.clearTimeout(this.#deadline);
      this.#deadline = undefined;
    }
    this.#starting = false;
    this.#asked = false;
    if (failed) this.lastError = error;
    this.life = failed ? "failed" : wasStopping ? "stopped" : "finished";
    if (!wasStopping) {
      this.#parent.childExited(this, failed, error);
      return;
    }
    if (failed) this.#report("failed", error, "stop");
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }

  #attachInspector(actor: AnyActor, listener: InspectListener): () => void {
    return inspectActor(actor, (event: InspectionEvent) => {
      this.#context.guard(this.path, () => listener(event));
      // A listener's own events find the actor busy, and nothing else may follow to fetch them.
      if (event.type === "@xstate.snapshot") this.#handOne();
    });
  }

  #report(
    kind: "failed" | "stopped-hard" | "cleanup-failed",
    cause: unknown,
    next: "stop" | "none",
  ): void {
    this.#context.report({
      kind,
      path: this.path,
      cause,
      next,
      delayMs: 0,
      restarts: this.restarts,
    });
  }
}

/** True when `STOP` would lead a machine somewhere; other logic can never end by itself. */
function answersStop(actor: AnyActor): boolean {
  const snapshot = actor.getSnapshot() as AnySnapshot;
  if (typeof snapshot.can !== "function") return false;
  try {
    return snapshot.can(STOP);
  } catch {
    // A guard threw; sending STOP makes the same error the machine's own, and it is reported.
    return true;
  }
}

/** `running`, `running.paused` for nested states, `a.x,b.y` for parallel ones. */
function stateText(value: unknown, prefix = ""): string {
  if (typeof value !== "object" || value === null) return `${prefix}${String(value)}`;
  const regions = Object.entries(value);
  // A parallel region without states of its own has an empty value.
  if (regions.length === 0) return prefix.slice(0, -1);
  return regions.map(([name, inside]) => stateText(inside, `${prefix}${name}.`)).join(",");
}
