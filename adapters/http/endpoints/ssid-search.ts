// Devices by the SSIDs they use, the questions of 2016 and 2017 (spec rest-api 6.4, 6.5).
import { DEVICE_SUMMARY_TABLE } from "../../../protocols/records/device-table.ts";
import { record, type ValueType } from "../../../protocols/records/field.ts";
import { type Answer, type Call, type Endpoint, rowsAnswer } from "../endpoint.ts";
import { badRequest } from "../errors.ts";
import { bodyTexts, FIELDS_PARAMETER } from "../parameters.ts";
import { findRows, patternOf, PATTERNS_MAX } from "../row-query.ts";
import { selectionOf } from "../selection-of.ts";
import type { DeviceRecord } from "../../../protocols/records/device.ts";

const summary: ValueType<DeviceRecord> = record(() => DEVICE_SUMMARY_TABLE);
const ADVERTISED = [
  "dot11.device",
  "dot11.device.advertised_ssid_map",
  "dot11.advertisedssid.ssid",
];
const PROBED = ["dot11.device", "dot11.device.probed_ssid_map", "dot11.probedssid.ssid"];

/** Asked in msgpack it answers in msgpack, as in 2016; asked in JSON, in JSON. */
async function search(call: Call, path: readonly string[]): Promise<Answer> {
  const { context, command } = call;
  const texts = command.requiredTexts("essid");
  if (texts.length > PATTERNS_MAX) throw badRequest(`essid has more than ${PATTERNS_MAX} patterns`);
  const found = await context.slices.run(
    findRows({
      type: context.device,
      rows: context.stores.devices.all(),
      keep: undefined,
      search: undefined,
      patterns: texts.map((text) => ({ path, pattern: patternOf(text) })),
      sort: undefined,
      nowSec: call.nowSec,
    }),
    call.signal,
  );
  const selection = selectionOf(call);
  const answer = selection === undefined
    ? rowsAnswer(summary, found.rows)
    : rowsAnswer(context.device, found.rows, selection);
  return command.packed ? { ...answer, format: "msgpack" } : answer;
}

function searchEndpoint(name: string, summaryText: string, path: readonly string[]): Endpoint {
  return {
    path: `/phy/phy80211/${name}`,
    methods: ["POST"],
    role: "readonly",
    // A question, and no command, whatever its suffix says.
    suffixes: ["cmd", "jcmd"],
    seedReadable: true,
    summary: summaryText,
    parameters: [
      bodyTexts("essid", "Patterns; a device is found when any of them matches"),
      FIELDS_PARAMETER,
    ],
    result: { is: "list", of: DEVICE_SUMMARY_TABLE, packed: true },
    handle: (call) => search(call, path),
  };
}

export const ssidSearchEndpoints: readonly Endpoint[] = [
  searchEndpoint("ssid_regex", "Devices that announce an SSID of a pattern", ADVERTISED),
  searchEndpoint("probe_regex", "Devices that look for an SSID of a pattern", PROBED),
];
