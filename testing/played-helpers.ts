// The capture tools of a scenario as programs of the simulated machine: the project's own tool, started
// and spoken to by the server as any other, with the faults of the script between the two.
import { runCaptureTool } from "../actors/capture/capture-tool.ts";
import type { AirDriver } from "../actors/datasource/air.ts";
import type { FrameLink } from "../actors/helper/frame-link.ts";
import type { SimulatedChild, SimulatedProgram } from "../adapters/platform/simulated-children.ts";
import type { SimulatedPlatform } from "../adapters/platform/simulated.ts";
import { joinBytes } from "../protocols/bytes.ts";
import type { Files } from "../runtime/platform.ts";
import type { SeededRandom } from "../runtime/random.ts";
import {
  TOOL_BINARIES,
  TOOL_DIRECTORY,
  type ToolPart,
  type ToolType,
} from "../runtime/scenario/outsiders.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import type { Babble } from "../runtime/scenario/tool-faults.ts";
import { babbled } from "./babble.ts";
import { FaultyLink } from "./faulty-link.ts";
import { createToolSource } from "./tool-source.ts";

export const TOOL_VERSION = "scenario";
const EXECUTABLE = 0o755;
const ROOT = 0;
const encoder = new TextEncoder();

/** One process of a tool. */
export interface PlayedProcess {
  /** The interface it was told to open; "" until then, and of those that are only asked something. */
  readonly name: string;
  readonly startedMs: number;
  /** Time of the scenario at which it ended. */
  readonly endedMs: number | undefined;
}

export class PlayedHelpers {
  /** Every process so far, oldest first. */
  readonly processes: PlayedProcess[] = [];
  readonly #platform: SimulatedPlatform;
  readonly #air: AirDriver;
  readonly #scene: SceneLocation | undefined;

  constructor(platform: SimulatedPlatform, air: AirDriver, scene: SceneLocation | undefined) {
    this.#platform = platform;
    this.#air = air;
    this.#scene = scene;
    for (const type of new Set(air.cast.helpers.map((part) => part.type))) {
      platform.files.put(pathOf(type), "a program", EXECUTABLE);
      platform.programs.provide(pathOf(type), this.#program(type));
    }
  }

  /** Files of another platform, in which the tools lie nevertheless, as if they were installed there. */
  among(files: Files): Files {
    const own = this.#platform.files;
    return new Proxy(files, {
      get(target, name) {
        if (name === "stat") {
          return async (path: string) =>
            path.startsWith(`${TOOL_DIRECTORY}/`)
              ? { ...await own.stat(path), uid: ROOT }
              : await target.stat(path);
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #program(type: ToolType): SimulatedProgram {
    const air = this.#air;
    const parts = air.cast.helpers.filter((part) => part.type === type);
    return async (child) => {
      const process = { name: "", startedMs: air.nowMs, endedMs: undefined as number | undefined };
      this.processes.push(process);
      const run = new ToolProcess(child, air.cast.fork(`tool ${this.processes.length}`));
      const source = createToolSource(type, parts, { air, scene: this.#scene }, (part) => {
        process.name = part.name;
        run.befall(part);
      });
      const ended = runCaptureTool({
        link: run.link,
        context: { platform: this.#platform, live: undefined, version: TOOL_VERSION },
        types: [source],
        watchesPings: true,
      }).then(({ problem }) => problem === "" ? 0 : 1);
      const status = await Promise.race([ended, run.crashed]);
      process.endedMs = air.nowMs;
      run.end();
      return status;
    };
  }
}

/** One process of a tool, and what befalls it. */
class ToolProcess {
  readonly link: FaultyLink;
  readonly #child: SimulatedChild;
  readonly #random: SeededRandom;
  readonly #crashed = Promise.withResolvers<number>();
  #recover = (): void => {};

  constructor(child: SimulatedChild, random: SeededRandom) {
    this.#child = child;
    this.#random = random;
    this.link = new FaultyLink(childLink(child));
    void child.ended.then(() => this.end());
  }

  /** Resolves with the status of a crash. */
  get crashed(): Promise<number> {
    return this.#crashed.promise;
  }

  befall({ faults }: ToolPart): void {
    this.#recover();
    this.#recover = faults.befall({
      crash: (lastWords, status) => void this.#crash(lastWords, status),
      babble: (what, count) => void this.#babble(what, count, faults.isFrozen),
      changed: () => this.#changed(faults.isFrozen),
    });
    this.link.befall(faults);
    this.#changed(faults.isFrozen);
  }

  end(): void {
    this.#recover();
    this.link.end();
  }

  async #crash(lastWords: string, status: number): Promise<void> {
    if (lastWords !== "") await this.#child.stderr.write(encoder.encode(`${lastWords}\n`));
    this.#crashed.resolve(status);
  }

  /** What a pipe does not take at once waits in the program, as in any that writes and waits. */
  async #babble(what: Babble, count: number, isFrozen: boolean): Promise<void> {
    if (isFrozen) return;
    const parts: Uint8Array[] = [];
    for (let index = 0; index < count; index++) {
      parts.push(
        what === "standard-error"
          ? encoder.encode(`it is ${this.#random.integer(0, 99)} degrees in here\n`)
          : babbled(what, this.#random),
      );
    }
    const pipe = what === "standard-error" ? this.#child.stderr : this.#child.toParent!;
    // A server that has had enough closes its end.
    await pipe.write(joinBytes(parts)).catch(() => {});
  }

  #changed(isFrozen: boolean): void {
    this.link.changed();
    // A stopped process takes no signal but the one that kills.
    this.#child.onTerminate(isFrozen ? () => {} : () => this.#crashed.resolve(0));
  }
}

function pathOf(type: ToolType): string {
  return `${TOOL_DIRECTORY}/${TOOL_BINARIES[type]}`;
}

function childLink(child: SimulatedChild): FrameLink {
  return {
    wholeMessages: false,
    read: () => child.fromParent!.read(),
    write: (frame) => child.toParent!.write(frame),
    close: () => child.toParent!.close(),
    ending: () => Promise.resolve("the server closed its pipe"),
  };
}
