// Connections of sensors elsewhere: an address of ours.
import { ROLE_READONLY } from "../../../actors/session/roles.ts";
import { record } from "../../../protocols/records/field.ts";
import { REMOTE_LINK_TABLE } from "../../../protocols/records/remote-link.ts";
import { type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const link = record(() => REMOTE_LINK_TABLE);

export const remoteLinkEndpoints: readonly Endpoint[] = [
  {
    path: "/datasource/remote/links",
    methods: ["GET", "POST"],
    role: ROLE_READONLY,
    suffixes: RECORD_SUFFIXES,
    summary: "Connections of sensors elsewhere, with those that ended last",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: REMOTE_LINK_TABLE },
    handle: (call) => rowsAnswer(link, call.context.remote?.records() ?? [], selectionOf(call)),
  },
];
