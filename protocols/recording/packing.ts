// Deflate by the engine's own streams, which all engines have; a bound on what comes out keeps a
// small file from filling the memory.
import { joinBytes } from "../bytes.ts";

export function pack(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream("deflate-raw"), bytes, Infinity) as Promise<Uint8Array>;
}

/** The bytes, of which there must be `length`; undefined when they cannot be unpacked to that. */
export async function unpack(bytes: Uint8Array, length: number): Promise<Uint8Array | undefined> {
  try {
    const plain = await through(new DecompressionStream("deflate-raw"), bytes, length);
    return plain?.length === length ? plain : undefined;
  } catch {
    // The engines' errors differ and say less than "damaged", which the caller says.
    return undefined;
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  lengthMax: number,
): Promise<Uint8Array | undefined> {
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close());
  // What fails in writing fails in reading too, where it is told.
  written.catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > lengthMax) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(next.value);
  }
  return joinBytes(chunks);
}
