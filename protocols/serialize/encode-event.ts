// Event objects of the bus as websocket messages (spec rest-api 7.2): `{"TOPIC": payload}`.
import type { TopicMember } from "../records/topic-contents.ts";
import { type EncodeOptions, encodeValue } from "./encode.ts";

const encoder = new TextEncoder();

/**
 * The event as one message in the JSON family; a selection applies to each member's value. Line
 * formats end in a newline.
 */
export function encodeEvent(
  members: readonly TopicMember[],
  payload: unknown,
  options: EncodeOptions,
): Uint8Array<ArrayBuffer> {
  const lines = options.format === "ekjson" || options.format === "itjson";
  const inner = lines
    ? { ...options, format: options.format === "ekjson" ? "tjson" as const : "json" as const }
    : options;
  const parts: Uint8Array[] = [];
  members.forEach((member, at) => {
    parts.push(encoder.encode(`${at === 0 ? "{" : ","}${JSON.stringify(member.key)}: `));
    parts.push(encodeValue(member.type, member.get(payload as never), inner));
  });
  parts.push(encoder.encode(`${members.length === 0 ? "{" : ""}}${lines ? "\n" : ""}`));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const message = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}
