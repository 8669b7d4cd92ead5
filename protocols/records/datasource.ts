// Datasource and driver records, `kismet.datasource.*` (spec device-model 7.1, 7.3).
import type { Rrd } from "./rrd.ts";

export interface DriverRecord {
  readonly type: string;
  readonly description: string;
  readonly probeCapable: boolean;
  readonly listCapable: boolean;
  readonly localCapable: boolean;
  readonly remoteCapable: boolean;
  readonly passiveCapable: boolean;
  readonly tuningCapable: boolean;
  readonly hopCapable: boolean;
}

/** Everything a client sees of a datasource; written by the datasource's actor only. */
export class DatasourceRecord {
  /** 0 until it is listed. */
  number: number;
  uuid: string;
  /** Checksum of the UUID text. */
  key: number;
  name: string;
  definition: string;
  interface: string;
  captureInterface = "";
  hardware = "";
  linkType = 0;
  linkTypeOverride = 0;
  channels: string[] = [];
  channel = "";
  hopping = false;
  hopRate = 0;
  hopChannels: string[] = [];
  hopOffset = 0;
  hopShuffle = false;
  hopShuffleSkip = 0;
  running = false;
  paused = false;
  error = false;
  errorReason = "";
  warning = "";
  retry = true;
  retryAttempts = 0;
  totalRetryAttempts = 0;
  remote = false;
  remoteIp = "";
  passive = false;
  ipcBinary = "";
  ipcPid = -1;
  version = "";
  packets = 0;
  packetsRrd: Rrd;
  bytesRrd: Rrd;
  antennaType = "";
  ampType = "";
  antennaGain = 0;
  antennaOrientation = 0;
  antennaBeamwidth = 0;
  ampGain = 0;
  driver: DriverRecord;
  /** Counts per fault name; ours, served as `moirai.datasource.faults`. */
  faults: { toObject(): Record<string, number> };

  constructor(init: {
    number: number;
    uuid: string;
    key: number;
    name: string;
    definition: string;
    interface: string;
    driver: DriverRecord;
    faults: { toObject(): Record<string, number> };
    packetsRrd: Rrd;
    bytesRrd: Rrd;
  }) {
    this.number = init.number;
    this.uuid = init.uuid;
    this.key = init.key;
    this.name = init.name;
    this.definition = init.definition;
    this.interface = init.interface;
    this.driver = init.driver;
    this.faults = init.faults;
    this.packetsRrd = init.packetsRrd;
    this.bytesRrd = init.bytesRrd;
  }
}
