// Reading packets back from a kismetdb that is being written, through a connection of its own, so
// that a long answer does not hold up what is written (spec logs-and-config 4).
import {
  packetConditions,
  type PacketQuery,
  type StoredPacket,
} from "../../../actors/log/packet-store.ts";
import type { Database, Databases, SqlValue } from "../../../runtime/database.ts";

/** Packets with the columns that every version has; `fullLength` where it has that one. */
export async function* storedPackets(
  database: Database,
  query: PacketQuery,
  hasFullLength: boolean,
): AsyncGenerator<readonly StoredPacket[], void, void> {
  const { sql, parameters } = packetConditions(query);
  const columns = "ts_sec, ts_usec, datasource, dlt, packet, " +
    (hasFullLength ? "packet_full_len" : "packet_len");
  const limit = query.limit === undefined ? "" : " LIMIT ?";
  const rows = database.query(
    `SELECT ${columns} FROM packets ${sql}${limit}`,
    query.limit === undefined ? parameters : [...parameters, query.limit],
  );
  for await (const page of rows) yield page.map(packetOf);
}

/** Opens a reader beside the writer for one query. */
export async function* readPackets(
  databases: Databases,
  path: string,
  query: PacketQuery,
  hasFullLength: boolean,
): AsyncGenerator<readonly StoredPacket[], void, void> {
  const reader = await databases.open({ path, mode: "read" });
  try {
    yield* storedPackets(reader, query, hasFullLength);
  } finally {
    await reader.close();
  }
}

function packetOf(row: SqlValue[]): StoredPacket {
  const [seconds, microseconds, datasource, linkType, bytes, length] = row;
  const packet = bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
  return {
    timestampUs: Number(seconds) * 1e6 + Number(microseconds),
    datasource: String(datasource),
    linkType: Number(linkType),
    bytes: packet,
    wireLength: Math.max(packet.length, Number(length)),
  };
}
