// Turns the errors of operating systems and engines into PlatformError: a code from the closed
// list and a sentence that names what could not be done, to what, and why (style.md section 7).
import { PlatformError, type PlatformErrorCode } from "../../runtime/platform.ts";

const NO_SUCH_FILE = "no such file or directory";

// POSIX errno names as Node, Bun and Deno's node: modules report them.
const REASONS: ReadonlyMap<string, readonly [PlatformErrorCode, string]> = new Map([
  ["ENOENT", ["not-found", NO_SUCH_FILE]],
  ["EACCES", ["permission", "permission denied"]],
  ["EPERM", ["permission", "operation not permitted"]],
  ["EROFS", ["permission", "the file system is read-only"]],
  ["EISDIR", ["is-directory", "it is a directory"]],
  ["ENOTDIR", ["not-directory", "a part of the path is not a directory"]],
  ["EEXIST", ["exists", "it already exists"]],
  ["ENOTEMPTY", ["exists", "the directory is not empty"]],
  ["EADDRINUSE", ["in-use", "the address is already in use"]],
  ["EADDRNOTAVAIL", ["not-found", "this machine has no such address"]],
  ["EBUSY", ["in-use", "it is busy"]],
  ["ETXTBSY", ["in-use", "it is being written or run"]],
  ["ENOSPC", ["no-space", "no space left on the device"]],
  ["EDQUOT", ["no-space", "the disk quota is used up"]],
  ["EFBIG", ["no-space", "the file would become too large"]],
  ["EPIPE", ["closed", "the other end has closed"]],
  ["ECONNRESET", ["closed", "the other end has closed"]],
  ["ECONNREFUSED", ["closed", "nobody listens there"]],
  ["EHOSTUNREACH", ["other", "there is no way to that host"]],
  ["ENETUNREACH", ["other", "there is no way to that network"]],
  ["ETIMEDOUT", ["other", "no answer"]],
  // Deno's word for a write that was waiting when the pipe broke.
  ["ECANCELED", ["closed", "the other end has closed"]],
  ["EBADF", ["closed", "it is closed"]],
  ["ERR_STREAM_DESTROYED", ["closed", "it is closed"]],
  ["ERR_STREAM_WRITE_AFTER_END", ["closed", "it is closed"]],
  ["ERR_STREAM_PREMATURE_CLOSE", ["closed", "the other end has closed"]],
  ["EMFILE", ["other", "too many open files"]],
  ["ENFILE", ["other", "too many open files on this machine"]],
  ["EIO", ["other", "input or output error"]],
  ["ELOOP", ["other", "too many symbolic links"]],
  ["ENAMETOOLONG", ["other", "the name is too long"]],
  ["ENOTFOUND", ["not-found", "no such host"]],
  ["EAI_AGAIN", ["not-found", "no such host"]],
  ["ENOTSUP", ["unsupported", "not supported"]],
  ["ERR_INVALID_FD_TYPE", ["unsupported", "they are neither pipes nor sockets"]],
  ["ERR_INVALID_FD", ["unsupported", "they are no descriptors"]],
  ["EINVAL", ["other", "invalid argument"]],
]);

/** The sentence a code means when nothing more is known; used by simulated faults too. */
const SENTENCES: Readonly<Record<PlatformErrorCode, string>> = {
  "not-found": NO_SUCH_FILE,
  "permission": "permission denied",
  "is-directory": "it is a directory",
  "not-directory": "a part of the path is not a directory",
  "exists": "it already exists",
  "in-use": "the address is already in use",
  "no-space": "no space left on the device",
  "damaged": "it is damaged",
  "closed": "it is closed",
  "unsupported": "not supported",
  "other": "input or output error",
};

/** `cannot open /x: permission denied`, with the reason the code stands for. */
export function platformFault(code: PlatformErrorCode, action: string): PlatformError {
  return new PlatformError(code, `cannot ${action}: ${SENTENCES[code]}`);
}

/** Wraps whatever an engine threw while doing `action` ("open /x"). */
export function toPlatformError(action: string, cause: unknown): PlatformError {
  if (cause instanceof PlatformError) return cause;
  const name = errnoName(cause);
  const reason = REASONS.get(name);
  if (reason !== undefined) {
    return new PlatformError(reason[0], `cannot ${action}: ${reason[1]}`, { cause });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new PlatformError("other", `cannot ${action}: ${text || name || "unknown"}`, { cause });
}

function errnoName(cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "";
  return typeof cause.code === "string" ? cause.code : "";
}
