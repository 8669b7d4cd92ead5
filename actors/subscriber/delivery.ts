// What one websocket peer still has to get: a bounded queue between the bus and a peer that may read
// slowly or not at all (spec rest-api 7.1). Events wait as references, are encoded in time slices,
// and go out while the peer's own backlog is short. Nothing here costs anything between events.
import type { BusEvent } from "../../runtime/topics.ts";
import type { SocketPeer } from "../../runtime/platform.ts";

/** Encoded messages and bytes (with the peer's backlog) that may wait for a slow reader. */
export const QUEUE_MESSAGES_MAX = 1024;
export const QUEUE_BYTES_MAX = 4 * 1024 * 1024;
/**
 * Events that may wait to be encoded at all. Larger than the queue because one batch of packets can
 * announce more than 1024 things before the loop turns once: a burst is not yet a slow reader.
 */
export const BURST_EVENTS_MAX = 8192;
/** Messages are handed to the peer only while it has less than this to send. */
export const PEER_BACKLOG_BYTES = 512 * 1024;
/** Producers that can wait (monitors) stop at this much of the queue. */
const ROOM_MESSAGES = QUEUE_MESSAGES_MAX / 4;
const ROOM_BYTES = QUEUE_BYTES_MAX / 4;
/** Emptied places at the front of the list before it is cut. */
const COMPACT_AT = 512;

/** Where messages of one subscription come from, and its newest waiting ones by topic. */
export interface DeliverySource {
  /** The bytes of an event; undefined when this subscription has nothing to say about it. */
  encode(event: BusEvent): Uint8Array | undefined;
  /** Waiting messages that a newer one of the same topic replaces. */
  readonly replaceable: Map<string, QueuedMessage>;
}

/** One waiting message: an event until it is encoded, then only bytes. */
export interface QueuedMessage {
  event: BusEvent | undefined;
  source: DeliverySource | undefined;
  bytes: Uint8Array | undefined;
  /** The topic, for messages that a newer one replaces. */
  readonly replaceableTopic: string | undefined;
  /** Taken out of the middle of the queue: skipped. */
  gone: boolean;
}

export interface DeliveryInput {
  /** Asks for `step` to be called in a later turn of the loop. */
  schedule(step: (deadlineMs: number) => boolean): void;
  nowMs(): number;
  /** The queue is full of messages that must not be dropped: the peer has to go. */
  overflowed(): void;
}

export class Delivery {
  readonly #input: DeliveryInput;
  readonly #step = (deadlineMs: number): boolean => this.#run(deadlineMs);
  #peer: SocketPeer | undefined = undefined;
  #queue: QueuedMessage[] = [];
  #head = 0;
  /** Index of the first message that is not encoded. */
  #encodedEnd = 0;
  #scheduled = false;
  #stopped = false;
  #waitingForRoom: (() => void)[] = [];
  #backlogSeen = 0;
  /** Waiting messages, and those of them that are encoded. */
  depth = 0;
  encoded = 0;
  bytes = 0;
  highWater = 0;
  sent = 0;
  sentBytes = 0;
  /** Replaced by a newer message of their topic. */
  coalesced = 0;
  /** Lost because the queue was full or the peer had gone. */
  dropped = 0;
  encodeFailures = 0;

  constructor(input: DeliveryInput) {
    this.#input = input;
  }

  attach(peer: SocketPeer): void {
    this.#peer = peer;
    if (this.depth > 0) this.#schedule();
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Bytes that the engine holds for this peer. */
  get backlogBytes(): number {
    return this.#backlogSeen = this.#stopped ? 0 : this.#peer?.bufferedBytes() ?? 0;
  }

  /** Bytes that wait here, and in the engine as of the last look. */
  get heldBytes(): number {
    return this.bytes + (this.#stopped ? 0 : this.#backlogSeen);
  }

  /** The peer has to go, for reasons outside this queue. */
  overflow(): void {
    if (!this.#stopped) this.#input.overflowed();
  }

  /** Queues an event; called inside `publish`, so it only takes a note. */
  push(event: BusEvent, source: DeliverySource, replaceable: boolean): void {
    if (this.#stopped) return;
    if (replaceable) {
      const older = source.replaceable.get(event.topic);
      if (older !== undefined) {
        this.coalesced++;
        this.#takeOut(older);
      }
    }
    const message: QueuedMessage = {
      event,
      source,
      bytes: undefined,
      replaceableTopic: replaceable ? event.topic : undefined,
      gone: false,
    };
    if (replaceable) source.replaceable.set(event.topic, message);
    this.#append(message);
    if (this.depth > BURST_EVENTS_MAX) this.#shed();
  }

  /** Queues bytes of a producer that asks `hasRoom` first. */
  pushBytes(bytes: Uint8Array): void {
    if (this.#stopped) return;
    // Behind events that are not encoded yet, which keeps the order.
    this.#append({
      event: undefined,
      source: undefined,
      bytes,
      replaceableTopic: undefined,
      gone: false,
    });
  }

  get hasRoom(): boolean {
    return this.depth < ROOM_MESSAGES && this.bytes + this.backlogBytes < ROOM_BYTES;
  }

  /** Calls back once, when there is room again; never after `stop`. */
  whenRoom(callback: () => void): void {
    this.#waitingForRoom.push(callback);
  }

  /** The peer has sent what it had. */
  drained(): void {
    this.#backlogSeen = 0;
    if (this.depth > 0) this.#schedule();
    else this.#tellRoom();
  }

  /** Forgets everything; nothing is taken or sent any more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.dropped += this.depth;
    this.#queue = [];
    this.#head = 0;
    this.#encodedEnd = 0;
    this.depth = 0;
    this.encoded = 0;
    this.bytes = 0;
    this.#waitingForRoom = [];
    this.#peer = undefined;
  }

  #append(message: QueuedMessage): void {
    this.#queue.push(message);
    this.depth++;
    if (this.depth > this.highWater) this.highWater = this.depth;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped || this.#peer === undefined) return;
    this.#scheduled = true;
    this.#input.schedule(this.#step);
  }

  /** Encodes and sends until the deadline; true when there is nothing to do for now. */
  #run(deadlineMs: number): boolean {
    while (!this.#stopped) {
      const sent = this.#sendOne();
      const busy = sent || this.#encodeOne();
      if (!busy) break;
      if (this.#input.nowMs() >= deadlineMs) return false;
    }
    this.#scheduled = false;
    if (!this.#stopped) this.#tellRoom();
    return true;
  }

  /** Hands the first message to the peer, if that has room for it; true when it did something. */
  #sendOne(): boolean {
    const peer = this.#peer;
    if (this.depth === 0 || peer === undefined) return false;
    if (this.backlogBytes >= PEER_BACKLOG_BYTES) return false;
    const message = this.#queue[this.#head]!;
    if (message.gone) {
      this.#dropFront();
      return true;
    }
    if (message.bytes === undefined) return this.#encodeOne();
    if (this.#encodedEnd <= this.#head) this.#count(message);
    this.#dropFront();
    this.depth--;
    this.encoded--;
    this.bytes -= message.bytes.length;
    this.#forgetReplaceable(message);
    this.sent++;
    this.sentBytes += message.bytes.length;
    peer.sendText(message.bytes);
    return true;
  }

  /** Encodes the first message that is not; true when it did something. */
  #encodeOne(): boolean {
    const message = this.#queue[this.#encodedEnd];
    if (message === undefined) return false;
    if (message.gone) {
      this.#encodedEnd++;
      return true;
    }
    if (message.bytes === undefined) {
      message.bytes = this.#encode(message);
      message.event = undefined;
      if (message.bytes === undefined) {
        this.#forgetReplaceable(message);
        message.gone = true;
        this.depth--;
        this.#encodedEnd++;
        return true;
      }
    }
    this.#count(message);
    // The very first message may be larger than the limit: it is what the peer is waiting for.
    if (
      this.encoded > QUEUE_MESSAGES_MAX ||
      (this.encoded > 1 && this.bytes + this.backlogBytes > QUEUE_BYTES_MAX)
    ) {
      this.#shed();
    }
    return true;
  }

  #count(message: QueuedMessage): void {
    this.#encodedEnd++;
    this.encoded++;
    this.bytes += message.bytes!.length;
  }

  #encode(message: QueuedMessage): Uint8Array | undefined {
    try {
      return message.source!.encode(message.event!);
    } catch {
      // A record that cannot be written must not end the peers of all others; it is counted.
      this.encodeFailures++;
      return undefined;
    }
  }

  /** Over a limit: the oldest once-a-second message goes, or, when there is none, the peer. */
  #shed(): void {
    for (let index = this.#head; index < this.#queue.length; index++) {
      const message = this.#queue[index]!;
      if (message.gone || message.replaceableTopic === undefined) continue;
      this.dropped++;
      this.#takeOut(message);
      return;
    }
    this.#input.overflowed();
  }

  #takeOut(message: QueuedMessage): void {
    this.#forgetReplaceable(message);
    message.gone = true;
    this.depth--;
    if (message.bytes !== undefined && message.event === undefined) {
      this.encoded--;
      this.bytes -= message.bytes.length;
    }
    message.event = undefined;
    message.bytes = undefined;
    // A stalled peer's list would otherwise grow by the emptied places of each second.
    if (this.#queue.length - this.#head > 2 * this.depth + COMPACT_AT) this.#compact();
  }

  #forgetReplaceable(message: QueuedMessage): void {
    const topic = message.replaceableTopic;
    if (topic !== undefined && message.source?.replaceable.get(topic) === message) {
      message.source.replaceable.delete(topic);
    }
  }

  #dropFront(): void {
    this.#head++;
    if (this.#encodedEnd < this.#head) this.#encodedEnd = this.#head;
    if (this.#head >= COMPACT_AT) this.#compact();
  }

  #compact(): void {
    const encodedEnd = this.#encodedEnd;
    let kept = 0;
    let keptEncoded = 0;
    for (let index = this.#head; index < this.#queue.length; index++) {
      const message = this.#queue[index]!;
      if (message.gone) continue;
      this.#queue[kept++] = message;
      if (index < encodedEnd) keptEncoded = kept;
    }
    this.#queue.length = kept;
    this.#head = 0;
    this.#encodedEnd = keptEncoded;
  }

  #tellRoom(): void {
    if (this.#waitingForRoom.length === 0 || !this.hasRoom) return;
    for (const callback of this.#waitingForRoom.splice(0)) callback();
  }
}
