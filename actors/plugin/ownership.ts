// Whose files the server trusts: a program or page that others could exchange would run, or be
// served, with the server's rights (spec external-protocol 9.1).
import type { FileInfo, Platform } from "../../runtime/platform.ts";

const ROOT = 0;
const GROUP_OR_OTHERS_WRITE = 0o022;

/** Why what is at `path` may not be used, "" when it may. */
export function distrust(
  info: FileInfo,
  path: string,
  user: Pick<Platform["user"], "id">,
): string {
  // Where users have no numbers there are no owners to compare.
  if (user.id < 0) return "";
  if (info.uid !== ROOT && info.uid !== user.id) {
    return `${path} belongs to another user (number ${info.uid})`;
  }
  if ((info.mode & GROUP_OR_OTHERS_WRITE) !== 0) {
    return `others may write to ${path}; \`chmod go-w ${path}\` ends that`;
  }
  return "";
}
