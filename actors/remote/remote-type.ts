// The datasource type of a source that came by itself: there is one session, over the connection it
// came with.
import type { DriverRecord } from "../../protocols/records/datasource.ts";
import type { Clock } from "../../runtime/platform.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import { withOptions } from "../datasource/definition.ts";
import type { SourceType } from "../datasource/source-type.ts";
import type { HelperPeer } from "../helper/helper-peer.ts";
import { openHelperSession } from "../helper/helper-session.ts";

export interface RemoteTypeInput {
  readonly driver: DriverRecord;
  readonly peer: HelperPeer;
  readonly clock: Clock;
  readonly stampOnArrival: boolean;
  /** What the sensor is told of its definition besides. */
  readonly extraOptions: ReadonlyMap<string, string>;
  readonly isRepeated?: (sequence: number) => boolean;
}

export function createRemoteType(input: RemoteTypeInput): SourceType {
  const { driver, peer, clock, stampOnArrival, extraOptions, isRepeated } = input;
  let isFresh = true;
  return {
    driver,
    uuidProgram: "",
    retryDefault: false,
    isRemote: true,
    probe: () => Promise.resolve(false),
    identify: () => Promise.resolve(undefined),
    async open(definition, _context, { events }) {
      if (!isFresh) {
        throw new DatasourceError("unsupported", "its sensor has to connect again by itself");
      }
      isFresh = false;
      const session = await openHelperSession({
        peer,
        definition: withOptions(definition, extraOptions),
        clock,
        events,
        program: "",
        processId: -1,
        stampOnArrival,
        tunable: driver.tuningCapable,
        ...isRepeated && { isRepeated },
      });
      // Some tools send nothing until they hear something (spec external-protocol 6.2).
      peer.send({ kind: "ping" });
      return session;
    },
  };
}
