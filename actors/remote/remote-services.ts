// What connections of sensors may use of the server.
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Clock } from "../../runtime/platform.ts";
import type { DatasourceTracker } from "../datasource/datasource-tracker.ts";
import type { RemotePeer } from "./remote-peer.ts";

/** How far a sensor's packets have come that numbers them over all its connections. */
export interface RemoteSpool {
  readonly id: string;
  last: number;
}

export interface RemoteServices {
  readonly clock: Clock;
  readonly messages: { info(text: string): void; error(text: string): void };
  readonly sources: Pick<DatasourceTracker, "attach">;
  /** The driver of a type that may capture elsewhere. */
  driverOf(type: string): DriverRecord | undefined;
  /** Another connection that captures, or is about to, for this UUID. */
  holderOf(uuid: string, asking: RemotePeer): RemotePeer | undefined;
  /** By UUID of attached sources, so there are no more of them. */
  readonly spools: Map<string, RemoteSpool>;
  /** Packets are stamped when they arrive, unless a definition says otherwise. */
  readonly stampOnArrival: boolean;
}
