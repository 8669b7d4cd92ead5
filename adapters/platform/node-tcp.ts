// TCP through node:net, for Node, Bun and Deno.
import { connect, createServer, type Server, type Socket } from "node:net";
import {
  PlatformError,
  TCP_CONNECT_MS,
  type TcpConnection,
  type TcpConnectOptions,
  type TcpListener,
  type TcpListenOptions,
} from "../../runtime/platform.ts";
import { formatAddress } from "./http-shared.ts";
import { StreamSink, StreamSource } from "./node-streams.ts";
import { toPlatformError } from "./system-errors.ts";

export function listenTcp(options: TcpListenOptions): Promise<TcpListener> {
  const { hostname, port } = options;
  const action = `listen on ${formatAddress(hostname, port)}`;
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, (socket) => {
      options.connected(new NodeTcpConnection(socket));
    });
    const failed = (error: Error): void => reject(toPlatformError(action, error));
    server.once("error", failed);
    const listening = (): void => {
      server.off("error", failed);
      // Too many open files: that connection is lost, the listener goes on.
      server.on("error", () => undefined);
      resolve(new NodeTcpListener(server, hostname));
    };
    try {
      server.listen({ host: hostname, port }, listening);
    } catch (error) {
      // A port that does not exist is thrown.
      reject(toPlatformError(action, error));
    }
  });
}

export function connectTcp(options: TcpConnectOptions): Promise<TcpConnection> {
  const { hostname, port, timeoutMs = TCP_CONNECT_MS } = options;
  const action = `connect to ${formatAddress(hostname, port)}`;
  return new Promise((resolve, reject) => {
    let socket: Socket;
    try {
      socket = connect({ host: hostname, port, noDelay: true });
    } catch (error) {
      reject(toPlatformError(action, error));
      return;
    }
    const timer = setTimeout(() => {
      reject(new PlatformError("other", `cannot ${action}: no answer in ${timeoutMs} ms`));
      socket.destroy();
    }, timeoutMs);
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(toPlatformError(action, error));
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(new NodeTcpConnection(socket));
    });
  });
}

class NodeTcpListener implements TcpListener {
  readonly hostname: string;
  readonly port: number;
  private readonly server: Server;

  constructor(server: Server, hostname: string) {
    const address = server.address();
    this.hostname = hostname;
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    this.server = server;
  }

  close(): Promise<void> {
    // The callback waits for every connection to end, which are not the listener's.
    this.server.close();
    return Promise.resolve();
  }
}

class NodeTcpConnection implements TcpConnection {
  readonly remoteAddress: string;
  private readonly socket: Socket;
  private readonly source: StreamSource;
  private readonly sink: StreamSink;

  constructor(socket: Socket) {
    // IPv4 peers of a socket for both families are written as IPv6.
    this.remoteAddress = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    this.socket = socket;
    this.source = new StreamSource(socket);
    this.sink = new StreamSink(socket, `send to ${this.remoteAddress}`);
  }

  read(): Promise<Uint8Array | undefined> {
    return this.source.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.sink.write(bytes);
  }

  close(): Promise<void> {
    return this.sink.close();
  }

  destroy(): void {
    this.socket.destroy();
  }
}
