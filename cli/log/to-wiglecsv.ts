// `moirai log to-wiglecsv`: packets with a position, and reports of Bluetooth devices, as lines for
// WiGLE (spec logs-and-config 5.1 and 8).
import { type KismetdbFile, selectList } from "../../actors/log/kismetdb-file.ts";
import { DATA_TABLE, PACKETS_TABLE } from "../../protocols/kismetdb/schema.ts";
import {
  formatWigleSighting,
  WIGLE_KINDS,
  wigleAuthMode,
  wigleHeader,
  type WigleKind,
} from "../../protocols/wigle/wigle.ts";
import { allRows, type SqlValue } from "../../runtime/database.ts";
import type { LogToWigleRequest } from "../commands/log-to-wiglecsv.ts";
import { formatNumberOf } from "../progress.ts";
import { type CommandContext, say } from "../startup.ts";
import { runLogCommand, withLog, withOutput, WorkProgress } from "./log-files.ts";
import { jsonOf, textOf } from "./logged-devices.ts";

const EARTH_RADIUS_M = 6_371_000;
/** Devices whose records are remembered. */
const DEVICES_KEPT_MAX = 100_000;

interface KnownDevice {
  readonly kind: WigleKind;
  readonly name: string;
  readonly authMode: string;
  readonly firstSec: number;
  writtenSec: number;
}

export async function runLogToWiglecsv(
  request: LogToWigleRequest,
  context: CommandContext,
): Promise<number> {
  return await runLogCommand(
    context,
    () => withLog(context, request.file, (file) => convert(request, file, context)),
  );
}

const HAS_PLACE = "lat != 0 AND lon != 0";

async function convert(
  request: LogToWigleRequest,
  file: KismetdbFile,
  context: CommandContext,
): Promise<void> {
  const { database, version } = file;
  const phys = [...WIGLE_KINDS.keys()];
  const where = `WHERE ${HAS_PLACE} AND phyname IN (${phys.map(() => "?").join(", ")})`;
  const packets = selectList(PACKETS_TABLE, version, [
    "ts_sec",
    "sourcemac",
    "phyname",
    "lat",
    "lon",
    "signal",
    "frequency",
    "alt",
  ]);
  const reports = selectList(DATA_TABLE, version, ["ts_sec", "devmac", "phyname", "lat", "lon"]);
  const height = selectList(DATA_TABLE, version, ["alt"]);
  const sql = `SELECT ${packets} FROM packets ${where} AND sourcemac != '00:00:00:00:00:00' ` +
    `UNION ALL SELECT ${reports}, 0 AS signal, 0 AS frequency, ${height} FROM data ${where} ` +
    "ORDER BY 1";
  const parameters = [...phys, ...phys];
  const [[total]] = await allRows(database, `SELECT count(*) FROM (${sql})`, parameters) as [
    [number],
  ];
  const progress = new WorkProgress(context, total, "sightings");
  const devices = new KnownDevices(file);
  let lines = 0;
  let done = 0;
  await withOutput(context, request, async (output) => {
    await output.write(wigleHeader(file.release));
    for await (const page of database.query(sql, parameters)) {
      for (const row of page) {
        const line = await sighting(request, row, devices);
        if (line === undefined) continue;
        lines += 1;
        await output.write(line);
      }
      done += page.length;
      progress.show(done);
    }
  });
  progress.end();
  say(context.terminal, `${formatNumberOf(lines, "sighting")} written`);
}

async function sighting(
  { rateSec, exclusions }: LogToWigleRequest,
  row: readonly SqlValue[],
  devices: KnownDevices,
): Promise<string | undefined> {
  const [seconds, mac, phy, latitude, longitude, signal, frequency, altitude] = row;
  const place = { latitude: Number(latitude), longitude: Number(longitude) };
  if (exclusions.some((one) => distanceM(one, place) <= one.distanceM)) return undefined;
  const device = await devices.find(textOf(phy), textOf(mac));
  if (device === undefined) return undefined;
  const timeSec = Number(seconds);
  if (timeSec - device.writtenSec < rateSec) return undefined;
  device.writtenSec = timeSec;
  return formatWigleSighting({
    kind: device.kind,
    mac: textOf(mac),
    name: device.name,
    authMode: device.authMode,
    firstSec: device.firstSec,
    freqKhz: Number(frequency),
    signalDbm: Number(signal),
    ...place,
    altitudeM: Number(altitude),
  });
}

class KnownDevices {
  readonly #file: KismetdbFile;
  readonly #known = new Map<string, KnownDevice | undefined>();

  constructor(file: KismetdbFile) {
    this.#file = file;
  }

  /** The device of an address, undefined when it is none that WiGLE wants. */
  async find(phy: string, mac: string): Promise<KnownDevice | undefined> {
    const key = `${phy} ${mac}`;
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#known.size >= DEVICES_KEPT_MAX) this.#known.clear();
    const [row] = await allRows(
      this.#file.database,
      "SELECT device, first_time FROM devices WHERE phyname = ? AND devmac = ?",
      [phy, mac],
    );
    const device = row && knownDevice(WIGLE_KINDS.get(phy)!, row[0], Number(row[1]));
    this.#known.set(key, device);
    return device;
  }
}

function knownDevice(
  kind: WigleKind,
  record: SqlValue | undefined,
  firstSec: number,
): KnownDevice | undefined {
  const json = jsonOf(record);
  if (json === undefined) return undefined;
  const base = { kind, firstSec, writtenSec: -Infinity };
  if (kind.type !== "WIFI") {
    const name = json["kismet.device.base.commonname"];
    return { ...base, name: typeof name === "string" ? name : "", authMode: "" };
  }
  if (json["kismet.device.base.type"] !== "Wi-Fi AP") return undefined;
  const name = beaconedName(json["dot11.device"]);
  if (name === undefined) return undefined;
  return { ...base, name, authMode: authModeOf(textOf(record)) };
}

/** The newest name that was beaconed, in the words of several releases. */
function beaconedName(detail: unknown): string | undefined {
  if (typeof detail !== "object" || detail === null) return undefined;
  const dot11 = detail as Record<string, unknown>;
  const newest = dot11["dot11.device.last_beaconed_ssid_record"];
  if (typeof newest === "object" && newest !== null) {
    const ssid = (newest as Record<string, unknown>)["dot11.advertisedssid.ssid"];
    if (typeof ssid === "string") return ssid;
  }
  const older = dot11["dot11.device.last_beaconed_ssid"];
  return typeof older === "string" && older !== "" ? older : undefined;
}

/** Bits reach beyond what a double holds, so they are read from the text. */
function authModeOf(json: string): string {
  const at = json.indexOf('"dot11.device.last_beaconed_ssid_record"');
  const match = /"dot11\.advertisedssid\.crypt_bitfield":\s*(\d{1,20})/.exec(
    json.slice(Math.max(0, at)),
  );
  const set = BigInt(match?.[1] ?? 0);
  return wigleAuthMode(Number(set & 0xffffffffn) | 0, Number((set >> 32n) & 0xffffffffn) | 0);
}

/** Distance over the ground (haversine). */
function distanceM(
  a: { readonly latitude: number; readonly longitude: number },
  b: { readonly latitude: number; readonly longitude: number },
): number {
  const radians = (degrees: number): number => degrees * Math.PI / 180;
  const north = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2;
  const east = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const across = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(north + across)));
}
