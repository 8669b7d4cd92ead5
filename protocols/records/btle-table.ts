// Fields of Bluetooth LE devices (spec other-phys 3.3), and ours beyond them.
import { appearanceName } from "../btle/appearances-table.ts";
import { TRACKERS } from "../btle/beacon-formats.ts";
import { companyName } from "../btle/companies-table.ts";
import type { Beacon, BtleDevice } from "./btle.ts";
import {
  double,
  field,
  int16,
  int8,
  optionalField,
  record,
  type RecordTable,
  string,
  stringMap,
  strings,
  uint16,
  uint32,
  uint64,
  uint8,
} from "./field.ts";

const BTLE = "btle.device.";
const BEACON = `${BTLE}beacon.`;

const BEACON_TABLE: RecordTable<Beacon> = {
  name: "btle_beacon",
  fields: [
    field(`${BEACON}kind`, string, "Format of the beacon", (b) => b.kind),
    optionalField(`${BEACON}uuid`, string, "UUID (iBeacon, AltBeacon)", (b) => b.uuid),
    optionalField(`${BEACON}major`, uint16, "Major number", (b) => b.major),
    optionalField(`${BEACON}minor`, uint16, "Minor number", (b) => b.minor),
    optionalField(`${BEACON}namespace`, string, "Namespace (Eddystone-UID)", (b) => b.namespace),
    optionalField(
      `${BEACON}identifier`,
      string,
      "Instance, or an identifier that changes",
      (b) => b.identifier,
    ),
    optionalField(`${BEACON}url`, string, "Address (Eddystone-URL)", (b) => b.url),
    optionalField(
      `${BEACON}power`,
      int8,
      "Its own strength, dBm: at one metre, of Eddystone at none",
      (b) => b.powerDbm,
    ),
    optionalField(`${BEACON}battery`, uint16, "Voltage of its battery, mV", (b) => b.batteryMv),
    optionalField(`${BEACON}temperature`, double, "Temperature, °C", (b) => b.temperatureC),
    optionalField(`${BEACON}frames`, uint32, "Frames it has sent since it began", (b) => b.frames),
    optionalField(`${BEACON}uptime`, double, "Time since it began, s", (b) => b.uptimeSec),
    optionalField(`${BEACON}status`, uint8, "Status byte (Find My)", (b) => b.status),
    optionalField(
      `${BEACON}network`,
      uint8,
      "Network of the tracker: 1 Apple, 2 Google",
      (b) => b.network,
    ),
    optionalField(
      `${BEACON}separated`,
      uint8,
      "The tracker is away from its owner",
      (b) => b.separated,
    ),
  ],
};

/** AD flags by bit. */
const bit = (device: BtleDevice, which: number): number => (device.flags >>> which) & 1;
const set = (value: boolean): number | undefined => value ? 1 : undefined;
const counted = (count: number): number | undefined => count === 0 ? undefined : count;

export const BTLE_DEVICE_TABLE: RecordTable<BtleDevice> = {
  name: "btle_device",
  fields: [
    field(
      `${BTLE}le_limited_discoverable`,
      uint8,
      "Can be found for a short while",
      (d) => bit(d, 0),
    ),
    field(`${BTLE}le_general_discoverable`, uint8, "Can be found", (d) => bit(d, 1)),
    field(`${BTLE}br_edr_unsupported`, uint8, "No Bluetooth Classic", (d) => bit(d, 2)),
    field(
      `${BTLE}simultaneous_br_edr_controller`,
      uint8,
      "Bluetooth Classic at the same time, in the controller",
      (d) => bit(d, 3),
    ),
    field(
      `${BTLE}simultaneous_br_edr_host`,
      uint8,
      "Bluetooth Classic at the same time, in the host",
      (d) => bit(d, 4),
    ),
    field(
      `${BTLE}address_type`,
      string,
      "Public, random static, resolvable private or non-resolvable private",
      (d) => d.addressType,
    ),
    optionalField(
      `${BTLE}random_address`,
      uint8,
      "The device made its address up",
      (d) => set(d.randomAddress),
    ),
    optionalField(`${BTLE}short_name`, string, "Name, shortened", (d) => d.shortName),
    optionalField(
      `${BTLE}tx_power`,
      int16,
      "Strength of its transmitter as it says, dBm",
      (d) => d.txPowerDbm,
    ),
    optionalField(`${BTLE}appearance`, uint16, "What it looks like", (d) => d.appearance),
    optionalField(
      `${BTLE}appearance_name`,
      string,
      "What it looks like, in words",
      (d) => d.appearance === undefined ? undefined : appearanceName(d.appearance),
    ),
    optionalField(
      `${BTLE}company_id`,
      uint16,
      "Company in its manufacturer data",
      (d) => d.companyId,
    ),
    optionalField(
      `${BTLE}company`,
      string,
      "Name of that company",
      (d) => d.companyId === undefined ? undefined : companyName(d.companyId),
    ),
    optionalField(
      `${BTLE}service_uuids`,
      strings,
      "Services it offers, of 2, 4 or 16 bytes",
      (d) => d.services.length === 0 ? undefined : d.services,
    ),
    optionalField(
      `${BTLE}beacons`,
      stringMap(record(() => BEACON_TABLE)),
      "What it tells as a beacon, by format",
      (d) => d.beacons,
    ),
    optionalField(`${BTLE}tracker`, string, "Kind of tag it is", trackerOf),
    optionalField(`${BTLE}connectable`, uint8, "Takes connections", (d) => set(d.connectable)),
    optionalField(`${BTLE}scannable`, uint8, "Answers questions", (d) => set(d.scannable)),
    optionalField(
      `${BTLE}extended`,
      uint8,
      "Uses extended advertising (Bluetooth 5)",
      (d) => set(d.extended),
    ),
    optionalField(
      `${BTLE}periodic`,
      uint8,
      "Has a periodic advertisement",
      (d) => set(d.periodic),
    ),
    optionalField(`${BTLE}set_id`, uint8, "Advertising set heard last", (d) => d.setId),
    optionalField(
      `${BTLE}advertisements`,
      uint64,
      "Advertisements heard",
      (d) => counted(d.advertisements),
    ),
    optionalField(
      `${BTLE}scan_responses`,
      uint64,
      "Answers to questions heard",
      (d) => counted(d.scanResponses),
    ),
    optionalField(
      `${BTLE}scan_requests`,
      uint64,
      "Questions it asked others",
      (d) => counted(d.scanRequests),
    ),
    optionalField(
      `${BTLE}connection_requests`,
      uint64,
      "Connections it asked others for",
      (d) => counted(d.connectionRequests),
    ),
    optionalField(
      `${BTLE}not_kept`,
      uint64,
      "Service UUIDs that there was no room for",
      (d) => counted(d.notKept),
    ),
  ],
};

function trackerOf({ beacons }: BtleDevice): string | undefined {
  if (beacons === undefined) return undefined;
  for (const kind of beacons.keys()) {
    const name = TRACKERS.get(kind);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Every table above, for the field list. */
export const BTLE_TABLES: readonly RecordTable<never>[] = [
  BTLE_DEVICE_TABLE,
  BEACON_TABLE,
] as unknown as readonly RecordTable<never>[];
