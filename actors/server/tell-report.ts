// What the runtime reports of actors that failed, as a message for people.
import type { ActorReport } from "../../runtime/actor-spec.ts";
import { reasonOf } from "../datasource/datasource-error.ts";

export function tellReport(messages: { error(text: string): void }, report: ActorReport): void {
  const next = report.next === "restart"
    ? `it starts again in ${Math.round(report.delayMs)} ms`
    : report.next === "none"
    ? "it goes on"
    : "it stays down";
  messages.error(`internal error in ${report.path}: ${reasonOf(report.cause)}; ${next}`);
}
