// What the server says of itself (spec rest-api 5.1).
import { record } from "../../../protocols/records/field.ts";
import {
  SYSTEM_TABLE,
  TIMESTAMP_TABLE,
  USER_TABLE,
} from "../../../protocols/records/server-tables.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer, textAnswer } from "../endpoint.ts";
import { escapeHtml } from "../pages.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const system = record(() => SYSTEM_TABLE);
const timestamp = record(() => TIMESTAMP_TABLE);
const user = record(() => USER_TABLE);

export const systemEndpoints: readonly Endpoint[] = [
  {
    path: "/system/status",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "State of the server",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: SYSTEM_TABLE },
    handle: (call) => recordAnswer(system, call.context.stores.system(), selectionOf(call)),
  },
  {
    path: "/system/timestamp",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    summary: "The server's time",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: TIMESTAMP_TABLE },
    handle: (call) => recordAnswer(timestamp, call.context.stores.system(), selectionOf(call)),
  },
  {
    path: "/system/user_status",
    methods: ["GET", "POST"],
    role: "public",
    suffixes: RECORD_SUFFIXES,
    summary: "User of the operating system that the server runs as",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: USER_TABLE },
    handle: (call) => recordAnswer(user, call.context.stores.system(), selectionOf(call)),
  },
  {
    path: "/system/tracked_fields",
    methods: ["GET"],
    role: "readonly",
    suffixes: ["html"],
    seedReadable: true,
    summary: "Every field that can be asked for, as a table",
    parameters: [],
    result: { is: "html", about: "Name, id, type and meaning of each field" },
    handle: (call) => {
      const rows = call.context.trackedFields.map((field) =>
        `<tr><td>${escapeHtml(field.name)}</td><td>${field.id}</td>` +
        `<td>${escapeHtml(field.typeName)}/${field.typeCode}</td>` +
        `<td>${escapeHtml(field.description)}</td></tr>\n`
      );
      const page = "<!doctype html><html><head><title>Tracked fields</title></head><body>" +
        "<table><tr><th>Name</th><th>ID</th><th>Type</th><th>Description</th></tr>\n" +
        `${rows.join("")}</table></body></html>\n`;
      return textAnswer(page, 200, "text/html; charset=utf-8");
    },
  },
];
