// What carries the frames of one helper: two pipes of a child process, a TCP connection, a websocket.
// Who speaks over it does not know which.

export interface FrameLink {
  /** One read is one frame, never more or less (websockets); else bytes of a stream. */
  readonly wholeMessages: boolean;
  /** The next bytes, which nobody changes any more; undefined at the end. Not reading slows the peer. */
  read(): Promise<Uint8Array | undefined>;
  /** Takes one frame; resolves when the peer can take another. Rejects when the peer has gone. */
  write(frame: Uint8Array): Promise<void>;
  /** Ends it from this side; `read` then gives undefined. Resolves when nothing of it is left. */
  close(): Promise<void>;
  /** Why it ended by itself, as the second half of a sentence: "it ended with status 1". */
  ending(): Promise<string>;
}
