// What connections of sensors may use of the server.
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Clock } from "../../runtime/platform.ts";
import type { DatasourceTracker } from "../datasource/datasource-tracker.ts";
import type { RemotePeer } from "./remote-peer.ts";

export interface RemoteServices {
  readonly clock: Clock;
  readonly messages: { info(text: string): void; error(text: string): void };
  readonly sources: Pick<DatasourceTracker, "attach">;
  /** The driver of a type that may capture elsewhere. */
  driverOf(type: string): DriverRecord | undefined;
  /** Another connection that captures, or is about to, for this UUID. */
  holderOf(uuid: string, asking: RemotePeer): RemotePeer | undefined;
  /** Packets are stamped when they arrive, unless a definition says otherwise. */
  readonly stampOnArrival: boolean;
}
