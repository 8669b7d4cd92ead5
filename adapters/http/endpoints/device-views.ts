// Views of devices: filtered, searched, sorted, in windows (spec rest-api 4.4, 5.5).
import { recentDevices } from "../../../actors/device/recent-devices.ts";
import { record } from "../../../protocols/records/field.ts";
import type { DeviceView } from "../../../protocols/records/phy.ts";
import { VIEW_TABLE } from "../../../protocols/records/server-tables.ts";
import { type Answer, type Call, type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { failed } from "../errors.ts";
import {
  FIELDS_PARAMETER,
  LAST_TIME_PARAMETER,
  pathText,
  REGEX_PARAMETER,
  TABLE_PARAMETERS,
  TIME_PARAMETER,
} from "../parameters.ts";
import type { Wrapping } from "../record-chunks.ts";
import { findRows, parsePatterns } from "../row-query.ts";
import { selectionOf } from "../selection-of.ts";
import { tableWindow } from "../table-window.ts";
import { fromNow, parseWholeTime } from "../times.ts";

const view = record(() => VIEW_TABLE);
const SUMMARY_LENGTH = 50;
const SUMMARY_LENGTH_MAX = 200;

type ViewOf = (call: Call) => DeviceView;

function existingView(call: Call, id: string): DeviceView {
  const found = call.context.stores.devices.view(id);
  if (found === undefined) throw failed(404, "there is no such view");
  return found;
}

const byId: ViewOf = (call) => existingView(call, call.path.view!);
const byPhy: ViewOf = (call) => existingView(call, `phy-${call.path.phy}`);
const bySource: ViewOf = (call) => existingView(call, `seenby-${call.path.uuid!.toUpperCase()}`);

async function viewRows(call: Call, devices: DeviceView): Promise<Answer> {
  const { context } = call;
  const selection = selectionOf(call, { strict: true });
  const window = tableWindow(call, selection);
  const lastTime = call.command.number("last_time");
  const since = lastTime === undefined ? undefined : fromNow(lastTime, Math.floor(call.nowSec));
  const patterns = parsePatterns(call.command.get("regex"));
  if (window.plain && since === undefined && patterns === undefined) {
    return rowsAnswer(context.device, devices.devices(), selection);
  }
  const found = await context.slices.run(
    findRows({
      type: context.device,
      rows: since === undefined
        ? devices.devices()
        : recentDevices(context.stores.devices, devices, since, "lastTime"),
      keep: since === undefined ? undefined : (device) => device.lastTime >= since,
      search: window.search,
      patterns,
      sort: window.sort,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  const { rows, wrapping } = window.cut(found.rows, found.total);
  return rowsAnswer(context.device, rows, selection, wrapping);
}

async function viewSince(call: Call, devices: DeviceView): Promise<Answer> {
  const { context } = call;
  const selection = selectionOf(call, { strict: true });
  const since = parseWholeTime(call.path.time!, call.nowSec) ?? 0;
  const found = await context.slices.run(
    findRows({
      type: context.device,
      rows: recentDevices(context.stores.devices, devices, since, "lastTime"),
      keep: (device) => device.lastTime >= since,
      search: undefined,
      patterns: parsePatterns(call.command.get("regex")),
      sort: undefined,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  return rowsAnswer(context.device, found.rows, selection);
}

/** The list of 2017: the whole view, or a window, under a name that the client chooses. */
async function summaryRows(call: Call): Promise<Answer> {
  const devices = existingView(call, "all");
  const answer = await viewRows(call, devices);
  const name = call.command.text("wrapper");
  if (answer.kind !== "rows" || name === undefined || answer.wrapping !== undefined) return answer;
  const wished = Number(call.variables.get("length") ?? SUMMARY_LENGTH);
  const fits = wished > 0 && wished <= SUMMARY_LENGTH_MAX;
  const wrapping: Wrapping = { listName: name, before: [], after: [] };
  return { ...answer, rows: first(answer.rows, fits ? wished : SUMMARY_LENGTH), wrapping };
}

function first(rows: Iterable<unknown>, count: number): unknown[] {
  const found: unknown[] = [];
  for (const row of rows) {
    if (found.length >= count) break;
    found.push(row);
  }
  return found;
}

const VIEW_PARAMETERS = {
  view: pathText("view", "Id of a view"),
  phy: pathText("phy", "Name of a PHY"),
  uuid: pathText("uuid", "UUID of a datasource"),
} as const;

/** The addresses of one way to name a view. */
function viewEndpoints(stem: string, parameter: "view" | "phy" | "uuid", of: ViewOf): Endpoint[] {
  return [
    {
      path: `${stem}/{${parameter}}/devices`,
      methods: ["GET", "POST"],
      role: "readonly",
      suffixes: RECORD_SUFFIXES,
      summary: "Devices of a view",
      parameters: [
        VIEW_PARAMETERS[parameter],
        FIELDS_PARAMETER,
        REGEX_PARAMETER,
        LAST_TIME_PARAMETER,
        ...TABLE_PARAMETERS,
      ],
      result: { is: "list", of: "device", windows: true },
      handle: (call) => viewRows(call, of(call)),
    },
    {
      path: `${stem}/{${parameter}}/last-time/{time}/devices`,
      methods: ["GET", "POST"],
      role: "readonly",
      suffixes: RECORD_SUFFIXES,
      summary: "Devices of a view seen since a time",
      parameters: [VIEW_PARAMETERS[parameter], TIME_PARAMETER, FIELDS_PARAMETER, REGEX_PARAMETER],
      result: { is: "list", of: "device" },
      handle: (call) => viewSince(call, of(call)),
    },
  ];
}

export const deviceViewEndpoints: readonly Endpoint[] = [
  {
    path: "/devices/views/all_views",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "All views",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: VIEW_TABLE },
    handle: (call) => rowsAnswer(view, call.context.stores.devices.views(), selectionOf(call)),
  },
  ...viewEndpoints("/devices/views", "view", byId),
  ...viewEndpoints("/devices/views/phy", "phy", byPhy),
  ...viewEndpoints("/devices/views/seenby-uuid", "uuid", bySource),
  // The server of 2020 spelled this one in the singular.
  ...viewEndpoints("/device/views", "view", byId).slice(1),
  {
    path: "/devices/summary/devices",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: [...RECORD_SUFFIXES, "jcmd"],
    summary: "All devices, the table address of 2017",
    parameters: [
      FIELDS_PARAMETER,
      REGEX_PARAMETER,
      {
        name: "wrapper",
        in: "body",
        type: "string",
        required: false,
        about: "Name under which the list stands",
      },
      LAST_TIME_PARAMETER,
      ...TABLE_PARAMETERS,
    ],
    result: { is: "list", of: "device", windows: true, renamed: true },
    handle: summaryRows,
  },
];
