// Devices, datasources and 802.11 records with something in every member, for tests of what is
// written about them.
import { btlePhy } from "../../actors/phy/btle.ts";
import { FaultCounters } from "../../protocols/faults.ts";
import { DatasourceRecord, type DriverRecord } from "../../protocols/records/datasource.ts";
import { type DevicePhy, DeviceRecord } from "../../protocols/records/device.ts";
import { phyHash } from "../../protocols/records/device-key.ts";
import { deviceTable } from "../../protocols/records/device-table.ts";
import type { Dot11Device } from "../../protocols/records/dot11-device.ts";
import { DOT11_DEVICE_TABLE } from "../../protocols/records/dot11-table.ts";
import { optionalField, record } from "../../protocols/records/field.ts";
import { createRrd } from "../../protocols/records/rrd.ts";

export const NOW_SEC = 1_700_000_000;
export const SERVER_UUID = "B2C3D4E0-1A2B-11F0-8F00-4B49534D4554";
export const SOURCE_UUID = "5FE308BD-0000-0000-0000-00C0CAAA0001";

export const SAMPLE_PHY: DevicePhy = { id: 0, name: "IEEE802.11", hash: phyHash("IEEE802.11") };

const DRIVER: DriverRecord = {
  type: "linuxwifi",
  description: "Linux Wi-Fi",
  probeCapable: true,
  listCapable: true,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: true,
  hopCapable: true,
};

export function sampleDatasource(): DatasourceRecord {
  return new DatasourceRecord({
    number: 1,
    uuid: SOURCE_UUID,
    key: 2326660975,
    name: "roof",
    definition: "wlan1:name=roof",
    interface: "wlan1",
    driver: DRIVER,
    faults: new FaultCounters(),
    packetsRrd: createRrd("default"),
    bytesRrd: createRrd("default"),
  });
}

/** AA:BB:CC:DD:EE:FF as it is when its first packet has not been counted yet. */
export function sampleDevice(): DeviceRecord {
  return new DeviceRecord(
    SAMPLE_PHY,
    0xaabbccddeeff,
    "Wi-Fi Device",
    "Unknown",
    SERVER_UUID,
    NOW_SEC,
  );
}

/** The table of devices with the members of the 802.11 and the BTLE PHY. */
export const SAMPLE_DEVICE_TABLE = deviceTable([
  optionalField(
    "dot11.device",
    record(() => DOT11_DEVICE_TABLE),
    "802.11 record",
    (device: DeviceRecord) => device.detail as Dot11Device | undefined,
  ),
  btlePhy.deviceField!,
]);
