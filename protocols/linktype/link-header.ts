// What a link header (radiotap, PPI, Prism, AVS, BTLE, none) says of the frame behind it: one reusable object
// that every link decoder fills (spec dot11 1.1 to 1.4).
import { Modulation, resetModulation } from "../airtime/modulation.ts";
import { type Fault, OK } from "../faults.ts";
import {
  type PacketLocation,
  type SIGNAL_DBM,
  SIGNAL_NONE,
  type SIGNAL_RSSI,
} from "../packet/packet-batch.ts";

/** `LinkHeader.fcs`: what the header says of a frame check sequence at the end of the frame. */
export const FCS_UNANNOUNCED = 0;
export const FCS_ANNOUNCED = 1;
/** The decoder took a check sequence of another kind off; it is right, or nobody can tell. */
export const FCS_TAKEN = 2;
/** The decoder took it off and found it wrong, which counts unless the datasource does not check. */
export const FCS_WRONG = 3;

/** Antennas of one packet that are kept. */
export const ANTENNAS_MAX = 32;

export class LinkHeader {
  /** Link type of the frame. */
  linkType = 0;
  frameStart = 0;
  /** End of the captured bytes: a frame check sequence is still inside unless it was taken. */
  frameEnd = 0;
  /** FCS_*. */
  fcs: number = FCS_UNANNOUNCED;
  /** The receiver says that the frame check sequence was wrong. */
  fcsFailed = false;
  /** Fault that made the decoder stop early without losing the frame, OK if none. */
  partial: Fault = OK;

  /** True when there was a radio header, however little it said. */
  hasRadio = false;
  signalKind: typeof SIGNAL_NONE | typeof SIGNAL_DBM | typeof SIGNAL_RSSI = SIGNAL_NONE;
  /** 0 = absent. */
  signal = 0;
  /** 0 = absent. */
  noise = 0;
  /** 0 = absent. */
  freqKhz = 0;
  /** 100 kbit/s units, 0 = absent. */
  rate = 0;
  carrier = 0;
  encoding = 0;
  /** How the frame was modulated, where the header says more than a rate. */
  readonly modulation = new Modulation();

  antennaCount = 0;
  /** Antenna numbers, in header order. */
  readonly antennas = new Uint8Array(ANTENNAS_MAX);
  /** Signal of each antenna in dBm. */
  readonly antennaSignals = new Int8Array(ANTENNAS_MAX);

  /** Position of the receiver, a fresh object for each packet that carries one. */
  location: PacketLocation | undefined = undefined;
}

/** Makes `into` say that `bytes[start, end)` is a frame of `linkType` and nothing else is known. */
export function resetLinkHeader(
  into: LinkHeader,
  linkType: number,
  frameStart: number,
  frameEnd: number,
): void {
  into.linkType = linkType;
  into.frameStart = frameStart;
  into.frameEnd = frameEnd;
  into.fcs = FCS_UNANNOUNCED;
  into.fcsFailed = false;
  into.partial = OK;
  into.hasRadio = false;
  into.signalKind = SIGNAL_NONE;
  into.signal = 0;
  into.noise = 0;
  into.freqKhz = 0;
  into.rate = 0;
  into.carrier = 0;
  into.encoding = 0;
  resetModulation(into.modulation);
  into.antennaCount = 0;
  into.location = undefined;
}

/** Keeps the signal of one antenna; an antenna named twice keeps its last signal. */
export function setAntennaSignal(into: LinkHeader, antenna: number, signalDbm: number): void {
  const count = into.antennaCount;
  for (let index = 0; index < count; index++) {
    if (into.antennas[index] === antenna) {
      into.antennaSignals[index] = signalDbm;
      return;
    }
  }
  if (count === ANTENNAS_MAX) return;
  into.antennas[count] = antenna;
  into.antennaSignals[count] = signalDbm;
  into.antennaCount = count + 1;
}

/** One kind of link header: how packets of `linkType` give their frame. */
export interface LinkDecoder {
  readonly linkType: number;
  readonly name: string;
  /**
   * Fills `into` from the packet `bytes[start, limit)`; a fault means that there is no frame inside.
   * Bytes at and after `limit` are never read.
   */
  decode(into: LinkHeader, bytes: Uint8Array, start: number, limit: number): Fault;
}
