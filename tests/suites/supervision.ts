// A supervised system on the stepping clock, with actors that do as they are told.
import { fromCallback } from "xstate";
import type { ActorReport } from "../../runtime/actor-spec.ts";
import { createActorSystem } from "../../runtime/actor-system.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { createEventBus } from "../../runtime/event-bus.ts";
import { SeededRandom } from "../../runtime/random.ts";

export type Order = { type: "FAIL" } | { type: "NOTE"; text: string };

/** What happened, in order: `start a`, `note a x`, `stop a`. */
export function createStage(seed = 1) {
  const clock = new SteppingClock();
  const log: string[] = [];
  const reports: ActorReport[] = [];
  const system = createActorSystem({
    clock,
    random: new SeededRandom(seed),
    bus: createEventBus(),
    onReport: (report) => reports.push(report),
  });
  /** A callback actor that fails when told, and tells when it starts and stops. */
  const player = (id: string) => ({
    id,
    logic: fromCallback<Order>(({ receive }) => {
      log.push(`start ${id}`);
      receive((order) => {
        if (order.type === "FAIL") throw new Error(`${id} was told to fail`);
        log.push(`note ${id} ${order.text}`);
      });
      return () => {
        log.push(`stop ${id}`);
      };
    }),
  });
  return { clock, log, reports, system, player };
}
