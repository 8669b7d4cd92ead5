// Gzip in front of a capture (RFC 1952), taken off by the engine's own DecompressionStream. What
// was good before a damage is kept.

/** The first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacked chunks, pulled as they are wanted. */
export interface GunzipReader {
  /** The next chunk; undefined at the end or at a damage. */
  read(): Promise<Uint8Array | undefined>;
  /** Why it ended early, "" when it did not. */
  readonly damage: string;
  close(): Promise<void>;
}

/** Unpacks what `pull` gives; `pull` is asked only when more is needed. */
export function gunzip(pull: () => Promise<Uint8Array | undefined>): GunzipReader {
  let damage = "";
  let failure: unknown;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const chunk = await pull();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
      } catch (error) {
        failure = error;
        controller.error(error);
      }
    },
  }, { highWaterMark: 0 });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  return {
    async read() {
      if (damage !== "") return undefined;
      try {
        const { value, done } = await reader.read();
        return done ? undefined : value;
      } catch (error) {
        // The engines word it differently ("unexpected end of file", "corrupt"); it means one thing.
        if (failure !== undefined) throw failure;
        damage = "the compressed file is damaged or cut off";
        void error;
        return undefined;
      }
    },
    get damage() {
      return damage;
    },
    async close() {
      await reader.cancel().catch(() => {});
    },
  };
}
