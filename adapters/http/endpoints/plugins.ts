// Plugins with the state of their programs (spec rest-api 5.15, external-protocol 9.3).
import { ROLE_READONLY } from "../../../actors/session/roles.ts";
import { record } from "../../../protocols/records/field.ts";
import { PLUGIN_TABLE } from "../../../protocols/records/plugin.ts";
import { type Endpoint, RECORD_SUFFIXES, rowsAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const plugin = record(() => PLUGIN_TABLE);

export const pluginEndpoints: readonly Endpoint[] = [
  {
    path: "/plugins/all_plugins",
    methods: ["GET", "POST"],
    role: ROLE_READONLY,
    suffixes: RECORD_SUFFIXES,
    summary: "Plugins, with the state of their programs",
    parameters: [FIELDS_PARAMETER],
    result: { is: "list", of: PLUGIN_TABLE },
    handle: (call) => rowsAnswer(plugin, call.context.stores.plugins.all(), selectionOf(call)),
  },
];
