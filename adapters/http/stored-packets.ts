// Packets out of an open log as pcapng (spec logs-and-config 4): the query's variables, and the
// section that is made of the pages as the peer takes them.
import type {
  PacketQuery,
  PacketRangeColumn,
  PacketStore,
  PacketTextColumn,
  StoredPacket,
} from "../../actors/log/packet-store.ts";
import {
  OPTION_INTERFACE_DESCRIPTION,
  OPTION_INTERFACE_NAME,
  OPTION_USER_APPLICATION,
  PcapngWriter,
} from "../../protocols/pcap/pcapng-writer.ts";
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import { formatMac } from "../../protocols/mac.ts";
import type { Call, Parameter, StreamSource } from "./endpoint.ts";
import { badRequest } from "./errors.ts";

interface RangeVariables {
  readonly column: PacketRangeColumn;
  readonly min?: string;
  readonly max?: string;
  /** One variable for a value that must be equal. */
  readonly equal?: string;
  readonly about: string;
}

const RANGES: readonly RangeVariables[] = [
  {
    column: "ts_sec",
    min: "timestamp_start",
    max: "timestamp_end",
    about: "time, unix seconds",
  },
  { column: "dlt", equal: "dlt", about: "link type" },
  {
    column: "frequency",
    equal: "frequency",
    min: "frequency_min",
    max: "frequency_max",
    about: "frequency, kHz",
  },
  { column: "signal", min: "signal_min", max: "signal_max", about: "signal, dBm" },
  { column: "lat", min: "location_lat_min", max: "location_lat_max", about: "latitude" },
  { column: "lon", min: "location_lon_min", max: "location_lon_max", about: "longitude" },
  { column: "packet_len", min: "size_min", max: "size_max", about: "captured bytes" },
];

const PATTERNS: readonly {
  readonly variable: string;
  readonly column: PacketTextColumn;
  readonly about: string;
}[] = [
  { variable: "datasource", column: "datasource", about: "UUID of the datasource" },
  { variable: "address_source", column: "sourcemac", about: "source address" },
  { variable: "address_dest", column: "destmac", about: "destination address" },
  { variable: "address_trans", column: "transmac", about: "transmitter address" },
  { variable: "tag", column: "tags", about: "tags" },
];

const form = (name: string, type: "string" | "number", about: string): Parameter => ({
  name,
  in: "form",
  type,
  required: false,
  about,
});

/** As documents show them. */
export const STORED_PACKET_PARAMETERS: readonly Parameter[] = [
  ...RANGES.flatMap(({ equal, min, max, about }) => [
    ...equal === undefined ? [] : [form(equal, "number", `Packets of this ${about}`)],
    ...min === undefined ? [] : [form(min, "number", `Packets from this ${about}, on`)],
    ...max === undefined ? [] : [form(max, "number", `Packets up to this ${about}`)],
  ]),
  ...PATTERNS.map(({ variable, about }) =>
    form(variable, "string", `Pattern of SQL's LIKE for the ${about}`)
  ),
  form("device_id", "string", "Key of a device that sent or received the packets"),
  form("limit", "number", "Packets at most"),
];

/** What the request asks for. */
export function storedPacketQuery({ variables, context }: Call): PacketQuery {
  const number = (name: string | undefined): number | undefined => {
    const text = name === undefined ? undefined : variables.get(name);
    if (text === undefined || text === "") return undefined;
    const value = Number(text);
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw badRequest(`${name} must be a number`);
    return value;
  };
  const key = variables.get("device_id");
  const device = key === undefined ? undefined : context.stores.devices.byKey(key);
  if (key !== undefined && device === undefined) throw badRequest("device_id is no known device");
  const limit = number("limit");
  return {
    ranges: RANGES.flatMap(({ column, equal, min, max }) => {
      const exact = number(equal);
      const from = exact ?? number(min);
      const to = exact ?? number(max);
      if (from === undefined && to === undefined) return [];
      return [{
        column,
        ...from !== undefined && { min: from },
        ...to !== undefined && { max: to },
      }];
    }),
    patterns: PATTERNS.flatMap(({ variable, column }) => {
      const pattern = variables.get(variable);
      return pattern === undefined || pattern === "" ? [] : [{ column, pattern }];
    }),
    ...device !== undefined && { device: formatMac(device.mac) },
    ...limit !== undefined && { limit: Math.max(0, Math.floor(limit)) },
  };
}

/** The packets as one pcapng section; the store waits for the peer. */
export function storedPacketSource(
  store: PacketStore,
  query: PacketQuery,
  datasource: (uuid: string) => DatasourceRecord | undefined,
): StreamSource {
  const section = new StoredSection(datasource);
  const pages = store.packets(query)[Symbol.asyncIterator]();
  let isOver = false;
  return {
    async read() {
      while (!isOver) {
        const next = await pages.next();
        if (next.done) isOver = true;
        else section.add(next.value);
        if (section.writer.pending > 0) return section.writer.take();
      }
      return undefined;
    },
    cancel() {
      isOver = true;
      // Whatever it says, nobody listens any more.
      pages.return?.().catch(() => {});
    },
  };
}

class StoredSection {
  readonly writer = new PcapngWriter();
  readonly #datasource: (uuid: string) => DatasourceRecord | undefined;
  readonly #interfaces = new Map<string, number>();

  constructor(datasource: (uuid: string) => DatasourceRecord | undefined) {
    this.#datasource = datasource;
    this.writer.section([{ code: OPTION_USER_APPLICATION, value: "Kismet" }]);
  }

  add(packets: readonly StoredPacket[]): void {
    for (const { datasource, linkType, timestampUs, bytes, wireLength } of packets) {
      const key = `${linkType} ${datasource}`;
      let number = this.#interfaces.get(key);
      if (number === undefined) {
        number = this.#describe(datasource, linkType);
        this.#interfaces.set(key, number);
      }
      this.writer.packet(number, timestampUs, bytes, 0, bytes.length, wireLength);
    }
  }

  #describe(uuid: string, linkType: number): number {
    const source = this.#datasource(uuid);
    const name = source === undefined ? "unknown" : source.name || source.interface;
    const place = source?.interface ?? "unknown";
    return this.writer.interface(linkType, [
      { code: OPTION_INTERFACE_NAME, value: name },
      {
        code: OPTION_INTERFACE_DESCRIPTION,
        value: `kismetdb stored interface ${place} ${uuid}`,
      },
    ]);
  }
}
