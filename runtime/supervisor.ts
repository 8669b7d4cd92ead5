// A supervisor: starts its children in order, starts again what fails as its strategy says, gives
// up to its parent when that happens too often, and stops its children in reverse order (Erlang/OTP
// `supervisor`).
import type { AnyActorLogic } from "xstate";
import { SupervisedActor } from "./actor-handle.ts";
import {
  type ActorHandle,
  type ActorSpec,
  ActorSystemError,
  type ChildSpec,
  type HandleOf,
  isSupervisorSpec,
  type Life,
  type RestartType,
  type StopReason,
  type SupervisorHandle,
  type SupervisorSpec,
  type TreeNode,
} from "./actor-spec.ts";
import {
  BACK_OFF_DEFAULT,
  type BackOff,
  backOffDelayMs,
  INTENSITY_DEFAULT,
  PERIOD_MS_DEFAULT,
  RestartWindow,
} from "./restart-policy.ts";
import { endEach, type RestartHost, Restarts } from "./restarts.ts";
import {
  type ChildObserver,
  errorText,
  restartsAfter,
  type SupervisedChild,
  type SystemContext,
} from "./supervised.ts";

/** Children of a supervisor whose specification names no other number. */
export const CHILDREN_MAX = 4096;

export class Supervisor implements SupervisorHandle, SupervisedChild, ChildObserver, RestartHost {
  readonly id: string;
  readonly path: string;
  readonly restart: RestartType;
  life: Life = "stopped";
  restarts = 0;
  attempt = 0;
  startedMs = 0;
  lastError: unknown = undefined;
  refused = 0;
  retired = false;
  readonly #spec: SupervisorSpec;
  readonly #parent: ChildObserver | undefined;
  readonly #context: SystemContext;
  readonly #restarts: Restarts;
  readonly #window: RestartWindow;
  readonly #backOff: BackOff;
  /** In start order. */
  #children: SupervisedChild[] = [];
  /** Children that are being taken out of the tree. */
  readonly #leaving = new Set<SupervisedChild>();
  /** For the root, which has no parent to give up to. */
  readonly #onGivenUp: (how: "failed") => void;
  #done: (() => void) | undefined = undefined;

  constructor(
    spec: SupervisorSpec,
    parentPath: string,
    parent: ChildObserver | undefined,
    context: SystemContext,
    onGivenUp: (how: "failed") => void = () => {},
  ) {
    this.#onGivenUp = onGivenUp;
    this.id = spec.id;
    this.path = parentPath === "" ? spec.id : `${parentPath}/${spec.id}`;
    this.restart = spec.restart ?? "permanent";
    this.#spec = spec;
    this.#parent = parent;
    const { random } = spec;
    this.#context = random === undefined
      ? context
      : { ...context, options: { ...context.options, random } };
    this.#restarts = new Restarts(spec.strategy ?? "one-for-one", context.options.clock, this);
    this.#window = new RestartWindow(
      spec.intensity ?? INTENSITY_DEFAULT,
      spec.periodMs ?? PERIOD_MS_DEFAULT,
    );
    this.#backOff = { ...BACK_OFF_DEFAULT, ...spec.backOff };
    for (const child of spec.children ?? []) this.#add(child);
  }

  // ---- For its users ----

  start<TLogic extends AnyActorLogic>(spec: ActorSpec<TLogic>): HandleOf<TLogic> {
    const child = this.#startNow(spec as unknown as ActorSpec);
    return child as unknown as HandleOf<TLogic>;
  }

  startSupervisor(spec: SupervisorSpec): SupervisorHandle {
    return this.#startNow(spec) as Supervisor;
  }

  stop(id: string): Promise<boolean> {
    const child = this.#children.find((one) => one.id === id);
    if (child === undefined) return Promise.resolve(false);
    return new Promise((resolve) => this.remove(child, () => resolve(true)));
  }

  get(id: string): ActorHandle | SupervisorHandle | undefined {
    const child = this.#children.find((one) => one.id === id);
    return child as unknown as ActorHandle | SupervisorHandle | undefined;
  }

  // ---- As a child of its parent ----

  begin(): void {
    this.life = "running";
    this.startedMs = this.#context.options.clock.now();
    this.#window.clear();
    this.#restarts.startAll();
  }

  wait(): void {
    this.life = "waiting";
  }

  end(done: () => void): void {
    if (this.life === "stopping") {
      const first = this.#done;
      this.#done = () => {
        first?.();
        done();
      };
      return;
    }
    if (this.life !== "running") {
      if (this.life === "waiting") this.life = "stopped";
      done();
      return;
    }
    this.life = "stopping";
    this.#done = done;
    this.#endAll(() => {
      this.life = "stopped";
      const waiting = this.#done;
      this.#done = undefined;
      waiting?.();
    });
  }

  retire(reason: StopReason): void {
    if (this.retired) return;
    this.retired = true;
    this.life = reason;
    for (const child of this.#children) child.retire(reason);
  }

  node(): TreeNode {
    return {
      id: this.id,
      kind: "supervisor",
      state: this.life,
      life: this.life,
      restarts: this.restarts,
      lastError: errorText(this.lastError),
      mailbox: undefined,
      children: this.#children.map((child) => child.node()),
    };
  }

  // ---- For its children and their restarts ----

  childExited(child: SupervisedChild, failed: boolean, cause: unknown): void {
    // While it is taken down it does not come back, but a failure is still told of.
    if (this.life !== "running" || this.#leaving.has(child)) {
      if (failed) this.#report(child, cause, "stop", 0);
      return;
    }
    if (!restartsAfter(child.restart, failed)) {
      if (failed) this.#report(child, cause, "stop", 0);
      if (child.restart === "temporary") this.#drop(child);
      child.retire(failed ? "failed" : "finished");
      return;
    }
    const { clock, random } = this.#context.options;
    const now = clock.now();
    // One that ran for a whole period has recovered: its next failure is a first one.
    if (now - child.startedMs >= this.#window.periodMs) child.attempt = 0;
    if (!this.#window.allow(now)) {
      this.#giveUp(child, cause);
      return;
    }
    child.attempt += 1;
    child.restarts += 1;
    const delayMs = backOffDelayMs(this.#backOff, child.attempt, random);
    this.#report(child, cause, "restart", delayMs, failed ? "failed" : "finished");
    child.wait();
    this.#restarts.add(child, delayMs);
  }

  remove(child: SupervisedChild, done: () => void): void {
    if (!this.#children.includes(child)) {
      done();
      return;
    }
    this.#leaving.add(child);
    child.end(() => {
      this.#drop(child);
      child.retire("stopped");
      done();
    });
  }

  children(): readonly SupervisedChild[] {
    return this.#children;
  }

  isRunning(): boolean {
    return this.life === "running";
  }

  discard(child: SupervisedChild): void {
    this.#drop(child);
    child.retire("stopped");
  }

  #giveUp(child: SupervisedChild, cause: unknown): void {
    const error = new Error(
      `${child.id} failed more than ${this.#window.intensity} times in ` +
        `${this.#window.periodMs} ms: ${errorText(cause)}`,
      { cause },
    );
    this.lastError = error;
    this.#report(child, cause, this.#parent === undefined ? "stop" : "escalate", 0);
    this.life = "stopping";
    this.#endAll(() => {
      this.life = "failed";
      if (this.#parent === undefined) {
        this.retire("failed");
        this.#onGivenUp("failed");
      } else this.#parent.childExited(this, true, error);
      const waiting = this.#done;
      this.#done = undefined;
      waiting?.();
    });
  }

  /** Takes its children down one after the other, the youngest first. */
  #endAll(done: () => void): void {
    this.#restarts.cancelAll();
    const rest = this.#children.slice();
    endEach(() => rest.pop(), done);
  }

  #startNow(spec: ChildSpec): SupervisedChild {
    if (this.life !== "running") {
      throw new ActorSystemError("stopped", `${this.path} is not running`);
    }
    const child = this.#add(spec);
    child.begin();
    return child;
  }

  #add(spec: ChildSpec): SupervisedChild {
    if (spec.id === "" || spec.id.includes("/")) {
      throw new ActorSystemError("invalid", `"${spec.id}" is no id of an actor`);
    }
    if (this.#children.some((child) => child.id === spec.id)) {
      throw new ActorSystemError("duplicate", `${this.path} has a child ${spec.id} already`);
    }
    const limit = this.#spec.childrenMax ?? CHILDREN_MAX;
    if (this.#children.length >= limit) {
      this.refused += 1;
      throw new ActorSystemError("limit", `${this.path} has ${limit} children, its limit`);
    }
    const child = isSupervisorSpec(spec)
      ? new Supervisor(spec, this.path, this, this.#context)
      : new SupervisedActor(spec, this.path, this, this.#context);
    this.#children.push(child);
    return child;
  }

  #drop(child: SupervisedChild): void {
    this.#leaving.delete(child);
    this.#restarts.forget(child);
    this.#children = this.#children.filter((one) => one !== child);
  }

  #report(
    child: SupervisedChild,
    cause: unknown,
    next: "restart" | "escalate" | "stop",
    delayMs: number,
    kind: "failed" | "finished" = "failed",
  ): void {
    this.#context.report({
      kind,
      path: `${this.path}/${child.id}`,
      cause,
      next,
      delayMs,
      restarts: child.restarts,
    });
  }
}
