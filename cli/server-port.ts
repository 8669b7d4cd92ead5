// What the command line needs of the server that `mod.ts` creates.
import type { ServerCommands, ServerStores } from "../actors/server/stores.ts";
import type { Settings } from "../actors/server/settings.ts";
import type { Sessions } from "../actors/session/sessions.ts";
import type { LiveCapture } from "../actors/datasource/live-capture.ts";
import type { Platform } from "../runtime/platform.ts";
import type { EventBus } from "../runtime/topics.ts";

export interface MoiraiOptions {
  readonly platform: Platform;
  readonly settings: Settings;
  /** Definitions opened by `start`; one that fails is told as a message and does not end it. */
  readonly sources: readonly string[];
  /** Radios of this machine; without it only files and the demo can be listened to. */
  readonly live?: LiveCapture;
  /** Listens when it is there: address and port of the settings, the page from `directory`. */
  readonly web?: {
    /** Directory of `index.html`, `app.js`, …; undefined serves no page. */
    readonly directory: string | undefined;
    readonly sessions: Sessions;
  };
}

export interface Moirai {
  /** Resolves when it listens and its sources are being opened. */
  start(): Promise<void>;
  /** Ends sources and connections in order; resolves when nothing runs any more. */
  stop(): Promise<void>;
  readonly stores: ServerStores;
  readonly commands: ServerCommands;
  readonly bus: EventBus;
  /** Answers as the web server would. Without `web` there is nobody to log in: all may be asked. */
  fetch(request: Request): Promise<Response>;
  /** Where it listens, after `start`. */
  readonly address: { readonly hostname: string; readonly port: number } | undefined;
  /** Resolves when every source that ends by itself has ended. */
  idle(): Promise<void>;
}

export type CreateMoirai = (options: MoiraiOptions) => Promise<Moirai>;
