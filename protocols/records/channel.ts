// Channel records, `kismet.channelrec.*` (spec device-model 6).
import type { Rrd } from "./rrd.ts";
import { SignalRecord } from "./signal.ts";

export class ChannelRecord {
  /** Set in entries of the channel map. */
  readonly channel: string;
  /** Set in entries of the frequency map. */
  readonly freqKhz: number;
  readonly packetsRrd: Rrd;
  readonly dataRrd: Rrd;
  /** Active devices; not fast-forwarded when it is served. */
  readonly deviceRrd: Rrd;
  readonly signal: SignalRecord = new SignalRecord();
  /** From the first frame on whose time on the air is known. */
  airtime: ChannelAirtime | undefined = undefined;

  constructor(channel: string, freqKhz: number, rrds: { packets: Rrd; data: Rrd; device: Rrd }) {
    this.channel = channel;
    this.freqKhz = freqKhz;
    this.packetsRrd = rrds.packets;
    this.dataRrd = rrds.data;
    this.deviceRrd = rrds.device;
  }
}

/** How long a channel was busy. Times are those of the packets. */
export class ChannelAirtime {
  readonly rrd: Rrd;
  frames = 0;
  totalUs = 0;
  managementUs = 0;
  dataUs = 0;
  /** Frames by modulation, in the order of MODULATION_NAMES. */
  readonly modulations: Uint32Array;
  /** End of the second that is being counted, and its sum so far; the share of the one before. */
  secondEndUs = 0;
  secondUs = 0;
  lastShare = 0;

  constructor(rrd: Rrd, modulations: number) {
    this.rrd = rrd;
    this.modulations = new Uint32Array(modulations);
  }

  /** The second that was counted goes into the history. */
  beginSecond(second: number): void {
    const last = this.secondEndUs / 1e6 - 1;
    if (this.secondUs > 0) this.rrd.add(asInteger(this.secondUs), asInteger(last));
    this.lastShare = second === last + 1 ? this.secondUs / 1e4 : 0;
    this.secondEndUs = (second + 1) * 1e6;
    this.secondUs = 0;
  }
}

/**
 * The same number, held as an integer where the engine can: one history that holds a number as a
 * fraction makes V8 keep those of all histories in boxes of their own.
 */
function asInteger(value: number): number {
  const integer = value | 0;
  return integer === value ? integer : value;
}

export interface ChannelMaps {
  readonly byFrequency: ReadonlyMap<number, ChannelRecord>;
  readonly byChannel: ReadonlyMap<string, ChannelRecord>;
}
