// The log formats, by the class that `log_types` names.
import type { LogFormat } from "../../actors/log/log-format.ts";
import { alertjson } from "./alertjson.ts";
import { kismet } from "./kismet.ts";
import { messagejson } from "./messagejson.ts";
import { pcapng } from "./pcapng.ts";
import { pcapppi } from "./pcapppi.ts";
import { wiglecsv } from "./wiglecsv.ts";

export const LOG_FORMATS: readonly LogFormat[] = [
  kismet,
  pcapng,
  pcapppi,
  wiglecsv,
  alertjson,
  messagejson,
];
