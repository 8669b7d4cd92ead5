// The test kit (`moirai/testing`): a scenario, a seed, and a whole server around them in virtual time.
// Nothing sleeps, nothing is random, nothing leaves the process.
//
// @example
// await using run = await simulate(evilTwin, { seed: 7 });
// await run.toEnd();
// expect(run.alerts()).toEqual(["APSPOOF"]);
import { AirDriver, createAirSourceType } from "../actors/datasource/air.ts";
import { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import { loopTurn } from "../adapters/platform/loop-turn.ts";
import type { SimulatedFiles } from "../adapters/platform/simulated-files.ts";
import { createSimulatedPlatform, type SimulatedPlatform } from "../adapters/platform/simulated.ts";
import type {
  SimulatedClient,
  SimulatedSocketOptions,
} from "../adapters/platform/simulated-network.ts";
import type { SimulatedSocket } from "../adapters/platform/simulated-socket.ts";
import { createMoirai, type Moirai, type MoiraiOptions } from "../mod.ts";
import type { Settings } from "../actors/server/settings.ts";
import type { DeviceRecord } from "../protocols/records/device.ts";
import type { Cast } from "../runtime/scenario/cast.ts";
import type { SceneLocation } from "../runtime/scenario/space.ts";
import type { Scenario } from "../runtime/scenario/scenario.ts";
import type { Databases } from "../runtime/database.ts";
import type { HttpServer, Platform } from "../runtime/platform.ts";
import { SeededRandom } from "../runtime/random.ts";
import type { BusEvent, Topic, TopicMap } from "../runtime/topics.ts";
import { EventDigest } from "./event-digest.ts";
import { RECEIVER_HOST } from "../runtime/scenario/gps-receiver.ts";
import { Outsiders } from "./outsiders.ts";
import { PlayedReceiver } from "./played-receivers.ts";

export const START_MS: number = Date.UTC(2026, 0, 1);
/** A scenario is played in pieces, so that what happens to the machine happens between them. */
const PIECE_MS = 1000;
/** Virtual time in which a server has to stop. */
const STOP_MS_MAX = 60_000;
const STOP_STEP_MS = 100;
const BODY_BYTES_MAX = 1_000_000;

export interface SimulateOptions {
  readonly seed: number | string;
  /** Time of day at the beginning, ms since 1970. */
  readonly startMs?: number;
  /** Where the scene is; its packets then carry positions. */
  readonly location?: SceneLocation;
  /** Configuration beside the scenario's own. */
  readonly settings?: Readonly<Record<string, string | readonly string[]>>;
  /** Further parts for `createMoirai`: PHYs, source types, a printer, what ends the program. */
  readonly parts?: Pick<MoiraiOptions, "phys" | "sourceTypes" | "print" | "shutdown">;
  /** What of the outside world is real: a listener, files; time never is. */
  readonly outside?: Omit<Partial<Platform>, "clock" | "random">;
  /** Instead of `settings`, a whole configuration. */
  readonly configuration?: Settings;
  /** Listens once `moirai.start()` is called; needs an `outside` that serves. */
  readonly web?: MoiraiOptions["web"];
  /** False: no digest of the events is kept, which spares a quarter of the work of a busy scene. */
  readonly digest?: boolean;
  /** Called once a virtual second. */
  readonly onProgress?: (nowMs: number, lengthMs: number) => void | Promise<void>;
}

/** One run of a scenario. */
export class Simulation {
  readonly scenario: Scenario;
  readonly seed: number | string;
  readonly platform: SimulatedPlatform;
  readonly moirai: Moirai;
  readonly cast: Cast;
  /** The capture tools, sensors and browsers of the scenario. */
  readonly outsiders: Outsiders;
  readonly #digest: EventDigest | undefined;
  readonly #onProgress: SimulateOptions["onProgress"];
  #playedMs = 0;
  #happened = 0;
  #listener: Promise<HttpServer> | undefined = undefined;

  constructor(
    { scenario, seed }: { readonly scenario: Scenario; readonly seed: number | string },
    platform: SimulatedPlatform,
    moirai: Moirai,
    outsiders: Outsiders,
    onProgress: SimulateOptions["onProgress"],
    digests: boolean,
  ) {
    this.scenario = scenario;
    this.seed = seed;
    this.platform = platform;
    this.moirai = moirai;
    this.cast = outsiders.air.cast;
    this.outsiders = outsiders;
    this.#onProgress = onProgress;
    this.#digest = digests ? new EventDigest(moirai) : undefined;
  }

  /** Virtual time played so far. */
  get nowMs(): number {
    return this.#playedMs;
  }

  /** Plays on for so long. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#playedMs + ms;
    while (this.#playedMs < untilMs) {
      const next = this.scenario.happenings[this.#happened];
      const pieceEndMs = Math.min(untilMs, this.#playedMs + PIECE_MS, next?.atMs ?? Infinity);
      await this.platform.clock.advanceAsync(pieceEndMs - this.#playedMs);
      this.#playedMs = pieceEndMs;
      if (next !== undefined && next.atMs <= pieceEndMs) {
        this.#happened += 1;
        if (next.what === "clock") {
          this.platform.clock.setTime(this.platform.clock.now() + next.byMs);
        } else this.platform.files.freeBytes = next.freeBytes;
      }
      await this.#onProgress?.(this.#playedMs, this.scenario.lengthMs);
    }
  }

  /** Plays to the end of the scenario. */
  toEnd(): Promise<void> {
    return this.advance(Math.max(0, this.scenario.lengthMs - this.#playedMs));
  }

  /** Plays until the condition holds; throws, naming the time, when the scenario ends before. */
  async until(condition: () => boolean, what = "what was waited for"): Promise<void> {
    while (!condition()) {
      if (this.#playedMs >= this.scenario.lengthMs) {
        throw new Error(
          `${what} did not happen in the ${this.scenario.lengthMs} ms of the scenario`,
        );
      }
      await this.advance(100);
    }
  }

  /** Plays until an event of the topic comes that satisfies `matches`; gives its payload. */
  async expectEvent<T extends Topic>(
    topic: T,
    matches: (payload: TopicMap[T]) => boolean = () => true,
  ): Promise<TopicMap[T]> {
    let found: { payload: TopicMap[T] } | undefined;
    const unsubscribe = this.moirai.bus.subscribe(topic, (event: BusEvent<T>) => {
      if (found === undefined && matches(event.payload)) found = { payload: event.payload };
    });
    try {
      await this.until(() => found !== undefined, `an event ${topic}`);
      return found!.payload;
    } finally {
      unsubscribe();
    }
  }

  devices(): DeviceRecord[] {
    return [...this.moirai.stores.devices.all()];
  }

  /** Headers of the alerts raised so far, each once, sorted. */
  alerts(): string[] {
    const headers = [...this.moirai.stores.alerts.all()].map((alert) => alert.header);
    return [...new Set(headers)].sort();
  }

  /** What the server answers. */
  http(path: string, init?: RequestInit): Promise<Response> {
    return this.moirai.fetch(new Request(`http://moirai${path}`, init));
  }

  /**
   * A websocket of the server, whose messages come as time goes by. One that does not read is a
   * client that has stalled. Throws `SocketRefused` when the server answers otherwise.
   */
  async ws(path: string, options?: SimulatedSocketOptions): Promise<SimulatedSocket> {
    return await (await this.client()).openSocket(path, options);
  }

  /** A client of the server's web server, which listens from the first one on. */
  async client(): Promise<SimulatedClient> {
    this.#listener ??= this.platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      maxBodyBytes: BODY_BYTES_MAX,
      fetch: (request, connection) => this.moirai.fetch(request, connection),
    });
    return this.platform.connect((await this.#listener).port);
  }

  /** Sixteen hex digits over all events so far: equal runs have equal digests. */
  digest(): string {
    if (this.#digest === undefined) throw new Error("this run was begun without a digest");
    return this.#digest.value();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.outsiders.end();
    await this.#whileTimeGoesBy(this.moirai.stop(), "the server did not stop");
    await (await this.#listener)?.close(0);
  }

  /** Stopping takes time, as when a program has to be killed that does not end. */
  async #whileTimeGoesBy(work: Promise<void>, otherwise: string): Promise<void> {
    let isOver = false;
    const watched = work.finally(() => isOver = true);
    watched.catch(() => {});
    const { clock } = this.platform;
    for (let waitedMs = 0; !isOver; waitedMs += STOP_STEP_MS) {
      if (waitedMs > STOP_MS_MAX) throw new Error(`${otherwise} in ${STOP_MS_MAX / 1000} seconds`);
      await clock.advanceAsync(STOP_STEP_MS);
    }
    await watched;
  }
}

/** A server on the simulated platform whose radios are the scenario's, at time 0. */
export async function simulate(scenario: Scenario, options: SimulateOptions): Promise<Simulation> {
  const { seed, startMs = START_MS, parts = {} } = options;
  const { outside } = options;
  // Logs are for the disk of the scenario, never for that of this machine.
  const logging = scenario.logs.length > 0 && outside === undefined;
  const platform = createSimulatedPlatform({
    seed: hashOf(seed),
    startMs,
    // However much a client or a helper says at once, it is read before time goes on.
    settle: loopTurn,
    ...logging && { databases: await simulatedDatabases() },
  });
  const cast = scenario.begin(new SeededRandom(seed));
  const air = new AirDriver(cast, platform.clock);
  const outsiders = new Outsiders(platform, air, options.location);
  const given = Object.entries({ ...scenario.settings, ...options.settings })
    .map(([key, value]): [string, string[]] => [key, [value].flat()]);
  const home = platform.user.home;
  const moirai = await createMoirai({
    platform: {
      ...platform,
      ...outside,
      connectTcp: (target) =>
        target.hostname === RECEIVER_HOST || outside?.connectTcp === undefined
          ? platform.connectTcp(target)
          : outside.connectTcp(target),
      ...outside?.files && { files: outsiders.helpers.among(outside.files) },
    },
    ...logging && { logging },
    ...options.web && { web: options.web },
    settings: options.configuration ?? new ConfiguredSettings(new Map(given), {
      home,
      configuration: "/etc/moirai",
      data: "/usr/share/moirai",
      binaries: "/usr/bin",
    }),
    ...parts,
    sourceTypes: [createAirSourceType(air, options.location), ...parts.sourceTypes ?? []],
  });
  const run = new Simulation(
    { scenario, seed },
    platform,
    moirai,
    outsiders,
    options.onProgress,
    options.digest ?? true,
  );
  const receivers = cast.receivers.map((one) => new PlayedReceiver(one, platform, air, startMs));
  if (logging || (receivers.length > 0 && options.web === undefined)) await moirai.start();
  for (const radio of cast.radios) {
    const opened = moirai.commands.addDatasource(`${radio.init.name}:type=simulated`);
    // A radio that is unplugged at the beginning is opened when it comes.
    await (radio.failureAt(0) === undefined ? opened : opened.catch(() => {}));
  }
  for (const { name, type } of cast.helpers) {
    // A tool takes time, which has not begun yet; why it failed is told as a message.
    moirai.commands.addDatasource(`${name}:type=${type}`).catch(() => {});
  }
  outsiders.begin({
    client: () => run.client(),
    asksForLogin: options.web !== undefined,
    remotePort: () => moirai.remoteAddress?.port,
  });
  return run;
}

/** Loaded only for scenarios that need it: pages in a browser have none. */
async function simulatedDatabases(): Promise<(files: SimulatedFiles) => Databases> {
  const { SimulatedDatabases } = await import("../adapters/platform/simulated-databases.ts");
  return (files) => new SimulatedDatabases(files);
}

function hashOf(seed: number | string): number {
  return typeof seed === "number" ? seed : new SeededRandom(seed).uint32();
}
