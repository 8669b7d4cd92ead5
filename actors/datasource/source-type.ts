// What a datasource type is: one file in types/, one line in source-types.ts (spec device-model
// 7.3). A type knows how to recognise, list and open; life and failures are the machine's.
import type { PacketBatch } from "../../protocols/packet/packet-batch.ts";
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { SourceDefinition } from "./definition.ts";
import type { LiveCapture } from "./live-capture.ts";

/** What a type may use. */
export interface SourceContext {
  readonly platform: Platform;
  /** Undefined where there are no radios (browser, simulation). */
  readonly live: LiveCapture | undefined;
  /** Version text of this server, shown for sources that need no other program. */
  readonly version: string;
}

/** An interface found by a type. */
export interface FoundInterface {
  readonly interface: string;
  readonly captureInterface: string;
  readonly hardware: string;
  readonly version: string;
  /** What to write behind the interface's name to open it, `device=/dev/ttyUSB0`. */
  readonly options?: readonly string[];
}

/** What an opened source says of itself; it fills the record. */
export interface SourceInfo {
  /** For types that know the UUID of a source only once it is open. */
  readonly uuid?: string | undefined;
  readonly linkType: number;
  readonly captureInterface: string;
  readonly hardware: string;
  readonly version: string;
  readonly channel: string;
  readonly channels: readonly string[];
  /** Program and process that capture; "" and -1 inside the server. */
  readonly program: string;
  readonly processId: number;
  /** How it is tuned already, if it says so. */
  readonly tuned?: Tuned;
}

/** Why and how a source came to its end by itself. */
export interface SourceEnd {
  /** For the message log: "end of file". */
  readonly reason: string;
  /** A damage that ended it early; everything before was delivered. "" when there was none. */
  readonly warning: string;
}

/** How a source is tuned: to one channel, or over a list of them. */
export interface Tuning {
  readonly hopping: boolean;
  /** The one channel, in the source's own spelling; "" while hopping. */
  readonly channel: string;
  readonly hopChannels: readonly string[];
  /** Channels a second. */
  readonly hopRate: number;
  readonly hopShuffle: boolean;
  /** Position in the list to start from. */
  readonly hopOffset: number;
}

/** How a source says that it is tuned. */
export interface Tuned extends Tuning {
  /** Stride of the shuffle, 0 where it is not told. */
  readonly hopShuffleSkip: number;
}

/** What a session tells by itself, between packets. */
export interface SourceEvents {
  /** For people; what arrives is text from outside. */
  message(text: string, isError: boolean): void;
  tuned(tuned: Tuned): void;
  /** It describes itself anew. */
  described(info: SourceInfo): void;
}

export interface SourceOpening {
  /** Aborted when nobody waits for the session any more. */
  readonly signal: AbortSignal;
  readonly events: SourceEvents;
}

/** An opened source. */
export interface SourceSession {
  readonly info: SourceInfo;
  /** Nothing is read while it is paused (files); else packets are read and thrown away. */
  readonly holdsWhilePaused: boolean;
  /**
   * Fills the capture columns, link type and bytes of `batch`, which are valid until the next call.
   * True when it may have more (the count may be 0), false at the end or after `close()`. Rejects
   * or throws a DatasourceError when it fails.
   */
  next(batch: PacketBatch, faults: { add(fault: number): void }): boolean | Promise<boolean>;
  /** After `next` said false. */
  end(): SourceEnd;
  /** The latest warning of a running source, "" for none. */
  warning(): string;
  /**
   * Resolves with how the radio is tuned when it is; left out by sources that have no channels.
   * Packets must be read meanwhile. Rejects with a DatasourceError.
   */
  tune?(tuning: Tuning): Promise<Tuned>;
  /** Makes a waiting `next` return; safe to call twice. */
  close(): Promise<void>;
}

export interface SourceType {
  readonly driver: DriverRecord;
  /** Checksummed into the first part of UUIDs (spec external-protocol 5.6). */
  readonly uuidProgram: string;
  /** Files are not opened again after an error unless their definition says so. */
  readonly retryDefault: boolean | undefined;
  /** It came by itself, and comes again by itself: nobody here can open it again. */
  readonly isRemote?: boolean;
  /** It runs other programs, so it is asked together with others of its kind, after the rest. */
  readonly isHelper?: boolean;
  /**
   * Recognises its kind of interface; never throws for an interface that is none of its own. The
   * signal is aborted when the answer is not wanted any more.
   */
  probe(
    definition: SourceDefinition,
    context: SourceContext,
    signal: AbortSignal,
  ): Promise<boolean>;
  list?(context: SourceContext, signal: AbortSignal): Promise<FoundInterface[]>;
  /**
   * Last part of the UUID, 12 hex digits; undefined when nothing identifies the interface before it
   * is open (`SourceInfo.uuid`).
   */
  identify(definition: SourceDefinition, context: SourceContext): Promise<string | undefined>;
  /** Rejects with a DatasourceError whose message completes "could not open X: …". */
  open(
    definition: SourceDefinition,
    context: SourceContext,
    opening: SourceOpening,
  ): Promise<SourceSession>;
}
