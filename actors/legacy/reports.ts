// Which sentences tell of what, and when: once a second, and all at once when a client asks for them
// (spec legacy-protocol 5, "on enable"). The order is the one in which they are sent: a network
// comes before its names and its clients.
import {
  BSSID,
  BSSIDSRC,
  BTSCANDEV,
  CLIENT,
  type ClientRow,
  CLISRC,
  CLITAG,
  COMMON,
  type DeviceRow,
  NETTAG,
  type NetworkRow,
  type SourceCountRow,
  SSID,
  type SsidRow,
  type TagRow,
} from "../../protocols/legacy/device-sentences.ts";
import { legacyCryptSet } from "../../protocols/legacy/crypt-set.ts";
import type { Sentence } from "../../protocols/legacy/sentence.ts";
import {
  ALERT,
  BATTERY,
  CHANNEL,
  CRITFAIL,
  GPS,
  INFO,
  KISMET,
  SOURCE,
  TRACKINFO,
  WEPKEY,
} from "../../protocols/legacy/server-sentences.ts";
import {
  BASIC_ENCRYPTED,
  BASIC_WEAK,
  BASIC_WIRED,
  type DeviceRecord,
} from "../../protocols/records/device.ts";
import { Dot11Device } from "../../protocols/records/dot11-device.ts";
import { MESSAGE_FATAL } from "../../protocols/records/message.ts";
import type { LegacyClient } from "./client.ts";
import { CHANNEL_PERIOD_SEC, type LegacyWorld, networkType } from "./world.ts";

/** Who is told, of what, and of which devices. */
export interface Telling {
  readonly client: LegacyClient;
  readonly world: LegacyWorld;
  readonly devices: Iterable<DeviceRecord>;
  /** Everything, not only what is new. */
  readonly all: boolean;
}

export interface LegacyReport<Row = never> {
  readonly sentence: Sentence<Row>;
  /** Sent every so many seconds; 0: only when it is asked for. */
  readonly everySec: number;
  readonly onEnable: boolean;
  readonly rows: (telling: Telling) => Iterable<Row>;
}

function report<Row>(
  sentence: Sentence<Row>,
  when: { readonly everySec: number; readonly onEnable: boolean },
  rows: (telling: Telling) => Iterable<Row>,
): LegacyReport {
  return { sentence, ...when, rows } as unknown as LegacyReport;
}

const EVERY_SECOND = { everySec: 1, onEnable: false };
const ON_ENABLE = { everySec: 0, onEnable: true };
const BOTH = { everySec: 1, onEnable: true };

export const REPORTS: readonly LegacyReport[] = [
  report(KISMET, ON_ENABLE, ({ world }) => [world.greeting()]),
  report(SOURCE, BOTH, ({ world }) => world.stores.datasources.all()),
  report(GPS, EVERY_SECOND, ({ world }) => [world.position()]),
  report(INFO, EVERY_SECOND, ({ world }) => [world.totals()]),
  report(TRACKINFO, BOTH, ({ world }) => [world.totals()]),
  report(BATTERY, EVERY_SECOND, ({ world }) => [world.stores.system()]),
  report(
    CHANNEL,
    { everySec: CHANNEL_PERIOD_SEC, onEnable: false },
    ({ world }) => world.channels(),
  ),
  report(ALERT, ON_ENABLE, ({ world }) => world.stores.alerts.all()),
  report(WEPKEY, BOTH, ({ world, client }) => client.trusted ? world.wepKeys() : []),
  report(CRITFAIL, BOTH, ({ world }) =>
    world.stores.messages.all()
      .filter((message) => (message.flags & MESSAGE_FATAL) !== 0)
      .map((message, id) => ({ id, message }))),
  report(COMMON, BOTH, commonRows),
  report(BSSID, BOTH, networkRows),
  report(BSSIDSRC, BOTH, function* (telling): Generator<SourceCountRow> {
    for (const { device } of networks(telling)) {
      for (const seenBy of device.seenBy) yield { bssid: device.mac, mac: device.mac, seenBy };
    }
  }),
  report(NETTAG, BOTH, function* (telling): Generator<TagRow> {
    for (const { device } of networks(telling)) yield* tagRows(device, device.mac);
  }),
  report(SSID, BOTH, ssidRows),
  report(CLIENT, BOTH, clientRows),
  report(CLISRC, BOTH, function* (telling): Generator<SourceCountRow> {
    for (const { device, client } of clients(telling, "CLISRC")) {
      for (const seenBy of device.seenBy) yield { bssid: client.bssid, mac: device.mac, seenBy };
    }
  }),
  report(CLITAG, BOTH, function* (telling): Generator<TagRow> {
    for (const { device, client } of clients(telling, "CLITAG")) {
      yield* tagRows(device, client.bssid);
    }
  }),
  report(BTSCANDEV, BOTH, function* ({ client, devices }): Generator<DeviceRow> {
    for (const device of devices) {
      if (!BLUETOOTH_PHYS.has(device.phy.name)) continue;
      yield { device, newPackets: client.grown("BTSCANDEV", device, device.packets) };
    }
  }),
];

const BLUETOOTH_PHYS: ReadonlySet<string> = new Set(["Bluetooth", "BTLE"]);

const reportsByName = new Map(REPORTS.map((one) => [one.sentence.name, one]));

export function reportOf(name: string): LegacyReport | undefined {
  return reportsByName.get(name);
}

function* commonRows({ client, devices }: Telling): Generator<DeviceRow> {
  for (const device of devices) {
    yield { device, newPackets: client.grown("COMMON", device, device.packets) };
  }
}

/** Devices that are networks and pass the client's filter. */
function* networks({ client, devices }: Telling) {
  for (const device of devices) {
    const dot11 = device.detail;
    if (!(dot11 instanceof Dot11Device)) continue;
    const type = networkType(device, dot11);
    if (type === undefined || !passes(client, device.mac, undefined)) continue;
    yield { device, dot11, type };
  }
}

function* networkRows(telling: Telling): Generator<NetworkRow> {
  const { client } = telling;
  for (const { device, dot11, type } of networks(telling)) {
    yield {
      device,
      dot11,
      type,
      newPackets: client.grown("BSSID", device, device.packets),
      fragments: client.grown("BSSID fragments", device, dot11.fragments),
      retries: client.grown("BSSID retries", device, dot11.retries),
      dataCrypts: dataCrypts(device, dot11),
    };
  }
}

function* ssidRows({ client, devices }: Telling): Generator<SsidRow> {
  for (const { mac, detail } of devices) {
    if (!(detail instanceof Dot11Device) || !passes(client, mac, undefined)) continue;
    for (const ssid of detail.advertised?.values() ?? []) {
      const beacons = client.grown("SSID", ssid, ssid.beacons);
      yield { mac, type: ssid.beacon ? 0 : 1, ssid, beacons };
    }
    for (const ssid of detail.responded?.values() ?? []) yield { mac, type: 1, ssid, beacons: 0 };
    for (const ssid of detail.probed?.values() ?? []) yield { mac, type: 2, ssid, beacons: 0 };
  }
}

/** What devices did as clients of networks; of changed devices only the networks they were in. */
function* clients({ client: to, devices, all }: Telling, counter: string) {
  for (const device of devices) {
    const dot11 = device.detail;
    if (!(dot11 instanceof Dot11Device) || dot11.clients === undefined) continue;
    for (const client of dot11.clients.values()) {
      const isNew = to.grown(counter, client, client.lastTime) > 0 ||
        client.bssid === dot11.lastBssid;
      if ((all || isNew) && passes(to, client.bssid, device.mac)) yield { device, dot11, client };
    }
  }
}

function* clientRows(telling: Telling): Generator<ClientRow> {
  const { client: to } = telling;
  for (const { device, dot11, client } of clients(telling, "CLIENT")) {
    yield {
      device,
      dot11,
      client,
      type: clientType(device),
      newPackets: to.grown("CLIENT packets", device, device.packets),
      fragments: to.grown("CLIENT fragments", client, client.fragments),
      retries: to.grown("CLIENT retries", client, client.retries),
      dataCrypts: dataCrypts(device, dot11),
    };
  }
}

const CRYPT_UNKNOWN = 1;
const CRYPT_WEP = 2;

/** Bits of 6.4 seen on data: what the network announced, or that there was some. */
function dataCrypts({ basicCrypts }: DeviceRecord, { lastBeaconed }: Dot11Device): number {
  if ((basicCrypts & BASIC_WEAK) !== 0) return CRYPT_WEP;
  if ((basicCrypts & BASIC_ENCRYPTED) === 0) return 0;
  if (lastBeaconed === undefined) return CRYPT_UNKNOWN;
  return legacyCryptSet(lastBeaconed.cryptLow, lastBeaconed.cryptHigh) || CRYPT_UNKNOWN;
}

/** From or to the distribution system, or both (6.2). */
function clientType(device: DeviceRecord): number {
  if ((device.basicTypes & BASIC_WIRED) !== 0) return 1;
  if (device.txPackets > 0) return device.rxPackets > 0 ? 4 : 2;
  return 0;
}

function* tagRows({ tags, mac }: DeviceRecord, bssid: number): Generator<TagRow> {
  for (const [tag, value] of tags ?? []) yield { bssid, mac, tag, value };
}

function passes(client: LegacyClient, bssid: number, mac: number | undefined): boolean {
  return client.networkFilter.empty || client.networkFilter.passes(bssid, mac, undefined);
}
