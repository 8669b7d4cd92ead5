// A TCP client for tests that must see and write every byte: HTTP that no client library sends,
// and websocket frames (RFC 6455 5.2).
import { createHash } from "node:crypto";
import * as net from "node:net";

export const OPCODE_TEXT = 0x1;
export const OPCODE_BINARY = 0x2;
export const OPCODE_CLOSE = 0x8;
export const OPCODE_PING = 0x9;
export const OPCODE_PONG = 0xa;

const HANDSHAKE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface RawFrame {
  opcode: number;
  payload: Uint8Array;
}

export class RawConnection {
  readonly socket: net.Socket;
  readonly closed: Promise<void>;
  isClosed = false;
  private received = Buffer.alloc(0);
  private wake: (() => void)[] = [];

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.notify();
    });
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) =>
      socket.on("close", () => {
        this.isClosed = true;
        this.notify();
        resolve();
      })
    );
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = net.connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawConnection(socket);
  }

  /** Everything received so far and not consumed, one character a byte. */
  get text(): string {
    return this.received.toString("latin1");
  }

  get receivedBytes(): number {
    return this.received.length;
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until the received bytes satisfy the test or the peer closes. */
  async until(holds: (text: string) => boolean): Promise<string> {
    while (!holds(this.text) && !this.isClosed) {
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
    return this.text;
  }

  /** Sends a handshake and returns the head of the answer. */
  async upgrade(path: string, extraHeaders = ""): Promise<string> {
    this.write(handshake(path, extraHeaders));
    const text = await this.until((seen) => seen.includes("\r\n\r\n"));
    const head = text.slice(0, text.indexOf("\r\n\r\n") + 4);
    this.received = this.received.subarray(head.length);
    return head;
  }

  sendFrame(opcode: number, payload: Uint8Array, final = true): void {
    this.write(maskedFrame(opcode, payload, final));
  }

  /** The next frame, or undefined when the peer closed before one was complete. */
  async frame(): Promise<RawFrame | undefined> {
    while (true) {
      const parsed = parseFrame(this.received);
      if (parsed !== undefined) {
        this.received = this.received.subarray(parsed.end);
        return parsed.frame;
      }
      if (this.isClosed) return undefined;
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
  }

  private notify(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const resolve of waiting) resolve();
  }
}

export function handshake(path: string, extraHeaders = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${HANDSHAKE_KEY}\r\n${extraHeaders}\r\n`;
}

/** What `Sec-WebSocket-Accept` must be for `handshake`. */
export const EXPECTED_ACCEPT = createHash("sha1").update(HANDSHAKE_KEY + HANDSHAKE_GUID).digest(
  "base64",
);

// Byte 0: FIN and opcode; byte 1: mask bit and length; 2 or 8 more length bytes; 4 mask bytes.
export function maskedFrame(opcode: number, payload: Uint8Array, final = true): Uint8Array {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65536 ? 2 : 8;
  const head = Buffer.alloc(2 + extra + 4);
  head[0] = (final ? 0x80 : 0) | opcode;
  head[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) head.writeUInt16BE(length, 2);
  if (extra === 8) head.writeBigUInt64BE(BigInt(length), 2);
  // A mask of zeros is legal and leaves the payload as it is.
  return Buffer.concat([head, payload]);
}

function parseFrame(bytes: Buffer): { frame: RawFrame; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  let length = bytes[1]! & 0x7f;
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  if (bytes.length < start + length) return undefined;
  const payload = new Uint8Array(bytes.subarray(start, start + length));
  return { frame: { opcode: bytes[0]! & 0x0f, payload }, end: start + length };
}

/** Waits until a number stands still for a while: what was going to happen has happened. */
export async function settled(value: () => number): Promise<number> {
  const STILL_TURNS = 40;
  let last = value();
  for (let still = 0; still < STILL_TURNS; still++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (value() !== last) still = 0;
    last = value();
  }
  return last;
}

/** Waits until something holds; the test's own time limit ends it otherwise. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
