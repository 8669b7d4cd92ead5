// The plugins of a server, put together from its parts.
import type { HelperRoutes } from "./helper-routes.ts";
import type { HelperTokens } from "./helper-services.ts";
import type { RelayMessages } from "./message-relay.ts";
import type { Settings } from "../server/settings.ts";
import type { ActorSystem } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { BusEvent, EventBus } from "../../runtime/topics.ts";
import { PLUGIN_SUPERVISOR, Plugins } from "./plugins.ts";

export interface CreatePluginsInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly system: ActorSystem;
  /** Where helpers listen and publish. */
  readonly bus: EventBus;
  readonly messages: RelayMessages;
  /** Undefined where nobody logs in. */
  readonly tokens: HelperTokens | undefined;
  readonly routes: HelperRoutes;
  readonly serverUrl: () => string;
  readonly encodeEvent: (event: BusEvent) => Uint8Array;
}

export function createPlugins(input: CreatePluginsInput): Plugins {
  const { platform, settings, system } = input;
  const state = settings.text("configdir").replace(/\/+$/, "");
  return new Plugins({
    platform,
    supervisor: system.root.startSupervisor({
      ...PLUGIN_SUPERVISOR,
      random: platform.random,
    }),
    services: {
      clock: platform.clock,
      bus: input.bus,
      messages: input.messages,
      routes: input.routes,
      encodeEvent: input.encodeEvent,
      tokens: input.tokens,
      yieldToLoop: () => platform.yieldToLoop(),
    },
    // Anything but this one word turns plugins off.
    directories: settings.text("allowplugins") === "true"
      ? [...settings.list("plugin_directory"), `${state}/plugins`]
      : [],
    programDirectories: settings.list("helper_binary_path"),
    configurationDirectory: state,
    serverUrl: input.serverUrl,
  });
}
