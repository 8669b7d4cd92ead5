// The part of Bun's API the adapter uses (bun.sh/reference/bun/serve), written down here because
// its own type package would put Bun's globals over the whole project.

export interface BunSocket<Data> {
  readonly data: Data;
  /** 1 is open. */
  readonly readyState: number;
  /** Bytes sent, -1 when some of them had to be kept, 0 when the message was dropped. */
  send(data: Uint8Array): number;
  sendText(data: string): number;
  ping(): number;
  close(code: number, reason: string): void;
  terminate(): void;
  getBufferedAmount(): number;
}

export interface BunServer<Data> {
  readonly port: number;
  stop(closeActiveConnections: boolean): Promise<void>;
  requestIP(request: Request): { address: string } | null;
  /** Seconds of silence after which the connection is closed; 0 never. */
  timeout(request: Request, seconds: number): void;
  upgrade(request: Request, options: { data: Data }): boolean;
}

export interface BunServeOptions<Data> {
  hostname: string;
  port: number;
  tls?: { cert: string; key: string };
  development: boolean;
  reusePort: boolean;
  idleTimeout: number;
  maxRequestBodySize: number;
  fetch(request: Request, server: BunServer<Data>): Promise<Response>;
  websocket: {
    perMessageDeflate: boolean;
    maxPayloadLength: number;
    idleTimeout: number;
    sendPings: boolean;
    backpressureLimit: number;
    closeOnBackpressureLimit: boolean;
    open(socket: BunSocket<Data>): void;
    message(socket: BunSocket<Data>, message: string | Uint8Array): void;
    ping(socket: BunSocket<Data>): void;
    pong(socket: BunSocket<Data>): void;
    drain(socket: BunSocket<Data>): void;
    close(socket: BunSocket<Data>, code: number, reason: string): void;
  };
}

declare const Bun: { serve<Data>(options: BunServeOptions<Data>): BunServer<Data> };

/** `Bun.serve`; only where Bun runs. */
export function bunServe<Data>(options: BunServeOptions<Data>): BunServer<Data> {
  return Bun.serve(options);
}
