// A terminal that remembers, and a server that answers what a test tells it to.
import type { CommandContext } from "../../cli/startup.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { CommandError } from "../../actors/server/stores.ts";
import { parseDefinition } from "../../actors/datasource/definition.ts";
import type { MessageRecord } from "../../protocols/records/message.ts";
import {
  createSimulatedPlatform,
  type SimulatedPlatform,
} from "../../adapters/platform/simulated.ts";
import type { Moirai, MoiraiOptions } from "../../mod.ts";

export interface FakeTerminal extends Terminal {
  printed: string;
  noted: string;
}

export function fakeTerminal(options: { isTerminal?: boolean; columns?: number } = {}) {
  const decoder = new TextDecoder();
  const terminal: FakeTerminal = {
    printed: "",
    noted: "",
    print(text) {
      terminal.printed += typeof text === "string" ? text : decoder.decode(text);
      return Promise.resolve(true);
    },
    note(text) {
      terminal.noted += text;
    },
    printsToTerminal: options.isTerminal ?? false,
    notesToTerminal: options.isTerminal ?? false,
    columns: () => options.columns ?? 100,
  };
  return terminal;
}

/** What became of a file that was added as a source. */
export interface FakeSource {
  readonly packets?: number;
  readonly refused?: string;
  readonly errorReason?: string;
  readonly warning?: string;
  readonly faults?: Record<string, number>;
}

export interface FakeServer {
  readonly options: MoiraiOptions[];
  /** Definitions in the order they were added. */
  readonly added: string[];
  readonly requests: { path: string; body: unknown }[];
  /** Publishes to whoever subscribed to messages. */
  tell(message: MessageRecord): void;
  started: number;
  stopped: number;
  /** What `start` does; replaced by tests of failures. */
  onStart: () => Promise<void>;
  onStop: () => Promise<void>;
  onIdle: () => Promise<void>;
}

export interface Fake {
  readonly platform: SimulatedPlatform;
  readonly terminal: FakeTerminal;
  readonly server: FakeServer;
  readonly context: CommandContext;
  /** Statuses the process was ended with. */
  readonly exits: number[];
}

export function createFake(setup: {
  sources?: Record<string, FakeSource>;
  devices?: readonly Record<string, unknown>[];
  isTerminal?: boolean;
  columns?: number;
} = {}): Fake {
  const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
  const terminal = fakeTerminal(setup);
  const exits: number[] = [];
  const listeners = new Set<(event: { payload: MessageRecord }) => void>();
  const server: FakeServer = {
    options: [],
    added: [],
    requests: [],
    tell: (payload) => listeners.forEach((listener) => listener({ payload })),
    started: 0,
    stopped: 0,
    onStart: () => Promise.resolve(),
    onStop: () => Promise.resolve(),
    onIdle: () => Promise.resolve(),
  };
  const createMoirai = (options: MoiraiOptions): Promise<Moirai> => {
    server.options.push(options);
    const moirai = {
      async start() {
        server.started += 1;
        await server.onStart();
      },
      async stop() {
        server.stopped += 1;
        await server.onStop();
      },
      stores: { devices: { size: setup.devices?.length ?? 0 } },
      commands: {
        addDatasource(definition: string) {
          server.added.push(definition);
          const { interface: name } = parseDefinition(definition);
          const source = setup.sources?.[name] ?? {};
          if (source.refused !== undefined) {
            return Promise.reject(new CommandError(500, source.refused));
          }
          return Promise.resolve({
            interface: name,
            packets: source.packets ?? 0,
            error: source.errorReason !== undefined,
            errorReason: source.errorReason ?? "",
            warning: source.warning ?? "",
            faults: { toObject: () => source.faults ?? {} },
          });
        },
      },
      bus: {
        subscribe(_topic: string, listener: (event: { payload: MessageRecord }) => void) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      async fetch(request: Request) {
        const path = new URL(request.url).pathname;
        server.requests.push({ path, body: await request.json() });
        return answer(path, setup.devices ?? []);
      },
      get address() {
        const hostname = options.settings.text("httpd_bind_address");
        return { hostname, port: options.settings.integer("httpd_port") };
      },
      idle: () => server.onIdle(),
    };
    return Promise.resolve(moirai as unknown as Moirai);
  };
  const context: CommandContext = {
    platform,
    terminal,
    server: () => Promise.resolve({ createMoirai, VERSION: "1.2.3" }),
    pages: "/web",
    exit: (status) => void exits.push(status),
  };
  return { platform, terminal, server, context, exits };
}

function answer(path: string, devices: readonly Record<string, unknown>[]): Response {
  if (path.endsWith("devices.itjson")) {
    return new Response(devices.map((device) => `${JSON.stringify(device)}\n`).join(""));
  }
  return new Response(path.endsWith("devices.json") ? JSON.stringify(devices) : `"${path}"`);
}
