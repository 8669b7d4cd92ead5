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
  type Strategy,
  type SupervisorHandle,
  type SupervisorSpec,
  type TreeNode,
} from "./actor-spec.ts";
import type { TimerHandle } from "./platform.ts";
import {
  BACK_OFF_DEFAULT,
  type BackOff,
  backOffDelayMs,
  INTENSITY_DEFAULT,
  PERIOD_MS_DEFAULT,
  RestartWindow,
} from "./restart-policy.ts";
import {
  type ChildObserver,
  errorText,
  restartsAfter,
  type SupervisedChild,
  type SystemContext,
} from "./supervised.ts";

/** Children of a supervisor whose specification names no other number. */
export const CHILDREN_MAX = 4096;

export class Supervisor implements SupervisorHandle, SupervisedChild, ChildObserver {
  readonly id: string;
  readonly path: string;
  readonly restart: RestartType;
  life: Life = "stopped";
  restarts = 0;
  attempt = 0;
  startedMs = 0;
  lastError: unknown = undefined;
  refused = 0;
  readonly #spec: SupervisorSpec;
  readonly #parent: ChildObserver | undefined;
  readonly #context: SystemContext;
  readonly #strategy: Strategy;
  readonly #window: RestartWindow;
  readonly #backOff: BackOff;
  /** In start order. */
  #children: SupervisedChild[] = [];
  readonly #timers = new Map<SupervisedChild, TimerHandle>();
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
    this.#context = context;
    this.#strategy = spec.strategy ?? "one-for-one";
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
    for (const child of this.#children.slice()) {
      if (this.life !== "running") return;
      child.begin();
    }
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
    this.#endAll(this.#children, () => {
      this.life = "stopped";
      const waiting = this.#done;
      this.#done = undefined;
      waiting?.();
    });
  }

  retire(reason: StopReason): void {
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

  // ---- For its children ----

  childExited(child: SupervisedChild, failed: boolean, cause: unknown): void {
    // While everything stops, and while its group is being taken down, exits are expected.
    if (this.life !== "running" || !this.#children.includes(child)) return;
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
    const group = this.#groupOf(child);
    this.#endAll(group.filter((one) => one !== child), () => {
      if (this.life !== "running") return;
      this.#startLater(child, group, delayMs);
    });
  }

  remove(child: SupervisedChild, done: () => void): void {
    if (!this.#children.includes(child)) {
      done();
      return;
    }
    this.#cancel(child);
    child.end(() => {
      this.#drop(child);
      child.retire("stopped");
      done();
    });
  }

  #startLater(child: SupervisedChild, group: SupervisedChild[], delayMs: number): void {
    const timer = this.#context.options.clock.setTimeout(() => {
      this.#timers.delete(child);
      for (const one of group) {
        if (this.life !== "running") return;
        if (this.#children.includes(one) && isDown(one.life)) one.begin();
      }
    }, delayMs);
    this.#timers.set(child, timer);
  }

  /** Who is taken down and started again together with a failed child, in start order. */
  #groupOf(child: SupervisedChild): SupervisedChild[] {
    if (this.#strategy === "one-for-one") return [child];
    const from = this.#strategy === "one-for-all" ? 0 : this.#children.indexOf(child);
    return this.#children.slice(from).filter((one) =>
      one === child || one.life === "running" || one.life === "waiting"
    );
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
    this.#endAll(this.#children.filter((one) => one !== child), () => {
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

  /** Takes children down one after the other, the youngest first. */
  #endAll(children: readonly SupervisedChild[], done: () => void): void {
    const rest = [...children];
    const next = (): void => {
      const child = rest.pop();
      if (child === undefined) {
        done();
        return;
      }
      this.#cancel(child);
      child.end(next);
    };
    next();
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
    this.#cancel(child);
    this.#children = this.#children.filter((one) => one !== child);
  }

  #cancel(child: SupervisedChild): void {
    const timer = this.#timers.get(child);
    if (timer === undefined) return;
    this.#timers.delete(child);
    this.#context.options.clock.clearTimeout(timer);
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

function isDown(life: Life): boolean {
  return life !== "running" && life !== "stopping";
}
