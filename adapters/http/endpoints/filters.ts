// What logs leave out, by address (spec rest-api 5.14).
import type { FilterChange } from "../../../actors/server/stores.ts";
import { CLASS_FILTER_TABLE, PACKET_FILTER_TABLE } from "../../../protocols/records/log-filter.ts";
import { record } from "../../../protocols/records/field.ts";
import {
  type Answer,
  type Call,
  COMMAND_SUFFIXES,
  type Endpoint,
  type Parameter,
  RECORD_SUFFIXES,
  recordAnswer,
  textAnswer,
} from "../endpoint.ts";
import { badRequest, failed } from "../errors.ts";
import { bodyText, bodyTexts, FIELDS_PARAMETER, pathText } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const packetFilter = record(() => PACKET_FILTER_TABLE);
const classFilter = record(() => CLASS_FILTER_TABLE);

type Kind = FilterChange["filter"];

const ID = pathText("id", "Id of a filter: kismetdb_packets or kismetdb_devices");
const PHY = pathText("phy", "Name of a PHY");
const BLOCK = pathText("block", "source, destination, network, other or any");

function read(call: Call, kind: Kind): Answer {
  const { filters } = call.context.stores;
  const id = call.path.id!;
  if (kind === "packet") {
    const found = filters.packetFilter(id);
    if (found !== undefined) return recordAnswer(packetFilter, found, selectionOf(call));
  } else {
    const found = filters.classFilter(id);
    if (found !== undefined) return recordAnswer(classFilter, found, selectionOf(call));
  }
  throw failed(404, "there is no filter of this id");
}

/** `{address: whether it is blocked}`; numbers and words stand for true and false too. */
function rulesOf(call: Call): (readonly [string, boolean])[] {
  const filter = call.command.get("filter");
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    throw badRequest("filter must be an object of addresses and true or false");
  }
  return Object.entries(filter).map(([address, blocked]) => {
    if (blocked === true || blocked === 1 || blocked === "true") return [address, true];
    if (blocked === false || blocked === 0 || blocked === "false") return [address, false];
    throw badRequest(`the filter of ${address} must be true or false`);
  });
}

function filterEndpoints(kind: Kind, own: readonly Parameter[]): Endpoint[] {
  const stem = `/filters/${kind}/{id}`;
  const target = [stem, ...own.map((parameter) => `{${parameter.name}}`)].join("/");
  const command = (
    path: string,
    summary: string,
    parameters: readonly Parameter[],
    change: (call: Call) => FilterChange,
  ): Endpoint => ({
    path,
    methods: ["POST"],
    role: "admin",
    suffixes: COMMAND_SUFFIXES,
    summary,
    parameters,
    result: { is: "text", about: "That it is done" },
    handle: async (call) => {
      await call.context.commands.changeFilter(change(call));
      return textAnswer("The filter is changed\n");
    },
  });
  const of = (call: Call) => ({ filter: kind, id: call.path.id!, block: call.path.block ?? "" });
  const rule: Parameter = {
    name: "filter",
    in: "body",
    type: "object",
    schema: { type: "object", additionalProperties: { type: "boolean" } },
    required: true,
    about: "Addresses, with or without masks, each with true to block it or false to let it pass",
  };
  const addresses = bodyTexts("filter", "Addresses to forget");
  return [
    {
      path: `${stem}/filter`,
      methods: ["GET", "POST"],
      role: "readonly",
      suffixes: RECORD_SUFFIXES,
      summary: kind === "packet"
        ? "Which packets a log leaves out"
        : "Which devices a log leaves out",
      parameters: [ID, FIELDS_PARAMETER],
      result: { is: "record", of: kind === "packet" ? PACKET_FILTER_TABLE : CLASS_FILTER_TABLE },
      handle: (call) => read(call, kind),
    },
    command(
      `${stem}/set_default`,
      "What happens where no address decides",
      [ID, bodyText("default", "reject, deny, filter, block, true, t, 1: block; all else: pass")],
      (call) => ({ ...of(call), change: "default", action: call.command.requiredText("default") }),
    ),
    command(
      `${target}/set_filter`,
      "Blocks addresses or lets them pass",
      [ID, ...own, rule],
      (call) => ({ ...of(call), change: "set", phy: call.path.phy!, rules: rulesOf(call) }),
    ),
    command(`${target}/remove_filter`, "Forgets addresses", [ID, ...own, addresses], (call) => ({
      ...of(call),
      change: "remove",
      phy: call.path.phy!,
      addresses: call.command.requiredTexts("filter"),
    })),
  ];
}

export const logFilterEndpoints: readonly Endpoint[] = [
  ...filterEndpoints("packet", [PHY, BLOCK]),
  ...filterEndpoints("class", [PHY]),
];
