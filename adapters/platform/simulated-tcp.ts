// TCP in memory: what one end writes the other reads, through buffers as large as those of a pipe, so
// that a peer who does not read makes the writer wait.
import {
  PlatformError,
  type TcpConnection,
  type TcpConnectOptions,
  type TcpListener,
  type TcpListenOptions,
} from "../../runtime/platform.ts";
import { formatAddress } from "./http-shared.ts";
import { SimulatedPipe } from "./simulated-children.ts";
import { platformFault } from "./system-errors.ts";

const FIRST_FREE_PORT = 49152;
const LAST_PORT = 65535;

/** The listeners of one simulated platform. */
export class SimulatedTcp {
  private readonly listeners = new Map<number, TcpListenOptions>();

  async listen(options: TcpListenOptions): Promise<TcpListener> {
    const { hostname } = options;
    const port = options.port === 0 ? this.freePort() : options.port;
    const action = `listen on ${formatAddress(hostname, port)}`;
    if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) {
      throw new PlatformError("other", `cannot ${action}: no such port`);
    }
    if (this.listeners.has(port)) throw platformFault("in-use", action);
    this.listeners.set(port, options);
    return {
      hostname,
      port,
      close: async () => {
        if (this.listeners.get(port) === options) this.listeners.delete(port);
      },
    };
  }

  async connect(options: TcpConnectOptions, remoteAddress: string): Promise<TcpConnection> {
    const listener = this.listeners.get(options.port);
    if (listener === undefined) {
      const address = formatAddress(options.hostname, options.port);
      throw new PlatformError("closed", `cannot connect to ${address}: nobody listens there`);
    }
    const there = new SimulatedPipe();
    const back = new SimulatedPipe();
    const client = new SimulatedConnection(options.hostname, back, there);
    listener.connected(new SimulatedConnection(remoteAddress, there, back));
    return client;
  }

  private freePort(): number {
    let port = FIRST_FREE_PORT;
    while (this.listeners.has(port)) port++;
    return port;
  }
}

class SimulatedConnection implements TcpConnection {
  readonly remoteAddress: string;
  private readonly incoming: SimulatedPipe;
  private readonly outgoing: SimulatedPipe;

  constructor(remoteAddress: string, incoming: SimulatedPipe, outgoing: SimulatedPipe) {
    this.remoteAddress = remoteAddress;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  read(): Promise<Uint8Array | undefined> {
    return this.incoming.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.outgoing.write(bytes);
  }

  close(): Promise<void> {
    return this.outgoing.close();
  }

  destroy(): void {
    this.incoming.break();
    // What was written before is on its way.
    void this.outgoing.close();
  }
}
