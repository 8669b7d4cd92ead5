// Records of the server, made by `node cli/write-all.ts` of the tables of the server.

export interface Alert {
  /** Not in use, always the key of no device */
  "kismet.alert.device_key": string;
  /** Name of the alert */
  "kismet.alert.header": string;
  /** Class of the alert: DENIAL, EXPLOIT, SPOOF, … */
  "kismet.alert.class": string;
  /** Number that identifies this one alert */
  "kismet.alert.hash": number;
  /** 0 info, 5 low, 10 medium, 15 high, 20 critical */
  "kismet.alert.severity": number;
  /** Number of the PHY, 4294967295 any */
  "kismet.alert.phy_id": number;
  /** Time of the alert, s */
  "kismet.alert.timestamp": number;
  /** Address of the network or transmitter */
  "kismet.alert.transmitter_mac": string;
  /** Address of the source */
  "kismet.alert.source_mac": string;
  /** Address of the destination */
  "kismet.alert.dest_mac": string;
  /** Further address */
  "kismet.alert.other_mac": string;
  /** Channel of the packet */
  "kismet.alert.channel": string;
  /** Not in use, always 0 */
  "kismet.alert.frequency": number;
  /** What happened */
  "kismet.alert.text": string;
  /** Where the server was */
  "kismet.alert.location": LocationPoint;
  /** Frames kept as evidence, for alerts/by-id/{hash}/evidence.pcap */
  "moirai.alert.evidence": number;
}

export interface AlertDefinition {
  /** Name of the alert */
  "kismet.alert.definition.header": string;
  /** Class of the alert */
  "kismet.alert.definition.class": string;
  /** Severity of the alert, 0 to 20 */
  "kismet.alert.definition.severity": number;
  /** What the alert means */
  "kismet.alert.definition.description": string;
  /** Number of the PHY, -1 any, -2 none */
  "kismet.alert.definition.phyid": number;
  /** Unit of the limit: 0 second, 1 minute, 2 hour, 3 day */
  "kismet.alert.definition.limit_unit": number;
  /** Alerts raised in one unit of the limit at most */
  "kismet.alert.definition.limit_rate": number;
  /** Unit of the burst: 0 second, 1 minute, 2 hour, 3 day */
  "kismet.alert.definition.burst_unit": number;
  /** Alerts raised in one unit of the burst at most */
  "kismet.alert.definition.limit_burst": number;
  /** Alerts raised in the present burst */
  "kismet.alert.definition.burst_sent": number;
  /** Alerts raised in the present unit of the limit */
  "kismet.alert.definition.total_sent": number;
  /** When the alert was raised last, s, 0 never */
  "kismet.alert.definition.time_last": number;
}

export interface AlertList {
  /** Alerts, oldest first */
  "kismet.alert.list": Alert[];
  /** Time of the alert, s */
  "kismet.alert.timestamp": number;
}

export interface Antenna {
  /** Number of the antenna */
  "kismet.antenna.id": number;
  /** UUID of the antenna: its datasource's */
  "kismet.antenna.uuid": string;
  /** UUID of the datasource */
  "kismet.antenna.source_uuid": string;
  /** Number at the datasource */
  "kismet.antenna.source_antnum": number;
  /** Gain, dB */
  "kismet.antenna.power_adjust": number;
}

export interface ApiToken {
  /** Name */
  "kismet.httpd.auth.name": string;
  /** What it may do */
  "kismet.httpd.auth.role": string;
  /** Good until, s; 0 for ever */
  "kismet.httpd.auth.expiration": number;
  /** The token */
  "kismet.httpd.auth.token"?: string;
}

export interface Battery {
  /** Charge of the battery, percent */
  "kismet.system.battery.percentage": number;
  /** State of the battery: charging, charged or discharging */
  "kismet.system.battery.charging": string;
  /** The machine is on mains */
  "kismet.system.battery.ac": number;
  /** Time the battery lasts, s */
  "kismet.system.battery.remaining": number;
}

export interface BtleBeacon {
  /** Format of the beacon */
  "btle.device.beacon.kind": string;
  /** UUID (iBeacon, AltBeacon) */
  "btle.device.beacon.uuid"?: string;
  /** Major number */
  "btle.device.beacon.major"?: number;
  /** Minor number */
  "btle.device.beacon.minor"?: number;
  /** Namespace (Eddystone-UID) */
  "btle.device.beacon.namespace"?: string;
  /** Instance, or an identifier that changes */
  "btle.device.beacon.identifier"?: string;
  /** Address (Eddystone-URL) */
  "btle.device.beacon.url"?: string;
  /** Its own strength, dBm: at one metre, of Eddystone at none */
  "btle.device.beacon.power"?: number;
  /** Voltage of its battery, mV */
  "btle.device.beacon.battery"?: number;
  /** Temperature, °C */
  "btle.device.beacon.temperature"?: number;
  /** Frames it has sent since it began */
  "btle.device.beacon.frames"?: number;
  /** Time since it began, s */
  "btle.device.beacon.uptime"?: number;
  /** Status byte (Find My) */
  "btle.device.beacon.status"?: number;
  /** Network of the tracker: 1 Apple, 2 Google */
  "btle.device.beacon.network"?: number;
  /** The tracker is away from its owner */
  "btle.device.beacon.separated"?: number;
}

export interface BtleDevice {
  /** Can be found for a short while */
  "btle.device.le_limited_discoverable": number;
  /** Can be found */
  "btle.device.le_general_discoverable": number;
  /** No Bluetooth Classic */
  "btle.device.br_edr_unsupported": number;
  /** Bluetooth Classic at the same time, in the controller */
  "btle.device.simultaneous_br_edr_controller": number;
  /** Bluetooth Classic at the same time, in the host */
  "btle.device.simultaneous_br_edr_host": number;
  /** Public, random static, resolvable private or non-resolvable private */
  "btle.device.address_type": string;
  /** The device made its address up */
  "btle.device.random_address"?: number;
  /** Name, shortened */
  "btle.device.short_name"?: string;
  /** Strength of its transmitter as it says, dBm */
  "btle.device.tx_power"?: number;
  /** What it looks like */
  "btle.device.appearance"?: number;
  /** What it looks like, in words */
  "btle.device.appearance_name"?: string;
  /** Company in its manufacturer data */
  "btle.device.company_id"?: number;
  /** Name of that company */
  "btle.device.company"?: string;
  /** Services it offers, of 2, 4 or 16 bytes */
  "btle.device.service_uuids"?: string[];
  /** What it tells as a beacon, by format */
  "btle.device.beacons"?: Record<string, BtleBeacon>;
  /** Kind of tag it is */
  "btle.device.tracker"?: string;
  /** Takes connections */
  "btle.device.connectable"?: number;
  /** Answers questions */
  "btle.device.scannable"?: number;
  /** Uses extended advertising (Bluetooth 5) */
  "btle.device.extended"?: number;
  /** Has a periodic advertisement */
  "btle.device.periodic"?: number;
  /** Advertising set heard last */
  "btle.device.set_id"?: number;
  /** Advertisements heard */
  "btle.device.advertisements"?: number;
  /** Answers to questions heard */
  "btle.device.scan_responses"?: number;
  /** Questions it asked others */
  "btle.device.scan_requests"?: number;
  /** Connections it asked others for */
  "btle.device.connection_requests"?: number;
  /** Service UUIDs that there was no room for */
  "btle.device.not_kept"?: number;
}

export interface Channel {
  /** Channel, empty in the map by frequency */
  "kismet.channelrec.channel": string;
  /** Frequency in kHz, 0 in the map by channel */
  "kismet.channelrec.frequency": number;
  /** Packets on the channel a second */
  "kismet.channelrec.packets_rrd": Rrd;
  /** Bytes on the channel a second */
  "kismet.channelrec.data_rrd": Rrd;
  /** Devices heard on the channel within half a minute */
  "kismet.channelrec.device_rrd": StillRrd;
  /** Signals on the channel */
  "kismet.channelrec.signal": Signal;
  /** How long the channel was busy */
  "moirai.channel.airtime"?: ChannelAirtime;
}

export interface ChannelAirtime {
  /** Part of the last whole second in which frames were on the air, percent */
  "moirai.channel.airtime.share": number;
  /** Time on the air, microseconds */
  "moirai.channel.airtime.total": number;
  /** Of that, management frames, microseconds */
  "moirai.channel.airtime.management": number;
  /** Of that, data frames, microseconds */
  "moirai.channel.airtime.data": number;
  /** Frames whose time on the air is known */
  "moirai.channel.airtime.frames": number;
  /** Of those, frames with DSSS modulation */
  "moirai.channel.airtime.dsss_frames": number;
  /** Of those, frames with OFDM modulation */
  "moirai.channel.airtime.ofdm_frames": number;
  /** Of those, frames with HT modulation */
  "moirai.channel.airtime.ht_frames": number;
  /** Of those, frames with VHT modulation */
  "moirai.channel.airtime.vht_frames": number;
  /** Of those, frames with HE modulation */
  "moirai.channel.airtime.he_frames": number;
  /** Of those, frames with EHT modulation */
  "moirai.channel.airtime.eht_frames": number;
  /** Time on the air over time, microseconds a second */
  "moirai.channel.airtime.rrd": Rrd;
}

export interface Channels {
  /** Use of the air by frequency in kHz */
  "kismet.channeltracker.frequency_map": Record<string, Channel>;
  /** Use of the air by channel */
  "kismet.channeltracker.channel_map": Record<string, Channel>;
}

export interface ClassFilter {
  /** Identity */
  "kismet.classfilter.id": string;
  /** What it filters */
  "kismet.classfilter.description": string;
  /** Kind of filter */
  "kismet.classfilter.type": string;
  /** 1: blocks what no rule is about */
  "kismet.classfilter.default": number;
  /** Rules by PHY */
  "kismet.classfilter.macaddr.address_by_phy": Record<string, Record<string, number>>;
}

export interface Datasource {
  /** Number of the datasource in this run */
  "kismet.datasource.source_number": number;
  /** Checksum of the UUID */
  "kismet.datasource.source_key": number;
  /** Not in use, always 0 */
  "kismet.datasource.cmd_pending": number;
  /** The datasource is open, but its packets are thrown away */
  "kismet.datasource.paused": number;
  /** Capture program */
  "kismet.datasource.ipc_binary": string;
  /** Process of the capture program, -1 without */
  "kismet.datasource.ipc_pid": number;
  /** The datasource delivers packets */
  "kismet.datasource.running": number;
  /** Version of the capture program */
  "kismet.datasource.datasource_version": string;
  /** Address a remote capture connected from */
  "kismet.datasource.remote_ip": string;
  /** The capture connected from afar */
  "kismet.datasource.remote": number;
  /** The datasource is fed and has no interface */
  "kismet.datasource.passive": number;
  /** Name for people */
  "kismet.datasource.name": string;
  /** UUID of the datasource */
  "kismet.datasource.uuid": string;
  /** Definition with its options sorted */
  "kismet.datasource.definition": string;
  /** Interface as defined */
  "kismet.datasource.interface": string;
  /** Interface that captures, where it is another one */
  "kismet.datasource.capture_interface": string;
  /** Chipset or driver of the interface */
  "kismet.datasource.hardware": string;
  /** Link type of the packets */
  "kismet.datasource.dlt": number;
  /** Last warning of the capture */
  "kismet.datasource.warning": string;
  /** Channels the interface can be tuned to */
  "kismet.datasource.channels": string[];
  /** The interface changes channels */
  "kismet.datasource.hopping": number;
  /** Channel the interface stays on */
  "kismet.datasource.channel": string;
  /** Channel changes a second */
  "kismet.datasource.hop_rate": number;
  /** Channels the interface hops over */
  "kismet.datasource.hop_channels": string[];
  /** Not in use, always 0 */
  "kismet.datasource.hop_split": number;
  /** Position in the hop list to start from */
  "kismet.datasource.hop_offset": number;
  /** The hop list is shuffled */
  "kismet.datasource.hop_shuffle": number;
  /** Stride of the shuffle */
  "kismet.datasource.hop_shuffle_skip": number;
  /** The datasource failed */
  "kismet.datasource.error": number;
  /** Why the datasource failed last */
  "kismet.datasource.error_reason": string;
  /** Packets delivered */
  "kismet.datasource.num_packets": number;
  /** Not in use, always 0 */
  "kismet.datasource.num_error_packets": number;
  /** Packets delivered a second */
  "kismet.datasource.packets_rrd": Rrd;
  /** Bytes delivered a second */
  "kismet.datasource.packets_datasize_rrd": Rrd;
  /** The datasource is opened again after errors */
  "kismet.datasource.retry": number;
  /** Failures to open since the last success */
  "kismet.datasource.retry_attempts": number;
  /** Failures to open in this run */
  "kismet.datasource.total_retry_attempts": number;
  /** Antenna, in the words of its owner */
  "kismet.datasource.info.antenna_type": string;
  /** Antenna gain, dB */
  "kismet.datasource.info.antenna_gain": number;
  /** Antenna direction, degrees */
  "kismet.datasource.info.antenna_orientation": number;
  /** Antenna opening, degrees */
  "kismet.datasource.info.antenna_beamwidth": number;
  /** Amplifier, in the words of its owner */
  "kismet.datasource.info.amp_type": string;
  /** Amplifier gain, dB */
  "kismet.datasource.info.amp_gain": number;
  /** Link type that was forced, 0 none */
  "kismet.datasource.linktype_override": number;
  /** Type of the datasource */
  "kismet.datasource.type_driver": DatasourceDriver;
  /** Counts of bad bytes, by name of the fault */
  "moirai.datasource.faults": Record<string, number>;
}

export interface DatasourceDefaults {
  /** Channel changes a second, where a definition says nothing */
  "kismet.datasourcetracker.default.hop_rate": number;
  /** Datasources hop, where a definition says nothing */
  "kismet.datasourcetracker.default.hop": number;
  /** Datasources of one type divide their channels */
  "kismet.datasourcetracker.default.split": number;
  /** Hop lists are shuffled */
  "kismet.datasourcetracker.default.random_order": number;
  /** Datasources are opened again after errors */
  "kismet.datasourcetracker.default.retry_on_error": number;
  /** Address that remote captures connect to */
  "kismet.datasourcetracker.default.remote_cap_listen": string;
  /** Port that remote captures connect to */
  "kismet.datasourcetracker.default.remote_cap_port": number;
  /** Packets of remote captures get the server's time */
  "kismet.datasourcetracker.default.remote_cap_timestamp": number;
}

export interface DatasourceDriver {
  /** Name of the datasource type, as in type= */
  "kismet.datasource.driver.type": string;
  /** What the datasource type captures */
  "kismet.datasource.driver.description": string;
  /** The type recognises its interfaces */
  "kismet.datasource.driver.probe_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.probe_ipc": number;
  /** The type lists its interfaces */
  "kismet.datasource.driver.list_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.list_ipc": number;
  /** The server can open the type itself */
  "kismet.datasource.driver.local_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.local_ipc": number;
  /** Captures of the type may connect from afar */
  "kismet.datasource.driver.remote_capable": number;
  /** The type has no interface and is fed */
  "kismet.datasource.driver.passive_capable": number;
  /** The type can set a channel */
  "kismet.datasource.driver.tuning_capable": number;
  /** The type can hop channels */
  "kismet.datasource_driver.hop_capable": number;
}

export interface DatasourceInterface {
  /** Interface to define a datasource with */
  "kismet.datasource.probed.interface": string;
  /** Interface that would capture */
  "kismet.datasource.probed.capture_interface": string;
  /** Options to define the datasource with */
  "kismet.datasource.probed.options_vec": string[];
  /** UUID of the datasource that uses the interface, else zeros */
  "kismet.datasource.probed.in_use_uuid": string;
  /** Chipset or driver of the interface */
  "kismet.datasource.probed.hardware": string;
  /** Version of the capture program */
  "kismet.datasource.probed.datasource_version": string;
  /** Type of the datasource */
  "kismet.datasource.type_driver": DatasourceDriver;
}

export interface Device {
  /** UUID of the server that tracks the device */
  "kismet.server.uuid": string;
  /** Key of the device, made of PHY and address */
  "kismet.device.base.key": string;
  /** Address of the device */
  "kismet.device.base.macaddr": string;
  /** PHY that tracks the device */
  "kismet.device.base.phyname": string;
  /** Name the device gives itself */
  "kismet.device.base.name": string;
  /** Name a person gave the device */
  "kismet.device.base.username"?: string;
  /** Name to show: the person's, else the device's own, else its address */
  "kismet.device.base.commonname": string;
  /** Kind of device, in words of its PHY */
  "kismet.device.base.type": string;
  /** Kinds of device as bits: 1 access point, 2 client, 4 wired, 8 peer */
  "kismet.device.base.basic_type_set": number;
  /** Encryption, in words of its PHY */
  "kismet.device.base.crypt": string;
  /** Encryption as bits: 2 encrypted, 4 layer 2, 8 layer 3, 16 weak, 32 decrypted */
  "kismet.device.base.basic_crypt_set": number;
  /** First packet, s */
  "kismet.device.base.first_time": number;
  /** Newest packet, s */
  "kismet.device.base.last_time": number;
  /** Newest change, s of the server's clock */
  "kismet.device.base.mod_time": number;
  /** Packets of any kind */
  "kismet.device.base.packets.total": number;
  /** Packets sent to the device */
  "kismet.device.base.packets.rx_total": number;
  /** Packets sent by the device */
  "kismet.device.base.packets.tx_total": number;
  /** Management and PHY packets */
  "kismet.device.base.packets.llc": number;
  /** Packets that were damaged */
  "kismet.device.base.packets.error": number;
  /** Data packets */
  "kismet.device.base.packets.data": number;
  /** Not in use, always 0 */
  "kismet.device.base.packets.crypt": number;
  /** Not in use, always 0 */
  "kismet.device.base.packets.filtered": number;
  /** Bytes of data packets */
  "kismet.device.base.datasize": number;
  /** Packets a second */
  "kismet.device.base.packets.rrd"?: Rrd;
  /** Packets sent by the device a second */
  "kismet.device.base.tx_packets.rrd"?: Rrd;
  /** Packets sent to the device a second */
  "kismet.device.base.rx_packets.rrd"?: Rrd;
  /** Bytes of data packets a second */
  "kismet.device.base.datasize.rrd"?: Rrd;
  /** Signal of the device */
  "kismet.device.base.signal"?: Signal;
  /** Packets by frequency in kHz */
  "kismet.device.base.freq_khz_map": Record<string, number>;
  /** Channel, in words of its PHY */
  "kismet.device.base.channel": string;
  /** Newest frequency, kHz */
  "kismet.device.base.frequency": number;
  /** Manufacturer */
  "kismet.device.base.manuf": string;
  /** Not in use, always 0 */
  "kismet.device.base.num_alerts": number;
  /** Notes of people and scan reports, by tag */
  "kismet.device.base.tags"?: Record<string, string>;
  /** Where the device was heard */
  "kismet.device.base.location"?: DeviceLocation;
  /** Where the device was heard over time */
  "kismet.device.base.location_cloud"?: LocationCloud;
  /** Datasources that heard the device */
  "kismet.device.base.seenby": Seenby[];
  /** Keys of related devices, by relation */
  "kismet.device.base.related_devices": Record<string, string[]>;
  /** 802.11 details */
  "dot11.device"?: Dot11Device;
  /** What a drone tells of itself */
  "uav.device"?: UavDevice;
  /** Bluetooth LE details */
  "btle.device"?: BtleDevice;
}

export interface DeviceLocation {
  /** Best quality of any position: 0 none, 2 without, 3 with altitude */
  "kismet.common.location.loc_fix": number;
  /** South-west corner of all positions */
  "kismet.common.location.min_loc"?: LocationPoint;
  /** North-east corner of all positions */
  "kismet.common.location.max_loc"?: LocationPoint;
  /** Average of the positions, one a second */
  "kismet.common.location.avg_loc"?: LocationPoint;
  /** Last position */
  "kismet.common.location.last"?: LocationPoint;
}

export interface DeviceSummary {
  /** Key of the device, made of PHY and address */
  "kismet.device.base.key": string;
  /** Address of the device */
  "kismet.device.base.macaddr": string;
  /** PHY that tracks the device */
  "kismet.device.base.phyname": string;
  /** Name the device gives itself */
  "kismet.device.base.name": string;
  /** Kind of device, in words of its PHY */
  "kismet.device.base.type": string;
  /** Encryption, in words of its PHY */
  "kismet.device.base.crypt": string;
  /** First packet, s */
  "kismet.device.base.first_time": number;
  /** Newest packet, s */
  "kismet.device.base.last_time": number;
  /** Packets of any kind */
  "kismet.device.base.packets.total": number;
  /** Signal of the device */
  "kismet.device.base.signal"?: Signal;
  /** Channel, in words of its PHY */
  "kismet.device.base.channel": string;
  /** Newest frequency, kHz */
  "kismet.device.base.frequency": number;
  /** Manufacturer */
  "kismet.device.base.manuf": string;
  /** Packets a second */
  "kismet.device.base.packets.rrd"?: Rrd;
}

export interface DeviceView {
  /** Name of the view in addresses */
  "kismet.devices.view.id": string;
  /** Which devices the view holds */
  "kismet.devices.view.description": string;
  /** Devices in the view */
  "kismet.devices.view.size": number;
  /** The view belongs in lists of views */
  "kismet.devices.view.indexed": number;
}

export interface Dot1111d {
  /** First channel the limit holds for */
  "dot11.11d.start_channel": number;
  /** Number of channels the limit holds for */
  "dot11.11d.num_channels": number;
  /** Power limit, dBm */
  "dot11.11d.tx_power": number;
}

export interface Dot11Advertisedssid {
  /** Name of the network */
  "dot11.advertisedssid.ssid": string;
  /** Length of the name on the air, bytes */
  "dot11.advertisedssid.ssidlen": number;
  /** Number that identifies the name */
  "dot11.advertisedssid.ssid_hash": number;
  /** Name of the partner network of OWE transition */
  "dot11.advertisedssid.owe_ssid"?: string;
  /** Length of the partner's name, bytes */
  "dot11.advertisedssid.owe_ssid_len"?: number;
  /** BSSID of the partner network of OWE transition */
  "dot11.advertisedssid.owe_bssid"?: string;
  /** The network was heard in beacons */
  "dot11.advertisedssid.beacon": number;
  /** The network was heard in probe responses */
  "dot11.advertisedssid.probe_response": number;
  /** Primary channel */
  "dot11.advertisedssid.channel": string;
  /** Width of the channel and side of the second: HT20, HT40+, HT80, … */
  "dot11.advertisedssid.ht_mode": string;
  /** Centre of the first segment, MHz */
  "dot11.advertisedssid.ht_center_1": number;
  /** Centre of the second segment, MHz */
  "dot11.advertisedssid.ht_center_2": number;
  /** First frame of the network, s */
  "dot11.advertisedssid.first_time": number;
  /** Newest frame of the network, s */
  "dot11.advertisedssid.last_time": number;
  /** Name of the access point */
  "dot11.advertisedssid.beacon_info"?: string;
  /** The network hides its name */
  "dot11.advertisedssid.cloaked": number;
  /** Encryption as bits */
  "dot11.advertisedssid.crypt_bitfield": number;
  /** Encryption as bits of the older set */
  "dot11.advertisedssid.crypt_set": number;
  /** Encryption in words */
  "dot11.advertisedssid.crypt_string": string;
  /** Fastest rate offered, Mbit/s */
  "dot11.advertisedssid.maxrate": number;
  /** Beacons a second, as announced */
  "dot11.advertisedssid.beaconrate": number;
  /** Beacons heard */
  "dot11.advertisedssid.beacons_sec": number;
  /** CRC-32 of the elements */
  "dot11.advertisedssid.ietag_checksum": number;
  /** Clients must protect management frames */
  "dot11.advertisedssid.wpa_mfp_required": number;
  /** Clients may protect management frames */
  "dot11.advertisedssid.wpa_mfp_supported": number;
  /** Country the network says it is in */
  "dot11.advertisedssid.dot11d_country"?: string;
  /** Channels and power limits of that country */
  "dot11.advertisedssid.dot11d_list"?: Dot1111d[];
  /** Version of WPS */
  "dot11.advertisedssid.wps_version"?: number;
  /** State of WPS as bits: 1 configured, 2 not configured, 4 locked */
  "dot11.advertisedssid.wps_state"?: number;
  /** Methods of WPS as bits */
  "dot11.advertisedssid.wps_config_methods"?: number;
  /** Manufacturer according to WPS */
  "dot11.advertisedssid.wps_manuf"?: string;
  /** Name of the device according to WPS */
  "dot11.advertisedssid.wps_device_name"?: string;
  /** Model according to WPS */
  "dot11.advertisedssid.wps_model_name"?: string;
  /** Model number according to WPS */
  "dot11.advertisedssid.wps_model_number"?: string;
  /** Serial number according to WPS */
  "dot11.advertisedssid.wps_serial_number"?: string;
  /** UUID of the device according to WPS */
  "dot11.advertisedssid.wps_uuid_e"?: string;
  /** Where the network was heard */
  "dot11.advertisedssid.location"?: DeviceLocation;
  /** The network belongs to a mobility domain (802.11r) */
  "dot11.advertisedssid.dot11r_mobility": number;
  /** Number of the mobility domain */
  "dot11.advertisedssid.dot11r_mobility_domain_id": number;
  /** The network announces its load (802.11e) */
  "dot11.advertisedssid.dot11e_qbss": number;
  /** Clients, as announced */
  "dot11.advertisedssid.dot11e_qbss_stations": number;
  /** How busy the channel is, percent, as announced */
  "dot11.advertisedssid.dot11e_channel_utilization_perc": number;
  /** Power announced in Cisco's CCX element, dBm */
  "dot11.advertisedssid.ccx_txpower": number;
  /** The network has Cisco's client protection of management frames */
  "dot11.advertisedssid.cisco_client_mfp": number;
  /** Tags of the elements in their order */
  "dot11.advertisedssid.ie_tag_list"?: number[];
  /** Elements by the number that identifies them */
  "dot11.advertisedssid.ie_tag_content"?: Record<string, Dot11Ietag>;
  /** Name of the mesh */
  "dot11.advertisedssid.dot11s.meshid"?: string;
  /** The mesh station is connected to a gate */
  "dot11.advertisedssid.dot11s.gateway"?: number;
  /** Peers of the mesh station */
  "dot11.advertisedssid.dot11s.num_peerings"?: number;
  /** The mesh station forwards frames of others */
  "dot11.advertisedssid.dot11s.forwarding"?: number;
  /** Power announced in the TPC report, dBm */
  "dot11.advertisedssid.advertised_txpower": number;
  /** Band, width, neighbors, security and others that only newer networks tell */
  "moirai.dot11.advertisedssid.modern"?: MoiraiDot11Network;
}

export interface Dot11Client {
  /** BSSID the device talked to */
  "dot11.client.bssid": string;
  /** Key of the device with that BSSID */
  "dot11.client.bssid_key": string;
  /** First frame to or from the BSSID, s */
  "dot11.client.first_time": number;
  /** Newest frame to or from the BSSID, s */
  "dot11.client.last_time": number;
  /** Not in use, always 0 */
  "dot11.client.type": number;
  /** Host name the client gave in DHCP */
  "dot11.client.dhcp_host"?: string;
  /** Vendor class the client gave in DHCP */
  "dot11.client.dhcp_vendor"?: string;
  /** Identity the client gave in EAP */
  "dot11.client.eap_identity"?: string;
  /** Device name from CDP */
  "dot11.client.cdp_device"?: string;
  /** Port from CDP */
  "dot11.client.cdp_port"?: string;
  /** Frames of the client were decrypted with a configured key */
  "dot11.client.decrypted": number;
  /** IP addresses of the client */
  "dot11.client.ipdata"?: Ipdata;
  /** Bytes of data frames */
  "dot11.client.datasize": number;
  /** Bytes of data frames sent again */
  "dot11.client.datasize_retry": number;
  /** Data frames that are fragments */
  "dot11.client.num_fragments": number;
  /** Data frames sent again */
  "dot11.client.num_retries": number;
  /** Where the client was heard */
  "dot11.client.location"?: DeviceLocation;
}

export interface Dot11Device {
  /** Roles as bits: 1 beacons, 2 ad-hoc, 256 answers probes */
  "dot11.device.typeset": number;
  /** What the device did as a client, by BSSID */
  "dot11.device.client_map"?: Record<string, Dot11Client>;
  /** Number of BSSIDs the device talked to */
  "dot11.device.num_client_aps": number;
  /** Networks the device beacons */
  "dot11.device.advertised_ssid_map"?: Dot11Advertisedssid[];
  /** Number of networks the device beacons */
  "dot11.device.num_advertised_ssids": number;
  /** Networks the device answers probes for */
  "dot11.device.responded_ssid_map"?: Dot11Advertisedssid[];
  /** Number of networks the device answers probes for */
  "dot11.device.num_responded_ssids": number;
  /** Networks the device asks for */
  "dot11.device.probed_ssid_map"?: Dot11Probedssid[];
  /** Number of networks the device asks for */
  "dot11.device.num_probed_ssids": number;
  /** Keys of the access point's clients, by address */
  "dot11.device.associated_client_map"?: Record<string, string>;
  /** Number of clients of the access point */
  "dot11.device.num_associated_clients": number;
  /** Disconnects of clients in the present run */
  "dot11.device.client_disconnects": number;
  /** Newest disconnect of a client, s */
  "dot11.device.client_disconnects_last": number;
  /** Timestamp of the newest beacon, microseconds */
  "dot11.device.bss_timestamp": number;
  /** Data frames that are fragments */
  "dot11.device.num_fragments": number;
  /** Data frames sent again */
  "dot11.device.num_retries": number;
  /** Bytes of data frames */
  "dot11.device.datasize": number;
  /** Bytes of data frames sent again */
  "dot11.device.datasize_retry": number;
  /** BSSID of the device's newest frame */
  "dot11.device.last_bssid"?: string;
  /** Newest beacon, s */
  "dot11.device.last_beacon_timestamp": number;
  /** WPS M3 messages in the present run */
  "dot11.device.wps_m3_count": number;
  /** Newest WPS M3 message, s */
  "dot11.device.wps_m3_last": number;
  /** Key frames of the access point's clients, by address */
  "dot11.device.wpa_handshake_list"?: Record<string, Dot11Eapol[]>;
  /** Nonces of third messages, to tell reuse */
  "dot11.device.wpa_nonce_list"?: Dot11Nonce[];
  /** Nonces of first messages, to tell reuse */
  "dot11.device.wpa_anonce_list"?: Dot11Nonce[];
  /** A beacon kept with the key frames */
  "dot11.device.ssid_beacon_packet"?: Packet;
  /** The first key frame with a PMKID */
  "dot11.device.pmkid_packet"?: Packet;
  /** Least power the device can send with, dBm */
  "dot11.device.min_tx_power": number;
  /** Most power the device can send with, dBm */
  "dot11.device.max_tx_power": number;
  /** Channels the device said it can use */
  "dot11.device.supported_channels"?: number[];
  /** The device can measure its link */
  "dot11.device.link_measurement_capable": number;
  /** The device reports or asks for neighbors */
  "dot11.device.neighbor_report_capable": number;
  /** Bytes of the extended capabilities element */
  "dot11.device.extended_capabilities"?: string;
  /** Fingerprint of the beacons' elements */
  "dot11.device.beacon_fingerprint": number;
  /** Fingerprint of the probe requests' elements */
  "dot11.device.probe_fingerprint": number;
  /** Not in use, always 0 */
  "dot11.device.response_fingerprint": number;
  /** Network the device advertised last */
  "dot11.device.last_beaconed_ssid_record"?: Dot11Advertisedssid;
  /** Network the device asked for last */
  "dot11.device.last_probed_ssid_record"?: Dot11Probedssid;
  /** Rates of the network's frames and their time on the air */
  "moirai.dot11.device.airtime"?: RateUse;
  /** What was left out of this record because a limit was reached, by kind */
  "moirai.dot11.device.not_kept"?: Record<string, number>;
  /** Multi-link, random address, abilities and others that only newer devices have */
  "moirai.dot11.device.modern"?: MoiraiDot11Modern;
}

export interface Dot11Eapol {
  /** Capture time, s */
  "dot11.eapol.timestamp": number;
  /** 1 from the access point, 2 to it, 3 between access points, 4 ad-hoc */
  "dot11.eapol.direction": number;
  /** Message of the four-way handshake, 0 unknown */
  "dot11.eapol.message_num": number;
  /** Replay counter of the key frame */
  "dot11.eapol.replay_counter": number;
  /** The key is to be installed */
  "dot11.eapol.install": number;
  /** Nonce of the key frame */
  "dot11.eapol.nonce": string;
  /** PMKID of the key frame, empty without */
  "dot11.eapol.rsn_pmkid": string;
  /** The key frame */
  "dot11.eapol.packet": Packet;
}

export interface Dot11Ietag {
  /** Number that identifies tag, OUI and type */
  "dot11.ietag.uniqueid": number;
  /** Tag of the element */
  "dot11.ietag.number": number;
  /** OUI of a vendor element */
  "dot11.ietag.oui": number;
  /** Owner of the OUI */
  "dot11.ietag.oui_manuf": string;
  /** Type of a vendor or extension element, -1 none */
  "dot11.ietag.subtag": number;
  /** Body of the element */
  "dot11.ietag.data": string;
}

export interface Dot11Nonce {
  /** Capture time, s */
  "dot11.eapol.nonce.timestamp": number;
  /** Message of the four-way handshake */
  "dot11.eapol.nonce.message_num": number;
  /** Replay counter of the key frame */
  "dot11.eapol.nonce.replay_counter": number;
  /** The key is to be installed */
  "dot11.eapol.nonce.install": number;
  /** Nonce of the key frame */
  "dot11.eapol.nonce.nonce": string;
}

export interface Dot11Probedssid {
  /** Name of the network asked for, empty for any */
  "dot11.probedssid.ssid": string;
  /** Length of the name on the air, bytes */
  "dot11.probedssid.ssidlen": number;
  /** Not in use, always zeros */
  "dot11.probedssid.bssid": string;
  /** First request for the network, s */
  "dot11.probedssid.first_time": number;
  /** Newest request for the network, s */
  "dot11.probedssid.last_time": number;
  /** Where the requests were heard */
  "dot11.probedssid.location"?: DeviceLocation;
  /** The request named a mobility domain (802.11r) */
  "dot11.probedssid.dot11r_mobility"?: number;
  /** Number of the mobility domain */
  "dot11.probedssid.dot11r_mobility_domain_id"?: number;
  /** Encryption asked for as bits */
  "dot11.probedssid.crypt_bitfield": number;
  /** Encryption asked for as bits of the older set */
  "dot11.probedssid.crypt_set": number;
  /** Encryption asked for in words */
  "dot11.probedssid.crypt_string": string;
  /** The client demands protected management frames */
  "dot11.probedssid.wpa_mfp_required": number;
  /** The client can protect management frames */
  "dot11.probedssid.wpa_mfp_supported": number;
  /** Tags of the elements in their order */
  "dot11.probedssid.ie_tag_list"?: number[];
  /** Version of WPS */
  "dot11.probedssid.wps_version"?: number;
  /** State of WPS as bits: 1 configured, 2 not configured, 4 locked */
  "dot11.probedssid.wps_state"?: number;
  /** Methods of WPS as bits */
  "dot11.probedssid.wps_config_methods"?: number;
  /** Manufacturer according to WPS */
  "dot11.probedssid.wps_manuf"?: string;
  /** Name of the device according to WPS */
  "dot11.probedssid.wps_device_name"?: string;
  /** Model according to WPS */
  "dot11.probedssid.wps_model_name"?: string;
  /** Model number according to WPS */
  "dot11.probedssid.wps_model_number"?: string;
  /** Serial number according to WPS */
  "dot11.probedssid.wps_serial_number"?: string;
}

export interface Dot11Ssidgroup {
  /** Number that identifies the name */
  "dot11.ssidgroup.hash": number;
  /** Name of the networks */
  "dot11.ssidgroup.ssid": string;
  /** Length of the name on the air, bytes */
  "dot11.ssidgroup.ssid_len": number;
  /** Encryption as bits of the older set */
  "dot11.ssidgroup.crypt_set": number;
  /** Encryption in words */
  "dot11.ssidgroup.crypt_string": string;
  /** First frame with the name, s */
  "dot11.ssidgroup.first_time": number;
  /** Newest frame with the name, s */
  "dot11.ssidgroup.last_time": number;
  /** Keys of devices that ask for the name */
  "dot11.ssidgroup.probing_devices": string[];
  /** Number of devices that ask for the name */
  "dot11.ssidgroup.probing_devices_len": number;
  /** Keys of devices that answer probes for the name */
  "dot11.ssidgroup.responding_devices": string[];
  /** Number of devices that answer probes for the name */
  "dot11.ssidgroup.responding_devices_len": number;
  /** Keys of devices that beacon the name */
  "dot11.ssidgroup.advertising_devices": string[];
  /** Number of devices that beacon the name */
  "dot11.ssidgroup.advertising_devices_len": number;
}

export interface Driver2016 {
  /** Kind */
  "kismet.Datasourcetracker.protosource.type": string;
  /** Meaning */
  "kismet.Datasourcetracker.protosource.description": string;
  /** Name of the datasource type, as in type= */
  "kismet.datasource.driver.type": string;
  /** What the datasource type captures */
  "kismet.datasource.driver.description": string;
  /** The type recognises its interfaces */
  "kismet.datasource.driver.probe_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.probe_ipc": number;
  /** The type lists its interfaces */
  "kismet.datasource.driver.list_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.list_ipc": number;
  /** The server can open the type itself */
  "kismet.datasource.driver.local_capable": number;
  /** Not in use, always 0 */
  "kismet.datasource.driver.local_ipc": number;
  /** Captures of the type may connect from afar */
  "kismet.datasource.driver.remote_capable": number;
  /** The type has no interface and is fed */
  "kismet.datasource.driver.passive_capable": number;
  /** The type can set a channel */
  "kismet.datasource.driver.tuning_capable": number;
  /** The type can hop channels */
  "kismet.datasource_driver.hop_capable": number;
}

export interface Gps {
  /** Name */
  "kismet.gps.name": string;
  /** What it is */
  "kismet.gps.description": string;
  /** 1 while its device or connection is open */
  "kismet.gps.connected": number;
  /** 1 if it is opened again after an end */
  "kismet.gps.reconnect": number;
  /** Newest position */
  "kismet.gps.location": LocationPoint;
  /** The position before */
  "kismet.gps.last_location": LocationPoint;
  /** UUID */
  "kismet.gps.uuid": string;
  /** Definition */
  "kismet.gps.definition": string;
  /** Lower numbers are asked first */
  "kismet.gps.priority": number;
  /** 1 if it never places packets */
  "kismet.gps.data_only": number;
  /** Time of the last data of any kind, s */
  "kismet.gps.data_time": number;
  /** Time of the last position, s */
  "kismet.gps.signal_time": number;
  /** Its kind */
  "kismet.gps.type": GpsDriver;
  /** What it does: opening, open, waiting, closed */
  "moirai.gps.state": string;
  /** Why it is not connected */
  "moirai.gps.error": string;
  /** Satellites in use */
  "moirai.gps.satellites"?: number;
  /** Horizontal dilution of precision */
  "moirai.gps.hdop"?: number;
  /** Estimated horizontal error, m */
  "moirai.gps.error_m"?: number;
  /** 1 while it moves */
  "moirai.gps.moving": number;
  /** Way travelled since the start, m */
  "moirai.gps.distance": number;
  /** Lines that could not be read */
  "moirai.gps.bad_lines": number;
  /** Positions that could not be true */
  "moirai.gps.refused": number;
  /** Times it was opened again */
  "moirai.gps.reconnects": number;
}

export interface GpsDriver {
  /** Kind of GPS, as definitions begin */
  "kismet.gps.type.class": string;
  /** What it is */
  "kismet.gps.type.description": string;
  /** Priority unless told otherwise */
  "kismet.gps.type.priority": number;
  /** Name unless told otherwise */
  "kismet.gps.type.default_name": string;
  /** 1 if there can be only one */
  "kismet.gps.type.singleton": number;
}

export interface HistoricLocation {
  /** Longitude and latitude, degrees */
  "kismet.historic.location.geopoint": number[];
  /** Altitude, m */
  "kismet.historic.location.alt": number;
  /** Speed, km/h */
  "kismet.historic.location.speed": number;
  /** Course, degrees */
  "kismet.historic.location.heading": number;
  /** Signal, dBm or RSSI; 0 unknown */
  "kismet.historic.location.signal": number;
  /** Time, s */
  "kismet.historic.location.time_sec": number;
  /** Frequency, kHz */
  "kismet.historic.location.frequency": number;
}

export interface Ipdata {
  /** How the addresses were learned: 1 guess, 2 traffic, 3 ARP, 4 DHCP */
  "kismet.common.ipdata.type": number;
  /** IPv4 address as a number */
  "kismet.common.ipdata.address": number;
  /** Network mask as a number */
  "kismet.common.ipdata.netmask": number;
  /** Router's IPv4 address as a number */
  "kismet.common.ipdata.gateway": number;
}

export interface LocationCloud {
  /** The last samples, one a second */
  "kis.gps.rrd.samples_100": HistoricLocation[];
  /** Averages of a hundred samples */
  "kis.gps.rrd.samples_10k": HistoricLocation[];
  /** Averages of ten thousand */
  "kis.gps.rrd.samples_1m": HistoricLocation[];
  /** Time of the last sample, s */
  "kis.gps.rrd.last_sample_ts": number;
}

export interface LocationPoint {
  /** Longitude and latitude, degrees */
  "kismet.common.location.geopoint": [number, number];
  /** Altitude, m */
  "kismet.common.location.alt"?: number;
  /** Quality of the position: 2 without, 3 with altitude */
  "kismet.common.location.fix"?: number;
  /** Time of the position, s */
  "kismet.common.location.time_sec"?: number;
  /** Time of the position, microseconds of the second */
  "kismet.common.location.time_usec"?: number;
  /** Speed, km/h */
  "kismet.common.location.speed"?: number;
  /** Course, degrees */
  "kismet.common.location.heading"?: number;
  /** Magnetic course, degrees */
  "kismet.common.location.magheading"?: number;
  /** UUID of the GPS that found the position */
  "kismet.common.location.gps_uuid"?: string;
}

export interface Log {
  /** Kind of log */
  "kismet.log.type_driver": LogDriver;
  /** UUID of the log */
  "kismet.logfile.uuid": string;
  /** What is in it */
  "kismet.logfile.description": string;
  /** The file being written, or the last one */
  "kismet.logfile.path": string;
  /** What names are made from */
  "kismet.logfile.template": string;
  /** 1: it is being written */
  "kismet.logfile.open": number;
  /** Packets written */
  "moirai.logfile.packets": number;
  /** Packets that could not be written */
  "moirai.logfile.dropped": number;
  /** Files so far */
  "moirai.logfile.files": number;
  /** Why it is not open, or what was lost last */
  "moirai.logfile.error": string;
}

export interface LogDriver {
  /** Kind of log, and extension of its files */
  "kismet.logfile.type.class": string;
  /** Name of the kind */
  "kismet.logfile.type.name": string;
  /** 1: it is only ever written on */
  "kismet.logfile.type.stream": number;
  /** 1: at most one at a time */
  "kismet.logfile.type.singleton": number;
  /** What is in it */
  "kismet.logfile.type.description": string;
}

export interface Message {
  /** Text of the message */
  "kismet.messagebus.message_string": string;
  /** Kind of message as bits: 1 debug, 2 info, 4 error, 8 alert, 16 fatal */
  "kismet.messagebus.message_flags": number;
  /** Time of the message, s */
  "kismet.messagebus.message_time": number;
}

export interface MessageList {
  /** Messages, oldest first */
  "kismet.messagebus.list": Message[];
  /** Time of the answer, s */
  "kismet.messagebus.timestamp": number;
}

export interface MinuteRrd {
  /** Second of the newest sample, 0 never */
  "kismet.common.rrd.last_time": number;
  /** Second this answer was made in */
  "kismet.common.rrd.serial_time": number;
  /** Newest sample */
  "kismet.common.rrd.last_value": number;
  /** Sample before the newest */
  "kismet.common.rrd.last_value_n1": number;
  /** A slot a second, at the second modulo 60 */
  "kismet.common.rrd.minute_vec": number[];
  /** Value of a slot without samples */
  "kismet.common.rrd.blank_val": number;
}

export interface MoiraiDot11Abilities {
  /** Wi-Fi generation: 6 (HE) or 7 (EHT) */
  "moirai.dot11.abilities.generation"?: number;
  /** Widest channel it can use, MHz */
  "moirai.dot11.abilities.width"?: number;
  /** Spatial streams */
  "moirai.dot11.abilities.streams"?: number;
  /** It can use the 6 GHz band */
  "moirai.dot11.abilities.six_ghz"?: number;
  /** It can ask for target wake times */
  "moirai.dot11.abilities.twt"?: number;
}

export interface MoiraiDot11Dmg {
  /** Kind of network: ad-hoc, personal or infrastructure */
  "moirai.dot11.dmg.bss_type"?: string;
  /** The beacon was sent to find others, and names no network */
  "moirai.dot11.dmg.discovery"?: number;
  /** The network is protected */
  "moirai.dot11.dmg.privacy": number;
  /** Time between beacons, units of 1,024 microseconds */
  "moirai.dot11.dmg.interval": number;
  /** Receive antennas */
  "moirai.dot11.dmg.antennas"?: number;
  /** Sectors of its antennas */
  "moirai.dot11.dmg.sectors"?: number;
  /** Fastest single carrier coding received */
  "moirai.dot11.dmg.max_mcs"?: number;
  /** It knows 802.11ay */
  "moirai.dot11.dmg.edmg"?: number;
}

export interface MoiraiDot11Link {
  /** Number of the link */
  "moirai.dot11.link.id": number;
  /** Address used on the link */
  "moirai.dot11.link.address"?: string;
  /** Channel of the link */
  "moirai.dot11.link.channel"?: string;
  /** Who told: own (the frame itself), profile (multi-link element), neighbor (report) */
  "moirai.dot11.link.origin": string;
}

export interface MoiraiDot11Mesh {
  /** How paths are found */
  "moirai.dot11.mesh.path_protocol"?: string;
  /** Metric of paths: 1 airtime */
  "moirai.dot11.mesh.path_metric": number;
  /** Congestion control: 0 none, 1 signalling */
  "moirai.dot11.mesh.congestion_control": number;
  /** Synchronisation: 1 neighbor offset */
  "moirai.dot11.mesh.synchronisation": number;
  /** How peers authenticate: none, SAE or 802.1X */
  "moirai.dot11.mesh.authentication"?: string;
  /** The station accepts new peers */
  "moirai.dot11.mesh.accepts_peers": number;
}

export interface MoiraiDot11Mld {
  /** Address of the multi-link device as a whole */
  "moirai.dot11.mld.address": string;
  /** Part it plays: access point or station */
  "moirai.dot11.mld.role": string;
  /** Number of the link heard */
  "moirai.dot11.mld.link_id"?: number;
  /** Links it can use at once, less one */
  "moirai.dot11.mld.simultaneous_links"?: number;
  /** Enhanced single-radio operation */
  "moirai.dot11.mld.emlsr"?: number;
  /** Links known */
  "moirai.dot11.mld.links": MoiraiDot11Link[];
}

export interface MoiraiDot11Modern {
  /** The address is locally administered: made up */
  "moirai.dot11.modern.random_address"?: number;
  /** Multi-link device it is a link of */
  "moirai.dot11.modern.mld"?: MoiraiDot11Mld;
  /** BSSID whose beacons speak for this one (multiple BSSID) */
  "moirai.dot11.modern.transmitted_bssid"?: string;
  /** What it can do as a client */
  "moirai.dot11.modern.abilities"?: MoiraiDot11Abilities;
  /** How its newest SAE commit was made: looping, hash-to-element or public-key */
  "moirai.dot11.modern.sae_method"?: string;
  /** HaLow beacon */
  "moirai.dot11.modern.s1g"?: MoiraiDot11S1g;
  /** Beacon at 60 GHz */
  "moirai.dot11.modern.dmg"?: MoiraiDot11Dmg;
  /** Addresses behind this mesh station */
  "moirai.dot11.modern.mesh_proxied"?: string[];
  /** A guess which random addresses are one phone */
  "moirai.dot11.modern.phone_guess"?: MoiraiDot11PhoneGuess;
}

export interface MoiraiDot11Neighbor {
  /** BSSID of the neighbor */
  "moirai.dot11.neighbor.bssid"?: string;
  /** CRC-32 of its SSID */
  "moirai.dot11.neighbor.short_ssid"?: number;
  /** Its primary channel */
  "moirai.dot11.neighbor.channel": string;
  /** Its operating class */
  "moirai.dot11.neighbor.operating_class": number;
  /** It is in the same box */
  "moirai.dot11.neighbor.co_located": number;
  /** It has the same SSID */
  "moirai.dot11.neighbor.same_ssid": number;
  /** Number of its multi-link device, 0 that of the reporter */
  "moirai.dot11.neighbor.mld_id"?: number;
  /** Number of the link there */
  "moirai.dot11.neighbor.link_id"?: number;
}

export interface MoiraiDot11Network {
  /** Wi-Fi generation: 6 (HE) or 7 (EHT) */
  "moirai.dot11.network.generation"?: number;
  /** Band: 2.4, 5, 6, 60 GHz or 0.9 (HaLow) */
  "moirai.dot11.network.band"?: string;
  /** Primary channel, 37W6e at 6 GHz */
  "moirai.dot11.network.channel"?: string;
  /** Width in use, MHz */
  "moirai.dot11.network.width"?: number;
  /** Centre of the first segment, MHz */
  "moirai.dot11.network.center_1"?: number;
  /** Centre of the whole or second segment, MHz */
  "moirai.dot11.network.center_2"?: number;
  /** 20 MHz subchannels not in use, as bits from the lowest */
  "moirai.dot11.network.punctured"?: number;
  /** Fastest HE rate, Mbit/s */
  "moirai.dot11.network.he_maxrate"?: number;
  /** Fastest EHT rate, Mbit/s */
  "moirai.dot11.network.eht_maxrate"?: number;
  /** Spatial streams */
  "moirai.dot11.network.streams"?: number;
  /** BSS color */
  "moirai.dot11.network.bss_color"?: number;
  /** The color is not in use */
  "moirai.dot11.network.bss_color_disabled"?: number;
  /** Spatial reuse control bits */
  "moirai.dot11.network.spatial_reuse"?: number;
  /** Largest spatial reuse offset for other networks, dB above -82 dBm */
  "moirai.dot11.network.obss_pd_max_offset"?: number;
  /** Smallest offset inside the reuse group */
  "moirai.dot11.network.srg_obss_pd_min_offset"?: number;
  /** Largest offset inside the reuse group */
  "moirai.dot11.network.srg_obss_pd_max_offset"?: number;
  /** Clients must use target wake times */
  "moirai.dot11.network.twt_required"?: number;
  /** 6 GHz power class: 0 indoor, 1 standard, 2 very low, 3 and 4 indoor variants */
  "moirai.dot11.network.regulatory"?: number;
  /** Least rate allowed at 6 GHz, Mbit/s */
  "moirai.dot11.network.minrate"?: number;
  /** Reduced neighbor report */
  "moirai.dot11.network.neighbors"?: MoiraiDot11Neighbor[];
  /** Networks these beacons speak for (multiple BSSID) */
  "moirai.dot11.network.nontransmitted"?: MoiraiDot11Nontransmitted[];
  /** Low address bits in which the BSSIDs of the set differ */
  "moirai.dot11.network.multiple_bssid_indicator"?: number;
  /** Security in detail */
  "moirai.dot11.network.security"?: MoiraiDot11Security;
  /** How the mesh works */
  "moirai.dot11.network.mesh"?: MoiraiDot11Mesh;
  /** Malformed elements of the newest frame, left out */
  "moirai.dot11.network.malformed"?: number;
  /** Neighbors, profiles and links of the newest frame beyond the limits */
  "moirai.dot11.network.not_kept"?: number;
}

export interface MoiraiDot11Nontransmitted {
  /** BSSID of the network */
  "moirai.dot11.nontransmitted.bssid": string;
  /** Its number in the set */
  "moirai.dot11.nontransmitted.index": number;
  /** Its name */
  "moirai.dot11.nontransmitted.ssid": string;
  /** Its encryption in words */
  "moirai.dot11.nontransmitted.crypt_string": string;
}

export interface MoiraiDot11PhoneGuess {
  /** Number of the guessed phone */
  "moirai.dot11.phone_guess.group": number;
  /** How sure it is that this address is that phone, 0 to 1 */
  "moirai.dot11.phone_guess.score": number;
  /** Why: sequence (numbers go on), burst, wps (its number), or first of the group */
  "moirai.dot11.phone_guess.reason": string;
  /** Address that it is thought to have had before */
  "moirai.dot11.phone_guess.previous"?: string;
  /** Addresses guessed to be this phone */
  "moirai.dot11.phone_guess.count": number;
  /** The newest of these addresses */
  "moirai.dot11.phone_guess.addresses": string[];
}

export interface MoiraiDot11S1g {
  /** CRC-32 of the network's name */
  "moirai.dot11.s1g.compressed_ssid"?: number;
  /** Counts changes of the network */
  "moirai.dot11.s1g.change_sequence": number;
  /** The network is protected (RSN) */
  "moirai.dot11.s1g.security": number;
  /** Width in use, MHz */
  "moirai.dot11.s1g.width"?: number;
  /** Width of the primary channel, MHz */
  "moirai.dot11.s1g.primary_width"?: number;
  /** Operating class, which says what the channels mean */
  "moirai.dot11.s1g.operating_class"?: number;
  /** Primary channel */
  "moirai.dot11.s1g.channel"?: number;
  /** Centre channel */
  "moirai.dot11.s1g.center"?: number;
  /** Time between full beacons, units of 1,024 microseconds */
  "moirai.dot11.s1g.interval"?: number;
}

export interface MoiraiDot11Security {
  /** Name of the mode, WPA3-SAE, OWE, … */
  "moirai.dot11.security.mode"?: string;
  /** Key managements offered */
  "moirai.dot11.security.akms": string[];
  /** Key managements offered to newer clients only (RSN override) */
  "moirai.dot11.security.override_akms"?: string[];
  /** Protected management frames: required or capable */
  "moirai.dot11.security.mfp"?: string;
  /** Operating channel validation */
  "moirai.dot11.security.ocv"?: number;
  /** Beacons carry a check value */
  "moirai.dot11.security.beacon_protection"?: number;
  /** SAE hash to element: offered or required */
  "moirai.dot11.security.sae_h2e"?: string;
  /** SAE public key: offered, or required for every password */
  "moirai.dot11.security.sae_pk"?: string;
  /** SAE with group-dependent key size (AKM 24, 25) */
  "moirai.dot11.security.sae_ext_key"?: number;
  /** Fast initial link setup */
  "moirai.dot11.security.fils"?: number;
  /** A fast transition key management is offered */
  "moirai.dot11.security.fast_transition"?: number;
  /** WPA3 transition: older and newer key managements side by side */
  "moirai.dot11.security.transition"?: number;
  /** Extended key identifiers */
  "moirai.dot11.security.extended_key_id"?: number;
  /** SAE passwords with identifiers are in use */
  "moirai.dot11.security.password_identifiers"?: number;
}

export interface MoiraiUav {
  /** beacon or nan */
  "moirai.uav.transport": string;
  /** Kind of aircraft: 1 aeroplane, 2 helicopter or multirotor, … */
  "moirai.uav.ua_type": number;
  /** Registration by the authority */
  "moirai.uav.registration"?: string;
  /** Session identifier, hex */
  "moirai.uav.session"?: string;
  /** Identifier of the traffic management, hex */
  "moirai.uav.utm_id"?: string;
  /** 0 undeclared, 1 on the ground, 2 in the air, 3 emergency, 4 failure */
  "moirai.uav.status": number;
  /** Direction of flight, degrees */
  "moirai.uav.track"?: number;
  /** Speed over the ground, m/s */
  "moirai.uav.speed"?: number;
  /** Altitude by air pressure, m */
  "moirai.uav.pressure_altitude"?: number;
  /** Height is over the ground, not the point of take-off */
  "moirai.uav.height_over_ground": number;
  /** Kind of authentication sent, which is not verified */
  "moirai.uav.authentication_type"?: number;
  /** What the pilot says of the flight */
  "moirai.uav.self_id"?: string;
  /** Identifier of the operator */
  "moirai.uav.operator_id"?: string;
  /** Pilot's place: 0 point of take-off, 1 live, 2 fixed */
  "moirai.uav.operator_location_type": number;
  /** Altitude of the pilot, m */
  "moirai.uav.operator_altitude"?: number;
  /** Aircraft in the area of operation */
  "moirai.uav.area_count": number;
  /** Radius of that area, m */
  "moirai.uav.area_radius": number;
  /** Its ceiling, m */
  "moirai.uav.area_ceiling"?: number;
  /** Its floor, m */
  "moirai.uav.area_floor"?: number;
  /** Category of the European Union */
  "moirai.uav.category"?: number;
  /** Class of the European Union */
  "moirai.uav.eu_class"?: number;
  /** Time of the system message, s */
  "moirai.uav.system_time"?: number;
  /** Messages that said something new */
  "moirai.uav.messages": number;
}

export interface Packet {
  /** Capture time, s */
  "kismet.packet.ts_sec": number;
  /** Capture time, microseconds of the second */
  "kismet.packet.ts_usec": number;
  /** Link type of the kept frame */
  "kismet.packet.dlt": number;
  /** Number of the datasource that captured it */
  "kismet.packet.source": number;
  /** Bytes of the kept frame */
  "kismet.packet.data": string;
}

export interface PacketFilter {
  /** Identity */
  "kismet.packetfilter.id": string;
  /** What it filters */
  "kismet.packetfilter.description": string;
  /** Kind of filter */
  "kismet.packetfilter.type": string;
  /** 1: blocks what no rule is about */
  "kismet.packetfilter.default": number;
  /** Rules by PHY */
  "kismet.packetfilter.macaddr.blocks_by_phy": Record<string, PacketFilterBlocks>;
}

export interface PacketFilterBlocks {
  /** Addresses looked for as source, and whether each is blocked */
  "kismet.packetfilter.macaddr.source": Record<string, number>;
  /** Addresses looked for as destination, and whether each is blocked */
  "kismet.packetfilter.macaddr.destination": Record<string, number>;
  /** Addresses looked for as network, and whether each is blocked */
  "kismet.packetfilter.macaddr.network": Record<string, number>;
  /** Addresses looked for as other, and whether each is blocked */
  "kismet.packetfilter.macaddr.other": Record<string, number>;
  /** Addresses looked for as any, and whether each is blocked */
  "kismet.packetfilter.macaddr.any": Record<string, number>;
}

export interface PacketStatistics {
  /** Packets that arrived; minutes and hours show their busiest second */
  "kismet.packetchain.peak_packets_rrd": Rrd;
  /** Packets that arrived a second */
  "kismet.packetchain.packets_rrd": Rrd;
  /** Damaged packets a second */
  "kismet.packetchain.error_packets_rrd": Rrd;
  /** Duplicate packets a second */
  "kismet.packetchain.dupe_packets_rrd": Rrd;
  /** Packets waiting to be handled */
  "kismet.packetchain.queued_packets_rrd": Rrd;
  /** Packets dropped a second because too many waited */
  "kismet.packetchain.dropped_packets_rrd": Rrd;
  /** Packets handled a second */
  "kismet.packetchain.processed_packets_rrd": Rrd;
}

export interface Phy2016 {
  /** Number of this run */
  "kismet.phy.id": number;
  /** Name */
  "kismet.phy.name": string;
  /** Devices */
  "kismet.phy.devices": number;
  /** Packets */
  "kismet.phy.packets": number;
  /** Not in use */
  "kismet.phy.packets.data": number;
  /** Not in use */
  "kismet.phy.packets.crypt": number;
  /** Not in use */
  "kismet.phy.packets.error": number;
  /** Not in use */
  "kismet.phy.packets.filtered": number;
}

export interface PhyBoth {
  /** Name of the PHY */
  "kismet.phy.phy_name": string;
  /** Number of the PHY in this run */
  "kismet.phy.phy_id": number;
  /** Devices the PHY tracks */
  "kismet.phy.device_count": number;
  /** Undamaged packets of the PHY */
  "kismet.phy.packet_count": number;
  /** What the PHY's caches spared and its limits refused, by name */
  "moirai.phy.counters"?: Record<string, number>;
  /** Number of this run */
  "kismet.phy.id": number;
  /** Name */
  "kismet.phy.name": string;
  /** Devices */
  "kismet.phy.devices": number;
  /** Packets */
  "kismet.phy.packets": number;
  /** Not in use */
  "kismet.phy.packets.data": number;
  /** Not in use */
  "kismet.phy.packets.crypt": number;
  /** Not in use */
  "kismet.phy.packets.error": number;
  /** Not in use */
  "kismet.phy.packets.filtered": number;
}

export interface Plugin {
  /** Name of the plugin */
  "kismet.plugin.name": string;
  /** What the plugin is for */
  "kismet.plugin.description": string;
  /** Who made the plugin */
  "kismet.plugin.author": string;
  /** Version of the plugin */
  "kismet.plugin.version": string;
  /** Native code of the plugin, which this server does not load */
  "kismet.plugin.shared_object": string;
  /** Program of the plugin */
  "kismet.plugin.http_helper": string;
  /** Name of the plugin's directory */
  "kismet.plugin.dirname": string;
  /** The plugin's directory */
  "kismet.plugin.path": string;
  /** Module of the web interface and its script */
  "kismet.plugin.jsmodule": string;
  /** `files` without a program, else launching, running, waiting, ended or stopped */
  "moirai.plugin.state": string;
  /** Why the program ended last */
  "moirai.plugin.reason": string;
  /** Process of the program, -1 when there is none */
  "moirai.plugin.pid": number;
  /** How often the program was started again */
  "moirai.plugin.restarts": number;
  /** What the program said and was told */
  "moirai.plugin.counters": Record<string, number>;
}

export interface RateUse {
  /** Time on the air, microseconds */
  "moirai.dot11.airtime.total": number;
  /** Frames of the network whose rate is known */
  "moirai.dot11.airtime.frames": number;
  /** Rate of the last frame, kbit/s */
  "moirai.dot11.airtime.last_rate": number;
  /** Highest rate of a frame, kbit/s */
  "moirai.dot11.airtime.max_rate": number;
  /** Modulation and coding scheme of the last frame */
  "moirai.dot11.airtime.last_mcs"?: number;
  /** Highest modulation and coding scheme */
  "moirai.dot11.airtime.max_mcs"?: number;
  /** Most spatial streams of a frame */
  "moirai.dot11.airtime.max_streams"?: number;
  /** Newest modulation heard: dsss, ofdm, ht, vht, he or eht */
  "moirai.dot11.airtime.modulation": string;
  /** Frames by rate in kbit/s */
  "moirai.dot11.airtime.rates": Record<string, number>;
}

export interface RemoteLink {
  /** Number of the connection in this run */
  "moirai.remote_link.id": number;
  /** greeting, attaching, capturing or ended */
  "moirai.remote_link.state": string;
  /** tcp or websocket */
  "moirai.remote_link.transport": string;
  /** Where the sensor is */
  "moirai.remote_link.address": string;
  /** Name of its login, over websockets */
  "moirai.remote_link.login": string;
  /** When it connected, Unix seconds */
  "moirai.remote_link.since": number;
  /** Its datasource, zeros before it announced one */
  "moirai.remote_link.uuid": string;
  /** Version of the frames it sends */
  "moirai.remote_link.framing": number;
  /** Time a ping took there and back, -1 before the first */
  "moirai.remote_link.round_trip_ms": number;
  /** Frames that wait to be sent */
  "moirai.remote_link.queued_frames": number;
  /** Bytes that wait to be read */
  "moirai.remote_link.waiting_bytes": number;
  /** Bytes that arrived */
  "moirai.remote_link.received_bytes": number;
  /** Bytes that were thrown away because too many waited */
  "moirai.remote_link.lost_bytes": number;
  /** Frames that arrived */
  "moirai.remote_link.frames": number;
  /** Frames it may not send: nobody announced by them, or web and event requests */
  "moirai.remote_link.refused": number;
  /** Packets that had come before, over an earlier connection */
  "moirai.remote_link.repeated": number;
  /** Why it ended, empty while it lives */
  "moirai.remote_link.reason": string;
}

export interface Rrd {
  /** Second of the newest sample, 0 never */
  "kismet.common.rrd.last_time": number;
  /** Second this answer was made in */
  "kismet.common.rrd.serial_time": number;
  /** Newest sample */
  "kismet.common.rrd.last_value": number;
  /** Sample before the newest */
  "kismet.common.rrd.last_value_n1": number;
  /** A slot a second, at the second modulo 60 */
  "kismet.common.rrd.minute_vec": number[];
  /** A slot a minute, at the minute modulo 60 */
  "kismet.common.rrd.hour_vec": number[];
  /** A slot an hour, at the hour modulo 24 */
  "kismet.common.rrd.day_vec": number[];
  /** Value of a slot without samples */
  "kismet.common.rrd.blank_val": number;
}

export interface Seenby {
  /** UUID of the datasource that heard the device */
  "kismet.common.seenby.uuid": string;
  /** First packet from this datasource, s */
  "kismet.common.seenby.first_time": number;
  /** Latest packet from this datasource, s */
  "kismet.common.seenby.last_time": number;
  /** Packets from this datasource, duplicates included */
  "kismet.common.seenby.num_packets": number;
  /** Packets from this datasource by frequency in kHz */
  "kismet.common.seenby.freq_khz_map"?: Record<string, number>;
  /** Signal at this datasource */
  "kismet.common.seenby.signal"?: Signal;
  /** The whole record of the datasource */
  "kismet.common.seenby.source": Datasource;
}

export interface SessionStatistics {
  /** Logins that are good now */
  "moirai.session.logins": number;
  /** API tokens that are stored */
  "moirai.session.keys": number;
  /** Entries of the file of keys that make no sense */
  "moirai.session.keys_refused": number;
  /** Logins ended because there were too many */
  "moirai.session.logins_evicted": number;
  /** Wrong user names or passwords */
  "moirai.session.failures": number;
  /** Addresses that failed lately */
  "moirai.session.addresses": number;
  /** Attempts that had to wait, by address */
  "moirai.session.addresses_refused": number;
  /** Addresses forgotten for lack of room */
  "moirai.session.addresses_evicted": number;
  /** User names that failed lately */
  "moirai.session.users": number;
  /** Attempts that had to wait, by user name */
  "moirai.session.users_refused": number;
  /** User names forgotten for lack of room */
  "moirai.session.users_evicted": number;
  /** Password hashes computed */
  "moirai.session.hashes": number;
  /** Attempts refused because too many waited */
  "moirai.session.hashes_refused": number;
  /** Writes of keys that failed */
  "moirai.session.write_failures": number;
  /** Reads of keys that failed */
  "moirai.session.read_failures": number;
}

export interface Signal {
  /** Unit of the signals: none, dbm or rssi */
  "kismet.common.signal.type": string;
  /** Newest signal, 0 unknown */
  "kismet.common.signal.last_signal": number;
  /** Newest noise, 0 unknown */
  "kismet.common.signal.last_noise": number;
  /** Weakest signal, 0 unknown */
  "kismet.common.signal.min_signal": number;
  /** Least noise, 0 unknown */
  "kismet.common.signal.min_noise": number;
  /** Strongest signal, 0 unknown */
  "kismet.common.signal.max_signal": number;
  /** Most noise, 0 unknown */
  "kismet.common.signal.max_noise": number;
  /** Fastest data rate, in the unit of the PHY */
  "kismet.common.signal.maxseenrate": number;
  /** Encodings heard, their numbers OR-ed */
  "kismet.common.signal.encodingset": number;
  /** Carriers heard, their numbers OR-ed */
  "kismet.common.signal.carrierset": number;
  /** Where the signal was strongest */
  "kismet.common.signal.peak_loc"?: LocationPoint;
  /** Strongest signal of each second of the last minute */
  "kismet.common.signal.signal_rrd"?: MinuteRrd;
}

export interface Source2016 {
  /** Name */
  "kismet.oldsource.name": string;
  /** Interface */
  "kismet.oldsource.interface": string;
  /** Kind */
  "kismet.oldsource.type": string;
  /** Identity */
  "kismet.oldsource.uuid": string;
  /** In error */
  "kismet.oldsource.error": number;
  /** Changes channels */
  "kismet.oldsource.hopping": number;
  /** Channel */
  "kismet.oldsource.channel": string;
  /** Definition */
  "kismet.oldsource.sourceline": string;
}

export interface Statistics {
  /** Fields that clients can ask for */
  "kismet.system.num_fields": number;
  /** Kinds of records */
  "kismet.system.num_components": number;
  /** Requests being answered */
  "kismet.system.num_http_connections": number;
  /** Memory of the server, kB */
  "kismet.system.memory.rss": number;
  /** Devices tracked */
  "kismet.system.devices.count": number;
}

export interface StillRrd {
  /** Second of the newest sample, 0 never */
  "kismet.common.rrd.last_time": number;
  /** Second this answer was made in */
  "kismet.common.rrd.serial_time": number;
  /** Newest sample */
  "kismet.common.rrd.last_value": number;
  /** Sample before the newest */
  "kismet.common.rrd.last_value_n1": number;
  /** A slot a second, at the second modulo 60 */
  "kismet.common.rrd.minute_vec": number[];
  /** A slot a minute, at the minute modulo 60 */
  "kismet.common.rrd.hour_vec": number[];
  /** A slot an hour, at the hour modulo 24 */
  "kismet.common.rrd.day_vec": number[];
  /** Value of a slot without samples */
  "kismet.common.rrd.blank_val": number;
}

export interface Stream {
  /** Number of the stream */
  "kismet.stream.stream_id": number;
  /** Opened at, unix seconds */
  "kismet.stream.time": number;
  /** Name of the stream */
  "kismet.stream.name": string;
  /** Format */
  "kismet.stream.type": string;
  /** Address of the reader */
  "kismet.stream.path": string;
  /** What is in it */
  "kismet.stream.description": string;
  /** Packets written */
  "kismet.stream.packets": number;
  /** Bytes written */
  "kismet.stream.size": number;
  /** Packets it ends at, 0 = never */
  "kismet.stream.max_packets": number;
  /** Bytes it ends at, 0 = never */
  "kismet.stream.max_size": number;
  /** Not written to at present */
  "kismet.stream.paused": number;
  /** Bytes the reader has not taken */
  "moirai.stream.waiting_bytes": number;
  /** Most bytes that ever waited */
  "moirai.stream.waiting_peak_bytes": number;
  /** Packets lost to a slow reader */
  "moirai.stream.dropped": number;
}

export interface StreamStatistics {
  /** Streams at present */
  "moirai.streams.open": number;
  /** Streams opened since the start */
  "moirai.streams.opened": number;
  /** Streams beyond the limit */
  "moirai.streams.refused": number;
  /** Streams given up, nobody read */
  "moirai.streams.stalled": number;
  /** Packets lost to slow readers */
  "moirai.streams.dropped": number;
}

export interface Subscriber {
  /** number of the connection */
  "moirai.subscriber.id": number;
  /** websocket path */
  "moirai.subscriber.path": string;
  /** address of the peer */
  "moirai.subscriber.remote": string;
  /** name of the login */
  "moirai.subscriber.login": string;
  /** connected since, unix seconds */
  "moirai.subscriber.since": number;
  /** state of the connection */
  "moirai.subscriber.state": string;
  /** topics listened to */
  "moirai.subscriber.topics": string[];
  /** device monitors running */
  "moirai.subscriber.monitors": number;
  /** messages waiting */
  "moirai.subscriber.queued": number;
  /** bytes waiting */
  "moirai.subscriber.queued_bytes": number;
  /** most messages that ever waited */
  "moirai.subscriber.queued_peak": number;
  /** bytes the engine holds */
  "moirai.subscriber.backlog_bytes": number;
  /** messages sent */
  "moirai.subscriber.sent": number;
  /** bytes sent */
  "moirai.subscriber.sent_bytes": number;
  /** messages replaced by newer ones */
  "moirai.subscriber.coalesced": number;
  /** messages lost to a slow reader */
  "moirai.subscriber.dropped": number;
  /** records that could not be written */
  "moirai.subscriber.failures": number;
  /** subscriptions beyond a limit */
  "moirai.subscriber.refused": number;
}

export interface SubscriberStatistics {
  /** connections at present */
  "moirai.subscribers.connections": number;
  /** subscribers since the start */
  "moirai.subscribers.opened": number;
  /** bytes that wait for slow readers */
  "moirai.subscribers.held_bytes": number;
  /** messages sent */
  "moirai.subscribers.sent": number;
  /** bytes sent */
  "moirai.subscribers.sent_bytes": number;
  /** messages replaced by newer ones */
  "moirai.subscribers.coalesced": number;
  /** messages lost to slow readers */
  "moirai.subscribers.dropped": number;
  /** connections beyond the limit */
  "moirai.subscribers.refused": number;
  /** closed, they read too slowly */
  "moirai.subscribers.overflowed": number;
  /** of these, for the sake of all others */
  "moirai.subscribers.evicted": number;
  /** closed, they sent too much */
  "moirai.subscribers.flooded": number;
  /** records for monitors */
  "moirai.subscribers.records_written": number;
  /** written for others already */
  "moirai.subscribers.records_shared": number;
}

export interface SystemStatus {
  /** UUID of the server */
  "kismet.server.uuid": string;
  /** Charge of the battery, percent */
  "kismet.system.battery.percentage": number;
  /** State of the battery: charging, charged or discharging */
  "kismet.system.battery.charging": string;
  /** The machine is on mains */
  "kismet.system.battery.ac": number;
  /** Time the battery lasts, s */
  "kismet.system.battery.remaining": number;
  /** Time of the server, s */
  "kismet.system.timestamp.sec": number;
  /** Time of the server, microseconds of the second */
  "kismet.system.timestamp.usec": number;
  /** Start of the server, s */
  "kismet.system.timestamp.start_sec": number;
  /** Memory of the server, kB */
  "kismet.system.memory.rss": number;
  /** Memory of the server over time, kB */
  "kismet.system.memory.rrd": Rrd;
  /** Devices tracked */
  "kismet.system.devices.count": number;
  /** Devices tracked over time */
  "kismet.system.devices.rrd": Rrd;
  /** User the server runs as */
  "kismet.system.user": string;
  /** Version of the server */
  "kismet.system.version": string;
  /** Commit the server was made from */
  "kismet.system.git": string;
  /** Build of the server */
  "kismet.system.build_time": string;
  /** Name of the server */
  "kismet.system.server_name": string;
  /** What the server is for */
  "kismet.system.server_description": string;
  /** Where the server stands */
  "kismet.system.server_location": string;
  /** Speeds of fans, rpm */
  "kismet.system.sensors.fan": Record<string, number>;
  /** Temperatures, °C */
  "kismet.system.sensors.temp": Record<string, number>;
  /** Share of one core that the server uses */
  "moirai.system.cpu.process": number;
  /** Share of all cores that are busy */
  "moirai.system.cpu.machine": number;
  /** Memory of the machine, kB */
  "moirai.system.memory.total": number;
  /** Memory of the machine that programs can still have, kB */
  "moirai.system.memory.available": number;
  /** Fields that clients can ask for */
  "kismet.system.num_fields": number;
  /** Kinds of records */
  "kismet.system.num_components": number;
  /** Requests being answered */
  "kismet.system.num_http_connections": number;
  /** Texts that records share */
  "kismet.system.string_cache_size": number;
}

export interface Timestamp {
  /** Time of the server, s */
  "kismet.system.timestamp.sec": number;
  /** Time of the server, microseconds of the second */
  "kismet.system.timestamp.usec": number;
}

export interface UavDevice {
  /** Manufacturer of the drone */
  "uav.manufacturer": string;
  /** Model of the drone */
  "uav.model": string;
  /** Serial number of the drone */
  "uav.serialnumber": string;
  /** How it was recognised */
  "uav.match_type": string;
  /** Newest 128 reports of the drone */
  "uav.telemetry_history": UavTelemetry[];
  /** Newest report of the drone */
  "uav.last_telemetry"?: UavTelemetry;
  /** Point of take-off */
  "uav.telemetry.home_location"?: LocationPoint;
  /** Where the pilot is */
  "uav.telemetry.app_location"?: LocationPoint;
  /** Rule that matched */
  "uav.type"?: UavMatch;
  /** Identifier the pilot gave (DJI) */
  "moirai.uav.purpose_id"?: string;
  /** What the pilot says of the flight (DJI) */
  "moirai.uav.purpose"?: string;
  /** What Remote ID tells */
  "moirai.uav.remote_id"?: MoiraiUav;
  /** Older reports that the history has no room for */
  "moirai.uav.not_kept"?: number;
}

export interface UavMatch {
  /** Name of the rule */
  uav_match_name: string;
  /** Manufacturer of the drones */
  "uav.manufmatch.name": string;
  /** Model of the drones */
  "uav.manufmatch.model": string;
  /** Address, or block of addresses */
  "uav.manufmatch.mac"?: string;
  /** Pattern of the network's name */
  "uav.manufmatch.ssid_regex"?: string;
  /** Address or name is enough */
  "uav.manufmatch.partial": number;
}

export interface UavTelemetry {
  /** Where the drone said it was */
  "uav.telemetry.location"?: LocationPoint;
  /** Capture time, s */
  "uav.telemetry.timestamp": number;
  /** Yaw or track, degrees */
  "uav.telemetry.yaw": number;
  /** Pitch, degrees */
  "uav.telemetry.pitch": number;
  /** Roll, degrees */
  "uav.telemetry.roll": number;
  /** Height, m */
  "uav.telemetry.height": number;
  /** Speed to the north, m/s */
  "uav.telemetry.v_north": number;
  /** Speed to the east, m/s */
  "uav.telemetry.v_east": number;
  /** Speed upwards, m/s */
  "uav.telemetry.v_up": number;
  /** The motors run */
  "uav.telemetry.motor_on": number;
  /** The drone flies */
  "uav.telemetry.airborne": number;
}

export interface UserStatus {
  /** User the server runs as */
  "kismet.system.user": string;
}
