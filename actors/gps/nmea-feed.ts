// Reads NMEA lines from whatever carries them (spec device-model 8.5).
import { parseNmea } from "../../protocols/gps/nmea.ts";
import { LineSplitter } from "../../protocols/text/line-splitter.ts";
import type { ByteSource } from "../../runtime/platform.ts";
import type { GpsPort } from "./gps-type.ts";

/** NMEA allows 82 characters; receivers of other kinds send more. */
export const NMEA_LINE_BYTES_MAX = 1024;

/** Reads until the end; the reason of the end. */
export async function feedNmea(source: ByteSource, port: GpsPort): Promise<string> {
  const lines = new LineSplitter(NMEA_LINE_BYTES_MAX);
  const decoder = new TextDecoder("latin1");
  for (let part = await source.read(); part !== undefined; part = await source.read()) {
    for (const line of lines.take(part)) takeLine(decoder.decode(line), port);
    if (lines.overlong) {
      return `it sends no lines (more than ${NMEA_LINE_BYTES_MAX} bytes without an end)`;
    }
  }
  return "it ended the connection";
}

function takeLine(line: string, port: GpsPort): void {
  if (line === "") return;
  const result = parseNmea(line);
  if (result.kind === "malformed" || result.kind === "checksum") {
    port.badLine();
    return;
  }
  port.data();
  if (result.kind === "update") port.update(result.update);
}
