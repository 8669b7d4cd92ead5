// A kind of GPS that says what a recording says.
import { isObject } from "../../protocols/recording/recorded-value.ts";
import type { GpsUpdate } from "../../protocols/gps/gps-update.ts";
import type { GpsPort, GpsType } from "../gps/gps-type.ts";
import { gpsLabel } from "./record-gps.ts";
import type { ReplayingEdge } from "./replaying-edge.ts";

export function replayGps(type: GpsType, edge: ReplayingEdge): GpsType {
  if (type.feed === undefined) return type;
  return {
    ...type,
    async feed(definition, port) {
      const stream = edge.newStream((what, given) => tell(port, what, given));
      try {
        return String(await edge.ask(gpsLabel(type, definition)));
      } finally {
        edge.endStream(stream);
      }
    },
  };
}

function tell(port: GpsPort, what: string, [first]: readonly unknown[]): void {
  if (what === "opened") port.opened(String(first));
  else if (what === "data") port.data();
  else if (what === "badLine") port.badLine();
  else if (what === "update" && isUpdate(first)) port.update(first);
}

function isUpdate(value: unknown): value is GpsUpdate {
  return isObject(value) && Object.values(value).every((one) => Number.isFinite(one));
}
