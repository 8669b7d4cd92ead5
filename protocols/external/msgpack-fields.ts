// Contents of messages in the third framing (external-protocol 3.2), as tables: keys, names and types,
// in the order in which the existing tools and servers write them.
import type { MessageKind } from "./messages.ts";

/** `text+` also takes binaries; `truth` is written as it is given, a truth value or a number. */
export type MsgpackType =
  | "u32"
  | "text"
  | "text+"
  | "texts"
  | "bytes"
  | "flag"
  | "truth"
  | "float32"
  | "pairs"
  | readonly MsgpackField[]
  | { readonly listOf: readonly MsgpackField[] };

export interface MsgpackField {
  readonly key: number;
  readonly name: string;
  readonly type: MsgpackType;
  /** A payload without it is refused. */
  readonly required?: boolean;
  /** Written as empty where there is none. */
  readonly always?: boolean;
}

const HOP: readonly MsgpackField[] = [
  { key: 1, name: "rate", type: "float32" },
  { key: 2, name: "shuffle", type: "flag" },
  { key: 3, name: "shuffleSkip", type: "u32" },
  { key: 4, name: "offset", type: "u32" },
  { key: 5, name: "channels", type: "texts" },
  { key: 6, name: "enabled", type: "truth" },
];
/** Tools report the list first. */
const REPORTED_HOP = [5, 1, 2, 4, 3, 6].map((key) => HOP.find((field) => field.key === key)!);

const INTERFACE: readonly MsgpackField[] = [
  { key: 4, name: "captureInterface", type: "text" },
  { key: 1, name: "interface", type: "text" },
  { key: 2, name: "flags", type: "text" },
  { key: 3, name: "hardware", type: "text" },
  { key: 5, name: "channel", type: "text" },
  { key: 6, name: "channels", type: "texts" },
];

const REQUEST: MsgpackField = { key: 1, name: "request", type: "u32", required: true };
const DEFINITION: MsgpackField = { key: 1, name: "definition", type: "text", required: true };
const ID: MsgpackField = { key: 1, name: "id", type: "u32", required: true };

/** Messages that exist in the third framing; an empty list is an empty payload. */
export const MSGPACK_FIELDS: Readonly<Partial<Record<MessageKind, readonly MsgpackField[]>>> = {
  ping: [],
  pong: [],
  listRequest: [],
  authRequest: [],
  register: [{ key: 1, name: "subsystem", type: "text", required: true }],
  shutdown: [{ key: 1, name: "reason", type: "text" }],
  message: [
    { key: 1, name: "severity", type: "u32", required: true },
    { key: 2, name: "text", type: "text", required: true },
  ],
  error: [{ key: 1, name: "message", type: "text" }],
  probeRequest: [DEFINITION],
  probeReport: [
    { key: 3, name: "message", type: "text+" },
    REQUEST,
    { key: 2, name: "interface", type: INTERFACE },
  ],
  openRequest: [DEFINITION],
  openReport: [
    { key: 9, name: "message", type: "text+" },
    REQUEST,
    { key: 2, name: "linkType", type: "u32" },
    { key: 10, name: "version", type: "text+" },
    { key: 8, name: "uuid", type: "text" },
    { key: 3, name: "captureInterface", type: "text" },
    { key: 7, name: "hardware", type: "text" },
    { key: 5, name: "channel", type: "text" },
    { key: 4, name: "channels", type: "texts" },
    { key: 6, name: "hop", type: REPORTED_HOP },
  ],
  listReport: [
    REQUEST,
    { key: 4, name: "version", type: "text+" },
    { key: 3, name: "message", type: "text+" },
    { key: 2, name: "interfaces", type: { listOf: INTERFACE }, always: true },
  ],
  configureRequest: [
    { key: 1, name: "channel", type: "text" },
    { key: 2, name: "hop", type: HOP },
  ],
  configureReport: [
    { key: 4, name: "message", type: "text+" },
    REQUEST,
    { key: 2, name: "channel", type: "text" },
    { key: 3, name: "hop", type: REPORTED_HOP },
  ],
  newSource: [
    DEFINITION,
    { key: 2, name: "sourceType", type: "text", required: true },
    { key: 3, name: "uuid", type: "text", required: true },
  ],
  eventRegister: [{ key: 1, name: "events", type: "texts", required: true }],
  event: [{ key: 1, name: "json", type: "text", required: true }],
  eventPublish: [
    { key: 1, name: "topic", type: "text", required: true },
    { key: 2, name: "json", type: "text", required: true },
  ],
  uriRegister: [
    { key: 1, name: "uri", type: "text", required: true },
    { key: 2, name: "method", type: "text", required: true },
  ],
  httpRequest: [
    ID,
    { key: 2, name: "uri", type: "text", required: true },
    { key: 3, name: "method", type: "text", required: true },
    { key: 4, name: "variables", type: "pairs" },
  ],
  httpCancel: [ID],
  httpResponse: [
    ID,
    { key: 2, name: "headers", type: "pairs" },
    { key: 3, name: "content", type: "bytes" },
    { key: 4, name: "status", type: "u32" },
    { key: 5, name: "close", type: "flag" },
  ],
  authToken: [
    { key: 1, name: "token", type: "text" },
    // Where the reference of 2025 puts it; peers of either find theirs.
    { key: 69, name: "token", type: "text" },
  ],
};
