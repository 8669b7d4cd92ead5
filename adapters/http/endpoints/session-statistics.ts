// How logging in goes: failures, waits and what was forgotten for lack of room. An address of ours.
import type { SessionStatistics } from "../../../actors/session/sessions.ts";
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import {
  type Field,
  field,
  record,
  type RecordTable,
  uint64,
} from "../../../protocols/records/field.ts";
import { type Endpoint, RECORD_SUFFIXES, recordAnswer } from "../endpoint.ts";
import { failed } from "../errors.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";
import { selectionOf } from "../selection-of.ts";

const count = (
  name: string,
  about: string,
  get: (statistics: SessionStatistics) => number,
): Field<SessionStatistics> => field(`moirai.session.${name}`, uint64, about, get);

const STATISTICS_TABLE: RecordTable<SessionStatistics> = {
  name: "session_statistics",
  fields: [
    count("logins", "Logins that are good now", (s) => s.logins),
    count("keys", "API tokens that are stored", (s) => s.keys),
    count("keys_refused", "Entries of the file of keys that make no sense", (s) => s.keysRefused),
    count("logins_evicted", "Logins ended because there were too many", (s) => s.loginsEvicted),
    count("failures", "Wrong user names or passwords", (s) => s.failures),
    count("addresses", "Addresses that failed lately", (s) => s.addresses),
    count("addresses_refused", "Attempts that had to wait, by address", (s) => s.addressesRefused),
    count("addresses_evicted", "Addresses forgotten for lack of room", (s) => s.addressesEvicted),
    count("users", "User names that failed lately", (s) => s.users),
    count("users_refused", "Attempts that had to wait, by user name", (s) => s.usersRefused),
    count("users_evicted", "User names forgotten for lack of room", (s) => s.usersEvicted),
    count("hashes", "Password hashes computed", (s) => s.hashes),
    count("hashes_refused", "Attempts refused because too many waited", (s) => s.hashesRefused),
    count("write_failures", "Writes of keys that failed", (s) => s.writeFailures),
    count("read_failures", "Reads of keys that failed", (s) => s.readFailures),
  ],
};
const statistics = record(() => STATISTICS_TABLE);

export const sessionStatisticsEndpoints: readonly Endpoint[] = [
  {
    path: "/session/statistics",
    methods: ["GET", "POST"],
    role: ROLE_ADMIN,
    suffixes: RECORD_SUFFIXES,
    summary: "How logging in goes, since the start",
    parameters: [FIELDS_PARAMETER],
    result: { is: "record", of: STATISTICS_TABLE },
    handle: (call) => {
      const { sessions } = call.context;
      if (sessions === undefined) throw failed(500, "ERROR: there are no logins in this server");
      return recordAnswer(statistics, sessions.statistics(), selectionOf(call));
    },
  },
];
