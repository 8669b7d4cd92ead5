// The `fields` of a request (spec rest-api 4.1): a malformed entry is answered 400 everywhere, a list
// that is none only where tables are made of it.
import {
  parseSelection,
  type Selection,
  SelectionError,
} from "../../protocols/serialize/selection.ts";
import type { Call } from "./endpoint.ts";
import { badRequest } from "./errors.ts";

/** The selection a client asks for; undefined for complete records. */
export function selectionOf(call: Call, options?: { strict: boolean }): Selection | undefined {
  const fields = call.command.get("fields");
  if (options?.strict !== true && !Array.isArray(fields)) return undefined;
  return selectionFrom(fields);
}

/** As `parseSelection`, throwing 400. */
function selectionFrom(fields: unknown): Selection | undefined {
  try {
    return parseSelection(fields);
  } catch (error) {
    if (error instanceof SelectionError) throw badRequest(error.message);
    throw error;
  }
}
