// What an interface block says of a datasource (spec logs-and-config 6.2).
import type { DatasourceRecord } from "../records/datasource.ts";
import type { SectionInterface } from "./pcapng-section.ts";

/** Packets of the server itself, like a scan's, come from no datasource. */
const NOBODY: SectionInterface = { name: "kismet", description: "" };

export function sectionInterface(source: DatasourceRecord | undefined): SectionInterface {
  if (source === undefined) return NOBODY;
  const { name, captureInterface } = source;
  const differs = captureInterface !== "" && captureInterface !== source.interface;
  return { name, description: differs ? `capture interface for ${name}` : "" };
}
