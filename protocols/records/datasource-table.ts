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
    field(`${DRIVER}type`, string, "Name of the datasource type, as in type=", (d) => d.type),
    field(
      `${DRIVER}description`,
      string,
      "What the datasource type captures",
      (d) => d.description,
    ),
    field(
      `${DRIVER}probe_capable`,
      uint8,
      "The type recognises its interfaces",
      (d) => d.probeCapable,
    ),
    field(`${DRIVER}probe_ipc`, uint8, "Not in use, always 0", () => 0),
    field(`${DRIVER}list_capable`, uint8, "The type lists its interfaces", (d) => d.listCapable),
    field(`${DRIVER}list_ipc`, uint8, "Not in use, always 0", () => 0),
    field(
      `${DRIVER}local_capable`,
      uint8,
      "The server can open the type itself",
      (d) => d.localCapable,
    ),
    field(`${DRIVER}local_ipc`, uint8, "Not in use, always 0", () => 0),
    field(
      `${DRIVER}remote_capable`,
      uint8,
      "Captures of the type may connect from afar",
      (d) => d.remoteCapable,
    ),
    field(
      `${DRIVER}passive_capable`,
      uint8,
      "The type has no interface and is fed",
      (d) => d.passiveCapable,
    ),
    field(`${DRIVER}tuning_capable`, uint8, "The type can set a channel", (d) => d.tuningCapable),
    // The name breaks the pattern, and clients read it so.
    field(
      "kismet.datasource_driver.hop_capable",
      uint8,
      "The type can hop channels",
      (d) => d.hopCapable,
    ),
  ],
};
export const driver = record(() => DRIVER_TABLE);

const SOURCE = "kismet.datasource.";

export const DATASOURCE_TABLE: RecordTable<DatasourceRecord> = {
  name: "datasource",
  fields: [
    field(
      `${SOURCE}source_number`,
      uint64,
      "Number of the datasource in this run",
      (s) => s.number,
    ),
    field(`${SOURCE}source_key`, uint32, "Checksum of the UUID", (s) => s.key),
    field(`${SOURCE}cmd_pending`, uint8, "Not in use, always 0", () => 0),
    field(
      `${SOURCE}paused`,
      uint8,
      "The datasource is open, but its packets are thrown away",
      (s) => s.paused,
    ),
    field(`${SOURCE}ipc_binary`, string, "Capture program", (s) => s.ipcBinary),
    field(`${SOURCE}ipc_pid`, int64, "Process of the capture program, -1 without", (s) => s.ipcPid),
    field(`${SOURCE}running`, uint8, "The datasource delivers packets", (s) => s.running),
    field(
      `${SOURCE}datasource_version`,
      string,
      "Version of the capture program",
      (s) => s.version,
    ),
    field(
      `${SOURCE}remote_ip`,
      string,
      "Address a remote capture connected from",
      (s) => s.remoteIp,
    ),
    field(`${SOURCE}remote`, uint8, "The capture connected from afar", (s) => s.remote),
    field(
      `${SOURCE}passive`,
      uint8,
      "The datasource is fed and has no interface",
      (s) => s.passive,
    ),
    field(`${SOURCE}name`, string, "Name for people", (s) => s.name),
    field(`${SOURCE}uuid`, uuid, "UUID of the datasource", (s) => s.uuid),
    field(`${SOURCE}definition`, string, "Definition with its options sorted", (s) => s.definition),
    field(`${SOURCE}interface`, string, "Interface as defined", (s) => s.interface),
    field(
      `${SOURCE}capture_interface`,
      string,
      "Interface that captures, where it is another one",
      (s) => s.captureInterface,
    ),
    field(`${SOURCE}hardware`, string, "Chipset or driver of the interface", (s) => s.hardware),
    field(`${SOURCE}dlt`, uint32, "Link type of the packets", (s) => s.linkType),
    field(`${SOURCE}warning`, string, "Last warning of the capture", (s) => s.warning),
    field(
      `${SOURCE}channels`,
      strings,
      "Channels the interface can be tuned to",
      (s) => s.channels,
    ),
    field(`${SOURCE}hopping`, uint8, "The interface changes channels", (s) => s.hopping),
    field(`${SOURCE}channel`, string, "Channel the interface stays on", (s) => s.channel),
    field(`${SOURCE}hop_rate`, double, "Channel changes a second", (s) => s.hopRate),
    field(
      `${SOURCE}hop_channels`,
      strings,
      "Channels the interface hops over",
      (s) => s.hopChannels,
    ),
    field(`${SOURCE}hop_split`, uint8, "Not in use, always 0", () => 0),
    field(
      `${SOURCE}hop_offset`,
      uint32,
      "Position in the hop list to start from",
      (s) => s.hopOffset,
    ),
    field(`${SOURCE}hop_shuffle`, uint8, "The hop list is shuffled", (s) => s.hopShuffle),
    field(`${SOURCE}hop_shuffle_skip`, uint32, "Stride of the shuffle", (s) => s.hopShuffleSkip),
    field(`${SOURCE}error`, uint8, "The datasource failed", (s) => s.error),
    field(`${SOURCE}error_reason`, string, "Why the datasource failed last", (s) => s.errorReason),
    field(`${SOURCE}num_packets`, uint64, "Packets delivered", (s) => s.packets),
    field(`${SOURCE}num_error_packets`, uint64, "Not in use, always 0", () => 0),
    field(`${SOURCE}packets_rrd`, rrd, "Packets delivered a second", (s) => s.packetsRrd),
    field(`${SOURCE}packets_datasize_rrd`, rrd, "Bytes delivered a second", (s) => s.bytesRrd),
    field(`${SOURCE}retry`, uint8, "The datasource is opened again after errors", (s) => s.retry),
    field(
      `${SOURCE}retry_attempts`,
      uint32,
      "Failures to open since the last success",
      (s) => s.retryAttempts,
    ),
    field(
      `${SOURCE}total_retry_attempts`,
      uint32,
      "Failures to open in this run",
      (s) => s.totalRetryAttempts,
    ),
    field(
      `${SOURCE}info.antenna_type`,
      string,
      "Antenna, in the words of its owner",
      (s) => s.antennaType,
    ),
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
    field(
      `${SOURCE}info.amp_type`,
      string,
      "Amplifier, in the words of its owner",
      (s) => s.ampType,
    ),
    field(`${SOURCE}info.amp_gain`, double, "Amplifier gain, dB", (s) => s.ampGain),
    field(
      `${SOURCE}linktype_override`,
      uint32,
      "Link type that was forced, 0 none",
      (s) => s.linkTypeOverride,
    ),
    field(`${SOURCE}type_driver`, driver, "Type of the datasource", (s) => s.driver),
    field(
      "moirai.datasource.faults",
      stringMap(uint64),
      "Counts of bad bytes, by name of the fault",
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
  readonly options?: readonly string[];
  readonly inUseUuid: string;
  readonly driver: DriverRecord;
}

const PROBED = "kismet.datasource.probed.";

export const PROBED_TABLE: RecordTable<ProbedInterface> = {
  name: "datasource_interface",
  fields: [
    field(
      `${PROBED}interface`,
      string,
      "Interface to define a datasource with",
      (p) => p.interface,
    ),
    field(
      `${PROBED}capture_interface`,
      string,
      "Interface that would capture",
      (p) => p.captureInterface,
    ),
    field(
      `${PROBED}options_vec`,
      strings,
      "Options to define the datasource with",
      (p) => p.options ?? [],
    ),
    field(
      `${PROBED}in_use_uuid`,
      uuid,
      "UUID of the datasource that uses the interface, else zeros",
      (p) => p.inUseUuid,
    ),
    field(`${PROBED}hardware`, string, "Chipset or driver of the interface", (p) => p.hardware),
    field(
      `${PROBED}datasource_version`,
      string,
      "Version of the capture program",
      (p) => p.version,
    ),
    field("kismet.datasource.type_driver", driver, "Type of the datasource", (p) => p.driver),
  ],
};

const DEFAULT = "kismet.datasourcetracker.default.";

export interface DatasourceDefaults {
  hopRate: number;
  hop: boolean;
  split: boolean;
  randomOrder: boolean;
  retryOnError: boolean;
  remoteCaptureListen: string;
  remoteCapturePort: number;
  remoteCaptureTimestamp: boolean;
}

export const DEFAULTS_TABLE: RecordTable<DatasourceDefaults> = {
  name: "datasource_defaults",
  fields: [
    field(
      `${DEFAULT}hop_rate`,
      double,
      "Channel changes a second, where a definition says nothing",
      (d) => d.hopRate,
    ),
    field(`${DEFAULT}hop`, uint8, "Datasources hop, where a definition says nothing", (d) => d.hop),
    field(
      `${DEFAULT}split`,
      uint8,
      "Datasources of one type divide their channels",
      (d) => d.split,
    ),
    field(`${DEFAULT}random_order`, uint8, "Hop lists are shuffled", (d) => d.randomOrder),
    field(
      `${DEFAULT}retry_on_error`,
      uint8,
      "Datasources are opened again after errors",
      (d) => d.retryOnError,
    ),
    field(
      `${DEFAULT}remote_cap_listen`,
      string,
      "Address that remote captures connect to",
      (d) => d.remoteCaptureListen,
    ),
    field(
      `${DEFAULT}remote_cap_port`,
      uint32,
      "Port that remote captures connect to",
      (d) => d.remoteCapturePort,
    ),
    field(
      `${DEFAULT}remote_cap_timestamp`,
      uint8,
      "Packets of remote captures get the server's time",
      (d) => d.remoteCaptureTimestamp,
    ),
  ],
};
