// A kind of GPS whose words are written down on their way into the graph.
import type { GpsType } from "../gps/gps-type.ts";
import type { SourceDefinition } from "../datasource/definition.ts";
import type { RecordingEdge } from "./recording-edge.ts";

/** What the graph asks of a GPS, as recordings name it. */
export function gpsLabel(type: GpsType, { options }: SourceDefinition): string {
  return `feed ${type.driver.class} ${options.get("name") ?? ""}`;
}

export function recordGps(type: GpsType, edge: RecordingEdge): GpsType {
  const { feed } = type;
  if (feed === undefined) return type;
  return {
    ...type,
    feed(definition, port) {
      const stream = edge.newStream();
      return edge.ask(gpsLabel(type, definition), () =>
        feed.call(type, definition, {
          platform: edge.realPlatform,
          signal: port.signal,
          opened: (what) => edge.told(stream, "opened", [what], () => port.opened(what)),
          data: () => edge.told(stream, "data", [], () => port.data()),
          update: (update) => edge.told(stream, "update", [update], () => port.update(update)),
          badLine: () => edge.told(stream, "badLine", [], () => port.badLine()),
        }));
    },
  };
}
