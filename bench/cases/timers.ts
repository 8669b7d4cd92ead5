// What a timer and an actor cost when there are few and when there are ten times as many: ordered by
// a heap, a timer may cost log n; an actor must cost the same.
import process from "node:process";
import { setup } from "xstate";
import { createActorSystem } from "../../runtime/actor-system.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { createEventBus } from "../../runtime/event-bus.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { print } from "./server.ts";

/**
 * A tenfold number may make each cost so much more: a level of the heap, and memory that no longer
 * fits into the caches. What grew with the square would cost ten times as much.
 */
const RATIO_MAX = 3;
/** Of four times as many, which fit into no cache before either. */
const LARGE_RATIO_MAX = 1.5;
const ROUNDS = 3;
const FIRINGS = 200_000;
const TURNS = 20;
/** Lives of actors that are measured together. */
const LIVES = 4_000;
const PERIOD_MS = 1000;

/** Nanoseconds of processor time a firing, with so many timers that set themselves again. */
function timerCost(count: number): number {
  const clock = new SteppingClock();
  const random = new SeededRandom(count);
  let left = FIRINGS;
  const arm = (): void => {
    clock.setTimeout(() => {
      left -= 1;
      if (left > 0) arm();
    }, PERIOD_MS * (0.5 + random.next()));
  };
  for (let timer = 0; timer < count; timer++) arm();
  const before = process.cpuUsage();
  clock.runUntil(() => left <= 0, Number.MAX_SAFE_INTEGER);
  return since(before) / FIRINGS;
}

// A life with a timer of its own and an event at each turn.
const machine = setup({
  types: {} as { context: { turns: number }; events: { type: "TURN" } },
  delays: { period: PERIOD_MS },
}).createMachine({
  context: { turns: 0 },
  initial: "waiting",
  states: {
    waiting: { after: { period: "turning" } },
    turning: { on: { TURN: "waiting" } },
  },
});

/** Nanoseconds of processor time a life of so many turns, with so many actors at a time. */
async function actorCost(count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let lived = 0; lived < LIVES; lived += count) await live(count);
  return since(before) / LIVES;
}

async function live(count: number): Promise<void> {
  const clock = new SteppingClock();
  const system = createActorSystem({
    clock,
    random: new SeededRandom(count),
    bus: createEventBus(),
    onReport: ({ kind, path }) => {
      throw new Error(`${path}: ${kind}`);
    },
  });
  const supervisor = system.startSupervisor({ id: "crowd", childrenMax: count });
  const actors = Array.from(
    { length: count },
    (_, index) => supervisor.start({ id: `actor-${index}`, logic: machine }),
  );
  for (let turn = 0; turn < TURNS; turn++) {
    clock.advance(PERIOD_MS);
    for (const actor of actors) actor.send({ type: "TURN" });
  }
  if (clock.fired !== TURNS * count) throw new Error(`${clock.fired} timers fired`);
  await system.stop();
}

function since(before: { user: number; system: number }): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

/** Best of several rounds, in turns, so that both have the same luck. */
async function best(
  cost: (count: number) => number | Promise<number>,
  few: number,
  many: number,
): Promise<[number, number]> {
  const found: [number, number] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    found[0] = Math.min(found[0], await cost(few));
    found[1] = Math.min(found[1], await cost(many));
  }
  return found;
}

const [fewTimers, manyTimers] = await best(timerCost, 2_000, 20_000);
const [fewActors, manyActors] = await best(actorCost, 100, 1_000);
const [, mostActors] = await best(actorCost, 1_000, 4_000);
const timerRatio = manyTimers / fewTimers;
const actorRatio = manyActors / fewActors;
const largeActorRatio = mostActors / manyActors;
print({
  fewTimers,
  manyTimers,
  timerRatio,
  fewActors,
  manyActors,
  mostActors,
  actorRatio,
  largeActorRatio,
});
const isLinear = timerRatio <= RATIO_MAX && actorRatio <= RATIO_MAX &&
  largeActorRatio <= LARGE_RATIO_MAX;
process.exit(isLinear ? 0 : 1);
