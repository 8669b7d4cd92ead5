// The message log: what the server tells people, kept for late readers and published as MESSAGE
// (spec device-model 10.1). The one place that may reach a terminal, through a given printer.
import {
  MESSAGE_ALERT,
  MESSAGE_DEBUG,
  MESSAGE_ERROR,
  MESSAGE_FATAL,
  MESSAGE_INFO,
  type MessageRecord,
} from "../../protocols/records/message.ts";
import type { EventBus } from "../../runtime/topics.ts";

/** Messages kept for `messagebus/all_messages`. */
export const MESSAGES_KEPT_MAX = 50;
/** Messages about what was heard a second; the rest are counted and named once a second. */
export const HEARD_MESSAGES_PER_SECOND_MAX = 25;
/** Longer messages are cut: their text may come from outside. */
export const MESSAGE_CHARACTERS_MAX = 2000;

export interface MessageLogInput {
  readonly bus: EventBus;
  /** Server time in ms. */
  readonly now: () => number;
  /** Called with each message, also debug ones; for the terminal or a host's logger. */
  readonly print?: (message: MessageRecord) => void;
}

export class MessageLog {
  /** Messages about what was heard that were left out because too many came within a second. */
  suppressed = 0;
  readonly #input: MessageLogInput;
  readonly #kept: MessageRecord[] = [];
  #second = 0;
  #heardThisSecond = 0;
  #suppressedThisSecond = 0;

  constructor(input: MessageLogInput) {
    this.#input = input;
  }

  all(): readonly MessageRecord[] {
    return this.#kept;
  }

  debug(text: string): void {
    this.#add(text, MESSAGE_DEBUG);
  }

  /** What the server itself does: opening, ending, connecting. */
  info(text: string): void {
    this.#add(text, MESSAGE_INFO);
  }

  /** News from the air, which can be flooded: limited, so that it drowns nothing else. */
  heard(text: string): void {
    const second = Math.floor(this.#input.now() / 1000);
    if (second !== this.#second) {
      const left = this.#suppressedThisSecond;
      this.#second = second;
      this.#heardThisSecond = 0;
      this.#suppressedThisSecond = 0;
      if (left > 0) this.#add(`${left} more messages were left out`, MESSAGE_INFO);
    }
    if (this.#heardThisSecond >= HEARD_MESSAGES_PER_SECOND_MAX) {
      this.suppressed += 1;
      this.#suppressedThisSecond += 1;
      return;
    }
    this.#heardThisSecond += 1;
    this.#add(text, MESSAGE_INFO);
  }

  error(text: string): void {
    this.#add(text, MESSAGE_ERROR);
  }

  alert(text: string): void {
    this.#add(text, MESSAGE_ALERT);
  }

  fatal(text: string): void {
    this.#add(text, MESSAGE_FATAL);
  }

  #add(text: string, flags: number): void {
    const message: MessageRecord = {
      text: text.length > MESSAGE_CHARACTERS_MAX
        ? `${text.slice(0, MESSAGE_CHARACTERS_MAX - 1)}…`
        : text,
      flags,
      timeSec: Math.floor(this.#input.now() / 1000),
    };
    this.#input.print?.(message);
    if (flags === MESSAGE_DEBUG) return;
    this.#kept.push(message);
    if (this.#kept.length > MESSAGES_KEPT_MAX) this.#kept.shift();
    this.#input.bus.publish("MESSAGE", message);
  }
}
