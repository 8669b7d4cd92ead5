// NMEA over TCP, as marine equipment and phones offer it.
import type { SourceDefinition } from "../../datasource/definition.ts";
import { type GpsPort, type GpsType, requiredNumber, requiredOption } from "../gps-type.ts";
import { feedNmea } from "../nmea-feed.ts";

function targetOf(definition: SourceDefinition): { hostname: string; port: number } {
  return {
    hostname: requiredOption(definition, "host"),
    port: requiredNumber(definition, "port", 1, 65_535),
  };
}

async function feed(definition: SourceDefinition, port: GpsPort): Promise<string> {
  const target = targetOf(definition);
  const connection = await port.platform.connectTcp(target);
  port.signal.addEventListener("abort", () => connection.destroy());
  if (port.signal.aborted) connection.destroy();
  port.opened(`NMEA from ${target.hostname}:${target.port}`);
  try {
    return await feedNmea(connection, port);
  } finally {
    connection.destroy();
  }
}

export const tcpGps: GpsType = {
  driver: {
    class: "tcp",
    description: "NMEA over TCP",
    defaultName: "tcp",
    priority: -1000,
    singleton: false,
  },
  validSec: 10,
  dataOnly: false,
  check: (definition) => void targetOf(definition),
  feed,
};
