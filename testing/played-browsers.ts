// The browsers of a scenario: clients of the server's websockets that read at their own pace, or not
// at all, leave pings unanswered, and vanish.
import type { SimulatedClient } from "../adapters/platform/simulated-network.ts";
import type {
  SimulatedSocket,
  SocketClose,
  SocketMessage,
} from "../adapters/platform/simulated-socket.ts";
import type { BrowserPart } from "../runtime/scenario/outsiders.ts";
import type { World } from "../runtime/scenario/world.ts";

/** Messages that are kept; older ones are only counted. */
export const KEPT_MESSAGES_MAX = 10_000;
const READ_EVERY_MS = 100;
const CLOSE_GOING_AWAY = 1001;

export class PlayedBrowser {
  readonly part: BrowserPart;
  /** Messages it has read, and the latest of them. */
  received = 0;
  readonly messages: SocketMessage[] = [];
  /** Connections that were made, and those that the server did not take. */
  connections = 0;
  refused = 0;
  pings = 0;
  /** How the latest connection ended, if it has. */
  closed: SocketClose | undefined = undefined;
  readonly #world: World;
  readonly #server: () => Promise<SimulatedClient>;
  #socket: SimulatedSocket | undefined = undefined;
  #over = false;

  constructor(part: BrowserPart, world: World, server: () => Promise<SimulatedClient>) {
    this.part = part;
    this.#world = world;
    this.#server = server;
    world.schedule(part.fromMs, () => void this.#connect());
    if (part.untilMs !== undefined) world.schedule(part.untilMs, () => this.end());
    for (const { fromMs, untilMs } of part.pauses) {
      world.schedule(fromMs, () => this.#socket?.pause());
      world.schedule(untilMs, () => this.#goOn());
    }
  }

  get isConnected(): boolean {
    return this.#socket !== undefined && this.#socket.closed === undefined;
  }

  /** It goes, and does not come again. */
  end(): void {
    this.#over = true;
    this.#look();
    if (this.part.vanishes) this.#socket?.drop();
    else this.#socket?.close(CLOSE_GOING_AWAY, "");
    this.#look();
  }

  async #connect(): Promise<void> {
    const { part } = this;
    if (this.#over) return;
    try {
      const client = await this.#server();
      const socket = this.#socket = await client.openSocket(part.path, { reading: false });
      this.connections += 1;
      this.closed = undefined;
      socket.answersPings = part.answersPings;
      for (const text of part.says) socket.sendText(text);
      this.#goOn();
      this.#readOn();
    } catch {
      // Whatever the server answered instead of the websocket.
      this.refused += 1;
      this.#return();
    }
  }

  get #isPaused(): boolean {
    const nowMs = this.#world.nowMs;
    return this.part.pauses.some(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs);
  }

  #goOn(): void {
    if (!this.#isPaused && this.part.bytesPerSecond === Infinity) this.#socket?.resume();
  }

  #readOn(): void {
    const { bytesPerSecond } = this.part;
    const isSlow = bytesPerSecond !== Infinity && !this.#isPaused;
    if (isSlow) this.#socket?.read(bytesPerSecond * READ_EVERY_MS / 1000);
    this.#look();
    if (this.#socket !== undefined) {
      this.#world.schedule(this.#world.nowMs + READ_EVERY_MS, () => this.#readOn());
    }
  }

  /** Takes what was read, so that a long run keeps only the latest. */
  #look(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.received += socket.messages.length;
    for (const message of socket.messages.splice(0)) this.messages.push(message);
    const over = this.messages.length - KEPT_MESSAGES_MAX;
    if (over > 0) this.messages.splice(0, over);
    this.pings = socket.pings;
    if (socket.closed === undefined) return;
    this.closed = socket.closed;
    this.#socket = undefined;
    this.#return();
  }

  #return(): void {
    const { returnsAfterMs } = this.part;
    if (this.#over || returnsAfterMs === undefined) return;
    this.#world.schedule(this.#world.nowMs + returnsAfterMs, () => void this.#connect());
  }
}
