// The port a JavaScript engine must offer. Everything that reads a clock, random numbers, files,
// processes or the network goes through it; one file an engine in adapters/platform/ implements it,
// and adapters/platform/simulated.ts does so without any outside world.
import type { Databases } from "./database.ts";

export type EngineName = "node" | "bun" | "deno" | "browser" | "simulated";

/** Handle of a timer; opaque. */
export type TimerHandle = unknown;

/** XState's clock plus the time of day. */
export interface Clock {
  /** Milliseconds since 1970, with fractions where the engine has them. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** Fills and returns `into`; cryptographic on real engines, seeded in simulation. */
  bytes(into: Uint8Array): Uint8Array;
}

/** Closed list of reasons why an operation on files, processes or sockets failed. */
export type PlatformErrorCode =
  | "not-found"
  | "permission"
  | "is-directory"
  | "not-directory"
  | "exists"
  | "in-use"
  | "no-space"
  | "damaged"
  | "closed"
  | "unsupported"
  | "other";

export class PlatformError extends Error {
  readonly code: PlatformErrorCode;
  constructor(code: PlatformErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "PlatformError";
    this.code = code;
  }
}

export interface FileInfo {
  size: number;
  isFile: boolean;
  isDirectory: boolean;
  modifiedMs: number;
  mode: number;
  uid: number;
}

export interface ReadableFile {
  /** Bytes in the file when it was opened; 0 for pipes and devices. */
  readonly size: number;
  /** Reads at the current position; 0 at the end (a growing file may give more later). */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export interface WritableFile {
  /** Resolves when the system has taken the bytes; the caller may then use the buffer again. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file after so many bytes; a file opened with `append` goes on from there. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export interface Files {
  open(path: string): Promise<ReadableFile>;
  /** `exclusive` refuses a file that is there already, with the code "exists". */
  create(
    path: string,
    options?: { append?: boolean; exclusive?: boolean; mode?: number },
  ): Promise<WritableFile>;
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Writes beside the path and renames, so that a reader never sees half a file. */
  replaceText(path: string, text: string, mode: number): Promise<void>;
  stat(path: string): Promise<FileInfo>;
  /** The path with every symbolic link in it followed. */
  realPath(path: string): Promise<string>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<string[]>;
  /** Makes missing parents too; a directory that is already there is left as it is. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Removes a file or an empty directory. */
  remove(path: string): Promise<void>;
}

export interface ChildOptions {
  /** Program and arguments; "self" as the program means this engine running a script. */
  command: readonly string[] | { self: string; args: readonly string[] };
  /** Added to the environment of this process. */
  env?: Record<string, string>;
  /** Extra pipes beside stdin, stdout and stderr: `toChild` is fd 3, `fromChild` fd 4. */
  extraPipes?: boolean;
}

/** Bytes out of a child or socket, read by whoever is ready: not reading is back pressure. */
export interface ByteSource {
  /** The next bytes, or undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
}

export interface ByteSink {
  /**
   * Resolves when the system has taken the bytes: the peer can take more, and the caller may use
   * the buffer again. Rejects with `closed` when the peer has gone.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the stream; resolves also when the peer has gone. */
  close(): Promise<void>;
}

export interface ChildExit {
  code: number | null;
  signal: string | null;
}

export interface ChildProcess {
  /** 0 when the program could not be started. */
  readonly pid: number;
  readonly stdin: ByteSink;
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
  readonly toChild: ByteSink | undefined;
  readonly fromChild: ByteSource | undefined;
  /**
   * Settles once, after the output pipes have ended (or shortly after the exit when nobody reads
   * them or a grandchild holds them). Rejects with a `PlatformError` when the program could not be
   * started; nobody has to listen.
   */
  readonly exited: Promise<ChildExit>;
  kill(signal?: "SIGTERM" | "SIGKILL"): void;
}

/** Largest websocket message taken from a peer, when the caller names no limit, and at most. */
export const SOCKET_MESSAGE_BYTES_DEFAULT = 1024 * 1024;
export const SOCKET_MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/**
 * A peer whose backlog passes this is cut (`closed` with 1006), so that nothing is ever lost in
 * silence. Callers stop far below it by reading `bufferedBytes`.
 */
export const SOCKET_BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

/**
 * What a websocket handler gets for its peer. Nothing here throws because the peer has gone; bytes
 * handed to `send…` must not change afterwards, the engine may keep them until they are sent.
 */
export interface SocketPeer {
  readonly remoteAddress: string;
  sendText(text: string | Uint8Array): void;
  sendBytes(bytes: Uint8Array): void;
  /** Bytes accepted by `send…` and not yet given to the operating system. */
  bufferedBytes(): number;
  /**
   * No message is taken from the peer until `resumeReading`, so that it has to wait. Left out where
   * the engine cannot do it.
   */
  pauseReading?(): void;
  resumeReading?(): void;
  ping(): void;
  /** Starts the closing handshake; the reason is cut at 123 bytes. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
}

export interface SocketHandlers {
  open(peer: SocketPeer): void;
  text(peer: SocketPeer, text: string): void;
  bytes(peer: SocketPeer, bytes: Uint8Array): void;
  pong?(peer: SocketPeer): void;
  /** A backlog has been sent: `bufferedBytes` was above 0 and is 0 again. */
  drain(peer: SocketPeer): void;
  /** Called exactly once, also after errors. */
  closed(peer: SocketPeer, code: number, reason: string): void;
}

export interface RequestConnection {
  readonly remoteAddress: string;
  /** True when the connection is encrypted. */
  readonly secure: boolean;
  /**
   * Accepts a websocket upgrade and returns the response to give back from `fetch`;
   * undefined when the request is none. A larger message than `maxMessageBytes` closes with 1009.
   */
  upgrade(handlers: SocketHandlers, options?: { maxMessageBytes?: number }): Response | undefined;
}

export interface TlsPair {
  /** The certificate, with those between it and its root behind it. */
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Time that a client may take for the head of a request (spec rest-api 1.1). */
export const REQUEST_HEAD_MS = 30_000;

export interface ServeOptions {
  hostname: string;
  /** 0 picks a free port. */
  port: number;
  tls?: TlsPair;
  /** Largest request body in bytes; longer ones are answered 413 by the caller's own check. */
  maxBodyBytes: number;
  /**
   * A head of a request that is not whole by then ends its connection; `REQUEST_HEAD_MS` if left out.
   * Bun has a limit of its own for first heads, and knows no other.
   */
  headMs?: number;
  fetch(request: Request, connection: RequestConnection): Response | Promise<Response>;
  /** Told what `fetch` or a response body threw; the client got status 500 or a cut connection. */
  failed?(error: unknown): void;
}

export interface HttpServer {
  readonly hostname: string;
  readonly port: number;
  /**
   * New connections are encrypted with this pair, those that are open go on. Rejects for a pair that
   * does not fit, which changes nothing, and on a server without TLS.
   */
  replaceTls(pair: TlsPair): Promise<void>;
  /** Stops listening, closes idle connections, waits up to `deadlineMs`, then cuts the rest. */
  close(deadlineMs: number): Promise<void>;
}

/** A websocket from the client's side: whole messages, text as its bytes. */
export interface SocketConnection extends ByteSource, ByteSink {}

/** Time a TCP connection may take to come about, when the caller names none. */
export const TCP_CONNECT_MS = 10_000;

/** One TCP connection: not reading makes the peer wait, a `write` waits for the peer. */
export interface TcpConnection extends ByteSource, ByteSink {
  readonly remoteAddress: string;
  /** Cuts it at once: reads end, writes reject; what the peer had not read may be lost. */
  destroy(): void;
}

export interface TcpConnectOptions {
  readonly hostname: string;
  readonly port: number;
  readonly timeoutMs?: number;
}

export interface TcpListenOptions {
  readonly hostname: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Takes each new connection, which is then its own to end. */
  connected(connection: TcpConnection): void;
}

export interface TcpListener {
  readonly hostname: string;
  readonly port: number;
  /** Stops listening; connections go on. */
  close(): Promise<void>;
}

export interface DatagramOptions {
  /** Address that datagrams come from. */
  readonly hostname: string;
  readonly broadcast?: boolean;
}

export interface DatagramSender {
  send(bytes: Uint8Array, hostname: string, port: number): Promise<void>;
  close(): Promise<void>;
}

export interface ScryptOptions {
  cost: number;
  blockSize: number;
  parallelization: number;
  keyBytes: number;
}

export interface Platform {
  readonly engine: EngineName;
  readonly engineVersion: string;
  /** Path of the program that this process is: the engine, or all of moirai in one file. */
  readonly executable: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  /** Undefined where there are none (browser, simulation). */
  readonly databases: Databases | undefined;
  /** Name of the user the process runs as, and its id (0 is root; -1 where there is none). */
  readonly user: { readonly name: string; readonly id: number; readonly home: string };
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Resident memory of this process in bytes. */
  memoryBytes(): number;
  spawn(options: ChildOptions): ChildProcess;
  /**
   * Two descriptors that whoever started this process handed over, as one stream: read from `input`,
   * written to `output`. Throws a `PlatformError` for what are no pipes or sockets.
   */
  openDescriptors(input: number, output: number): ByteSource & ByteSink;
  serve(options: ServeOptions): Promise<HttpServer>;
  listenTcp(options: TcpListenOptions): Promise<TcpListener>;
  connectTcp(options: TcpConnectOptions): Promise<TcpConnection>;
  /** Connects to a websocket; its errors never repeat what is behind the host of the address. */
  connectSocket(url: string): Promise<SocketConnection>;
  /** UDP, for sending only. */
  openDatagrams(options: DatagramOptions): Promise<DatagramSender>;
  scrypt(password: string, salt: Uint8Array, options: ScryptOptions): Promise<Uint8Array>;
  /** Equal in constant time for equal lengths. */
  equalBytes(a: Uint8Array, b: Uint8Array): boolean;
  /** Calls back for SIGINT and SIGTERM; returns the remover. */
  onSignal(callback: (signal: "SIGINT" | "SIGTERM") => void): () => void;
  /** Lets pending I/O and timers run before continuing; cheaper than a timer. */
  yieldToLoop(): Promise<void>;
}
