// What the layer needs of XState 5.33 beyond its public API, in one place: whether an actor is in
// the middle of an event, and the release of what an actor holds when its logic throws. XState then
// runs neither the cleanup function of a callback nor the end of a machine's children.
import { type Actor, type AnyActorLogic, createActor, type InspectionEvent } from "xstate";
import type { Clock } from "./platform.ts";

/** The members of XState's `Actor` that are private in its types; tests fail if they change. */
interface InnerActor {
  readonly mailbox: { readonly _current: unknown };
  readonly _parent: InnerActor | undefined;
  readonly _snapshot: { readonly status: string };
  readonly _actorScope: unknown;
  readonly logic: {
    transition(snapshot: unknown, event: unknown, scope: unknown): unknown;
    readonly start?: unknown;
    readonly getTransitionData?: unknown;
  };
  readonly system: InnerSystem;
  _stop(): void;
}

interface InnerSystem {
  _register(sessionId: string, actor: InnerActor): string;
  _unregister(actor: InnerActor): void;
}

export interface EdgeOptions {
  readonly id: string;
  readonly path: string;
  readonly clock: Clock;
  readonly input: unknown;
  readonly snapshot: unknown;
  readonly onLog: (values: readonly unknown[]) => void;
  /** A cleanup function threw after its actor had failed. */
  readonly onCleanupError: (error: unknown) => void;
}

/** An XState root actor, not started, which releases everything it holds when it fails. */
export function createRootActor(logic: AnyActorLogic, options: EdgeOptions): Actor<AnyActorLogic> {
  const actor = createActor(logic, {
    clock: options.clock,
    id: options.id,
    systemId: options.path,
    input: options.input,
    logger: (...values: unknown[]) => options.onLog(values),
    ...(options.snapshot ? { snapshot: options.snapshot as never } : {}),
  });
  releaseOnFailure(inner(actor).system, options.onCleanupError);
  return actor;
}

/** True while the actor works on an event, whoever sent it: one more would wait inside XState. */
export function isBusy(actor: Actor<AnyActorLogic>): boolean {
  return inner(actor).mailbox._current !== null;
}

export function inspectActor(
  actor: Actor<AnyActorLogic>,
  listener: (event: InspectionEvent) => void,
): () => void {
  const subscription = actor.system.inspect(listener);
  return () => subscription.unsubscribe();
}

function inner(actor: Actor<AnyActorLogic>): InnerActor {
  return actor as unknown as InnerActor;
}

/** Watches which actors of the system live, and ends what a failed one leaves behind. */
function releaseOnFailure(system: InnerSystem, onCleanupError: (error: unknown) => void): void {
  const live = new Set<InnerActor>();
  const register = system._register;
  const unregister = system._unregister;
  system._register = (sessionId, actor) => {
    // One that failed before its start holds nothing.
    if (actor._snapshot.status !== "error") live.add(actor);
    return register(sessionId, actor);
  };
  system._unregister = (actor) => {
    unregister(actor);
    if (!live.delete(actor) || actor._snapshot.status !== "error") return;
    for (const child of live) {
      if (child._parent === actor) child._stop();
    }
    // Callbacks and promises take hold of things in `start`. Machines and transitions hold nothing
    // but children, and an observable that failed has ended by itself.
    if (!actor.logic.start || actor.logic.getTransitionData) return;
    if ("_subscription" in actor._snapshot) return;
    try {
      // The event by which XState stops a logic, given to the state as it was before the error.
      const snapshot = { ...actor._snapshot, status: "active" };
      actor.logic.transition(snapshot, { type: "xstate.stop" }, actor._actorScope);
    } catch (error) {
      onCleanupError(error);
    }
  };
}
