// GPSs and positions (spec rest-api 5.12).
import type { GpsUpdate } from "../../../protocols/gps/gps-update.ts";
import { isPosition } from "../../../protocols/gps/gps-update.ts";
import { point, POINT_TABLE } from "../../../protocols/records/common-tables.ts";
import {
  double,
  field,
  int32,
  record,
  type RecordTable,
  uuid,
} from "../../../protocols/records/field.ts";
import type { DatasourceRecord } from "../../../protocols/records/datasource.ts";
import type { GpsRecord } from "../../../protocols/records/gps.ts";
import {
  gps,
  GPS_DRIVER_TABLE,
  GPS_TABLE,
  gpsDriver,
} from "../../../protocols/records/gps-table.ts";
import { LocationPoint } from "../../../protocols/records/location.ts";
import { NIL_UUID } from "../../../protocols/uuid.ts";
import type { Command } from "../command.ts";
import {
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  type Parameter,
  RECORD_SUFFIXES,
  recordAnswer,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { badRequest, noSuchObject } from "../errors.ts";
import { bodyNumber, bodyText, FIELDS_PARAMETER, pathText } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const UUID_PARAMETER = pathText("uuid", "UUID of a GPS");

/** A position in a command; `spd` is km/h. A position at the height of the sea has no altitude. */
const POSITION_PARAMETERS: readonly Parameter[] = [
  bodyNumber("lat", "Latitude, degrees"),
  bodyNumber("lon", "Longitude, degrees"),
  bodyNumber("alt", "Altitude, m", false),
  bodyNumber("spd", "Speed, km/h", false),
];

function positionOf(command: Command): GpsUpdate {
  const latitude = command.requiredNumber("lat");
  const longitude = command.requiredNumber("lon");
  if (!isPosition(latitude, longitude)) throw badRequest("lat and lon are no place on the Earth");
  const altitudeM = command.number("alt") ?? 0;
  const speedKmh = Math.max(0, command.number("spd") ?? 0);
  return altitudeM === 0
    ? { latitude, longitude, fix: 2, speedKmh }
    : { latitude, longitude, altitudeM, fix: 3, speedKmh };
}

function existing(call: Call): GpsRecord {
  const found = call.context.stores.gps.byUuid(call.path.uuid!);
  if (found === undefined) throw noSuchObject(call, "there is no GPS of this UUID");
  return found;
}

/** A position as lists show it, whole also when there is none yet. */
function wholePoint(location: LocationPoint): LocationPoint {
  const whole = Object.assign(new LocationPoint(), location);
  whole.altitudeM ??= 0;
  whole.speedKmh ??= 0;
  whole.headingDegrees ??= 0;
  whole.fix ??= 0;
  whole.timeSec ??= 0;
  whole.timeUsec ??= 0;
  return whole;
}

function pointWithUuid(one: GpsRecord): LocationPoint {
  const whole = wholePoint(one.location);
  whole.gpsUuid = one.location.fix === undefined ? NIL_UUID : one.uuid;
  return whole;
}

interface Antenna {
  readonly number: number;
  readonly source: DatasourceRecord;
}

const ANTENNA = "kismet.antenna.";
const ANTENNA_TABLE: RecordTable<Antenna> = {
  name: "antenna",
  fields: [
    field(`${ANTENNA}id`, int32, "Number of the antenna", (a) => a.number),
    field(`${ANTENNA}uuid`, uuid, "UUID of the antenna: its datasource's", (a) => a.source.uuid),
    field(`${ANTENNA}source_uuid`, uuid, "UUID of the datasource", (a) => a.source.uuid),
    field(`${ANTENNA}source_antnum`, int32, "Number at the datasource", () => 0),
    field(`${ANTENNA}power_adjust`, double, "Gain, dB", (a) => a.source.antennaGain),
  ],
};
const antenna = record(() => ANTENNA_TABLE);

/** Datasources whose definition tells of an antenna. */
function antennasOf({ context }: Call): (readonly [string, Antenna])[] {
  const found = [...context.stores.datasources.all()]
    .filter((source) => source.antennaType !== "" || source.antennaGain !== 0);
  return found.map((source, number) => [String(number), { number, source }]);
}

function updateEndpoint(
  path: string,
  kind: "web" | "meta",
  parameters: readonly Parameter[],
  summary: string,
): Endpoint {
  return {
    path,
    methods: ["POST"],
    role: "WEBGPS",
    suffixes: COMMAND_SUFFIXES,
    summary,
    parameters: [...parameters, ...POSITION_PARAMETERS],
    result: { is: "text", about: "Updated" },
    otherAnswers: { 404: { about: `There is no ${kind} GPS of this name` } },
    handle: async (call) => {
      const update = positionOf(call.command);
      await call.context.commands.updateGps(kind, call.path.name, update);
      return textAnswer("Updated\n");
    },
  };
}

export const gpsEndpoints: readonly Endpoint[] = [
  {
    path: "/gps/drivers",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Kinds of GPS",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: GPS_DRIVER_TABLE },
    handle: (call) => rowsAnswer(gpsDriver, call.context.stores.gps.drivers(), selectionOf(call)),
  },
  {
    path: "/gps/all_gps",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "All GPSs, the preferred one first",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: GPS_TABLE },
    handle: (call) => rowsAnswer(gps, call.context.stores.gps.all(), selectionOf(call)),
  },
  {
    path: "/gps/location",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "The best position",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: POINT_TABLE },
    handle: (call) => recordAnswer(point, call.context.stores.location(), selectionOf(call)),
  },
  {
    path: "/gps/all_locations",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Positions by UUID of the GPS",
    parameters: [FIELDS_PARAMETER],
    result: { is: "map", of: POINT_TABLE },
    handle: (call) => ({
      kind: "map",
      type: point,
      entries: call.context.stores.gps.all().map((one) => [one.uuid, wholePoint(one.location)]),
      selection: selectionOf(call),
    }),
  },
  {
    path: "/gps/by-uuid/{uuid}/location",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Position of one GPS",
    parameters: [UUID_PARAMETER, FIELDS_PARAMETER],
    result: { is: "record", of: POINT_TABLE },
    handle: (call) => recordAnswer(point, pointWithUuid(existing(call)), selectionOf(call)),
  },
  {
    path: "/gps/add_gps",
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary: "Adds a GPS",
    parameters: [
      bodyText("definition", "Kind and options, as in the configuration"),
      FIELDS_PARAMETER,
    ],
    result: { is: "record", of: GPS_TABLE },
    handle: async (call) => {
      const added = await call.context.commands.addGps(call.command.requiredText("definition"));
      return recordAnswer(gps, added, selectionOf(call));
    },
  },
  {
    path: "/gps/by-uuid/{uuid}/remove_gps",
    methods: ["GET", "POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    changesThings: true,
    summary: "Ends and forgets a GPS",
    parameters: [UUID_PARAMETER],
    result: { is: "text", about: "Removed" },
    handle: async (call) => {
      const { uuid: id } = existing(call);
      await call.context.commands.removeGps(id);
      return textAnswer("Removed\n");
    },
  },
  updateEndpoint(
    "/gps/web/update",
    "web",
    [],
    "Takes the position of the browser or phone that is the web GPS",
  ),
  updateEndpoint(
    "/gps/meta/{name}/update",
    "meta",
    [pathText("name", "Name of a meta GPS")],
    "Takes the position of a remote sensor",
  ),
  {
    path: "/antennas/antennas",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Antennas that definitions of datasources describe",
    parameters: [FIELDS_PARAMETER],
    result: { is: "map", of: ANTENNA_TABLE },
    handle: (call) => ({
      kind: "map",
      type: antenna,
      entries: antennasOf(call),
      selection: selectionOf(call),
    }),
  },
];
