// Message record, `kismet.messagebus.*` (spec device-model 10.1).

export const MESSAGE_DEBUG = 1;
export const MESSAGE_INFO = 2;
export const MESSAGE_ERROR = 4;
export const MESSAGE_ALERT = 8;
export const MESSAGE_FATAL = 16;
export const MESSAGE_LOCAL = 32;
export const MESSAGE_PRINT = 64;

export interface MessageRecord {
  readonly text: string;
  /** MESSAGE_* bits. */
  readonly flags: number;
  /** Server time, s. */
  readonly timeSec: number;
}
