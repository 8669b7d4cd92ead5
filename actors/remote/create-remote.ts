// Remote capture of a server, put together from its parts.
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { ActorSystem } from "../../runtime/actor-spec.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { DatasourceTracker } from "../datasource/datasource-tracker.ts";
import type { Attach, GraphEdge } from "../record/graph-edge.ts";
import { HELPER_DRIVERS } from "../helper/helper-drivers.ts";
import type { Settings } from "../server/settings.ts";
import { REMOTE_SUPERVISOR, RemoteCapture } from "./remote-capture.ts";

export interface CreateRemoteInput {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly system: ActorSystem;
  readonly sources: DatasourceTracker;
  readonly messages: { info(text: string): void; error(text: string): void };
  readonly edge: Pick<GraphEdge, "attach"> | undefined;
}

export function createRemote(input: CreateRemoteInput): RemoteCapture {
  const { platform, settings, system, sources, messages, edge } = input;
  const find = (type: string) => driverOf(type, sources.drivers());
  const attach: Attach = (source) => sources.attach(source);
  return new RemoteCapture({
    platform,
    supervisor: system.root.startSupervisor({
      ...REMOTE_SUPERVISOR,
      random: platform.random,
    }),
    services: {
      messages,
      sources: { attach: edge?.attach(attach, find) ?? attach },
      driverOf: find,
      stampOnArrival: settings.flag("override_remote_timestamp"),
    },
  });
}

/** Listens for sensors where the configuration says so; rejects when it cannot. */
export async function listenForSensors(
  remote: RemoteCapture,
  settings: Settings,
  messages: { info(text: string): void },
): Promise<void> {
  const address = settings.text("remote_capture_listen").trim();
  const port = settings.integer("remote_capture_port");
  if (!settings.flag("remote_capture_enabled") || address === "" || port <= 0) return;
  const hostname = address === "*" ? "0.0.0.0" : address;
  await remote.listen(hostname, port);
  messages.info(
    `sensors may connect to ${hostname}, port ${port}; who reaches it needs no login and is not ` +
      "encrypted",
  );
}

/** What a tool elsewhere can be tuned to is the tool's matter, so its own entry comes first. */
function driverOf(type: string, own: readonly DriverRecord[]): DriverRecord | undefined {
  return [...HELPER_DRIVERS, ...own].find((driver) => driver.type === type && driver.remoteCapable);
}
