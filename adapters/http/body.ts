// Request bodies: read with a limit, then decoded as a command by what the client says it is (spec
// rest-api 1.1, 3). Every way of sending an object that clients ever used is accepted.
import { joinBytes } from "../../protocols/bytes.ts";
import { decode } from "@msgpack/msgpack";
import { HTTPException } from "hono/http-exception";
import { Command } from "./command.ts";
import { badRequest } from "./errors.ts";
import { parseVariables } from "./variables.ts";

/** Exactly this many are accepted. */
export const BODY_BYTES_MAX = 100_000;

const decoder = new TextDecoder();

export interface DecodedBody {
  readonly command: Command;
  /** Variables of a form; empty for other bodies. */
  readonly variables: ReadonlyMap<string, string>;
}

const EMPTY: DecodedBody = { command: new Command(undefined), variables: new Map() };

/** Reads the whole body; throws 413 as soon as it is too long, without reading on. */
export async function readBody(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > limit) throw tooLarge(limit);
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const stop = (): void => {
    reader.cancel(signal.reason).catch(() => {
      // The peer is gone: there is nothing left to cancel.
    });
  };
  signal.addEventListener("abort", stop, { once: true });
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw badRequest("the body could not be read");
      });
      signal.throwIfAborted();
      if (done) break;
      size += value.length;
      if (size > limit) {
        stop();
        throw tooLarge(limit);
      }
      parts.push(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return joinBytes(parts);
}

/** The command in a body; throws 400 for what cannot be parsed or is no object. */
export async function decodeBody(
  contentType: string | null,
  bytes: Uint8Array,
): Promise<DecodedBody> {
  const mediaType = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  switch (mediaType) {
    case "application/json":
      return { ...EMPTY, command: parseJson(decoder.decode(bytes)) };
    case "application/msgpack":
    case "application/x-msgpack":
      return { ...EMPTY, command: parseMsgpack(bytes) };
    case "application/x-www-form-urlencoded":
      return fromVariables(parseVariables(decoder.decode(bytes), true));
    case "multipart/form-data":
      return fromVariables(await parseMultipart(contentType!, bytes));
    case "":
      // Old scripts send an object and do not say so.
      return bytes[0] === 0x7b ? { ...EMPTY, command: parseJson(decoder.decode(bytes)) } : EMPTY;
    default:
      return EMPTY;
  }
}

function fromVariables(variables: ReadonlyMap<string, string>): DecodedBody {
  const packed = variables.get("msgpack");
  if (packed !== undefined) {
    return { command: parseMsgpack(fromBase64(packed)), variables };
  }
  const json = variables.get("json");
  return { command: json === undefined ? EMPTY.command : parseJson(json), variables };
}

function parseJson(text: string): Command {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("the command is not JSON");
  }
  return commandOf(value, false);
}

function parseMsgpack(bytes: Uint8Array): Command {
  let value: unknown;
  try {
    value = decode(bytes, {
      maxStrLength: BODY_BYTES_MAX,
      maxBinLength: BODY_BYTES_MAX,
      maxArrayLength: BODY_BYTES_MAX,
      maxMapLength: BODY_BYTES_MAX,
      maxExtLength: BODY_BYTES_MAX,
    });
  } catch {
    throw badRequest("the command is not msgpack");
  }
  return commandOf(value, true);
}

function commandOf(value: unknown, packed: boolean): Command {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest("the command is not an object");
  }
  return new Command(value as Record<string, unknown>, packed);
}

/** Standard or URL alphabet, padding or not; a plus sign that became a space is put back. */
function fromBase64(text: string): Uint8Array {
  const standard = text.trim().replaceAll(" ", "+").replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.from(atob(standard.replace(/=+$/, "")), (char) => char.charCodeAt(0));
  } catch {
    throw badRequest("the command is not base64");
  }
}

async function parseMultipart(
  contentType: string,
  bytes: Uint8Array,
): Promise<Map<string, string>> {
  let form: FormData;
  try {
    const body = bytes as Uint8Array<ArrayBuffer>;
    form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw badRequest("the form cannot be read");
  }
  const variables = new Map<string, string>();
  for (const [name, content] of form) {
    variables.set(name, typeof content === "string" ? content : await content.text());
  }
  // Not every engine rejects a body without any part in it.
  if (variables.size === 0) throw badRequest("the form cannot be read");
  return variables;
}

function tooLarge(limit: number): HTTPException {
  return new HTTPException(413, { message: `The body is longer than ${limit} bytes` });
}
