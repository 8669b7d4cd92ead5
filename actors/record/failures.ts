// Errors into recordings and out of them: failures of the outside world keep their kind, which decides
// what becomes of a source; of others only the sentence is left.
import { isObject } from "../../protocols/recording/recorded-value.ts";
import { PlatformError, type PlatformErrorCode } from "../../runtime/platform.ts";
import { DatasourceError, type DatasourceErrorCode } from "../datasource/datasource-error.ts";
import type { RecordedFailure } from "./graph-edge.ts";

export function failureOf(error: unknown): RecordedFailure {
  if (error instanceof DatasourceError || error instanceof PlatformError) {
    return { name: error.name, code: error.code, message: error.message };
  }
  return { name: "Error", code: "", message: error instanceof Error ? error.message : `${error}` };
}

export function errorOf(failure: unknown): Error {
  if (!isObject(failure)) return new Error("the recording does not say what failed");
  const code = String(failure["code"]);
  const message = String(failure["message"]);
  // The codes are the recorder's own; an unknown one is told like any other.
  if (failure["name"] === "DatasourceError") {
    return new DatasourceError(code as DatasourceErrorCode, message);
  }
  if (failure["name"] === "PlatformError") {
    return new PlatformError(code as PlatformErrorCode, message);
  }
  return new Error(message);
}
