// Event objects of the bus (spec device-model 11, rest-api 7.2): `{"TOPIC": payload}`, in every
// format.
import type { TopicMember } from "../records/topic-contents.ts";
import { type EncodeOptions, encodeValue } from "./encode.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { packText } from "./msgpack-bytes.ts";
import { MsgpackWriter } from "./msgpack-writer.ts";

const encoder = new TextEncoder();

/**
 * The event as one message; a selection applies to each member's value. Line formats end in a
 * newline, msgpack is a string map.
 */
export function encodeEvent(
  members: readonly TopicMember[],
  payload: unknown,
  options: EncodeOptions,
): Uint8Array<ArrayBuffer> {
  const buffer = new ByteBuffer(4096);
  const packed = options.format === "msgpack";
  const lines = options.format === "ekjson" || options.format === "itjson";
  // Inside an object there are no lines; only the spelling of names stays.
  const inner = lines
    ? { ...options, format: options.format === "ekjson" ? "tjson" as const : "json" as const }
    : options;
  if (packed) new MsgpackWriter(options.nowSec, buffer).stringMapHeader(members.length);
  else buffer.ascii("{");
  members.forEach((member, at) => {
    buffer.raw(packed ? packText(member.key) : keyOf(member.key, at));
    buffer.raw(encodeValue(member.type, member.get(payload as never), inner));
  });
  if (!packed) buffer.ascii(lines ? "}\n" : "}");
  return buffer.take();
}

function keyOf(key: string, at: number): Uint8Array {
  return encoder.encode(`${at === 0 ? "" : ","}${JSON.stringify(key)}: `);
}
