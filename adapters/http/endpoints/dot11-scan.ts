// Reports of Wi-Fi scans made by other programs (spec dot11 9.3, rest-api 5.8).
import { CommandError, type ScanReport } from "../../../actors/server/stores.ts";
import { parseMac } from "../../../protocols/mac.ts";
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import type { PacketLocation } from "../../../protocols/packet/packet-batch.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  RECORD_SUFFIXES,
  textAnswer,
} from "../endpoint.ts";
import { bodyText } from "../parameters.ts";

/** Reports of one request. */
export const SCAN_REPORTS_MAX = 4096;
const TAGS_MAX = 32;
const TEXT_CHARACTERS_MAX = 1024;
const SOURCE_NAME_CHARACTERS_MAX = 128;
const CHANNEL_FORM = /^[0-9A-Za-z+-]{1,16}$/;
const FREQ_KHZ_MAX = 1e9;

type Members = Readonly<Record<string, unknown>>;

/** Ends the request with a reason that clients get. */
class Unusable extends Error {}

const isRecord = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(report: Members, name: string): string {
  const value = report[name];
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw new Unusable(`${name} must be a text`);
  return value.slice(0, TEXT_CHARACTERS_MAX);
}

function numberOf(report: Members, name: string, least: number, most: number): number {
  const value = report[name];
  if (value === undefined || value === null) return 0;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new Unusable(`${name} must be a number`);
  }
  if (number < least || number > most) {
    throw new Unusable(`${name} must be between ${least} and ${most}`);
  }
  return number;
}

/** A position counts when latitude and longitude are not zero. */
function locationOf(report: Members): PacketLocation | undefined {
  const latitude = numberOf(report, "lat", -90, 90);
  const longitude = numberOf(report, "lon", -180, 180);
  if (latitude === 0 || longitude === 0) return undefined;
  const altitudeM = numberOf(report, "alt", -20_000, 100_000);
  return {
    latitude,
    longitude,
    altitudeM,
    speedKmh: numberOf(report, "speed", 0, 100_000),
    headingDegrees: 0,
    fix: altitudeM === 0 ? 2 : 3,
  };
}

/** A phone reports what it has gathered for a while. */
const SCAN_BODY_BYTES_MAX = 1_000_000;

function tagsOf(report: Members): Map<string, string> {
  const { tags } = report;
  if (tags === undefined || tags === null) return new Map();
  if (!isRecord(tags)) throw new Unusable("tags must be an object");
  return new Map(
    Object.keys(tags).slice(0, TAGS_MAX).map((
      name,
    ) => [name.slice(0, SOURCE_NAME_CHARACTERS_MAX), textOf(tags, name)]),
  );
}

/** Undefined for a report without an address, which is ignored as an empty one. */
function reportOf(value: unknown, nowSec: number): ScanReport | undefined {
  if (!isRecord(value)) throw new Unusable("a report must be an object");
  const address = textOf(value, "bssid");
  if (address === "") return undefined;
  const bssid = parseMac(address);
  if (bssid === undefined || bssid.maskBits !== 48) throw new Unusable("bssid must be an address");
  const channel = textOf(value, "channel");
  if (channel !== "" && !CHANNEL_FORM.test(channel)) {
    throw new Unusable("channel must be a channel");
  }
  return {
    bssid: bssid.mac,
    ssid: textOf(value, "ssid"),
    capabilities: textOf(value, "capabilities"),
    elements: textOf(value, "ietags"),
    channel: channel === "0" ? "" : channel,
    freqKhz: Math.round(numberOf(value, "freqkhz", 0, FREQ_KHZ_MAX)),
    signalDbm: Math.round(numberOf(value, "signal", -255, 255)),
    timestampSec: Math.floor(numberOf(value, "timestamp", 0, 1e11)) || Math.floor(nowSec),
    location: locationOf(value),
    tags: tagsOf(value),
  };
}

/** The reports up to the first that is malformed, and what is wrong with that one. */
interface ReadReports {
  readonly reports: readonly ScanReport[];
  readonly bad: string | undefined;
}

function reportsOf(call: Call): ReadReports {
  const list = call.command.get("reports");
  if (!Array.isArray(list)) throw new Unusable("reports must be a list");
  if (list.length > SCAN_REPORTS_MAX) {
    throw new Unusable(`reports has more than ${SCAN_REPORTS_MAX} entries`);
  }
  const reports: ScanReport[] = [];
  for (const [index, value] of list.entries()) {
    try {
      const report = reportOf(value, call.nowSec);
      if (report !== undefined) reports.push(report);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      return { reports, bad: `report ${index + 1}: ${error.message}` };
    }
  }
  return { reports, bad: undefined };
}

function requiredText(call: Call, name: string): string {
  const value = call.command.get(name);
  if (typeof value !== "string" || value === "") throw new Unusable(`${name} is missing`);
  return value.slice(0, SOURCE_NAME_CHARACTERS_MAX);
}

const answer = (status: number, success: boolean, text: string): Answer =>
  textAnswer(`${JSON.stringify({ status: text, success })}\n`, status, "application/json");

async function takeReports(call: Call): Promise<Answer> {
  try {
    const uuid = requiredText(call, "source_uuid");
    const name = requiredText(call, "source_name");
    const { reports, bad } = reportsOf(call);
    // What stands before a malformed report is taken, as the reference does.
    await call.context.commands.reportScan(uuid, name, reports);
    if (bad !== undefined) return answer(500, false, bad);
    return answer(200, true, "Scan report accepted");
  } catch (error) {
    if (error instanceof Unusable || error instanceof CommandError) {
      return answer(500, false, error.message);
    }
    throw error;
  }
}

const TEXT: JsonSchema = { type: "string" };
const NUMBER: JsonSchema = { type: "number" };

const REPORT_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    bssid: { type: "string", description: "Address of the network" },
    ssid: TEXT,
    capabilities: { type: "string", description: "As phones write them: [WPA2-PSK-CCMP][ESS]" },
    channel: TEXT,
    freqkhz: NUMBER,
    signal: { type: "number", description: "dBm" },
    timestamp: { type: "number", description: "Unix seconds; now when left out" },
    lat: NUMBER,
    lon: NUMBER,
    alt: NUMBER,
    speed: NUMBER,
    ietags: { type: "string", description: "The elements of the beacon in hexadecimal" },
    tags: { type: "object", additionalProperties: TEXT },
  },
};

const OUTCOME_SCHEMA: JsonSchema = {
  type: "object",
  properties: { status: TEXT, success: { type: "boolean" } },
  required: ["status", "success"],
};

export const dot11ScanEndpoints: readonly Endpoint[] = [
  {
    path: "/phy/phy80211/scan/scan_report",
    bodyBytesMax: SCAN_BODY_BYTES_MAX,
    methods: ["POST"],
    role: "scanreport",
    suffixes: [...COMMAND_SUFFIXES, ...RECORD_SUFFIXES],
    summary: "Takes the networks that another program found in a scan",
    parameters: [
      bodyText("source_uuid", "UUID under which the reporting program is listed as a datasource"),
      bodyText("source_name", "Its name"),
      {
        name: "reports",
        in: "body",
        type: "list",
        required: true,
        about: "What was found, one object a network",
        schema: { type: "array", items: REPORT_SCHEMA },
      },
    ],
    result: { is: "json", about: "That the report was accepted", schema: OUTCOME_SCHEMA },
    otherAnswers: { 500: { about: "Why it was not accepted", schema: OUTCOME_SCHEMA } },
    handle: takeReports,
  },
];
