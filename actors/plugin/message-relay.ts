// What outside programs say to people: onto the message log under their name, so many a second, and
// one summary of the rest (spec external-protocol 10).
import { SEVERITY_DEBUG, SEVERITY_INFO } from "../../protocols/external/messages.ts";
import { printable } from "../datasource/definition.ts";
import type { MessageLog } from "../message/message-log.ts";

export const RELAYED_PER_SECOND_MAX = 50;
const SECOND_MS = 1000;

export type RelayMessages = Pick<MessageLog, "debug" | "info" | "error">;

export class MessageRelay {
  readonly #messages: RelayMessages;
  readonly #now: () => number;
  readonly #label: string;
  #second = 0;
  #told = 0;
  #left = 0;
  relayed = 0;
  suppressed = 0;

  constructor(messages: RelayMessages, label: string, now: () => number) {
    this.#messages = messages;
    this.#label = label;
    this.#now = now;
  }

  tell(severity: number, text: string): void {
    const second = Math.floor(this.#now() / SECOND_MS);
    if (second !== this.#second) this.#beginSecond(second);
    if (this.#told >= RELAYED_PER_SECOND_MAX) {
      this.suppressed += 1;
      this.#left += 1;
      return;
    }
    this.#told += 1;
    this.relayed += 1;
    const line = `${this.#label}: ${printable(text)}`;
    if (severity === SEVERITY_DEBUG) this.#messages.debug(line);
    else if (severity === SEVERITY_INFO) this.#messages.info(line);
    else this.#messages.error(line);
  }

  /** Says how many were left out since the last one that was told. */
  summarise(): void {
    if (this.#left === 0) return;
    this.#messages.error(`${this.#label}: ${this.#left} more messages within a second`);
    this.#left = 0;
  }

  #beginSecond(second: number): void {
    this.summarise();
    this.#second = second;
    this.#told = 0;
  }
}
