// The event bus for one helper (spec external-protocol 8): what it listens to, and what it publishes.
import { HelperEvent } from "../../protocols/records/helper-event.ts";
import { isOwnTopic } from "../../protocols/records/topic-contents.ts";
import type { BusEvent, Topic } from "../../runtime/topics.ts";
import type { HelperServices } from "./helper-services.ts";

/** Names one helper may listen to, and names it may publish under. */
export const NAMES_PER_HELPER_MAX = 64;
export const NAME_CHARACTERS_MAX = 128;
export const PUBLISHED_BYTES_MAX = 64 * 1024;
export const PUBLISHED_PER_SECOND_MAX = 100;
/** Entry of `BusEvent.encoded` under which the text of an event is kept for all helpers. */
const ENCODED = "helper";

export class HelperEvents {
  readonly #services: HelperServices;
  readonly #send: (json: string) => void;
  readonly #listening = new Map<string, () => void>();
  readonly #publishing = new Set<string>();
  #second = 0;
  #publishedThisSecond = 0;

  /** `send` gets the whole event as JSON. */
  constructor(services: HelperServices, send: (json: string) => void) {
    this.#services = services;
    this.#send = send;
  }

  get names(): string[] {
    return [...this.#listening.keys()];
  }

  /** Listens to topics, `*` to all; "" or why some are not heard. Names nobody knows may come yet. */
  listen(names: readonly string[]): string {
    // A widely used library takes a name apart into its letters.
    const isSplit = names.length >= 2 && names.every((name) => name.length === 1);
    for (const name of isSplit ? [...names, names.join("")] : names) {
      if (this.#listening.has(name)) continue;
      if (name.length > NAME_CHARACTERS_MAX) {
        return `names of events have at most ${NAME_CHARACTERS_MAX} characters`;
      }
      if (this.#listening.size >= NAMES_PER_HELPER_MAX) {
        return `it listens to ${NAMES_PER_HELPER_MAX} kinds of events already`;
      }
      const remove = this.#services.bus.subscribe(name as Topic, (event) => this.#hear(event));
      this.#listening.set(name, remove);
    }
    return "";
  }

  /** Publishes under a name of the helper's own; "" or why not. */
  publish(name: string, json: string): string {
    const { clock, bus } = this.#services;
    if (isOwnTopic(name)) return "only the server publishes events of this name";
    if (!/^[!-~]+$/.test(name) || name === "*" || name.length > NAME_CHARACTERS_MAX) {
      return "this is no name for an event";
    }
    if (json.length > PUBLISHED_BYTES_MAX) {
      return `its content is longer than ${PUBLISHED_BYTES_MAX} characters`;
    }
    const second = Math.floor(clock.now() / 1000);
    if (second !== this.#second) this.#publishedThisSecond = 0;
    this.#second = second;
    if (this.#publishedThisSecond >= PUBLISHED_PER_SECOND_MAX) {
      return `it published ${PUBLISHED_PER_SECOND_MAX} events within a second`;
    }
    if (!this.#publishing.has(name) && this.#publishing.size >= NAMES_PER_HELPER_MAX) {
      return `it published under ${NAMES_PER_HELPER_MAX} names already`;
    }
    this.#publishing.add(name);
    this.#publishedThisSecond += 1;
    // The bus knows the topics of the server by type; this one is the helper's.
    bus.publish(name as Topic, new HelperEvent(json) as never);
    return "";
  }

  clear(): void {
    for (const remove of this.#listening.values()) remove();
    this.#listening.clear();
  }

  #hear(event: BusEvent): void {
    this.#send(
      `{"kismet.eventbus.type": ${JSON.stringify(event.topic)}, ` +
        `"kismet.eventbus.content": ${this.#contentOf(event)}}`,
    );
  }

  /** Made once for all helpers. */
  #contentOf(event: BusEvent): string {
    let bytes = event.encoded.get(ENCODED);
    if (bytes === undefined) {
      bytes = this.#services.encodeEvent(event);
      event.encoded.set(ENCODED, bytes);
    }
    return decoder.decode(bytes);
  }
}

const decoder = new TextDecoder();
