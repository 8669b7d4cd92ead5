// What handlers throw: an HTTPException with a status and one sentence that a client may read
// (spec rest-api 1.8).
import { HTTPException } from "hono/http-exception";
import type { Call } from "./endpoint.ts";

/** The request makes no sense: 400. */
export function badRequest(reason: string): HTTPException {
  return new HTTPException(400, { message: `Invalid request: ${reason}` });
}

/**
 * There is no such object: 500 on modern routes, as existing clients know it, 404 in the dialect of
 * 2016.
 */
export function noSuchObject(call: Call, what: string): HTTPException {
  return new HTTPException(call.format === "msgpack" ? 404 : 500, { message: `ERROR: ${what}` });
}

export function failed(status: 403 | 404 | 500 | 503, what: string): HTTPException {
  return new HTTPException(status, { message: what });
}
