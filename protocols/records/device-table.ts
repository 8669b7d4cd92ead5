// Fields of devices and their seen-by entries (spec device-model 2.1, 3.5), and the summary of the
// first generation of clients (rest-api 6.4).
import { formatMac } from "../mac.ts";
import { deviceLocation, signal } from "./common-tables.ts";
import { datasource } from "./datasource-table.ts";
import type { DeviceRecord, SeenBy } from "./device.ts";
import { formatDeviceKey } from "./device-key.ts";
import {
  deviceKey,
  double,
  doubleDoubleMap,
  type Field,
  field,
  keySet,
  mac,
  record,
  type RecordTable,
  string,
  stringMap,
  uint32,
  uint64,
  uuid,
  vector,
} from "./field.ts";
import { rrd } from "./rrd-table.ts";

const SEENBY = "kismet.common.seenby.";

export const SEENBY_TABLE: RecordTable<SeenBy> = {
  name: "seenby",
  fields: [
    field(`${SEENBY}uuid`, uuid, "Datasource", (s) => s.source.uuid),
    field(`${SEENBY}first_time`, uint64, "First packet, s", (s) => s.firstTime),
    field(`${SEENBY}last_time`, uint64, "Latest packet, s", (s) => s.lastTime),
    field(`${SEENBY}num_packets`, uint64, "Packets", (s) => s.packets),
    field(
      `${SEENBY}freq_khz_map`,
      doubleDoubleMap,
      "Packets by frequency in kHz",
      (s) => s.freqKhzMap,
    ),
    field(`${SEENBY}signal`, signal, "Signal at this datasource", (s) => s.signal),
    field(`${SEENBY}source`, datasource, "The datasource", (s) => s.source),
  ],
};

const BASE = "kismet.device.base.";
const EMPTY_RELATIONS: ReadonlyMap<string, ReadonlyMap<string, unknown>> = new Map();

const key = field(
  `${BASE}key`,
  deviceKey,
  "Key of the device: PHY and address",
  (d: DeviceRecord) => formatDeviceKey(d.phy.hash, d.mac),
);
const address = field(`${BASE}macaddr`, mac, "Address", (d: DeviceRecord) => d.mac);
const phyName = field(`${BASE}phyname`, string, "PHY", (d: DeviceRecord) => d.phy.name);
const name = field(`${BASE}name`, string, "Name it gives", (d: DeviceRecord) => d.name);
const kind = field(`${BASE}type`, string, "Kind of device", (d: DeviceRecord) => d.type);
const crypt = field(`${BASE}crypt`, string, "Encryption", (d: DeviceRecord) => d.crypt);
const firstTime = field(
  `${BASE}first_time`,
  uint64,
  "First packet, s",
  (d: DeviceRecord) => d.firstTime,
);
const lastTime = field(
  `${BASE}last_time`,
  uint64,
  "Newest packet, s",
  (d: DeviceRecord) => d.lastTime,
);
const packets = field(
  `${BASE}packets.total`,
  uint64,
  "Packets",
  (d: DeviceRecord) => d.packets,
);
const packetsRrd = field(
  `${BASE}packets.rrd`,
  rrd,
  "Packets a second",
  (d: DeviceRecord) => d.packetsRrd,
);
const signalField = field(`${BASE}signal`, signal, "Signal", (d: DeviceRecord) => d.signal);
const channel = field(
  `${BASE}channel`,
  string,
  "Channel of its PHY",
  (d: DeviceRecord) => d.channel,
);
const frequency = field(
  `${BASE}frequency`,
  double,
  "Newest frequency, kHz",
  (d: DeviceRecord) => d.freqKhz,
);
const manufacturer = field(
  `${BASE}manuf`,
  string,
  "Manufacturer",
  (d: DeviceRecord) => d.manufacturer,
);

const FIELDS: readonly Field<DeviceRecord>[] = [
  field("kismet.server.uuid", uuid, "Server that tracks it", (d: DeviceRecord) => d.serverUuid),
  key,
  address,
  phyName,
  name,
  field(`${BASE}username`, string, "Name a person gave", (d: DeviceRecord) => d.username),
  field(
    `${BASE}commonname`,
    string,
    "Name to show",
    (d: DeviceRecord) => d.commonName || shownMac(d),
  ),
  kind,
  field(
    `${BASE}basic_type_set`,
    uint64,
    "Kinds: 1 access point, 2 client, 4 wired, 8 peer",
    (d: DeviceRecord) => d.basicTypes,
  ),
  crypt,
  field(
    `${BASE}basic_crypt_set`,
    uint64,
    "Encryption: 2 encrypted, 4 layer 2, 8 layer 3, 16 weak, 32 decrypted",
    (d: DeviceRecord) => d.basicCrypts,
  ),
  firstTime,
  lastTime,
  field(
    `${BASE}mod_time`,
    uint64,
    "Newest change, s of the server's clock",
    (d: DeviceRecord) => d.modTime,
  ),
  packets,
  field(`${BASE}packets.rx_total`, uint64, "Packets to it", (d: DeviceRecord) => d.rxPackets),
  field(`${BASE}packets.tx_total`, uint64, "Packets from it", (d: DeviceRecord) => d.txPackets),
  field(
    `${BASE}packets.llc`,
    uint64,
    "Management and PHY packets",
    (d: DeviceRecord) => d.llcPackets,
  ),
  field(`${BASE}packets.error`, uint64, "Packets in error", (d: DeviceRecord) => d.errorPackets),
  field(`${BASE}packets.data`, uint64, "Data packets", (d: DeviceRecord) => d.dataPackets),
  field(`${BASE}packets.crypt`, uint64, "Not in use", (d: DeviceRecord) => d.cryptPackets),
  field(`${BASE}packets.filtered`, uint64, "Not in use", (d: DeviceRecord) => d.filteredPackets),
  field(`${BASE}datasize`, uint64, "Bytes of its data packets", (d: DeviceRecord) => d.dataSize),
  packetsRrd,
  field(`${BASE}tx_packets.rrd`, rrd, "Packets from it a second", (d: DeviceRecord) => d.txRrd),
  field(`${BASE}rx_packets.rrd`, rrd, "Packets to it a second", (d: DeviceRecord) => d.rxRrd),
  field(`${BASE}datasize.rrd`, rrd, "Bytes a second", (d: DeviceRecord) => d.dataRrd),
  signalField,
  field(
    `${BASE}freq_khz_map`,
    doubleDoubleMap,
    "Packets by frequency in kHz",
    (d: DeviceRecord) => d.frequencies(),
  ),
  channel,
  frequency,
  manufacturer,
  field(`${BASE}num_alerts`, uint32, "Not in use", (d: DeviceRecord) => d.alerts),
  field(`${BASE}tags`, stringMap(string), "Notes of people and scans", (d: DeviceRecord) => d.tags),
  field(`${BASE}location`, deviceLocation, "Where it was heard", (d: DeviceRecord) => d.location),
  field(
    `${BASE}seenby`,
    vector(record(() => SEENBY_TABLE)),
    "Datasources that heard it",
    (d: DeviceRecord) => d.seenBy,
  ),
  field(
    `${BASE}related_devices`,
    stringMap(keySet),
    "Keys of related devices, by relation",
    (d: DeviceRecord) => d.related ?? EMPTY_RELATIONS,
  ),
];

function shownMac(device: DeviceRecord): string {
  return device.username === undefined ? formatMac(device.mac) : "";
}

/** The device table with the members that the server's PHYs add. */
export function deviceTable(
  phyFields: readonly Field<DeviceRecord>[],
): RecordTable<DeviceRecord> {
  return { name: "device", fields: [...FIELDS, ...phyFields] };
}

/** The fourteen members of device lists of 2016. */
export const DEVICE_SUMMARY_TABLE: RecordTable<DeviceRecord> = {
  name: "device_summary",
  fields: [
    key,
    address,
    phyName,
    name,
    kind,
    crypt,
    firstTime,
    lastTime,
    packets,
    signalField,
    channel,
    frequency,
    manufacturer,
    packetsRrd,
  ],
};
