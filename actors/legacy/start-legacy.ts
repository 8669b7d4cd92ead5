// Starts the old text protocol where the configuration asks for it with the old server's own key,
// `listen` (spec legacy-protocol 1).
import { parseAllowedHosts, parseListenAddress } from "../../protocols/legacy/listen.ts";
import type { WepKeyRow } from "../../protocols/legacy/server-sentences.ts";
import type { ActorSystem } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { EventBus } from "../../runtime/topics.ts";
import type { DeviceStore } from "../device/store.ts";
import type { PacketSink } from "../packet/packet-chain.ts";
import type { Dot11State } from "../phy/dot11/state.ts";
import type { Settings } from "../server/settings.ts";
import type { ServerCommands, ServerStores } from "../server/stores.ts";
import type { LegacyServices, LegacyWepKeys } from "./command.ts";
import { findStrings } from "./found-strings.ts";
import { LegacyServer } from "./legacy-server.ts";
import { TrafficCounter } from "./traffic.ts";
import { LegacyWorld } from "./world.ts";

export interface LegacyStart {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly system: ActorSystem;
  readonly bus: EventBus;
  readonly stores: ServerStores;
  readonly commands: ServerCommands;
  readonly devices: Pick<DeviceStore, "observe">;
  readonly messages: LegacyServices["messages"];
  readonly addSink: (sink: PacketSink) => () => void;
  /** Of the 802.11 PHY, where there is one. */
  readonly dot11: Dot11State | undefined;
  readonly version: string;
  /** Kinds of logs that are written. */
  readonly logs: () => readonly string[];
  readonly shutdown: (() => void) | undefined;
}

/** The server for old clients; undefined when none is wanted. */
export function startLegacy(start: LegacyStart): LegacyServer | undefined {
  const { platform, settings, stores, dot11 } = start;
  const listen = parseListenAddress(settings.text("listen"));
  if (listen === undefined) return undefined;
  const traffic = new TrafficCounter();
  start.addSink(traffic);
  const wepKeys = settings.flag("allowkeytransmit") ? wepKeysOf(dot11) : undefined;
  const world = new LegacyWorld({
    clock: platform.clock,
    stores,
    traffic,
    greeting: () => ({
      version: start.version,
      startSec: stores.system().startSec,
      serverName: settings.text("servername") || settings.text("server_name") || platform.hostname,
      logs: start.logs().join(","),
      userId: Math.max(0, platform.user.id),
    }),
    wepKeys: () => wepKeys?.rows() ?? [],
  });
  const server = new LegacyServer({
    platform,
    bus: start.bus,
    supervisor: start.system.startSupervisor({
      id: "old-clients",
      random: platform.random,
    }),
    traffic,
    ...listen,
    allowed: settings.list("allowedhosts").flatMap((hosts) => parseAllowedHosts(hosts) ?? []),
    clientsMax: Math.max(1, settings.integer("maxclients")),
    backlogMax: Math.max(1, settings.integer("maxbacklog")),
    services: {
      platform,
      world,
      commands: start.commands,
      password: settings.text("legacy_password"),
      wepKeys,
      messages: start.messages,
      shutdown: start.shutdown,
    },
  });
  start.devices.observe({ removed: (device) => server.tellRemoved(device.mac) });
  if (dot11 !== undefined) {
    dot11.dataListener = (state) => {
      if (!server.wantsStrings) return;
      const { bssid, source, destination } = state.frame;
      for (const text of findStrings(state.body, state.bodyStart, state.bodyEnd)) {
        server.tellString({ bssid, source, destination, text });
      }
    };
  }
  return server;
}

function wepKeysOf(dot11: Dot11State | undefined): LegacyWepKeys | undefined {
  if (dot11 === undefined) return undefined;
  const { wep } = dot11;
  return {
    rows: () =>
      wep.keys().map(({ origin, bssid, key, decrypted, failed }): WepKeyRow => ({
        origin,
        bssid: bssid.mac,
        key,
        decrypted,
        failed,
      })),
  };
}
