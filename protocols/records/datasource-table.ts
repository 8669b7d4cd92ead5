// Fields of datasources, drivers, listed interfaces and defaults (spec device-model 7).
import type { DatasourceRecord, DriverRecord } from "./datasource.ts";
import {
  double,
  field,
  int64,
  record,
  type RecordTable,
  string,
  stringMap,
  strings,
  uint32,
  uint64,
  uint8,
  uuid,
  vector,
} from "./field.ts";
import { rrd } from "./rrd-table.ts";

const DRIVER = "kismet.datasource.driver.";

export const DRIVER_TABLE: RecordTable<DriverRecord> = {
  name: "datasource_driver",
  fields: [
    field(`${DRIVER}type`, string, "Name used in type=", (d) => d.type),
    field(`${DRIVER}description`, string, "What it captures", (d) => d.description),
    field(`${DRIVER}probe_capable`, uint8, "Recognises its interfaces", (d) => d.probeCapable),
    field(`${DRIVER}probe_ipc`, uint8, "Not in use", () => 0),
    field(`${DRIVER}list_capable`, uint8, "Lists its interfaces", (d) => d.listCapable),
    field(`${DRIVER}list_ipc`, uint8, "Not in use", () => 0),
    field(`${DRIVER}local_capable`, uint8, "Opened by the server", (d) => d.localCapable),
    field(`${DRIVER}local_ipc`, uint8, "Not in use", () => 0),
    field(`${DRIVER}remote_capable`, uint8, "May connect from afar", (d) => d.remoteCapable),
    field(`${DRIVER}passive_capable`, uint8, "Fed without interface", (d) => d.passiveCapable),
    field(`${DRIVER}tuning_capable`, uint8, "Can set a channel", (d) => d.tuningCapable),
    // The name breaks the pattern, and clients read it so.
    field("kismet.datasource_driver.hop_capable", uint8, "Can hop", (d) => d.hopCapable),
  ],
};
export const driver = record(() => DRIVER_TABLE);

const SOURCE = "kismet.datasource.";

export const DATASOURCE_TABLE: RecordTable<DatasourceRecord> = {
  name: "datasource",
  fields: [
    field(`${SOURCE}source_number`, uint64, "Number of this run", (s) => s.number),
    field(`${SOURCE}source_key`, uint32, "Checksum of the UUID", (s) => s.key),
    field(`${SOURCE}cmd_pending`, uint8, "Not in use", () => 0),
    field(`${SOURCE}paused`, uint8, "Open, but packets are thrown away", (s) => s.paused),
    field(`${SOURCE}ipc_binary`, string, "Capture program", (s) => s.ipcBinary),
    field(`${SOURCE}ipc_pid`, int64, "Its process", (s) => s.ipcPid),
    field(`${SOURCE}running`, uint8, "Delivers packets", (s) => s.running),
    field(`${SOURCE}datasource_version`, string, "Version of the program", (s) => s.version),
    field(`${SOURCE}remote_ip`, string, "Address of a remote source", (s) => s.remoteIp),
    field(`${SOURCE}remote`, uint8, "Connected from afar", (s) => s.remote),
    field(`${SOURCE}passive`, uint8, "Fed without interface", (s) => s.passive),
    field(`${SOURCE}name`, string, "Name for people", (s) => s.name),
    field(`${SOURCE}uuid`, uuid, "Identity", (s) => s.uuid),
    field(`${SOURCE}definition`, string, "Definition, options sorted", (s) => s.definition),
    field(`${SOURCE}interface`, string, "Interface of the definition", (s) => s.interface),
    field(`${SOURCE}capture_interface`, string, "Interface in use", (s) => s.captureInterface),
    field(`${SOURCE}hardware`, string, "Chipset or driver", (s) => s.hardware),
    field(`${SOURCE}dlt`, uint32, "Link type", (s) => s.linkType),
    field(`${SOURCE}warning`, string, "Last warning", (s) => s.warning),
    field(`${SOURCE}channels`, strings, "Channels it can tune to", (s) => s.channels),
    field(`${SOURCE}hopping`, uint8, "Changes channels", (s) => s.hopping),
    field(`${SOURCE}channel`, string, "Fixed channel", (s) => s.channel),
    field(`${SOURCE}hop_rate`, double, "Hops a second", (s) => s.hopRate),
    field(`${SOURCE}hop_channels`, strings, "Channels it hops over", (s) => s.hopChannels),
    field(`${SOURCE}hop_split`, uint8, "Not in use", () => 0),
    field(`${SOURCE}hop_offset`, uint32, "Start in the hop list", (s) => s.hopOffset),
    field(`${SOURCE}hop_shuffle`, uint8, "Hop list is shuffled", (s) => s.hopShuffle),
    field(`${SOURCE}hop_shuffle_skip`, uint32, "Stride of the shuffle", (s) => s.hopShuffleSkip),
    field(`${SOURCE}error`, uint8, "In error", (s) => s.error),
    field(`${SOURCE}error_reason`, string, "Why", (s) => s.errorReason),
    field(`${SOURCE}num_packets`, uint64, "Packets delivered", (s) => s.packets),
    field(`${SOURCE}num_error_packets`, uint64, "Not in use", () => 0),
    field(`${SOURCE}packets_rrd`, rrd, "Packets a second", (s) => s.packetsRrd),
    field(`${SOURCE}packets_datasize_rrd`, rrd, "Bytes a second", (s) => s.bytesRrd),
    field(`${SOURCE}retry`, uint8, "Opened again after errors", (s) => s.retry),
    field(`${SOURCE}retry_attempts`, uint32, "Failures in a row", (s) => s.retryAttempts),
    field(`${SOURCE}total_retry_attempts`, uint32, "All failures", (s) => s.totalRetryAttempts),
    field(`${SOURCE}info.antenna_type`, string, "Antenna", (s) => s.antennaType),
    field(`${SOURCE}info.antenna_gain`, double, "Antenna gain, dB", (s) => s.antennaGain),
    field(
      `${SOURCE}info.antenna_orientation`,
      double,
      "Antenna direction, degrees",
      (s) => s.antennaOrientation,
    ),
    field(
      `${SOURCE}info.antenna_beamwidth`,
      double,
      "Antenna opening, degrees",
      (s) => s.antennaBeamwidth,
    ),
    field(`${SOURCE}info.amp_type`, string, "Amplifier", (s) => s.ampType),
    field(`${SOURCE}info.amp_gain`, double, "Amplifier gain, dB", (s) => s.ampGain),
    field(`${SOURCE}linktype_override`, uint32, "Forced link type", (s) => s.linkTypeOverride),
    field(`${SOURCE}type_driver`, driver, "Its driver", (s) => s.driver),
    field(
      "moirai.datasource.faults",
      stringMap(uint64),
      "Bad bytes, counted by fault name",
      (s) => new Map(Object.entries(s.faults.toObject())),
    ),
  ],
};
export const datasource = record(() => DATASOURCE_TABLE);
export const datasources = vector(datasource);

/** What interface listings are made of. */
export interface ProbedInterface {
  readonly interface: string;
  readonly captureInterface: string;
  readonly hardware: string;
  readonly version: string;
  readonly inUseUuid: string;
  readonly driver: DriverRecord;
}

const PROBED = "kismet.datasource.probed.";

export const PROBED_TABLE: RecordTable<ProbedInterface> = {
  name: "datasource_interface",
  fields: [
    field(`${PROBED}interface`, string, "Interface", (p) => p.interface),
    field(`${PROBED}capture_interface`, string, "Interface for capture", (p) => p.captureInterface),
    field(`${PROBED}options_vec`, strings, "Options", () => []),
    field(`${PROBED}in_use_uuid`, uuid, "Source that uses it, else zeros", (p) => p.inUseUuid),
    field(`${PROBED}hardware`, string, "Chipset or driver", (p) => p.hardware),
    field(`${PROBED}datasource_version`, string, "Version of the program", (p) => p.version),
    field("kismet.datasource.type_driver", driver, "Its driver", (p) => p.driver),
  ],
};

const DEFAULT = "kismet.datasourcetracker.default.";

export const DEFAULTS_TABLE: RecordTable<{
  hopRate: number;
  hop: boolean;
  split: boolean;
  randomOrder: boolean;
  retryOnError: boolean;
  remoteCaptureListen: string;
  remoteCapturePort: number;
  remoteCaptureTimestamp: boolean;
}> = {
  name: "datasource_defaults",
  fields: [
    field(`${DEFAULT}hop_rate`, double, "Hops a second", (d) => d.hopRate),
    field(`${DEFAULT}hop`, uint8, "Sources hop", (d) => d.hop),
    field(`${DEFAULT}split`, uint8, "Sources of a kind share channels", (d) => d.split),
    field(`${DEFAULT}random_order`, uint8, "Hop lists are shuffled", (d) => d.randomOrder),
    field(`${DEFAULT}retry_on_error`, uint8, "Opened again after errors", (d) => d.retryOnError),
    field(`${DEFAULT}remote_cap_listen`, string, "Remote capture", (d) => d.remoteCaptureListen),
    field(`${DEFAULT}remote_cap_port`, uint32, "Its port", (d) => d.remoteCapturePort),
    field(
      `${DEFAULT}remote_cap_timestamp`,
      uint8,
      "Remote packets get the server's time",
      (d) => d.remoteCaptureTimestamp,
    ),
  ],
};
