// A web server over small hand-made stores on the simulated platform: three 802.11 devices, one of
// them a network with a client, one datasource, two alerts, two messages.
import { createSimulatedPlatform } from "../../adapters/platform/simulated.ts";
import type { SimulatedPlatform } from "../../adapters/platform/simulated.ts";
import { createHttpApp, type HttpApp } from "../../adapters/http/app.ts";
import type { PageModule } from "../../adapters/http/page-modules.ts";
import type { StaticFile, StaticFiles } from "../../adapters/http/static-files.ts";
import { CollectionView } from "../../actors/device/views.ts";
import type { PacketStore } from "../../actors/log/packet-store.ts";
import type { LogRecord } from "../../protocols/records/log.ts";
import { LogFilters } from "../../actors/filter/log-filters.ts";
import { EVERY_PACKET } from "../../actors/stream/packet-choice.ts";
import { PacketStreams } from "../../actors/stream/packet-streams.ts";
import { Inspector } from "../../actors/inspect/inspector.ts";
import { GPS_TYPES } from "../../actors/gps/gps-types.ts";
import { metaGps } from "../../actors/gps/types/meta.ts";
import { webGps } from "../../actors/gps/types/web.ts";
import { dot11Phy } from "../../actors/phy/dot11.ts";
import {
  CommandError,
  type ServerCommands,
  type ServerStores,
} from "../../actors/server/stores.ts";
import { openSessions, type Sessions } from "../../actors/session/sessions.ts";
import { sectionInterface } from "../../protocols/pcap/section-interface.ts";
import { AlertDefinition, type AlertRecord } from "../../protocols/records/alert.ts";
import { ChannelRecord } from "../../protocols/records/channel.ts";
import { DatasourceRecord, type DriverRecord } from "../../protocols/records/datasource.ts";
import { type DevicePhy, DeviceRecord, SeenBy } from "../../protocols/records/device.ts";
import { formatDeviceKey, phyHash } from "../../protocols/records/device-key.ts";
import {
  AdvertisedSsid,
  Dot11Client,
  Dot11Device,
  SsidGroup,
} from "../../protocols/records/dot11-device.ts";
import { GpsRecord } from "../../protocols/records/gps.ts";
import { counter } from "../../protocols/metrics/prometheus.ts";
import { LocationPoint } from "../../protocols/records/location.ts";
import type { DeviceView } from "../../protocols/records/phy.ts";
import { createRrd } from "../../protocols/records/rrd.ts";
import { SignalRecord } from "../../protocols/records/signal.ts";
import type { SystemRecord } from "../../protocols/records/system.ts";
import { type ActorSystem } from "../../runtime/actor-spec.ts";
import { createActorSystem } from "../../runtime/actor-system.ts";
import { type CountingEventBus, createEventBus } from "../../runtime/event-bus.ts";
import type { Platform } from "../../runtime/platform.ts";
import { testSettings } from "./settings.ts";

export const NOW_SEC = 1_700_000_000;
export const USER = "admin";
export const PASSWORD = "secret pass:word";
export const BASIC = `Basic ${btoa(`${USER}:${PASSWORD}`)}`;
export const LOG_UUID = "5FE308BD-0000-0000-0000-00000000106A";
export const SOURCE_UUID = "5FE308BD-0000-0000-0000-000000000001";

export const AP_MAC = 0x000c4182b255;
export const CLIENT_MAC = 0x000d9382363a;
export const OTHER_MAC = 0x000c4182b253;

export const PHY: DevicePhy = { id: 0, name: "IEEE802.11", hash: phyHash("IEEE802.11") };
export const keyOf = (mac: number): string => formatDeviceKey(PHY.hash, mac);
export const AP_KEY = keyOf(AP_MAC);
export const CLIENT_KEY = keyOf(CLIENT_MAC);

const DRIVER: DriverRecord = {
  type: "pcapfile",
  description: "Capture files",
  probeCapable: true,
  listCapable: false,
  localCapable: true,
  remoteCapable: true,
  passiveCapable: false,
  tuningCapable: false,
  hopCapable: false,
};

export function testDevice(mac: number, lastTime: number, packets: number): DeviceRecord {
  const device = new DeviceRecord(PHY, mac, "Wi-Fi Device", "Maker", SOURCE_UUID, lastTime - 10);
  device.lastTime = lastTime;
  device.modTime = lastTime;
  device.packets = packets;
  return device;
}

export function testSource(): DatasourceRecord {
  return new DatasourceRecord({
    number: 1,
    uuid: SOURCE_UUID,
    key: 7,
    name: "file",
    definition: "a.pcap",
    interface: "a.pcap",
    driver: DRIVER,
    faults: { toObject: () => ({}) },
    packetsRrd: createRrd("default"),
    bytesRrd: createRrd("default"),
  });
}

/** A web GPS with the UUID that examples use, and a meta GPS. */
function testGps(): ServerStores["gps"] {
  const gpsOf = (type: (typeof GPS_TYPES)[number], name: string, uuid: string) =>
    new GpsRecord({
      driver: type.driver,
      definition: type.driver.class,
      name,
      uuid,
      priority: 0,
      dataOnly: false,
      reconnect: true,
    });
  const list = [
    gpsOf(webGps, "web", SOURCE_UUID),
    gpsOf(metaGps, "n", "5FE308BD-0000-0000-0000-000000000002"),
  ];
  return {
    all: () => list,
    byUuid: (uuid) => list.find((one) => one.uuid === uuid.toUpperCase()),
    drivers: () => GPS_TYPES.map((type) => type.driver),
  };
}

export interface TestStores extends ServerStores {
  readonly list: DeviceRecord[];
  readonly source: DatasourceRecord;
  readonly filters: LogFilters;
  readonly streams: PacketStreams;
  /** What the open log stores; a test may take it away. */
  stored: PacketStore | undefined;
  readonly alertList: AlertRecord[];
  removedSec: number;
}

/** Stores whose lists a test may change. */
export function testStores(): TestStores {
  const source = testSource();
  const list = testDevices(source);
  const views = new Map<string, DeviceView>();
  const values = {
    get size() {
      return list.length;
    },
    values: () => list,
  };
  for (const id of ["all", "phy-IEEE802.11", `seenby-${SOURCE_UUID}`, "phydot11_accesspoints"]) {
    const has = (device: DeviceRecord): boolean => list.includes(device);
    views.set(id, new CollectionView(id, `view ${id}`, values, has));
  }
  const group = new SsidGroup({
    hash: 4_000_000_001,
    ssid: "Coherer",
    length: 7,
    cryptLegacy: 0,
    cryptText: "Open",
    timeSec: NOW_SEC - 100,
  });
  group.advertising.set(AP_KEY, list[0]!);
  const system = testSystem();
  const alertList = [testAlert(1, NOW_SEC - 100.5), testAlert(2, NOW_SEC - 50.25)];
  const rrd = () => createRrd("default");
  const bare = createSimulatedPlatform({ seed: 1, startMs: NOW_SEC * 1000 });
  const actors = createActorSystem({
    clock: bare.clock,
    random: bare.random,
    bus: createEventBus(),
    onReport: () => {},
  });
  const stores: TestStores = {
    inspector: new Inspector(actors),
    list,
    source,
    alertList,
    removedSec: 0,
    plugins: { all: () => [] },
    devices: {
      get size() {
        return list.length;
      },
      all: () => list,
      byKey: (key) => list.find((device) => keyOf(device.mac) === key.toUpperCase()),
      byMac: (mac) => list.filter((device) => device.mac === mac),
      changedSince: () => undefined,
      views: () => views.values(),
      view: (id) => views.get(id),
      get lastRemovalSec() {
        return stores.removedSec;
      },
    },
    ssids: { all: () => [group], byHash: (hash) => hash === group.hash ? group : undefined },
    phys: () => [{ id: 0, name: PHY.name, devices: list.length, packets: 1121 }],
    phyList: () => [],
    channels: {
      byFrequency: new Map([[
        2437000,
        new ChannelRecord("", 2437000, { packets: rrd(), data: rrd(), device: rrd() }),
      ]]),
      byChannel: new Map([[
        "6",
        new ChannelRecord("6", 0, { packets: rrd(), data: rrd(), device: rrd() }),
      ]]),
    },
    datasources: {
      all: () => [source],
      byUuid: (uuid) => uuid === source.uuid ? source : undefined,
      drivers: () => [DRIVER],
      defaults: {
        hopRate: 5,
        hop: true,
        split: true,
        randomOrder: true,
        retryOnError: true,
        remoteCaptureListen: "127.0.0.1",
        remoteCapturePort: 3501,
        remoteCaptureTimestamp: true,
      },
    },
    messages: {
      all: () => [
        { text: "first", flags: 2, timeSec: NOW_SEC - 100 },
        { text: "second", flags: 4, timeSec: NOW_SEC - 50 },
      ],
    },
    alerts: {
      all: () => alertList,
      definitions: () => [
        new AlertDefinition({
          header: "TEST",
          class: "OTHER",
          description: "A test",
          severity: 5,
          phyId: -1,
          limitUnit: 1,
          limitRate: 10,
          burstUnit: 0,
          limitBurst: 1,
        }),
      ],
      watched: () => [],
    },
    filters: new LogFilters(),
    streams: new PacketStreams({
      now: () => NOW_SEC * 1000,
      describe: () => sectionInterface(source),
    }),
    logs: {
      drivers: () => [testLog().driver],
      all: () => [testLog()],
      stored: () => stores.stored,
    },
    stored: testPacketStore(),
    statistics: {
      peak: rrd(),
      packets: rrd(),
      error: rrd(),
      duplicate: rrd(),
      queued: rrd(),
      dropped: rrd(),
      processed: rrd(),
    },
    system: () => system,
    location: () => new LocationPoint(),
    gps: testGps(),
    metrics: () => [counter("moirai_packets_total", "Packets that came in", 7)],
  };
  stores.streams.begin({
    choice: EVERY_PACKET,
    name: "kismet-all-packets",
    description: "All packets",
    path: "192.0.2.7",
  });
  return stores;
}

/** A network of 449 packets with one client, its client, and a stranger. */
function testDevices(source: DatasourceRecord): DeviceRecord[] {
  const network = testDevice(AP_MAC, NOW_SEC - 5, 449);
  network.type = "Wi-Fi AP";
  network.channel = "6";
  network.commonName = "Coherer";
  network.signal = new SignalRecord();
  network.signal.add(1, -61, 0, 0, 0, 0);
  network.seenBy.push(new SeenBy(source, NOW_SEC - 15));
  network.history().packets = createRrd("default");
  const dot11 = new Dot11Device();
  const ssid = new AdvertisedSsid("Coherer", 7, 4_000_000_001, false, NOW_SEC - 15);
  dot11.advertised = new Map([[ssid.hash, ssid]]);
  dot11.lastBeaconed = ssid;
  dot11.associated = new Map([[CLIENT_MAC, CLIENT_KEY]]);
  network.detail = dot11;
  const client = testDevice(CLIENT_MAC, NOW_SEC - 100, 294);
  client.type = "Wi-Fi Client";
  const clientDot11 = new Dot11Device();
  clientDot11.clients = new Map([[AP_MAC, new Dot11Client(AP_MAC, AP_KEY, NOW_SEC - 100)]]);
  client.detail = clientDot11;
  const other = testDevice(OTHER_MAC, NOW_SEC - 1000, 144);
  other.detail = new Dot11Device();
  return [network, client, other];
}

export function testAlert(hash: number, timestamp: number): AlertRecord {
  return {
    header: "TEST",
    class: "OTHER",
    severity: 5,
    hash,
    phyId: -1,
    timestamp,
    transmitter: AP_MAC,
    source: 0,
    destination: 0,
    other: 0,
    channel: "6",
    text: `alert ${hash}`,
    location: new LocationPoint(),
    evidence: [],
  };
}

/** A store with two packets, which notes in them what it was asked. */
export function testPacketStore(): PacketStore & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async *packets(query) {
      asked.push(JSON.stringify(query));
      yield [1, 2].map((number) => ({
        timestampUs: 1_700_000_000_000_000 + number,
        datasource: SOURCE_UUID,
        linkType: 105,
        bytes: new Uint8Array(10).fill(number),
        wireLength: 20,
      }));
    },
    dropPackets(beforeSec) {
      asked.push(`drop ${beforeSec}`);
      return Promise.resolve(2);
    },
    addPointOfInterest(note) {
      asked.push(`note ${note}`);
    },
  };
}

export function testLog(): LogRecord {
  return {
    uuid: LOG_UUID,
    driver: {
      class: "kismet",
      name: "Kismet database",
      description: "Everything",
      stream: false,
      singleton: true,
    },
    description: "Everything",
    path: "./Kismet-1.kismet",
    template: "%p/%n-%i.%l",
    open: true,
    packets: 2,
    dropped: 1,
    files: 1,
    error: "",
  };
}

export function testSystem(): SystemRecord {
  return {
    batteryPercent: 0,
    batteryCharging: "charged",
    batteryAc: true,
    batteryRemainingSec: 0,
    timestampSec: NOW_SEC,
    timestampUsec: 250_000,
    startSec: NOW_SEC - 3600,
    memoryKb: 65_536,
    memoryRrd: createRrd("extreme"),
    devices: 3,
    devicesRrd: createRrd("extreme"),
    user: "tester",
    version: "2025.09.0-test",
    git: "",
    buildTime: "",
    serverName: "",
    serverDescription: "",
    serverLocation: "",
    serverUuid: SOURCE_UUID,
    fans: new Map(),
    temperatures: new Map(),
    fields: 0,
    components: 0,
    httpConnections: 0,
    cpuProcess: 0,
    cpuMachine: 0,
    machineMemoryKb: 0,
    machineAvailableKb: 0,
    stringCacheSize: 0,
  };
}

/** Commands that note what was asked. */
export function testCommands(stores: TestStores, log: string[]): ServerCommands {
  const told = (what: string) => (uuid: string) => {
    log.push(`${what} ${uuid}`);
    return Promise.resolve(stores.source);
  };
  return {
    addDatasource(definition) {
      log.push(`add ${definition}`);
      return definition.startsWith("nope")
        ? Promise.reject(new CommandError(500, "cannot open nope.pcap: no such file"))
        : Promise.resolve(stores.source);
    },
    openDatasource: told("open"),
    closeDatasource: told("close"),
    pauseDatasource: told("pause"),
    resumeDatasource: told("resume"),
    tuneDatasource(uuid, request) {
      log.push(`tune ${uuid} ${JSON.stringify(request)}`);
      return request.channel === "nope"
        ? Promise.reject(new CommandError(500, "could not tune file: there is no channel nope"))
        : Promise.resolve(stores.source);
    },
    listInterfaces: () => Promise.resolve([]),
    addGps(definition) {
      log.push(`add gps ${definition}`);
      return Promise.resolve(stores.gps.all()[0]!);
    },
    removeGps(uuid) {
      log.push(`remove gps ${uuid}`);
      return Promise.resolve();
    },
    updateGps(kind, name, update) {
      log.push(`gps ${kind} ${name} ${JSON.stringify(update)}`);
      return Promise.resolve();
    },
    reportScan(uuid, name, reports) {
      log.push(`scan ${uuid} ${name} ${reports.length}`);
      return Promise.resolve();
    },
    startLog(name) {
      log.push(`log ${name}`);
      if (name !== "kismet") {
        return Promise.reject(new CommandError(500, `there is no log of class ${name}`));
      }
      return Promise.resolve(testLog());
    },
    stopLog(uuid) {
      log.push(`stop log ${uuid}`);
      return Promise.resolve();
    },
    changeFilter(change) {
      log.push(`filter ${JSON.stringify(change)}`);
      // The fixture's filters are the real ones.
      stores.filters.apply(change);
      return Promise.resolve();
    },
    defineAlert(alert) {
      log.push(`define ${JSON.stringify(alert)}`);
      return Promise.resolve();
    },
    raiseAlert(name, occurrence) {
      log.push(`raise ${name} ${JSON.stringify(occurrence)}`);
      return Promise.resolve();
    },
    watchDevices(change, kinds, addresses) {
      log.push(`${change} ${kinds.join()} ${addresses.join()}`);
      return Promise.resolve();
    },
    openStream: async (wish) => stores.streams.begin(wish),
    closeStream(id) {
      log.push(`close stream ${id}`);
      return Promise.resolve();
    },
    filterPackets(filter) {
      log.push(`filter packets ${filter}`);
      return Promise.resolve();
    },
    addWepKey() {
      log.push("add WEP key");
      return Promise.resolve();
    },
    removeWepKey(bssid) {
      log.push(`remove WEP key ${bssid}`);
      return Promise.resolve();
    },
    setDeviceName(key, name) {
      log.push(`name ${key} ${name}`);
      return Promise.resolve();
    },
    setDeviceTag(key, tag, content) {
      log.push(`tag ${key} ${tag} ${content}`);
      return Promise.resolve();
    },
  };
}

export interface WebFixture {
  readonly platform: SimulatedPlatform;
  readonly app: HttpApp;
  readonly stores: TestStores;
  readonly sessions: Sessions;
  readonly bus: CountingEventBus;
  readonly system: ActorSystem;
  /** Commands that were given, reports that were made. */
  readonly commands: string[];
  readonly reports: string[];
  /** A request as the administrator; `path` begins with a slash. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** A request without any login. */
  askNobody(path: string, init?: RequestInit): Promise<Response>;
  /** A command as JSON, as the administrator. */
  command(path: string, body: unknown): Promise<Response>;
}

export const SESSION_PATHS = {
  plainPassword: "/home/tester/.kismet/kismet_httpd.conf",
  hashedPassword: "/home/tester/.kismet/moirai_httpd.json",
  tokens: "/home/tester/.kismet/session.db",
  logins: "/home/tester/.kismet/moirai_sessions.json",
};

export interface WebFixtureOptions {
  readonly settings?: Record<string, string>;
  readonly files?: Record<string, StaticFile> | StaticFiles;
  /** False: no login has been set yet. */
  readonly configured?: boolean;
  readonly platform?: Platform;
  readonly pageModules?: readonly PageModule[];
}

export async function createWebFixture(options: WebFixtureOptions = {}): Promise<WebFixture> {
  const simulated = createSimulatedPlatform({ seed: 5, startMs: NOW_SEC * 1000 + 250 });
  const platform = options.platform ?? simulated;
  await simulated.files.makeDirectory("/home/tester/.kismet", 0o700);
  const settings = testSettings(options.settings);
  const bus = createEventBus();
  const reports: string[] = [];
  const system = createActorSystem({
    clock: platform.clock,
    random: platform.random,
    bus,
    onReport: (report) => reports.push(`${report.kind} ${report.path} ${report.cause}`),
  });
  const stores = testStores();
  const commands: string[] = [];
  // Files stay simulated also on a real platform.
  const sessionPlatform = { ...platform, files: simulated.files };
  const sessions = await openSessions({
    platform: sessionPlatform,
    settings,
    paths: SESSION_PATHS,
    scrypt: { cost: 16, blockSize: 1, parallelization: 1, keyBytes: 32 },
  });
  if (options.configured !== false && sessions.state === "unset") {
    await sessions.setPassword(USER, PASSWORD, undefined);
  }
  const app = createHttpApp({
    platform,
    settings,
    stores,
    commands: testCommands(stores, commands),
    bus,
    sessions,
    phyFields: [dot11Phy.deviceField!],
    files: isPlace(options.files) ? options.files : new Map(Object.entries(options.files ?? {})),
    ...options.pageModules && { pageModules: () => Promise.resolve(options.pageModules!) },
    remote: { take: () => {}, records: () => [] },
    supervisor: system.root,
    report: (text) => reports.push(text),
  });
  const askNobody = (path: string, init?: RequestInit): Promise<Response> =>
    app.fetch(new Request(`http://127.0.0.1:2501${path}`, init));
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", BASIC);
    return askNobody(path, { ...init, headers });
  };
  return {
    platform: simulated,
    app,
    stores,
    sessions,
    bus,
    system,
    commands,
    reports,
    ask,
    askNobody,
    command: (path, body) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
}

function isPlace(files: WebFixtureOptions["files"]): files is StaticFiles {
  return typeof files?.get === "function";
}

/** The body of a form, each variable encoded. */
export function form(variables: Record<string, string>): RequestInit {
  const body = Object.entries(variables)
    .map(([name, content]) => `${encodeURIComponent(name)}=${encodeURIComponent(content)}`)
    .join("&");
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  };
}
