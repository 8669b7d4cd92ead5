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
  readonly signal = new SignalRecord();

  constructor(channel: string, freqKhz: number, rrds: { packets: Rrd; data: Rrd; device: Rrd }) {
    this.channel = channel;
    this.freqKhz = freqKhz;
    this.packetsRrd = rrds.packets;
    this.dataRrd = rrds.data;
    this.deviceRrd = rrds.device;
  }
}

export interface ChannelMaps {
  readonly byFrequency: ReadonlyMap<number, ChannelRecord>;
  readonly byChannel: ReadonlyMap<string, ChannelRecord>;
}
