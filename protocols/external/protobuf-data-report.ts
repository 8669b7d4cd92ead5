// Data reports to payloads of the first two framings (external-protocol 2.2), for tools that speak to
// old servers: once a packet, but of no release that is fast.
import { create, toBinary } from "@bufbuild/protobuf";
import { SIGNAL_DBM, SIGNAL_RSSI } from "../packet/packet-batch.ts";
import type { DataReport } from "./data-report.ts";
import { DataReportSchema } from "./generated/datasource_pb.ts";

/** The payload of a report whose packet ends at `packetEnd`. */
export function packDataReport(report: DataReport, packetEnd: number): Uint8Array {
  const { bytes, packetStart } = report;
  const seconds = Math.floor(report.timestampUs / 1e6);
  const time = {
    timeSec: BigInt(seconds),
    timeUsec: BigInt(Math.floor(report.timestampUs - seconds * 1e6)),
  };
  return toBinary(
    DataReportSchema,
    create(DataReportSchema, {
      ...report.hasLocation && {
        gps: {
          ...time,
          lat: report.latitude,
          lon: report.longitude,
          alt: report.altitudeM,
          speed: report.speedKmh,
          heading: report.headingDegrees,
          precision: 0,
          fix: report.fix,
          type: "moirai",
          name: "moirai",
        },
      },
      ...report.hasPacket && {
        packet: {
          ...time,
          dlt: report.linkType,
          size: BigInt(packetEnd - packetStart),
          data: bytes.subarray(packetStart, packetEnd),
          capSize: BigInt(report.wireLength),
        },
      },
      ...report.hasSignal && { signal: signalOf(report) },
      ...report.hasJson && {
        json: {
          ...time,
          type: textOf(bytes, report.jsonTypeStart, report.jsonTypeEnd),
          json: textOf(bytes, report.jsonStart, report.jsonEnd),
        },
      },
    }),
  );
}

function signalOf(report: DataReport) {
  const { signal, noise, freqKhz, dataRate, channelStart, channelEnd } = report;
  return {
    ...report.signalKind === SIGNAL_DBM &&
      { signalDbm: signal, ...noise !== 0 && { noiseDbm: noise } },
    ...report.signalKind === SIGNAL_RSSI &&
      { signalRssi: signal, ...noise !== 0 && { noiseRssi: noise } },
    ...freqKhz !== 0 && { freqKhz },
    ...dataRate !== 0 && { datarate: dataRate },
    ...channelEnd > channelStart && { channel: textOf(report.bytes, channelStart, channelEnd) },
  };
}

const decoder = new TextDecoder();
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
