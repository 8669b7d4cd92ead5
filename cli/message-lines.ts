// Server messages as lines of a terminal.
import {
  MESSAGE_ALERT,
  MESSAGE_DEBUG,
  MESSAGE_ERROR,
  MESSAGE_FATAL,
  type MessageRecord,
} from "../protocols/records/message.ts";

const KINDS: readonly (readonly [flag: number, kind: string])[] = [
  [MESSAGE_FATAL, "fatal"],
  [MESSAGE_ALERT, "alert"],
  [MESSAGE_ERROR, "error"],
  [MESSAGE_DEBUG, "debug"],
];

/** `09:41:07 alert  text`, in UTC like everything else the server writes. */
export function formatMessage(message: MessageRecord): string {
  const kind = KINDS.find(([flag]) => (message.flags & flag) !== 0)?.[1] ?? "info";
  const time = new Date(message.timeSec * 1000).toISOString().slice(11, 19);
  return `${time} ${kind.padEnd(5)}  ${message.text}`;
}
