// Channels and frequencies in use (spec rest-api 5.10).
import { record } from "../../../protocols/records/field.ts";
import { CHANNELS_TABLE } from "../../../protocols/records/server-tables.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const channels = record(() => CHANNELS_TABLE);

export const channelEndpoints: readonly Endpoint[] = [
  {
    path: "/channels/channels",
    methods: ["GET", "POST"],
    role: "readonly",
    suffixes: RECORD_SUFFIXES,
    seedReadable: true,
    summary: "Activity by channel and by frequency",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: CHANNELS_TABLE },
    handle: (call) => recordAnswer(channels, call.context.stores.channels, selectionOf(call)),
  },
];
