// What programs of plugins say to people: onto the message log under their name, limited (spec
// external-protocol 10).
import { SEVERITY_DEBUG } from "../../protocols/external/messages.ts";
import { printable } from "../datasource/definition.ts";
import { isErrorSeverity } from "../helper/helper-reports.ts";
import { MessageLimiter } from "../helper/message-limiter.ts";
import type { MessageLog } from "../message/message-log.ts";

export type RelayMessages = Pick<MessageLog, "debug" | "info" | "error">;

export class MessageRelay {
  readonly #told: MessageLimiter;
  readonly #debug: MessageLimiter;

  constructor(messages: RelayMessages, label: string, now: () => number) {
    const line = (text: string) => `${label}: ${printable(text)}`;
    this.#told = new MessageLimiter(now, (text, isError) => {
      if (isError) messages.error(line(text));
      else messages.info(line(text));
    });
    this.#debug = new MessageLimiter(now, (text) => messages.debug(line(text)));
  }

  tell(severity: number, text: string): void {
    const limiter = severity === SEVERITY_DEBUG ? this.#debug : this.#told;
    limiter.add(text, isErrorSeverity(severity));
  }

  /** Says how many were left out since the last one that was told. */
  summarise(): void {
    this.#told.finish();
    this.#debug.finish();
  }
}
