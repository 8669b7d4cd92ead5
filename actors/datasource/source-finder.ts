// Which type a definition is of, and what can be listened to: asks all types, each within a time, so
// that one that is dead hides no other (spec external-protocol 4.3, 4.4).
import type { ListedInterface } from "../server/stores.ts";
import { DatasourceError, reasonOf } from "./datasource-error.ts";
import { printable, type SourceDefinition } from "./definition.ts";
import type { FoundInterface, SourceContext, SourceType } from "./source-type.ts";

const PROBE_MS_MAX = 10_000;
const LIST_MS_MAX = 5_000;

export interface SourceFinderInput {
  readonly context: SourceContext;
  readonly types: readonly SourceType[];
  readonly messages: { error(text: string): void };
  /** Types that are never probed or listed by themselves. */
  readonly maskedTypes: readonly string[];
  readonly maskedInterfaces: readonly string[];
}

export class SourceFinder {
  readonly #input: SourceFinderInput;

  constructor(input: SourceFinderInput) {
    this.#input = input;
  }

  /** The type that the definition names, else the first that knows the interface. */
  async typeOf(definition: SourceDefinition, signal: AbortSignal): Promise<SourceType> {
    const { types, maskedTypes } = this.#input;
    const wanted = definition.options.get("type")?.trim().toLowerCase();
    if (wanted !== undefined && wanted !== "auto") {
      const type = types.find((one) => one.driver.type === wanted);
      if (type !== undefined) return type;
      throw new DatasourceError("no-driver", `there is no datasource type ${printable(wanted)}`);
    }
    const asked = types.filter(({ driver }) => !maskedTypes.includes(driver.type));
    for (const type of asked.filter(({ isHelper }) => isHelper !== true)) {
      if (await this.#probe(type, definition, signal)) return type;
    }
    const helper = await this.#firstHelper(asked, definition, signal);
    if (helper !== undefined) return helper;
    throw new DatasourceError(
      "not-found",
      "it is no capture file and no network interface of this machine, and no capture tool knows it",
    );
  }

  /** Tools are slow to start, so they are asked together; the first that says yes has it. */
  async #firstHelper(
    types: readonly SourceType[],
    definition: SourceDefinition,
    signal: AbortSignal,
  ): Promise<SourceType | undefined> {
    const decided = new AbortController();
    const both = AbortSignal.any([signal, decided.signal]);
    const found = await new Promise<SourceType | undefined>((resolve) => {
      const asking = types
        .filter(({ isHelper }) => isHelper === true)
        .map(async (type) => {
          if (await this.#probe(type, definition, both)) resolve(type);
        });
      void Promise.all(asking).then(() => resolve(undefined));
    });
    decided.abort();
    return found;
  }

  #probe(type: SourceType, definition: SourceDefinition, signal: AbortSignal): Promise<boolean> {
    return this.#within(
      (within) => type.probe(definition, this.#input.context, AbortSignal.any([signal, within])),
      PROBE_MS_MAX,
    ).catch((error: unknown) => {
      if (!signal.aborted) {
        this.#input.messages.error(
          `asking type ${type.driver.type} about ${printable(definition.interface)} failed: ` +
            reasonOf(error),
        );
      }
      return false;
    });
  }

  /** What can be listened to; a type that does not answer in time is left out. */
  async list(userOf: (found: FoundInterface) => string): Promise<ListedInterface[]> {
    const { types, context, maskedTypes, maskedInterfaces } = this.#input;
    const lists = await Promise.all(types.map(async (type) => {
      if (type.list === undefined || maskedTypes.includes(type.driver.type)) return [];
      const found = await this.#within(
        (signal) => type.list!(context, signal),
        LIST_MS_MAX,
      ).catch((error) => {
        this.#input.messages.error(
          `listing interfaces of type ${type.driver.type} failed: ${reasonOf(error)}`,
        );
        return [];
      });
      return found
        .filter(({ interface: name, captureInterface }) =>
          !maskedInterfaces.includes(name) && !maskedInterfaces.includes(captureInterface)
        )
        .map((one) => ({ ...one, driver: type.driver, inUseUuid: userOf(one) }));
    }));
    const seen = new Set<string>();
    return lists.flat().filter((one) => {
      // An interface is offered once, under the type that knows most of it.
      if (seen.has(one.interface)) return false;
      seen.add(one.interface);
      return true;
    });
  }

  /** Does work that is told when it takes too long. */
  #within<T>(work: (signal: AbortSignal) => Promise<T>, limitMs: number): Promise<T> {
    const { clock } = this.#input.context.platform;
    const late = new AbortController();
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        reject(new DatasourceError("timeout", `no answer within ${limitMs / 1000} seconds`));
        late.abort();
      }, limitMs);
      work(late.signal).then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }
}
