// Operating failures of datasources: a closed list of reasons and a sentence for people.
import { PlatformError } from "../../runtime/platform.ts";

export type DatasourceErrorCode =
  | "definition"
  | "no-driver"
  | "duplicate"
  | "limit"
  | "not-found"
  | "permission"
  | "is-directory"
  | "not-a-capture"
  | "truncated"
  | "empty"
  | "no-device"
  | "not-up"
  | "no-monitor-mode"
  | "link-type"
  | "filter"
  | "no-libpcap"
  | "child-lost"
  | "timeout"
  | "unsupported"
  | "other";

export class DatasourceError extends Error {
  readonly code: DatasourceErrorCode;
  constructor(code: DatasourceErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "DatasourceError";
    this.code = code;
  }
}

/** True for failures of the outside world; anything else is a programmer's error. */
export function isOperatingFailure(error: unknown): error is DatasourceError | PlatformError {
  return error instanceof DatasourceError || error instanceof PlatformError;
}

/** The sentence of an operating failure, or of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
