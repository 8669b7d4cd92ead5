// Every table that endpoints and topics serve besides devices, for the field list and for documents.
import { DEFAULTS_TABLE, PROBED_TABLE } from "./datasource-table.ts";
import type { RecordTable } from "./field.ts";
import {
  ALERT_DEFINITION_TABLE,
  ALERT_LIST_TABLE,
  CHANNELS_TABLE,
  MESSAGE_LIST_TABLE,
  PACKET_STATISTICS_TABLE,
  PHY_TABLE,
  STATISTICS_TABLE,
  SYSTEM_TABLE,
  VIEW_TABLE,
} from "./server-tables.ts";

export const SERVED_TABLES: readonly RecordTable<never>[] = [
  SYSTEM_TABLE,
  STATISTICS_TABLE,
  PACKET_STATISTICS_TABLE,
  MESSAGE_LIST_TABLE,
  ALERT_LIST_TABLE,
  ALERT_DEFINITION_TABLE,
  CHANNELS_TABLE,
  PHY_TABLE,
  VIEW_TABLE,
  PROBED_TABLE,
  DEFAULTS_TABLE,
] as unknown as readonly RecordTable<never>[];
