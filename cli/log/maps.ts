// Devices and the way of the server as KML (OGC 12-007r2), GPX 1.1 and GeoJSON (RFC 7946).
import type { KismetdbFile } from "../../actors/log/kismetdb-file.ts";
import type { CommandContext } from "../startup.ts";
import type { LogOutput } from "./log-files.ts";
import { runLogCommand, withLog, withOutput } from "./log-files.ts";
import type { ConversionRequest } from "./log-options.ts";
import {
  isoTime,
  type PlacedDevice,
  placedDevices,
  trackPoints,
  xmlText,
} from "./logged-devices.ts";

export type MapWriter = (file: KismetdbFile, output: LogOutput) => Promise<void>;

export async function runMap(
  request: ConversionRequest,
  context: CommandContext,
  write: MapWriter,
): Promise<number> {
  return await runLogCommand(
    context,
    () =>
      withLog(
        context,
        request.file,
        (file) => withOutput(context, request, (output) => write(file, output)),
      ),
  );
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

const describe = ({ type, mac, phy, channel, crypt, manufacturer, signalDbm }: PlacedDevice) =>
  [
    type,
    mac,
    phy,
    channel === "" ? "" : `channel ${channel}`,
    crypt,
    manufacturer,
    signalDbm === 0 ? "" : `${signalDbm} dBm`,
  ].filter((part) => part !== "").join(", ");

export const writeKml: MapWriter = async (file, output) => {
  await output.write(
    `${XML}<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n<name>Kismet</name>\n`,
  );
  for await (const device of placedDevices(file)) {
    await output.write(
      `<Placemark><name>${xmlText(device.name)}</name>` +
        `<description>${xmlText(describe(device))}</description>` +
        `<TimeSpan><begin>${isoTime(device.firstSec)}</begin>` +
        `<end>${isoTime(device.lastSec)}</end></TimeSpan>` +
        `<Point><coordinates>${device.longitude},${device.latitude}</coordinates></Point>` +
        "</Placemark>\n",
    );
  }
  let isOpen = false;
  for await (const { longitude, latitude, altitudeM } of trackPoints(file)) {
    if (!isOpen) {
      await output.write("<Placemark><name>Track</name><LineString><coordinates>");
      isOpen = true;
    }
    await output.write(`\n${longitude},${latitude},${altitudeM}`);
  }
  if (isOpen) await output.write("\n</coordinates></LineString></Placemark>\n");
  await output.write("</Document>\n</kml>\n");
};

export const writeGpx: MapWriter = async (file, output) => {
  await output.write(
    `${XML}<gpx version="1.1" creator="moirai" xmlns="http://www.topografix.com/GPX/1/1">\n`,
  );
  for await (const device of placedDevices(file)) {
    await output.write(
      `<wpt lat="${device.latitude}" lon="${device.longitude}">` +
        `<time>${isoTime(device.firstSec)}</time><name>${xmlText(device.name)}</name>` +
        `<desc>${xmlText(describe(device))}</desc><type>${xmlText(device.type)}</type></wpt>\n`,
    );
  }
  let isOpen = false;
  for await (const { longitude, latitude, altitudeM, timeSec } of trackPoints(file)) {
    if (!isOpen) await output.write("<trk><trkseg>\n");
    isOpen = true;
    await output.write(
      `<trkpt lat="${latitude}" lon="${longitude}"><ele>${altitudeM}</ele>` +
        `<time>${isoTime(timeSec)}</time></trkpt>\n`,
    );
  }
  if (isOpen) await output.write("</trkseg></trk>\n");
  await output.write("</gpx>\n");
};

export const writeGeojson: MapWriter = async (file, output) => {
  await output.write('{"type":"FeatureCollection","features":[');
  let count = 0;
  const feature = async (geometry: unknown, properties: unknown): Promise<void> => {
    const json = JSON.stringify({ type: "Feature", geometry, properties });
    await output.write(`${count++ === 0 ? "" : ","}\n${json}`);
  };
  for await (const { latitude, longitude, firstSec, lastSec, ...rest } of placedDevices(file)) {
    await feature({ type: "Point", coordinates: [longitude, latitude] }, {
      ...rest,
      first: isoTime(firstSec),
      last: isoTime(lastSec),
    });
  }
  const line: number[][] = [];
  for await (const { latitude, longitude, altitudeM } of trackPoints(file)) {
    line.push([longitude, latitude, altitudeM]);
  }
  // A line has two places at least.
  if (line.length > 1) {
    await feature({ type: "LineString", coordinates: line }, { name: "track" });
  }
  await output.write("\n]}\n");
};
