// What helpers, capture tools and servers tell each other, the same for the three framings
// (external-protocol 2.4, 3.1): the table of messages, their names on the wire, and their contents.

export const SEVERITY_DEBUG = 1;
export const SEVERITY_INFO = 2;
export const SEVERITY_ERROR = 4;
export const SEVERITY_ALERT = 8;
export const SEVERITY_FATAL = 16;

/** A hop request or report; what is left out keeps its present value. */
export interface HopBlock {
  /** Hops a second. */
  readonly rate?: number | undefined;
  readonly shuffle?: boolean | undefined;
  readonly shuffleSkip?: number | undefined;
  readonly offset?: number | undefined;
  readonly channels?: readonly string[] | undefined;
  /** A number in configure reports, a truth value in open reports; servers never read it. */
  readonly enabled?: boolean | number | undefined;
}

export interface InterfaceBlock {
  readonly interface?: string | undefined;
  /** Options, comma separated. */
  readonly flags?: string | undefined;
  readonly hardware?: string | undefined;
  readonly captureInterface?: string | undefined;
  readonly channel?: string | undefined;
  readonly channels?: readonly string[] | undefined;
}

/** The part that every answer has. */
interface Answer {
  /** Number of the request; 0 when nobody asked. */
  readonly request: number;
  readonly ok: boolean;
  readonly message?: string | undefined;
}

export interface MessageContents {
  ping: object;
  pong: { readonly request: number };
  message: { readonly severity: number; readonly text: string };
  shutdown: { readonly reason: string };
  register: { readonly subsystem: string };
  error: Answer;
  warning: { readonly text: string };
  probeRequest: { readonly definition: string };
  probeReport: Answer & { readonly interface: InterfaceBlock };
  openRequest: { readonly definition: string };
  openReport: Answer & {
    readonly linkType?: number | undefined;
    readonly captureInterface?: string | undefined;
    readonly channels?: readonly string[] | undefined;
    readonly channel?: string | undefined;
    readonly hop?: HopBlock | undefined;
    readonly hardware?: string | undefined;
    readonly uuid?: string | undefined;
    readonly version?: string | undefined;
    readonly warning?: string | undefined;
  };
  listRequest: object;
  listReport: Answer & {
    readonly interfaces: readonly InterfaceBlock[];
    readonly version?: string | undefined;
  };
  configureRequest: {
    readonly channel?: string | undefined;
    readonly hop?: HopBlock | undefined;
  };
  configureReport: Answer & {
    readonly channel?: string | undefined;
    readonly hop?: HopBlock | undefined;
    readonly warning?: string | undefined;
  };
  /** A device that the Bluetooth tool of 2020 has heard. */
  bluetoothReport: {
    readonly address: string;
    readonly name: string;
    readonly type: number;
    /** Microseconds since 1970. */
    readonly timestampUs: number;
  };
  newSource: { readonly definition: string; readonly sourceType: string; readonly uuid: string };
  closeSource: object;
  eventRegister: { readonly events: readonly string[] };
  event: { readonly json: string };
  eventPublish: { readonly topic: string; readonly json: string };
  uriRegister: { readonly uri: string; readonly method: string };
  httpRequest: {
    readonly id: number;
    readonly uri: string;
    readonly method: string;
    readonly variables: readonly NameAndValue[];
  };
  httpCancel: { readonly id: number };
  httpResponse: {
    readonly id: number;
    readonly headers: readonly NameAndValue[];
    readonly content?: Uint8Array | undefined;
    readonly status?: number | undefined;
    readonly close?: boolean | undefined;
  };
  authRequest: object;
  authToken: { readonly token: string };
}

export type NameAndValue = readonly [name: string, value: string];

export type MessageKind = keyof MessageContents;
export type ExternalMessage = {
  [K in MessageKind]: { readonly kind: K } & MessageContents[K];
}[MessageKind];
export type MessageOf<K extends MessageKind> = Extract<ExternalMessage, { readonly kind: K }>;

/** Kinds of frames; a data report is hot and has a reader of its own (data-report.ts). */
export type FrameKind = MessageKind | "dataReport" | "unknown";

interface WireName {
  readonly kind: Exclude<FrameKind, "unknown">;
  /** Name in the original and the second framing; "" where it does not exist there. */
  readonly command: string;
  /** Number in the third framing; 0 where it does not exist there. */
  readonly type: number;
}

/** Every message; the most frequent first, and the names that are sent before their aliases. */
export const WIRE_NAMES: readonly WireName[] = [
  { kind: "dataReport", command: "KDSDATAREPORT", type: 16 },
  { kind: "bluetoothReport", command: "LBTDATAREPORT", type: 0 },
  { kind: "ping", command: "PING", type: 2 },
  { kind: "pong", command: "PONG", type: 3 },
  { kind: "message", command: "MESSAGE", type: 5 },
  { kind: "register", command: "SYSTEMREGISTER", type: 1 },
  { kind: "shutdown", command: "SHUTDOWN", type: 4 },
  { kind: "error", command: "KDSERRORREPORT", type: 6 },
  // What a widely used helper library sends by mistake.
  { kind: "error", command: "KDSERROR", type: 0 },
  { kind: "warning", command: "KDSWARNINGREPORT", type: 0 },
  { kind: "probeRequest", command: "KDSPROBESOURCE", type: 10 },
  { kind: "probeReport", command: "KDSPROBESOURCEREPORT", type: 11 },
  { kind: "openRequest", command: "KDSOPENSOURCE", type: 12 },
  { kind: "openReport", command: "KDSOPENSOURCEREPORT", type: 13 },
  { kind: "listRequest", command: "KDSLISTINTERFACES", type: 14 },
  { kind: "listReport", command: "KDSINTERFACESREPORT", type: 15 },
  { kind: "configureRequest", command: "KDSCONFIGURE", type: 17 },
  { kind: "configureReport", command: "KDSCONFIGUREREPORT", type: 18 },
  { kind: "newSource", command: "KDSNEWSOURCE", type: 19 },
  { kind: "closeSource", command: "KDSCLOSEDATASOURCE", type: 0 },
  { kind: "eventRegister", command: "EVENTBUSREGISTER", type: 32 },
  { kind: "event", command: "EVENT", type: 33 },
  { kind: "eventPublish", command: "EVENTBUSPUBLISH", type: 34 },
  { kind: "uriRegister", command: "HTTPREGISTERURI", type: 64 },
  { kind: "httpRequest", command: "HTTPREQUEST", type: 65 },
  { kind: "httpCancel", command: "HTTPREQUESTCANCEL", type: 66 },
  { kind: "httpResponse", command: "HTTPRESPONSE", type: 67 },
  { kind: "authRequest", command: "HTTPAUTHREQ", type: 68 },
  // The documents call it so; no release ever sent it.
  { kind: "authRequest", command: "HTTPREQUESTAUTH", type: 0 },
  { kind: "authToken", command: "HTTPAUTH", type: 69 },
];
