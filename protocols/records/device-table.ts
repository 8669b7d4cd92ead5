// Fields of devices and their seen-by entries (spec device-model 2.1, 3.5), and the summary of the
// first generation of clients (rest-api 6.4).
import { formatMac } from "../mac.ts";
import { deviceLocation, signal } from "./common-tables.ts";
import { datasource } from "./datasource-table.ts";
import { locationCloud } from "./location-cloud.ts";
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
  optionalField,
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
    field(
      `${SEENBY}uuid`,
      uuid,
      "UUID of the datasource that heard the device",
      (s) => s.source.uuid,
    ),
    field(
      `${SEENBY}first_time`,
      uint64,
      "First packet from this datasource, s",
      (s) => s.firstTime,
    ),
    field(`${SEENBY}last_time`, uint64, "Latest packet from this datasource, s", (s) => s.lastTime),
    field(
      `${SEENBY}num_packets`,
      uint64,
      "Packets from this datasource, duplicates included",
      (s) => s.packets,
    ),
    optionalField(
      `${SEENBY}freq_khz_map`,
      doubleDoubleMap,
      "Packets from this datasource by frequency in kHz",
      (s) => s.freqKhzMap,
    ),
    optionalField(`${SEENBY}signal`, signal, "Signal at this datasource", (s) => s.signal),
    field(`${SEENBY}source`, datasource, "The whole record of the datasource", (s) => s.source),
  ],
};

const BASE = "kismet.device.base.";
const EMPTY_RELATIONS: ReadonlyMap<string, ReadonlyMap<string, unknown>> = new Map();

const key = field(
  `${BASE}key`,
  deviceKey,
  "Key of the device, made of PHY and address",
  (d: DeviceRecord) => formatDeviceKey(d.phy.hash, d.mac),
);
const address = field(`${BASE}macaddr`, mac, "Address of the device", (d: DeviceRecord) => d.mac);
const phyName = field(
  `${BASE}phyname`,
  string,
  "PHY that tracks the device",
  (d: DeviceRecord) => d.phy.name,
);
const name = field(
  `${BASE}name`,
  string,
  "Name the device gives itself",
  (d: DeviceRecord) => d.name,
);
const kind = field(
  `${BASE}type`,
  string,
  "Kind of device, in words of its PHY",
  (d: DeviceRecord) => d.type,
);
const crypt = field(
  `${BASE}crypt`,
  string,
  "Encryption, in words of its PHY",
  (d: DeviceRecord) => d.crypt,
);
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
  "Packets of any kind",
  (d: DeviceRecord) => d.packets,
);
const packetsRrd = optionalField(
  `${BASE}packets.rrd`,
  rrd,
  "Packets a second",
  (d: DeviceRecord) => d.history().packets,
);
const signalField = optionalField(
  `${BASE}signal`,
  signal,
  "Signal of the device",
  (d: DeviceRecord) => d.signal,
);
const channel = field(
  `${BASE}channel`,
  string,
  "Channel, in words of its PHY",
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
  field(
    "kismet.server.uuid",
    uuid,
    "UUID of the server that tracks the device",
    (d: DeviceRecord) => d.serverUuid,
  ),
  key,
  address,
  phyName,
  name,
  optionalField(
    `${BASE}username`,
    string,
    "Name a person gave the device",
    (d: DeviceRecord) => d.username,
  ),
  field(
    `${BASE}commonname`,
    string,
    "Name to show: the person's, else the device's own, else its address",
    (d: DeviceRecord) => d.commonName || shownMac(d),
  ),
  kind,
  field(
    `${BASE}basic_type_set`,
    uint64,
    "Kinds of device as bits: 1 access point, 2 client, 4 wired, 8 peer",
    (d: DeviceRecord) => d.basicTypes,
  ),
  crypt,
  field(
    `${BASE}basic_crypt_set`,
    uint64,
    "Encryption as bits: 2 encrypted, 4 layer 2, 8 layer 3, 16 weak, 32 decrypted",
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
  field(
    `${BASE}packets.rx_total`,
    uint64,
    "Packets sent to the device",
    (d: DeviceRecord) => d.rxPackets,
  ),
  field(
    `${BASE}packets.tx_total`,
    uint64,
    "Packets sent by the device",
    (d: DeviceRecord) => d.txPackets,
  ),
  field(
    `${BASE}packets.llc`,
    uint64,
    "Management and PHY packets",
    (d: DeviceRecord) => d.llcPackets,
  ),
  field(
    `${BASE}packets.error`,
    uint64,
    "Packets that were damaged",
    (d: DeviceRecord) => d.errorPackets,
  ),
  field(`${BASE}packets.data`, uint64, "Data packets", (d: DeviceRecord) => d.dataPackets),
  field(
    `${BASE}packets.crypt`,
    uint64,
    "Not in use, always 0",
    (d: DeviceRecord) => d.cryptPackets,
  ),
  field(
    `${BASE}packets.filtered`,
    uint64,
    "Not in use, always 0",
    (d: DeviceRecord) => d.filteredPackets,
  ),
  field(`${BASE}datasize`, uint64, "Bytes of data packets", (d: DeviceRecord) => d.dataSize),
  packetsRrd,
  optionalField(
    `${BASE}tx_packets.rrd`,
    rrd,
    "Packets sent by the device a second",
    (d: DeviceRecord) => d.history().tx,
  ),
  optionalField(
    `${BASE}rx_packets.rrd`,
    rrd,
    "Packets sent to the device a second",
    (d: DeviceRecord) => d.history().rx,
  ),
  optionalField(
    `${BASE}datasize.rrd`,
    rrd,
    "Bytes of data packets a second",
    (d: DeviceRecord) => d.history().data,
  ),
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
  field(`${BASE}num_alerts`, uint32, "Not in use, always 0", (d: DeviceRecord) => d.alerts),
  optionalField(
    `${BASE}tags`,
    stringMap(string),
    "Notes of people and scan reports, by tag",
    (d: DeviceRecord) => d.tags,
  ),
  optionalField(
    `${BASE}location`,
    deviceLocation,
    "Where the device was heard",
    (d: DeviceRecord) => d.location,
  ),
  optionalField(
    `${BASE}location_cloud`,
    locationCloud,
    "Where the device was heard over time",
    (d: DeviceRecord) => d.locationCloud,
  ),
  field(
    `${BASE}seenby`,
    vector(record(() => SEENBY_TABLE)),
    "Datasources that heard the device",
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
