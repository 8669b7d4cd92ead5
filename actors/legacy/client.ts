// One client of the old text protocol: which sentences it wants, what it was last told, and what it
// still has to get. Its life is the machine's (client-machine.ts).
import type { FieldChoice, Sentence } from "../../protocols/legacy/sentence.ts";
import { allFields, formatSentence } from "../../protocols/legacy/sentence.ts";
import { findSentence, SENTENCES } from "../../protocols/legacy/sentences.ts";
import {
  ACK,
  ERROR,
  formatFixed,
  type GreetingRow,
  KISMET,
  PROTOCOLS,
} from "../../protocols/legacy/server-sentences.ts";
import { AddressFilter } from "../filter/address-filter.ts";
import type { LegacyOutput } from "./output.ts";

/** Sent to every client unasked (spec legacy-protocol 4). */
const ALWAYS = ["KISMET", "ERROR", "ACK", "PROTOCOLS", "CAPABILITY", "TERMINATE", "TIME"];

export class LegacyClient {
  readonly label: string;
  readonly output: LegacyOutput;
  /** Fields by name of the sentence. */
  readonly #enabled = new Map<string, FieldChoice>();
  /** Values of counters that were told last, by what they are counters of. */
  readonly #told = new Map<string, WeakMap<object, number>>();
  /** Which networks and clients it wants to hear of. */
  readonly networkFilter = new AddressFilter();
  /** It has given the password. */
  trusted = false;
  failedLogins = 0;
  /** It asked for the strings that are found in data. */
  strings = false;
  readonly stringsFilter = new AddressFilter();
  commands = 0;

  constructor(label: string, output: LegacyOutput) {
    this.label = label;
    this.output = output;
    for (const name of ALWAYS) this.enable(name, allFields(findSentence(name)!));
  }

  greet(greeting: GreetingRow): void {
    this.send(KISMET, greeting);
    this.output.push(formatFixed(PROTOCOLS, SENTENCES.map(({ name }) => name).join(",")));
  }

  enable(name: string, choice: FieldChoice): void {
    this.#enabled.set(name, choice);
  }

  disable(name: string): void {
    this.#enabled.delete(name);
  }

  isEnabled(name: string): boolean {
    return this.#enabled.has(name);
  }

  /** The sentence with the fields that this client wants; undefined when it wants none. */
  format<Row>(sentence: Sentence<Row>, row: Row): string | undefined {
    const choice = this.#enabled.get(sentence.name);
    return choice === undefined ? undefined : formatSentence(sentence, choice, row);
  }

  /** Sends a sentence if it is wanted; without room it is dropped before it is written out. */
  send<Row>(sentence: Sentence<Row>, row: Row): void {
    if (!this.#enabled.has(sentence.name)) return;
    if (this.output.full) this.output.dropped += 1;
    else this.output.push(this.format(sentence, row)!);
  }

  /** Replies are never dropped: a client waits for them. */
  async acknowledge(id: string): Promise<void> {
    await this.#reply(ACK, id, "OK");
  }

  async refuse(id: string, reason: string): Promise<void> {
    await this.#reply(ERROR, id, reason);
  }

  /** How much a counter grew since this client was told of it. */
  grown(counter: string, of: object, value: number): number {
    let told = this.#told.get(counter);
    if (told === undefined) this.#told.set(counter, told = new WeakMap());
    const before = told.get(of) ?? 0;
    told.set(of, value);
    return Math.max(0, value - before);
  }

  async #reply(sentence: typeof ACK, id: string, text: string): Promise<void> {
    const line = this.format(sentence, { id, text });
    if (line !== undefined) await this.output.pushWaiting(line);
  }
}
