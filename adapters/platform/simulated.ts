// The platform without an outside world: time, randomness, files, programs and the network live in
// memory and follow one seed, so that a run can be repeated exactly.
import {
  type ByteSink,
  type ByteSource,
  type Platform,
  PlatformError,
  type SocketConnection,
  type TcpConnection,
  type TcpConnectOptions,
} from "../../runtime/platform.ts";
import type { Databases } from "../../runtime/database.ts";
import { SteppingClock } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/random.ts";
import { type SimulatedPipe, SimulatedPrograms } from "./simulated-children.ts";
import { SimulatedFiles } from "./simulated-files.ts";
import {
  type SimulatedClient,
  type SimulatedClientOptions,
  SimulatedNetwork,
} from "./simulated-network.ts";
import { SimulatedTcp } from "./simulated-tcp.ts";
import { platformFault } from "./system-errors.ts";

const RESIDENT_BYTES = 64 * 1024 * 1024;
const FNV_PRIME = 16_777_619;
const FNV_OFFSET = 2_166_136_261;

export interface SimulatedPlatformOptions {
  seed: number;
  startMs: number;
  user?: { name: string; id: number; home: string };
  hostname?: string;
  environment?: Record<string, string | undefined>;
  /** Lets pending promises run to their end; see `SteppingClockOptions`. */
  settle?: () => Promise<void>;
  /** Databases on its disk; none when left out. */
  databases?: (files: SimulatedFiles) => Databases;
}

export interface SentDatagram {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly bytes: Uint8Array;
}

/** A platform whose outside world a test holds in its hands. */
export interface SimulatedPlatform extends Platform {
  readonly engine: "simulated";
  readonly clock: SteppingClock;
  readonly random: SeededRandom;
  readonly files: SimulatedFiles;
  /** What `spawn` can start. */
  readonly programs: SimulatedPrograms;
  /** What `openDescriptors` finds. */
  readonly descriptors: Map<number, SimulatedPipe>;
  /** What `memoryBytes` says. */
  residentBytes: number;
  /** A client of the server that listens on this port. */
  connect(port: number, options?: SimulatedClientOptions): SimulatedClient;
  /** As `connectTcp`, seen by the listener as coming from `remoteAddress`. */
  connectTcpFrom(remoteAddress: string, options: TcpConnectOptions): Promise<TcpConnection>;
  /** Datagrams that were sent. */
  readonly datagrams: SentDatagram[];
  /** What Ctrl-C or a service manager does. */
  deliverSignal(signal: "SIGINT" | "SIGTERM"): void;
}

/**
 * @example
 * const platform = createSimulatedPlatform({ seed: 1, startMs: 1_700_000_000_000 });
 * platform.files.put("/tmp/a.pcap", bytes);
 */
export function createSimulatedPlatform(options: SimulatedPlatformOptions): SimulatedPlatform {
  const clock = new SteppingClock({
    startMs: options.startMs,
    ...options.settle && { settle: options.settle },
  });
  const random = new SeededRandom(options.seed);
  const user = options.user ?? { name: "moirai", id: 1000, home: "/home/moirai" };
  const environment = options.environment ?? {};
  const files = new SimulatedFiles(clock, random, user.id);
  const programs = new SimulatedPrograms(environment);
  const descriptors = new Map<number, SimulatedPipe>();
  const network = new SimulatedNetwork(clock);
  const tcp = new SimulatedTcp();
  const datagrams: SentDatagram[] = [];
  const signalCallbacks = new Set<(signal: "SIGINT" | "SIGTERM") => void>();
  return {
    engine: "simulated",
    engineVersion: "1",
    executable: "/usr/bin/moirai",
    clock,
    random,
    files,
    databases: options.databases?.(files),
    programs,
    user,
    environment,
    hostname: options.hostname ?? "simulated",
    residentBytes: RESIDENT_BYTES,
    memoryBytes() {
      return this.residentBytes;
    },
    spawn: (child) => programs.spawn(child),
    descriptors,
    openDescriptors: (input, output) => joinedPipes(descriptors, input, output),
    serve: (server) => network.serve(server),
    connect: (port, client) => network.connect(port, client),
    listenTcp: (listener) => tcp.listen(listener),
    connectTcp: (target) => tcp.connect(target, "127.0.0.1"),
    datagrams,
    openDatagrams: async ({ hostname }) => ({
      send: async (bytes, to, port) => {
        datagrams.push({ from: hostname, to, port, bytes: bytes.slice() });
      },
      close: async () => {},
    }),
    connectSocket: (url) => simulatedSocket(network, url),
    connectTcpFrom: (remoteAddress, target) => tcp.connect(target, remoteAddress),
    scrypt: async (password, salt, { keyBytes }) => foldedKey(password, salt, keyBytes),
    equalBytes,
    onSignal(callback) {
      signalCallbacks.add(callback);
      return () => void signalCallbacks.delete(callback);
    },
    deliverSignal(signal) {
      for (const callback of signalCallbacks) callback(signal);
    },
    yieldToLoop: () => Promise.resolve(),
  };
}

function joinedPipes(
  descriptors: ReadonlyMap<number, SimulatedPipe>,
  input: number,
  output: number,
): ByteSource & ByteSink {
  const [from, to] = [descriptors.get(input), descriptors.get(output)];
  if (from === undefined || to === undefined) {
    throw platformFault("unsupported", `use the descriptors ${input} and ${output}`);
  }
  return {
    read: () => from.read(),
    write: (bytes) => to.write(bytes),
    async close() {
      await to.close();
      from.break();
    },
  };
}

/** A client of a server of this network, as programs hold it. */
async function simulatedSocket(
  network: SimulatedNetwork,
  url: string,
): Promise<SocketConnection> {
  const { port, pathname, search } = new URL(url);
  const socket = await network.connect(Number(port)).openSocket(`${pathname}${search}`)
    .catch((cause: unknown) => {
      throw new PlatformError("closed", "cannot connect: it was refused", { cause });
    });
  return {
    async read() {
      const message = await socket.next();
      return typeof message === "string" ? new TextEncoder().encode(message) : message;
    },
    async write(bytes) {
      if (socket.closed !== undefined) throw new PlatformError("closed", "it is closed");
      socket.sendBytes(bytes);
    },
    close: async () => socket.close(1000, ""),
  };
}

/** Stands for scrypt: depends on password and salt, costs nothing, protects nothing. */
function foldedKey(password: string, salt: Uint8Array, keyBytes: number): Uint8Array {
  const input = new TextEncoder().encode(password);
  const key = new Uint8Array(keyBytes);
  let state = FNV_OFFSET;
  const fold = (byte: number): void => {
    state = Math.imul(state ^ byte, FNV_PRIME) >>> 0;
  };
  for (const byte of input) fold(byte);
  for (const byte of salt) fold(byte);
  for (let index = 0; index < keyBytes; index++) {
    fold(index & 0xff);
    key[index] = state >>> 24;
  }
  return key;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index]!;
  return difference === 0;
}
