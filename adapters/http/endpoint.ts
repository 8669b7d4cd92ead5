// What an endpoint is: a plain object in one of the files of endpoints/, with everything that
// routing, documents and tests need to know of it.
import type { Login } from "../../actors/session/sessions.ts";
import type { RouteRole } from "../../actors/session/roles.ts";
import type { ValueType } from "../../protocols/records/field.ts";
import type { Format } from "../../protocols/serialize/encode.ts";
import type { JsonSchema, TableDescription } from "../../protocols/serialize/json-schema.ts";
import type { Selection } from "../../protocols/serialize/selection.ts";
import type { ByteSource, RequestConnection } from "../../runtime/platform.ts";
import type { Command } from "./command.ts";
import type { HttpContext } from "./context.ts";
import type { Wrapping } from "./record-chunks.ts";

/** Serializers of records; a route without one of these suffixes is another route. */
export const RECORD_SUFFIXES = ["json", "prettyjson", "ekjson", "itjson", "tjson", "msgpack"];
/** Commands, with the second spelling of 2016 to 2018. */
export const COMMAND_SUFFIXES = ["cmd", "jcmd"];
/** The dialect of 2016 alone. */
export const SEED_SUFFIXES = ["msgpack"];
/** The path is complete as it stands. */
export const NO_SUFFIX: readonly string[] = [];

export type Method = "GET" | "POST";

/** A parameter as documents and the types of clients show it. */
export type Parameter = {
  readonly name: string;
  /** `body`: member of the command object; `form`: variable of a form or of the query. */
  readonly in: "path" | "body" | "form";
  readonly required: boolean;
  readonly about: string;
} & ParameterType;

export type ParameterType =
  | { readonly type: "string" | "number" | "boolean" }
  /** What it is a list of, or which members it has. */
  | { readonly type: "list" | "object"; readonly schema: JsonSchema };

/** What a good answer holds, as documents and the types of clients show it. */
export type Result =
  | { readonly is: "record" | "map"; readonly of: ResultTable }
  | {
    readonly is: "list";
    readonly of: ResultTable;
    /** Name of the only member of an object that the list stands in. */
    readonly under?: string;
    /** A request may ask for a window of it, in an object of either style of tables. */
    readonly windows?: true;
    /** A request may ask for it in an object, under a name of its own. */
    readonly renamed?: true;
    /** Asked in msgpack it is in msgpack, whatever the suffix. */
    readonly packed?: true;
  }
  /** What no table describes: in every form like records, or as JSON whatever the suffix. */
  | { readonly is: "value" | "json"; readonly about: string; readonly schema: JsonSchema }
  | { readonly is: "text" | "html"; readonly about: string; readonly contentType?: string }
  | { readonly is: "bytes"; readonly about: string; readonly contentType: string };

/** "device" is the table of devices with the members of all PHYs. */
export type ResultTable = TableDescription | "device";

/** An answer of another status, beside those that every endpoint may give. */
export interface OtherAnswer {
  readonly about: string;
  /** Of its JSON; without one it is a sentence. */
  readonly schema?: JsonSchema;
}

export interface Endpoint {
  /** `/devices/by-key/{key}/device`: everything before the suffix. */
  readonly path: string;
  readonly methods: readonly Method[];
  readonly role: RouteRole;
  readonly suffixes: readonly string[];
  /** Name of a parameter that takes the rest of the path after the suffix. */
  readonly rest?: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly result: Result;
  /** Results of suffixes that give something else. */
  readonly results?: Readonly<Record<string, Result>>;
  /** Answers of statuses that mean something here which they do not mean everywhere. */
  readonly otherAnswers?: Readonly<Record<number, OtherAnswer>>;
  /** Readable without a login for clients of 2016, when the configuration allows it. */
  readonly seedReadable?: boolean;
  /** Bytes of a body, where they are more than of a command. */
  readonly bodyBytesMax?: number;
  /** It changes things whatever its suffix and method, so other sites' pages must not ask it. */
  readonly changesThings?: boolean;
  /** Always answered with a Basic challenge, also to browsers. */
  readonly challenge?: string;
  handle(call: Call): Answer | Promise<Answer>;
}

/** One request to an endpoint, after login and decoding. */
export interface Call {
  readonly context: HttpContext;
  readonly connection: RequestConnection;
  /** Undefined on public routes and for an embedding program. */
  readonly login: Login | undefined;
  /** Role of the caller; undefined without a login. */
  readonly role: string | undefined;
  /** Path parameters, percent-decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly suffix: string;
  readonly format: Format;
  /** Variables of the query and of the form; the form wins. */
  readonly variables: ReadonlyMap<string, string>;
  readonly command: Command;
  /** Server time in s, with its fraction. */
  readonly nowSec: number;
  /** Aborted when the request takes too long. */
  readonly signal: AbortSignal;
}

/** Bytes that are read one by one until there are none. */
export interface StreamSource extends ByteSource {
  /** The peer has gone. */
  cancel(): void;
}

/** What a handler gives back. */
export type Answer =
  /** One record, short list or scalar. */
  | {
    readonly kind: "value";
    readonly type: ValueType<unknown>;
    readonly value: unknown;
    readonly selection: Selection | undefined;
  }
  /** A list of any length, streamed. */
  | {
    readonly kind: "rows";
    readonly type: ValueType<unknown>;
    readonly rows: Iterable<unknown>;
    readonly selection: Selection | undefined;
    /** Members around the list. */
    readonly wrapping?: Wrapping | undefined;
    /** The format of the suffix when left out. */
    readonly format?: Format;
  }
  /** Keys and records, streamed. */
  | {
    readonly kind: "map";
    readonly type: ValueType<unknown>;
    readonly entries: Iterable<readonly [string, unknown]>;
    readonly selection: Selection | undefined;
  }
  | {
    readonly kind: "bytes";
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly contentType: string;
    /** Name under which a browser keeps it. */
    readonly filename: string;
  }
  /** Bytes as they come, for as long as there are some and the peer stays. */
  | {
    readonly kind: "stream";
    readonly source: StreamSource;
    readonly contentType: string;
    /** Name under which a browser keeps it. */
    readonly filename: string;
  }
  | {
    readonly kind: "text";
    readonly text: string;
    readonly status: number;
    /** Plain text when left out. */
    readonly contentType?: string;
  };

export function recordAnswer<R>(
  type: ValueType<R>,
  value: R,
  selection?: Selection | undefined,
): Answer {
  return { kind: "value", type: type as ValueType<unknown>, value, selection };
}

export function rowsAnswer<R>(
  type: ValueType<R>,
  rows: Iterable<R>,
  selection?: Selection | undefined,
  wrapping?: Wrapping | undefined,
): Answer & { kind: "rows" } {
  return { kind: "rows", type: type as ValueType<unknown>, rows, selection, wrapping };
}

export function textAnswer(text: string, status = 200, contentType?: string): Answer {
  return { kind: "text", text, status, ...contentType !== undefined && { contentType } };
}

/** JSON that no table describes. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return textAnswer(JSON.stringify(value), status, "application/json");
}

/** A file to keep. */
export function bytesAnswer(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
  filename: string,
): Answer {
  return { kind: "bytes", bytes, contentType, filename };
}
