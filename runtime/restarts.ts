// The restarts under way below one supervisor. One restart is a set of children that are taken down,
// youngest first, and started again in order once they are all down and the back-off is over. A
// failure during that time joins it, so that no two of them work on the same children.
import type { Strategy } from "./actor-spec.ts";
import type { Clock, TimerHandle } from "./platform.ts";
import type { SupervisedChild } from "./supervised.ts";

/** What restarts need of their supervisor. */
export interface RestartHost {
  /** In start order. */
  children(): readonly SupervisedChild[];
  /** False while it stops: nothing is started any more. */
  isRunning(): boolean;
  /** Takes a child out of the tree that is down and will not come back. */
  discard(child: SupervisedChild): void;
}

interface Restart {
  /** Who is to be started; each leaves the set just before it is. */
  readonly members: Set<SupervisedChild>;
  timer: TimerHandle | undefined;
  /** The back-off is over. */
  due: boolean;
  /** Members are being taken down. */
  ending: boolean;
}

/** All children of a group strategy share one restart; otherwise each has its own. */
const GROUP = "group";

export class Restarts {
  readonly #strategy: Strategy;
  readonly #clock: Clock;
  readonly #host: RestartHost;
  readonly #pending = new Map<SupervisedChild | typeof GROUP, Restart>();

  constructor(strategy: Strategy, clock: Clock, host: RestartHost) {
    this.#strategy = strategy;
    this.#clock = clock;
    this.#host = host;
  }

  /** Starts all children that are down, as a restart without delay. */
  startAll(): void {
    for (const child of this.#host.children()) {
      if (child.retired) continue;
      const restart = this.#of(child);
      restart.due = true;
      restart.members.add(child);
    }
    for (const [key, restart] of this.#pending) this.#start(key, restart);
  }

  /** A child failed and is to be started again, with whom the strategy says, in `delayMs`. */
  add(child: SupervisedChild, delayMs: number): void {
    const restart = this.#of(child);
    restart.members.add(child);
    for (const companion of this.#companions(child)) restart.members.add(companion);
    restart.due = false;
    if (restart.timer !== undefined) this.#clock.clearTimeout(restart.timer);
    const key = this.#keyOf(child);
    restart.timer = this.#clock.setTimeout(() => {
      restart.timer = undefined;
      restart.due = true;
      this.#start(key, restart);
    }, delayMs);
    this.#takeDown(key, restart);
  }

  /** A child left the tree; those who were to start with it still do. */
  forget(child: SupervisedChild): void {
    const key = this.#keyOf(child);
    const restart = this.#pending.get(key);
    if (!restart?.members.delete(child) || restart.members.size > 0) return;
    if (restart.timer !== undefined) this.#clock.clearTimeout(restart.timer);
    this.#pending.delete(key);
  }

  cancelAll(): void {
    for (const { timer } of this.#pending.values()) {
      if (timer !== undefined) this.#clock.clearTimeout(timer);
    }
    this.#pending.clear();
  }

  #keyOf(child: SupervisedChild): SupervisedChild | typeof GROUP {
    return this.#strategy === "one-for-one" ? child : GROUP;
  }

  #of(child: SupervisedChild): Restart {
    const key = this.#keyOf(child);
    let restart = this.#pending.get(key);
    if (!restart) {
      restart = { members: new Set(), timer: undefined, due: false, ending: false };
      this.#pending.set(key, restart);
    }
    return restart;
  }

  /** Who goes down with a failed child: of those that ended by themselves, nobody comes back. */
  #companions(child: SupervisedChild): SupervisedChild[] {
    if (this.#strategy === "one-for-one") return [];
    const children = this.#host.children();
    const from = this.#strategy === "one-for-all" ? 0 : children.indexOf(child);
    return children.slice(from).filter((one) => isUp(one));
  }

  #takeDown(key: SupervisedChild | typeof GROUP, restart: Restart): void {
    if (restart.ending) return;
    restart.ending = true;
    endEach(
      () => this.#host.isRunning() ? this.#inOrder(key, restart).findLast(isUp) : undefined,
      () => {
        restart.ending = false;
        if (!this.#host.isRunning()) return;
        for (const member of restart.members) {
          if (member.restart === "temporary") this.#host.discard(member);
        }
        this.#start(key, restart);
      },
    );
  }

  #inOrder(key: SupervisedChild | typeof GROUP, { members }: Restart): SupervisedChild[] {
    if (key !== GROUP) return [...members];
    return this.#host.children().filter((one) => members.has(one));
  }

  #start(key: SupervisedChild | typeof GROUP, restart: Restart): void {
    if (restart.ending) return;
    for (const child of this.#inOrder(key, restart)) {
      // One that fails while it starts puts the restart off, and the rest comes with it.
      if (!restart.due || !this.#host.isRunning()) return;
      if (restart.members.delete(child) && !isUp(child)) child.begin();
    }
    if (restart.due && this.#pending.get(key) === restart) this.#pending.delete(key);
  }
}

/**
 * Ends what `pick` gives, one after the other, until it gives nothing. A loop, not a recursion:
 * there may be thousands of children, and most end within the call.
 */
export function endEach(pick: () => SupervisedChild | undefined, done: () => void): void {
  let looping = false;
  let ended = true;
  const step = (): void => {
    ended = true;
    if (looping) return;
    looping = true;
    while (ended) {
      ended = false;
      const child = pick();
      if (!child) return done();
      child.end(step);
    }
    looping = false;
  };
  step();
}

function isUp({ life }: SupervisedChild): boolean {
  return life === "running" || life === "stopping";
}
