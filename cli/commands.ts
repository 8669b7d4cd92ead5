// The commands of the command line; the first is the one meant when none is named.
import type { CommandDefinition } from "./command.ts";
import { capture } from "./commands/capture.ts";
import { config } from "./commands/config.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { keys } from "./commands/keys.ts";
import { logDevices } from "./commands/log-devices.ts";
import { logInfo } from "./commands/log-info.ts";
import { logMerge } from "./commands/log-merge.ts";
import { logStrip } from "./commands/log-strip.ts";
import { logToGeojson } from "./commands/log-to-geojson.ts";
import { logToGpx } from "./commands/log-to-gpx.ts";
import { logToKml } from "./commands/log-to-kml.ts";
import { logToPcap } from "./commands/log-to-pcap.ts";
import { logToWiglecsv } from "./commands/log-to-wiglecsv.ts";
import { read } from "./commands/read.ts";
import { replay } from "./commands/replay.ts";
import { serve } from "./commands/serve.ts";
import { simulate } from "./commands/simulate.ts";

export const COMMANDS: readonly CommandDefinition[] = [
  serve,
  read,
  keys,
  capture,
  config,
  doctor,
  simulate,
  logInfo,
  logDevices,
  logToPcap,
  logToWiglecsv,
  logToKml,
  logToGpx,
  logToGeojson,
  logStrip,
  logMerge,
  replay,
  diff,
];
