// From a handler's answer to a response. Short answers are one body; long ones are made piece by
// piece as the peer takes them, in time slices, and stop being made when it goes away.
import { joinBytes } from "../../protocols/bytes.ts";
import type { EncodeOptions } from "../../protocols/serialize/encode.ts";
import { encodeValue } from "../../protocols/serialize/encode.ts";
import type { TimeSlices } from "../../runtime/time-slices.ts";
import type { Answer, Call, StreamSource } from "./endpoint.ts";
import { mapChunks, rowChunks } from "./record-chunks.ts";
import { CONTENT_TYPES } from "./static-files.ts";

type Chunk = Uint8Array<ArrayBuffer>;
type Chunks = Generator<Chunk, void, void>;

export const PLAIN_TEXT = "text/plain; charset=utf-8";

/** An answer that is complete below this goes out as one body. */
export const WHOLE_BODY_BYTES = 64 * 1024;

export async function respond(answer: Answer, call: Call): Promise<Response> {
  if (answer.kind === "text") {
    return new Response(answer.text, {
      status: answer.status,
      headers: { "content-type": answer.contentType ?? PLAIN_TEXT },
    });
  }
  if (answer.kind === "bytes") {
    return new Response(answer.bytes, {
      headers: {
        "content-type": answer.contentType,
        "content-disposition": `attachment; filename="${answer.filename}"`,
      },
    });
  }
  if (answer.kind === "stream") {
    return new Response(bytesOf(answer.source), {
      headers: {
        "content-type": answer.contentType,
        "content-disposition": `attachment; filename="${answer.filename}"`,
      },
    });
  }
  const format = answer.kind === "rows" ? answer.format : undefined;
  const headers = { "content-type": contentTypeOfSuffix(format ?? call.suffix) };
  const options: EncodeOptions = {
    format: format ?? call.format,
    selection: answer.selection,
    nowSec: Math.floor(call.nowSec),
  };
  if (answer.kind === "value") {
    return new Response(encodeValue(answer.type, answer.value, options), { headers });
  }
  const chunks = answer.kind === "rows"
    ? rowChunks(answer.type, answer.rows, options, answer.wrapping)
    : mapChunks(answer.type, answer.entries, options);
  const { slices } = call.context;
  const start = await slices.run(takePiece(chunks), call.signal);
  if (start.done) return new Response(start.bytes, { headers });
  return new Response(streamOf(start.bytes, chunks, slices), { headers });
}

export function contentTypeOfSuffix(suffix: string): string {
  switch (suffix) {
    case "json":
    case "prettyjson":
    case "ekjson":
    case "itjson":
    case "tjson":
    case "cmd":
    case "jcmd":
      return "application/json";
    case "msgpack":
      return "application/msgpack";
    default:
      return CONTENT_TYPES.get(suffix) ?? "text/plain; charset=utf-8";
  }
}

/** Pulled by the peer: nothing is made ahead of it. */
function streamOf(first: Chunk, chunks: Chunks, slices: TimeSlices): ReadableStream<Uint8Array> {
  const cancelled = new AbortController();
  let waiting: Chunk | undefined = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (waiting !== undefined) {
        const bytes = waiting;
        waiting = undefined;
        controller.enqueue(bytes);
        return;
      }
      const piece = await slices.run(takePiece(chunks), cancelled.signal);
      if (cancelled.signal.aborted) return;
      if (piece.bytes.length > 0) controller.enqueue(piece.bytes);
      if (piece.done) controller.close();
    },
    cancel() {
      cancelled.abort(new Error("the peer has gone"));
      chunks.return();
    },
  }, { highWaterMark: 0 });
}

/** Read when the peer can take more, so what it does not take stays where it is bounded. */
function bytesOf(source: StreamSource): ReadableStream<Uint8Array> {
  let gone = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = await source.read();
      if (gone) return;
      if (bytes === undefined) controller.close();
      else controller.enqueue(bytes);
    },
    cancel() {
      gone = true;
      source.cancel();
    },
  }, { highWaterMark: 0 });
}

/** Chunks up to the size of one body; they may be small, and each write to a peer costs. */
function* takePiece(chunks: Chunks): Generator<void, { bytes: Chunk; done: boolean }, void> {
  const parts: Chunk[] = [];
  let size = 0;
  for (;;) {
    const next = chunks.next();
    if (next.done) return { bytes: joinBytes(parts), done: true };
    parts.push(next.value);
    size += next.value.length;
    if (size >= WHOLE_BODY_BYTES) return { bytes: joinBytes(parts), done: false };
    yield;
  }
}
