// What carries the frames of a sensor elsewhere, with what there is to tell of it.
import type { FrameLink } from "../helper/frame-link.ts";

export interface RemoteLink extends FrameLink {
  readonly transport: "tcp" | "websocket";
  /** Where the peer is. */
  readonly address: string;
  /** Name of its login, "" where there are none. */
  readonly login: string;
  readonly receivedBytes: number;
  /** When something arrived last. */
  readonly lastHeardMs: number;
  /** Bytes that arrived and wait to be read. */
  readonly waitingBytes: number;
  /** Bytes that were thrown away because too many waited. */
  readonly lostBytes: number;
}
