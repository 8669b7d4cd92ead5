// A link header as plain values, for decoder cases.
import { type Fault, FAULT_NAMES } from "../../../protocols/faults.ts";
import {
  FCS_ANNOUNCED,
  type LinkDecoder,
  LinkHeader,
} from "../../../protocols/linktype/link-header.ts";
import type { DecoderCase, DecoderSubject } from "../../suites/decoder.ts";

/** Everything a link header says; a case names what differs from a frame without header. */
export const BARE = {
  linkType: 105,
  frame: [0, 0],
  fcs: false,
  fcsFailed: false,
  partial: "ok",
  hasRadio: true,
  signalKind: 0,
  signal: 0,
  noise: 0,
  freqKhz: 0,
  rate: 0,
  carrier: 0,
  encoding: 0,
  antennas: [] as number[][],
  location: undefined as unknown,
};

export function linkValues(header: LinkHeader, start: number): Record<string, unknown> {
  const antennas: number[][] = [];
  for (let index = 0; index < header.antennaCount; index++) {
    antennas.push([header.antennas[index]!, header.antennaSignals[index]!]);
  }
  return {
    linkType: header.linkType,
    frame: [header.frameStart - start, header.frameEnd - start],
    fcs: header.fcs === FCS_ANNOUNCED,
    fcsFailed: header.fcsFailed,
    partial: FAULT_NAMES[header.partial],
    hasRadio: header.hasRadio,
    signalKind: header.signalKind,
    signal: header.signal,
    noise: header.noise,
    freqKhz: header.freqKhz,
    rate: header.rate,
    carrier: header.carrier,
    encoding: header.encoding,
    antennas,
    location: header.location,
  };
}

/** A subject for the decoder suite; `decode` also by itself, to test the function and the list entry. */
export function linkSubject(
  decoder: LinkDecoder,
  cases: readonly DecoderCase[],
  seeds: readonly Uint8Array[] = [],
): DecoderSubject<LinkHeader> {
  return {
    create: () => new LinkHeader(),
    decode: (into, bytes, start, limit): Fault => decoder.decode(into, bytes, start, limit),
    values: linkValues,
    cases,
    seeds,
  };
}
