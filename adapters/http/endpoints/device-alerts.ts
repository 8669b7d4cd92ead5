// Addresses that are watched for DEVICEFOUND and DEVICELOST (spec rest-api 5.5).
import type { WatchKind } from "../../../actors/alert/device-alerts.ts";
import { string } from "../../../protocols/records/field.ts";
import {
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  RECORD_SUFFIXES,
  rowsAnswer,
  textAnswer,
} from "../endpoint.ts";
import { noSuchObject } from "../errors.ts";
import { bodyText, bodyTexts, pathText } from "../parameters.ts";

const KINDS: ReadonlyMap<string, readonly WatchKind[]> = new Map([
  ["found", ["found"]],
  ["lost", ["lost"]],
  ["both", ["found", "lost"]],
]);
const TYPE_PARAMETER = pathText("type", "found, lost or both");

function kindsOf(call: Call): readonly WatchKind[] {
  const kinds = KINDS.get(call.path.type!);
  if (kinds === undefined) throw noSuchObject(call, "the type is found, lost or both");
  return kinds;
}

const changing = (change: "add" | "remove", summary: string): Endpoint => ({
  path: `/devices/alerts/mac/{type}/${change}`,
  methods: ["POST"],
  role: "admin",
  suffixes: COMMAND_SUFFIXES,
  summary,
  parameters: [
    TYPE_PARAMETER,
    bodyText("mac", "An address, or a block as ADDRESS/MASK", false),
    bodyTexts("macs", "Several of them", false),
  ],
  result: { is: "text", about: "Nothing" },
  handle: async (call) => {
    const kinds = kindsOf(call);
    const { command } = call;
    const one = command.text("mac");
    const several = command.get("macs") === undefined ? [] : command.requiredTexts("macs");
    const addresses = one === undefined ? several : [one, ...several];
    if (addresses.length === 0) throw noSuchObject(call, "no address is given");
    await call.context.commands.watchDevices(change, kinds, addresses);
    return textAnswer("");
  },
});

export const deviceAlertEndpoints: readonly Endpoint[] = [
  changing("add", "Watches addresses"),
  changing("remove", "Watches addresses no longer"),
  {
    path: "/devices/alerts/mac/{type}/macs",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "Addresses that are watched",
    parameters: [TYPE_PARAMETER],
    result: {
      is: "value",
      about: "The addresses",
      schema: { type: "array", items: { type: "string" } },
    },
    handle: (call) => rowsAnswer(string, call.context.stores.alerts.watched(kindsOf(call))),
  },
];
