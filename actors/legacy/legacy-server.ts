// The server side of the old text protocol: listens, starts an actor for each client, and tells all
// of them each second what changed (spec legacy-protocol 1, 4).
import { fromCallback } from "xstate";
import {
  ALERT,
  formatFixed,
  REMOVE,
  STATUS,
  STRING,
  type StringRow,
  TIME,
} from "../../protocols/legacy/server-sentences.ts";
import { MESSAGE_ALERT, MESSAGE_LOCAL } from "../../protocols/records/message.ts";
import { type IpNetwork, networkContains, parseIpAddress } from "../../protocols/ip-network.ts";
import {
  type ActorHandle,
  ActorSystemError,
  type SupervisorHandle,
} from "../../runtime/actor-spec.ts";
import type { Platform, TcpConnection, TcpListener } from "../../runtime/platform.ts";
import { TimeSlices } from "../../runtime/time-slices.ts";
import type { EventBus } from "../../runtime/topics.ts";
import { LegacyClient } from "./client.ts";
import { type LegacyClientEvent, legacyClientMachine } from "./client-machine.ts";
import type { LegacyServices } from "./command.ts";
import { listenerMachine } from "./listener-machine.ts";
import { LegacyOutput } from "./output.ts";
import { REPORTS } from "./reports.ts";
import type { TrafficCounter } from "./traffic.ts";

const SECOND_MS = 1000;
const SHUTDOWN_MS = 3_000;
const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;
/** Messages and alerts marked so are not sent as STATUS (5.1). */
const NOT_SENT = MESSAGE_ALERT | MESSAGE_LOCAL;

export interface LegacyServerInput {
  readonly platform: Platform;
  readonly bus: EventBus;
  readonly supervisor: SupervisorHandle;
  readonly services: LegacyServices;
  readonly traffic: TrafficCounter;
  readonly hostname: string;
  readonly port: number;
  readonly allowed: readonly IpNetwork[];
  readonly clientsMax: number;
  readonly backlogMax: number;
}

interface Entry {
  readonly client: LegacyClient;
  readonly handle: ActorHandle<LegacyClientEvent>;
}

export class LegacyServer {
  readonly #input: LegacyServerInput;
  readonly #clients: SupervisorHandle;
  readonly #slices: TimeSlices;
  readonly #entries = new Set<Entry>();
  #listener: TcpListener | undefined;
  #ticking = false;
  #count = 0;
  /** Connections closed because of their address, or because there were enough. */
  refused = 0;
  /** Clients that had to go, and sentences that were lost because their readers were slow. */
  disconnected = 0;
  #dropped = 0;
  /** Seconds whose news were not told because those of the second before were still being. */
  skipped = 0;

  constructor(input: LegacyServerInput) {
    this.#input = input;
    this.#slices = new TimeSlices(input.platform);
    const { supervisor } = input;
    this.#clients = supervisor.startSupervisor({
      id: "clients",
      intensity: 1000,
      periodMs: 60_000,
      childrenMax: input.clientsMax,
    });
    supervisor.start({ id: "news", logic: this.#newsLogic() });
    const { messages } = input.services;
    supervisor.start({
      id: "listener",
      logic: listenerMachine,
      restart: "transient",
      input: {
        listen: () => this.#listen(),
        opened: (listener) => {
          this.#listener = listener;
          messages.info(`old clients are served at ${listener.hostname}, port ${listener.port}`);
          if (!LOOPBACK.test(listener.hostname)) {
            messages.info(
              "what old clients are sent is not encrypted; allowedhosts says who may ask",
            );
          }
        },
        failed: (reason) => messages.error(`old clients cannot be served: ${reason}`),
      },
    });
  }

  get clients(): number {
    return this.#entries.size;
  }

  /** Where it listens; undefined while it does not. */
  get address(): { readonly hostname: string; readonly port: number } | undefined {
    return this.#listener && { hostname: this.#listener.hostname, port: this.#listener.port };
  }

  /** Sentences lost because a reader was slow. */
  get dropped(): number {
    let dropped = this.#dropped;
    for (const { client } of this.#entries) dropped += client.output.dropped;
    return dropped;
  }

  /** Strings that a data frame carried are for those who asked for them. */
  get wantsStrings(): boolean {
    for (const { client } of this.#entries) if (client.strings) return true;
    return false;
  }

  tellString(row: StringRow): void {
    for (const { client } of this.#entries) {
      if (!client.strings) continue;
      const { stringsFilter } = client;
      const passes = stringsFilter.empty ||
        stringsFilter.passes(row.bssid, row.source, row.destination);
      if (passes) client.send(STRING, row);
    }
  }

  /** A network was forgotten. */
  tellRemoved(bssid: number): void {
    for (const { client } of this.#entries) {
      if (client.isEnabled("REMOVE")) client.output.push(formatFixed(REMOVE, bssid));
    }
  }

  #listen(): Promise<TcpListener> {
    const { platform, hostname, port } = this.#input;
    return platform.listenTcp({
      hostname,
      port,
      connected: (connection) => this.#connected(connection),
    });
  }

  #connected(connection: TcpConnection): void {
    const { allowed, services, platform, backlogMax } = this.#input;
    const address = parseIpAddress(connection.remoteAddress);
    if (address === undefined || !allowed.some((network) => networkContains(network, address))) {
      this.#refuse(connection, "its address is not in allowedhosts");
      return;
    }
    const output = new LegacyOutput({ connection, clock: platform.clock, backlogMax });
    const client = new LegacyClient(connection.remoteAddress, output);
    let entry: Entry | undefined;
    const gone = (reason: string): void => {
      if (entry !== undefined) this.#entries.delete(entry);
      this.#dropped += output.dropped;
      if (reason === "") return;
      this.disconnected += 1;
      services.messages.info(`old client ${client.label} is disconnected: ${reason}`);
    };
    this.#count += 1;
    try {
      const handle = this.#clients.start({
        id: `client-${this.#count}`,
        logic: legacyClientMachine,
        input: { connection, client, services, greeting: () => services.world.greeting(), gone },
        restart: "temporary",
        shutdownMs: SHUTDOWN_MS,
      });
      entry = { client, handle };
      this.#entries.add(entry);
      // A machine that threw ran none of its own last steps.
      const added = entry;
      handle.onStop((reason) => {
        this.#entries.delete(added);
        output.stop();
        if (reason === "failed") connection.destroy();
      });
    } catch (error) {
      if (!(error instanceof ActorSystemError)) throw error;
      this.#refuse(connection, `${this.#input.clientsMax} are connected already (maxclients)`);
    }
  }

  #refuse(connection: TcpConnection, reason: string): void {
    this.refused += 1;
    connection.destroy();
    const who = connection.remoteAddress;
    this.#input.services.messages.error(`old client ${who} is refused: ${reason}`);
  }

  /** Once a second, and with each message and alert. */
  #newsLogic() {
    const { bus, platform: { clock } } = this.#input;
    return fromCallback(() => {
      const tick = (): void => {
        timer = clock.setTimeout(tick, SECOND_MS);
        this.#tick();
      };
      let timer = clock.setTimeout(tick, SECOND_MS);
      const forgetMessages = bus.subscribe("MESSAGE", ({ payload }) => {
        if ((payload.flags & NOT_SENT) !== 0) return;
        for (const { client } of this.#entries) client.send(STATUS, payload);
      });
      const forgetAlerts = bus.subscribe("ALERT", ({ payload }) => {
        for (const { client } of this.#entries) client.send(ALERT, payload);
      });
      return () => {
        clock.clearTimeout(timer);
        forgetMessages();
        forgetAlerts();
      };
    });
  }

  #tick(): void {
    const { traffic, services } = this.#input;
    const { world, messages } = services;
    traffic.tick();
    const time = formatFixed(TIME, world.nowSec);
    for (const { client } of this.#entries) {
      if (client.isEnabled("TIME")) client.output.push(time);
    }
    if (this.#entries.size === 0) {
      world.rest();
      return;
    }
    if (this.#ticking) {
      this.skipped += 1;
      return;
    }
    this.#ticking = true;
    const done = (): void => {
      this.#ticking = false;
    };
    this.#slices.run(this.#tellNews()).then(done, (error: unknown) => {
      done();
      messages.error(`old clients were not told everything: ${String(error)}`);
    });
  }

  *#tellNews(): Generator<void, void, void> {
    const { world } = this.#input.services;
    yield* world.look();
    for (const { client } of this.#entries) {
      for (const report of REPORTS) {
        if (report.everySec === 0 || world.ticks % report.everySec !== 0) continue;
        if (!client.isEnabled(report.sentence.name)) continue;
        const telling = { client, world, devices: world.changed, all: false };
        for (const row of report.rows(telling)) {
          client.send(report.sentence, row);
          yield;
        }
      }
    }
  }
}
