// The kinds of GPS.
import type { GpsType } from "./gps-type.ts";
import { gpsdGps } from "./types/gpsd.ts";
import { metaGps } from "./types/meta.ts";
import { serialGps } from "./types/serial.ts";
import { tcpGps } from "./types/tcp.ts";
import { virtualGps } from "./types/virtual.ts";
import { webGps } from "./types/web.ts";

export const GPS_TYPES: readonly GpsType[] = [
  serialGps,
  tcpGps,
  gpsdGps,
  webGps,
  virtualGps,
  metaGps,
];
