// Packets as they come, as pcapng that never ends by itself, and the list of such streams (spec
// rest-api 5.9, 5.13).
import {
  DevicePackets,
  EVERY_PACKET,
  HandshakePackets,
  NetworkPackets,
  type PacketChoice,
  SourcePackets,
} from "../../../actors/stream/packet-choice.ts";
import type { StreamWish } from "../../../actors/stream/packet-stream.ts";
import { formatMac, parseMac } from "../../../protocols/mac.ts";
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { record } from "../../../protocols/records/field.ts";
import {
  STREAM_COUNTERS_TABLE,
  STREAM_TABLE,
  type StreamRecord,
} from "../../../protocols/records/stream.ts";
import { existingDevice } from "../device-lookup.ts";
import {
  type Answer,
  type Call,
  type Endpoint,
  type Parameter,
  RECORD_SUFFIXES,
  recordAnswer,
  textAnswer,
} from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { PCAP_TYPE } from "../packet-file.ts";
import { FIELDS_PARAMETER, KEY_PARAMETER, pathText } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const stream = record(() => STREAM_TABLE);
const counters = record(() => STREAM_COUNTERS_TABLE);
const MAC_BITS = 48;
/** Names of datasources may be anything; a header's value may not. */
const FILENAME_PART_MAX = 64;

type Wish = Pick<StreamWish, "choice" | "name" | "description">;

const wishOf = (choice: PacketChoice, name: string, description: string): Wish => ({
  choice,
  name,
  description,
});

const everything = (): Wish => wishOf(EVERY_PACKET, "kismet-all-packets", "All packets");

function ofSource(call: Call): Wish {
  const source = call.context.stores.datasources.byUuid(call.path.uuid!.toUpperCase());
  if (source === undefined) throw noSuchObject(call, "there is no datasource of this UUID");
  const plain = source.name.replace(/[^\w.-]/g, "_").slice(0, FILENAME_PART_MAX);
  return wishOf(
    new SourcePackets(source.number),
    `kismet-datasource-${plain}-${source.uuid}`,
    `Packets of the datasource ${source.name}`,
  );
}

function ofDevice(call: Call): Wish {
  const { phy, mac } = existingDevice(call, call.path.key!);
  return wishOf(
    new DevicePackets(phy.id, mac),
    `kismet-device-${formatDeviceKey(phy.hash, mac)}`,
    `Packets of the ${phy.name} device ${formatMac(mac)}`,
  );
}

/** Also of a network that has not been heard yet. */
function ofNetwork(call: Call): Wish {
  const address = parseMac(call.path.mac!);
  if (address === undefined || address.maskBits !== MAC_BITS) {
    throw noSuchObject(call, "the BSSID is malformed");
  }
  const bssid = formatMac(address.mac);
  return wishOf(
    new NetworkPackets(address.mac),
    `kismet-80211-bssid-${bssid}`,
    `Packets of the 802.11 network ${bssid}`,
  );
}

const handshakes = (): Wish =>
  wishOf(
    new HandshakePackets(),
    "kismet-80211-handshakes",
    "Key frames of 802.11 handshakes, and a beacon of each network with one",
  );

async function streamAnswer(call: Call, wish: Wish): Promise<Answer> {
  const path = call.connection.remoteAddress;
  const source = await call.context.commands.openStream({ ...wish, path });
  const filename = `${wish.name}.pcapng`;
  return { kind: "stream", source, contentType: PCAP_TYPE, filename };
}

const live = (
  path: string,
  summary: string,
  parameters: readonly Parameter[],
  wish: (call: Call) => Wish,
): Endpoint => ({
  path,
  methods: ["GET"],
  role: "readonly",
  suffixes: ["pcapng"],
  summary,
  parameters,
  result: {
    is: "bytes",
    about: "A pcapng section that goes on for as long as it is read",
    contentType: PCAP_TYPE,
  },
  handle: (call) => streamAnswer(call, wish(call)),
});

const UUID_PARAMETER = pathText("uuid", "UUID of a datasource");
const MAC_PARAMETER = pathText("mac", "BSSID of a network");
const ID_PARAMETER = pathText("id", "Number of a stream");
/** Of the last part of old addresses only the suffix counts. */
const FILE_PARAMETER = pathText("file", "Any name");

function existingStream(call: Call): StreamRecord {
  const id = call.path.id!;
  const found = /^\d{1,15}$/.test(id) ? call.context.stores.streams.byId(Number(id)) : undefined;
  if (found === undefined) throw noSuchObject(call, "there is no stream of this number");
  return found;
}

function allStreams(call: Call): Answer {
  const entries = [...call.context.stores.streams.all()]
    .map((one): readonly [string, StreamRecord] => [String(one.id), one]);
  return { kind: "map", type: stream, entries, selection: selectionOf(call) };
}

export const packetStreamEndpoints: readonly Endpoint[] = [
  live("/pcap/all_packets", "All packets as they come", [], everything),
  live("/datasource/pcap/all_sources", "All packets, the address of 2017", [], everything),
  live(
    "/datasource/pcap/by-uuid/{uuid}/packets",
    "Packets of one datasource as they come",
    [UUID_PARAMETER],
    ofSource,
  ),
  live(
    "/datasource/pcap/by-uuid/{uuid}/{file}",
    "Packets of one datasource, the address of 2017",
    [UUID_PARAMETER, FILE_PARAMETER],
    ofSource,
  ),
  live(
    "/devices/pcap/by-key/{key}/packets",
    "Packets of one device as they come",
    [KEY_PARAMETER],
    ofDevice,
  ),
  live(
    "/devices/by-key/{key}/pcap/{file}",
    "Packets of one device, the address of 2017",
    [KEY_PARAMETER, FILE_PARAMETER],
    ofDevice,
  ),
  live(
    "/phy/phy80211/pcap/by-bssid/{mac}/packets",
    "Packets of one network as they come",
    [MAC_PARAMETER],
    ofNetwork,
  ),
  live(
    "/phy/phy80211/pcap/by-bssid/{mac}/packets.pcapng",
    "Packets of one network, as the server of 2025 spells it",
    [MAC_PARAMETER],
    ofNetwork,
  ),
  live(
    "/phy/phy80211/pcap/handshakes/packets",
    "Handshakes of all networks as they come; an address of ours",
    [],
    handshakes,
  ),
  {
    path: "/streams/all_streams",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Streams by their number",
    parameters: [FIELDS_PARAMETER],
    result: { is: "map", of: STREAM_TABLE },
    handle: allStreams,
  },
  {
    path: "/streams/by-id/{id}/stream_info",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "One stream",
    parameters: [ID_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: STREAM_TABLE },
    handle: (call) => recordAnswer(stream, existingStream(call), selectionOf(call)),
  },
  {
    path: "/streams/by-id/{id}/close_stream",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: [...RECORD_SUFFIXES, "cmd"],
    changesThings: true,
    summary: "Ends a stream",
    parameters: [ID_PARAMETER],
    result: { is: "text", about: "OK" },
    handle: async (call) => {
      await call.context.commands.closeStream(existingStream(call).id);
      return textAnswer("OK", 200, "text/plain; charset=utf-8");
    },
  },
  {
    path: "/streams/statistics",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Counts over all streams, with what limits refused; an address of ours",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: STREAM_COUNTERS_TABLE },
    handle: (call) => recordAnswer(counters, call.context.stores.streams, selectionOf(call)),
  },
];
