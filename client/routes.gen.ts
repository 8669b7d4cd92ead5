// Addresses, topics and websockets of the server, made by `node cli/write-all.ts` of the tables of the server.
import type {
  Alert,
  AlertDefinition,
  AlertList,
  Antenna,
  ApiToken,
  Battery,
  Channels,
  ClassFilter,
  Datasource,
  DatasourceDefaults,
  DatasourceDriver,
  DatasourceInterface,
  Device,
  DeviceSummary,
  DeviceView,
  Dot11Advertisedssid,
  Dot11Device,
  Dot11Probedssid,
  Dot11Ssidgroup,
  Driver2016,
  Gps,
  GpsDriver,
  LocationPoint,
  Log,
  LogDriver,
  Message,
  MessageList,
  PacketFilter,
  PacketStatistics,
  Phy2016,
  PhyBoth,
  Plugin,
  RemoteLink,
  Rrd,
  SessionStatistics,
  Source2016,
  Statistics,
  Stream,
  StreamStatistics,
  Subscriber,
  SubscriberStatistics,
  SystemStatus,
  Timestamp,
  UavMatch,
  UserStatus,
} from "./records.gen.ts";

/** Every address in its usual form. */
export interface Routes {
  /** Whether a login has been set. */
  "/session/check_setup_ok": { GET: { answer: string } };
  /** Whether these credentials are the administrator's. */
  "/session/check_login": { GET: { answer: string } };
  /** Whether these credentials are good for anything. */
  "/session/check_session": { GET: { answer: string } };
  /** Logs in with Basic credentials, the way of 2016. */
  "/session/create_session": { GET: { answer: string } };
  /** Sets the login: anybody before there is one, the administrator later. */
  "/session/set_password": { POST: { variables: { username: string; password: string }; answer: string } };
  /** How logging in goes, since the start. */
  "/session/statistics.json": { GET: { answer: SessionStatistics }; POST: { selectable: true; answer: SessionStatistics } };
  /** Makes an API token. */
  "/auth/apikey/generate.cmd": { POST: { command: { name: string; role: string; duration: number }; answer: string } };
  /** Ends an API token. */
  "/auth/apikey/revoke.cmd": { POST: { command: { name: string }; answer: string } };
  /** All API tokens. */
  "/auth/apikey/list.json": { GET: { answer: ApiToken[] } };
  /** State of the server. */
  "/system/status.json": { GET: { answer: SystemStatus }; POST: { selectable: true; answer: SystemStatus } };
  /** The server's time. */
  "/system/timestamp.json": { GET: { answer: Timestamp }; POST: { selectable: true; answer: Timestamp } };
  /** User of the operating system that the server runs as. */
  "/system/user_status.json": { GET: { answer: UserStatus }; POST: { selectable: true; answer: UserStatus } };
  /** Every field that can be asked for, as a table. */
  "/system/tracked_fields.html": { GET: { answer: string } };
  /** All packet rates. */
  "/packetchain/packet_stats.json": { GET: { answer: PacketStatistics }; POST: { selectable: true; answer: PacketStatistics } };
  /** Busiest seconds. */
  "/packetchain/packet_peak.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** Packets a second. */
  "/packetchain/packet_rate.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** Packets in error a second. */
  "/packetchain/packet_error.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** Duplicates a second. */
  "/packetchain/packet_dupe.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** Dropped packets a second. */
  "/packetchain/packet_drop.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** Finished packets a second. */
  "/packetchain/packet_processed.json": { GET: { answer: Rrd }; POST: { selectable: true; answer: Rrd } };
  /** The latest messages. */
  "/messagebus/all_messages.json": { GET: { answer: Message[] }; POST: { selectable: true; answer: Message[] } };
  /** Messages newer than a time. */
  "/messagebus/last-time/{time}/messages.json": { path: { time: number }; GET: { answer: MessageList }; POST: { selectable: true; answer: MessageList } };
  /** Every counter of the server, for Prometheus. */
  "/metrics": { GET: { answer: string } };
  /** Alerts that can be raised. */
  "/alerts/definitions.json": { GET: { answer: AlertDefinition[] }; POST: { selectable: true; answer: AlertDefinition[] } };
  /** The latest alerts. */
  "/alerts/all_alerts.json": { GET: { answer: Alert[] }; POST: { selectable: true; answer: Alert[] } };
  /** Alerts newer than a time. */
  "/alerts/last-time/{time}/alerts.json": { path: { time: number }; GET: { answer: Alert[] }; POST: { selectable: true; answer: Alert[] } };
  /** Alerts newer than a time, with the time of the answer. */
  "/alerts/wrapped/last-time/{time}/alerts.json": { path: { time: number }; GET: { answer: AlertList }; POST: { selectable: true; answer: AlertList } };
  /** One alert by its hash. */
  "/alerts/by-id/{hash}/alert.json": { path: { hash: string }; GET: { answer: Alert }; POST: { selectable: true; answer: Alert } };
  /** The frames that caused an alert, as a capture. */
  "/alerts/by-id/{hash}/evidence.pcap": { path: { hash: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Alerts by page, sorted and searched. */
  "/alerts/alerts_view.json": { GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Alert[] | { data: Alert[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Alert[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Alert[] | { data: Alert[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Alert[]; recordsTotal: number; recordsFiltered: number } } };
  /** Makes an alert known, to be raised by clients. */
  "/alerts/definitions/define_alert.cmd": { POST: { command: { name: string; description: string; throttle: string; burst: string; class?: string; severity?: number; phyname?: string }; answer: string } };
  /** Raises an alert. */
  "/alerts/raise_alerts.cmd": { POST: { command: { name: string; text: string; bssid?: string; source?: string; dest?: string; other?: string; channel?: string }; answer: string } };
  /** Raises an alert. */
  "/alerts/raise_alert.cmd": { POST: { command: { name: string; text: string; bssid?: string; source?: string; dest?: string; other?: string; channel?: string }; answer: string } };
  /** Every device; json and msgpack give the short list of 2016. */
  "/devices/all_devices.json": { GET: { answer: DeviceSummary[] }; POST: { selectable: true; answer: DeviceSummary[] } };
  /** Devices seen after a time. */
  "/devices/last-time/{time}/devices.json": { path: { time: number }; GET: { answer: Device[] }; POST: { command: { regex?: [string, string][] }; selectable: true; answer: Device[] } };
  /** One device. */
  "/devices/by-key/{key}/device.json": { path: { key: string }; GET: { answer: Device }; POST: { selectable: true; answer: Device } };
  /** One member of a device. */
  "/devices/by-key/{key}/device.json/{path}": { path: { key: string; path: string }; GET: { answer: unknown }; POST: { selectable: true; answer: unknown } };
  /** One device, the address of 2017. */
  "/devices/{key}.msgpack": { path: { key: string }; GET: { answer: Device }; POST: { selectable: true; answer: Device } };
  /** One member of a device, the address of 2017. */
  "/devices/{key}.msgpack/{path}": { path: { key: string; path: string }; GET: { answer: unknown }; POST: { selectable: true; answer: unknown } };
  /** Devices of an address on any PHY. */
  "/devices/by-mac/{mac}/devices.json": { path: { mac: string }; GET: { answer: Device[] }; POST: { selectable: true; answer: Device[] } };
  /** Devices of several addresses. */
  "/devices/multimac/devices.json": { POST: { command: { devices: string[] }; selectable: true; answer: Device[] } };
  /** Devices of several keys. */
  "/devices/multikey/devices.json": { POST: { command: { devices: string[] }; selectable: true; answer: Device[] } };
  /** Devices of several keys, by key. */
  "/devices/multikey/as-object/devices.json": { POST: { command: { devices: string[] }; selectable: true; answer: Record<string, Device> } };
  /** All views. */
  "/devices/views/all_views.json": { GET: { answer: DeviceView[] }; POST: { selectable: true; answer: DeviceView[] } };
  /** Devices of a view. */
  "/devices/views/{view}/devices.json": { path: { view: string }; GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } } };
  /** Devices of a view seen since a time. */
  "/devices/views/{view}/last-time/{time}/devices.json": { path: { view: string; time: number }; GET: { answer: Device[] }; POST: { command: { regex?: [string, string][] }; selectable: true; answer: Device[] } };
  /** Devices of a view. */
  "/devices/views/phy/{phy}/devices.json": { path: { phy: string }; GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } } };
  /** Devices of a view seen since a time. */
  "/devices/views/phy/{phy}/last-time/{time}/devices.json": { path: { phy: string; time: number }; GET: { answer: Device[] }; POST: { command: { regex?: [string, string][] }; selectable: true; answer: Device[] } };
  /** Devices of a view. */
  "/devices/views/seenby-uuid/{uuid}/devices.json": { path: { uuid: string }; GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } } };
  /** Devices of a view seen since a time. */
  "/devices/views/seenby-uuid/{uuid}/last-time/{time}/devices.json": { path: { uuid: string; time: number }; GET: { answer: Device[] }; POST: { command: { regex?: [string, string][] }; selectable: true; answer: Device[] } };
  /** Devices of a view seen since a time. */
  "/device/views/{view}/last-time/{time}/devices.json": { path: { view: string; time: number }; GET: { answer: Device[] }; POST: { command: { regex?: [string, string][] }; selectable: true; answer: Device[] } };
  /** All devices, the table address of 2017. */
  "/devices/summary/devices.json": { GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { regex?: [string, string][]; wrapper?: string; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Device[] | { data: Device[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Device[]; recordsTotal: number; recordsFiltered: number } | Record<string, Device[]> } };
  /** Gives a device a name. */
  "/devices/by-key/{key}/set_name.cmd": { path: { key: string }; POST: { command: { username: string }; answer: string } };
  /** Writes a note on a device. */
  "/devices/by-key/{key}/set_tag.cmd": { path: { key: string }; POST: { command: { tagname: string; tagvalue: string }; answer: string } };
  /** Watches addresses. */
  "/devices/alerts/mac/{type}/add.cmd": { path: { type: string }; POST: { command: { mac?: string; macs?: string[] }; answer: string } };
  /** Watches addresses no longer. */
  "/devices/alerts/mac/{type}/remove.cmd": { path: { type: string }; POST: { command: { mac?: string; macs?: string[] }; answer: string } };
  /** Addresses that are watched. */
  "/devices/alerts/mac/{type}/macs.json": { path: { type: string }; GET: { answer: string[] }; POST: { answer: string[] } };
  /** All PHYs. */
  "/phy/all_phys.json": { GET: { answer: PhyBoth[] }; POST: { selectable: true; answer: PhyBoth[] } };
  /** All PHYs as the tables of 2016 want them. */
  "/phy/all_phys_dt.json": { GET: { answer: { aaData: Phy2016[] } }; POST: { answer: { aaData: Phy2016[] } } };
  /** Clients of a network. */
  "/phy/phy80211/clients-of/{key}/clients.json": { path: { key: string }; GET: { answer: Device[] }; POST: { selectable: true; answer: Device[] } };
  /** Devices that clients and networks connect with this one. */
  "/phy/phy80211/related-to/{key}/devices.json": { path: { key: string }; GET: { answer: Device[] }; POST: { selectable: true; answer: Device[] } };
  /** SSIDs with the devices that use them. */
  "/phy/phy80211/ssids/views/ssids.json": { GET: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; answer: Dot11Ssidgroup[] | { data: Dot11Ssidgroup[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Dot11Ssidgroup[]; recordsTotal: number; recordsFiltered: number } }; POST: { variables: { page?: number; length?: number; size?: number; sort?: string; sort_dir?: string; search?: string; start?: number; draw?: number; "search[value]"?: string; "order[0][column]"?: number; "order[0][dir]"?: string }; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; selectable: true; answer: Dot11Ssidgroup[] | { data: Dot11Ssidgroup[]; last_page: number; last_row: number; total_row: number } | { draw: number; data: Dot11Ssidgroup[]; recordsTotal: number; recordsFiltered: number } } };
  /** One SSID. */
  "/phy/phy80211/ssids/by-hash/{hash}/ssid.json": { path: { hash: string }; GET: { answer: Dot11Ssidgroup }; POST: { selectable: true; answer: Dot11Ssidgroup } };
  /** Handshake between a network and one client, with a beacon. */
  "/phy/phy80211/by-key/{key}/device/{mac}/pcap/handshake.pcap": { path: { key: string; mac: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** The frame with a network's PMKID, with a beacon. */
  "/phy/phy80211/by-key/{key}/pcap/handshake-pmkid.pcap": { path: { key: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Handshakes of a network with all its clients, as clients of 2020 ask for them. */
  "/phy/phy80211/by-key/{key}/pcap/handshake.pcap": { path: { key: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Handshakes of a network with all its clients, as clients of 2017 ask for them. */
  "/phy/phy80211/by-bssid/{mac}/pcap/{file}.pcap": { path: { mac: string; file: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Takes the networks that another program found in a scan. */
  "/phy/phy80211/scan/scan_report.cmd": { POST: { command: { source_uuid: string; source_name: string; reports: { bssid?: string; ssid?: string; capabilities?: string; channel?: string; freqkhz?: number; signal?: number; timestamp?: number; lat?: number; lon?: number; alt?: number; speed?: number; ietags?: string; tags?: Record<string, string> }[] }; answer: { status: string; success: boolean } } };
  /** Devices that announce an SSID of a pattern. */
  "/phy/phy80211/ssid_regex.cmd": { POST: { command: { essid: string[] }; selectable: true; answer: DeviceSummary[] } };
  /** Devices that look for an SSID of a pattern. */
  "/phy/phy80211/probe_regex.cmd": { POST: { command: { essid: string[] }; selectable: true; answer: DeviceSummary[] } };
  /** Rules that tell drones by the name and address of their network. */
  "/phy/phyuav/manuf_matchers.json": { GET: { answer: UavMatch[] }; POST: { selectable: true; answer: UavMatch[] } };
  /** Activity by channel and by frequency. */
  "/channels/channels.json": { GET: { answer: Channels }; POST: { selectable: true; answer: Channels } };
  /** All datasources. */
  "/datasource/all_sources.json": { GET: { answer: Datasource[] }; POST: { selectable: true; answer: Datasource[] } };
  /** Kinds of datasources. */
  "/datasource/types.json": { GET: { answer: DatasourceDriver[] }; POST: { selectable: true; answer: DatasourceDriver[] } };
  /** Settings of new datasources. */
  "/datasource/defaults.json": { GET: { answer: DatasourceDefaults }; POST: { selectable: true; answer: DatasourceDefaults } };
  /** Interfaces that could be listened to. */
  "/datasource/list_interfaces.json": { GET: { answer: DatasourceInterface[] }; POST: { selectable: true; answer: DatasourceInterface[] } };
  /** One datasource. */
  "/datasource/by-uuid/{uuid}/source.json": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Opens a new datasource and waits for it. */
  "/datasource/add_source.cmd": { POST: { command: { definition: string }; selectable: true; answer: Datasource } };
  /** Tunes a datasource to one channel, or makes it hop. */
  "/datasource/by-uuid/{uuid}/set_channel.cmd": { path: { uuid: string }; POST: { command: { channel?: string; channels?: string[]; rate?: number; shuffle?: boolean }; selectable: true; answer: Datasource } };
  /** Makes a datasource hop, as it did before unless told otherwise. */
  "/datasource/by-uuid/{uuid}/set_hop.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { command: { channels?: string[]; rate?: number; shuffle?: boolean }; selectable: true; answer: Datasource } };
  /** Opens a closed datasource again. */
  "/datasource/by-uuid/{uuid}/open_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Another name of open_source. */
  "/datasource/by-uuid/{uuid}/enable_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Closes a datasource. */
  "/datasource/by-uuid/{uuid}/close_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Another name of close_source. */
  "/datasource/by-uuid/{uuid}/disable_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Ignores packets until resumed. */
  "/datasource/by-uuid/{uuid}/pause_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Takes packets again. */
  "/datasource/by-uuid/{uuid}/resume_source.cmd": { path: { uuid: string }; GET: { answer: Datasource }; POST: { selectable: true; answer: Datasource } };
  /** Kinds of logs. */
  "/logging/drivers.json": { GET: { answer: LogDriver[] }; POST: { selectable: true; answer: LogDriver[] } };
  /** Logs that are written, and those that were stopped. */
  "/logging/active.json": { GET: { answer: Log[] }; POST: { selectable: true; answer: Log[] } };
  /** Starts a log. */
  "/logging/by-class/{class}/start.cmd": { path: { class: string }; GET: { answer: Log }; POST: { selectable: true; answer: Log } };
  /** Stops a log. */
  "/logging/by-uuid/{uuid}/stop.cmd": { path: { uuid: string }; GET: { answer: string }; POST: { answer: string } };
  /** Removes stored packets. */
  "/logging/kismetdb/pcap/drop.cmd": { POST: { command: { drop_before: number }; answer: string } };
  /** Stored packets. */
  "/logging/kismetdb/pcap/{title}.pcapng": { path: { title: string }; GET: { variables: { timestamp_start?: number; timestamp_end?: number; dlt?: number; frequency?: number; frequency_min?: number; frequency_max?: number; signal_min?: number; signal_max?: number; location_lat_min?: number; location_lat_max?: number; location_lon_min?: number; location_lon_max?: number; size_min?: number; size_max?: number; datasource?: string; address_source?: string; address_dest?: string; address_trans?: string; tag?: string; device_id?: string; limit?: number }; answer: Uint8Array<ArrayBuffer> }; POST: { variables: { timestamp_start?: number; timestamp_end?: number; dlt?: number; frequency?: number; frequency_min?: number; frequency_max?: number; signal_min?: number; signal_max?: number; location_lat_min?: number; location_lat_max?: number; location_lon_min?: number; location_lon_max?: number; size_min?: number; size_max?: number; datasource?: string; address_source?: string; address_dest?: string; address_trans?: string; tag?: string; device_id?: string; limit?: number }; answer: Uint8Array<ArrayBuffer> } };
  /** Marks the place where the server is, in the kismetdb log. */
  "/poi/create_poi.cmd": { POST: { command: { note?: string }; answer: string } };
  /** Marked places; always empty, they are in the log. */
  "/poi/list_poi.json": { GET: { answer: string[] }; POST: { answer: string[] } };
  /** Kinds of GPS. */
  "/gps/drivers.json": { GET: { answer: GpsDriver[] }; POST: { selectable: true; answer: GpsDriver[] } };
  /** All GPSs, the preferred one first. */
  "/gps/all_gps.json": { GET: { answer: Gps[] }; POST: { selectable: true; answer: Gps[] } };
  /** The best position. */
  "/gps/location.json": { GET: { answer: LocationPoint }; POST: { selectable: true; answer: LocationPoint } };
  /** Positions by UUID of the GPS. */
  "/gps/all_locations.json": { GET: { answer: Record<string, LocationPoint> }; POST: { selectable: true; answer: Record<string, LocationPoint> } };
  /** Position of one GPS. */
  "/gps/by-uuid/{uuid}/location.json": { path: { uuid: string }; GET: { answer: LocationPoint }; POST: { selectable: true; answer: LocationPoint } };
  /** Adds a GPS. */
  "/gps/add_gps.cmd": { POST: { command: { definition: string }; selectable: true; answer: Gps } };
  /** Ends and forgets a GPS. */
  "/gps/by-uuid/{uuid}/remove_gps.cmd": { path: { uuid: string }; GET: { answer: string }; POST: { answer: string } };
  /** Takes the position of the browser or phone that is the web GPS. */
  "/gps/web/update.cmd": { POST: { command: { lat: number; lon: number; alt?: number; spd?: number }; answer: string } };
  /** Takes the position of a remote sensor. */
  "/gps/meta/{name}/update.cmd": { path: { name: string }; POST: { command: { lat: number; lon: number; alt?: number; spd?: number }; answer: string } };
  /** Antennas that definitions of datasources describe. */
  "/antennas/antennas.json": { GET: { answer: Record<string, Antenna> }; POST: { selectable: true; answer: Record<string, Antenna> } };
  /** Which packets a log leaves out. */
  "/filters/packet/{id}/filter.json": { path: { id: string }; GET: { answer: PacketFilter }; POST: { selectable: true; answer: PacketFilter } };
  /** What happens where no address decides. */
  "/filters/packet/{id}/set_default.cmd": { path: { id: string }; POST: { command: { default: string }; answer: string } };
  /** Blocks addresses or lets them pass. */
  "/filters/packet/{id}/{phy}/{block}/set_filter.cmd": { path: { id: string; phy: string; block: string }; POST: { command: { filter: Record<string, boolean> }; answer: string } };
  /** Forgets addresses. */
  "/filters/packet/{id}/{phy}/{block}/remove_filter.cmd": { path: { id: string; phy: string; block: string }; POST: { command: { filter: string[] }; answer: string } };
  /** Which devices a log leaves out. */
  "/filters/class/{id}/filter.json": { path: { id: string }; GET: { answer: ClassFilter }; POST: { selectable: true; answer: ClassFilter } };
  /** What happens where no address decides. */
  "/filters/class/{id}/set_default.cmd": { path: { id: string }; POST: { command: { default: string }; answer: string } };
  /** Blocks addresses or lets them pass. */
  "/filters/class/{id}/{phy}/set_filter.cmd": { path: { id: string; phy: string }; POST: { command: { filter: Record<string, boolean> }; answer: string } };
  /** Forgets addresses. */
  "/filters/class/{id}/{phy}/remove_filter.cmd": { path: { id: string; phy: string }; POST: { command: { filter: string[] }; answer: string } };
  /** All packets as they come. */
  "/pcap/all_packets.pcapng": { GET: { answer: Uint8Array<ArrayBuffer> } };
  /** All packets, the address of 2017. */
  "/datasource/pcap/all_sources.pcapng": { GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one datasource as they come. */
  "/datasource/pcap/by-uuid/{uuid}/packets.pcapng": { path: { uuid: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one datasource, the address of 2017. */
  "/datasource/pcap/by-uuid/{uuid}/{file}.pcapng": { path: { uuid: string; file: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one device as they come. */
  "/devices/pcap/by-key/{key}/packets.pcapng": { path: { key: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one device, the address of 2017. */
  "/devices/by-key/{key}/pcap/{file}.pcapng": { path: { key: string; file: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one network as they come. */
  "/phy/phy80211/pcap/by-bssid/{mac}/packets.pcapng": { path: { mac: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Packets of one network, as the server of 2025 spells it. */
  "/phy/phy80211/pcap/by-bssid/{mac}/packets.pcapng.pcapng": { path: { mac: string }; GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Handshakes of all networks as they come; an address of ours. */
  "/phy/phy80211/pcap/handshakes/packets.pcapng": { GET: { answer: Uint8Array<ArrayBuffer> } };
  /** Streams by their number. */
  "/streams/all_streams.json": { GET: { answer: Record<string, Stream> }; POST: { selectable: true; answer: Record<string, Stream> } };
  /** One stream. */
  "/streams/by-id/{id}/stream_info.json": { path: { id: string }; GET: { answer: Stream }; POST: { selectable: true; answer: Stream } };
  /** Ends a stream. */
  "/streams/by-id/{id}/close_stream.json": { path: { id: string }; GET: { answer: string }; POST: { answer: string } };
  /** Counts over all streams, with what limits refused; an address of ours. */
  "/streams/statistics.json": { GET: { answer: StreamStatistics }; POST: { selectable: true; answer: StreamStatistics } };
  /** Websocket subscribers with their queues and losses. */
  "/eventbus/subscribers.json": { GET: { answer: Subscriber[] }; POST: { selectable: true; answer: Subscriber[] } };
  /** Counts over all websocket subscribers, with what limits refused. */
  "/eventbus/statistics.json": { GET: { answer: SubscriberStatistics }; POST: { selectable: true; answer: SubscriberStatistics } };
  /** Every actor with its state, mailbox, rate and restarts. */
  "/runtime/actors.json": { GET: { answer: { path: string; kind: "actor" | "supervisor"; state: string; life: "stopped" | "running" | "waiting" | "stopping" | "finished" | "failed"; restarts: number; lastError: string; eventsPerSecond: number; mailbox?: { limit?: number; policy?: string; depth?: number; bytes?: number; highWater?: number; accepted?: number; dropped?: number; coalesced?: number; refused?: number }; inspected?: boolean }[] } };
  /** The last events of one actor; asking begins to keep them, for a minute. */
  "/runtime/events.json": { GET: { variables: { actor?: string }; answer: { type: "@xstate.actor" | "@xstate.event" | "@xstate.snapshot"; sessionId: string; rootId: string; createdAt: string; _version: string; name?: string; definition?: string; parentId?: string; sourceId?: string; event?: unknown; snapshot?: unknown }[] } };
  /** The tree of actors as a Mermaid flowchart. */
  "/runtime/actors.mermaid": { GET: { answer: string } };
  /** Modules of the web interface. */
  "/dynamic.json": { GET: { answer: { dynamicjs: { module: string; js: string }[] } } };
  /** A script that loads the modules of the web interface. */
  "/dynamic.js": { GET: { answer: string } };
  /** This description of all addresses, as OpenAPI 3.1. */
  "/openapi.json": { GET: { answer: Record<string, unknown> } };
  /** The description of all websockets, as AsyncAPI 3.0. */
  "/asyncapi.json": { GET: { answer: Record<string, unknown> } };
  /** Plugins, with the state of their programs. */
  "/plugins/all_plugins.json": { GET: { answer: Plugin[] }; POST: { selectable: true; answer: Plugin[] } };
  /** Connections of sensors elsewhere, with those that ended last. */
  "/datasource/remote/links.json": { GET: { answer: RemoteLink[] }; POST: { selectable: true; answer: RemoteLink[] } };
  /** The short list of devices as the tables of 2016 want it. */
  "/devices/all_devices_dt.json": { GET: { answer: { aaData: DeviceSummary[] } }; POST: { answer: { aaData: DeviceSummary[] } } };
  /** Kinds of datasources. */
  "/datasource/supported_sources.msgpack": { GET: { answer: Driver2016[] } };
  /** Datasources in error. */
  "/datasource/error_sources.msgpack": { GET: { answer: Datasource[] } };
  /** Datasources as packet sources of the time before them. */
  "/packetsource/all_sources.msgpack": { GET: { answer: Source2016[] } };
  /** Opens a new datasource. */
  "/packetsource/config/add_source.cmd": { POST: { command: { source: string }; answer: string } };
  /** Fixes a datasource to a channel, or makes it hop. */
  "/packetsource/config/channel.cmd": { POST: { command: { cmd: string; uuid: string; channel?: string }; answer: string } };
}

/** Lists that can be had one record a line, and what a line is. */
export interface Rows {
  "/auth/apikey/list.itjson": { method: "GET"; command: {  }; row: ApiToken };
  "/messagebus/all_messages.itjson": { method: "GET"; command: {  }; row: Message };
  "/alerts/definitions.itjson": { method: "GET"; command: {  }; row: AlertDefinition };
  "/alerts/all_alerts.itjson": { method: "GET"; command: {  }; row: Alert };
  "/alerts/last-time/{time}/alerts.itjson": { path: { time: number }; method: "GET"; command: {  }; row: Alert };
  "/alerts/alerts_view.itjson": { method: "GET"; command: { datatable?: boolean; colmap?: Record<string, unknown> }; row: Alert };
  "/devices/all_devices.itjson": { method: "GET"; command: {  }; row: Device };
  "/devices/last-time/{time}/devices.itjson": { path: { time: number }; method: "GET"; command: { regex?: [string, string][] }; row: Device };
  "/devices/by-mac/{mac}/devices.itjson": { path: { mac: string }; method: "GET"; command: {  }; row: Device };
  "/devices/multimac/devices.itjson": { method: "POST"; command: { devices: string[] }; row: Device };
  "/devices/multikey/devices.itjson": { method: "POST"; command: { devices: string[] }; row: Device };
  "/devices/views/all_views.itjson": { method: "GET"; command: {  }; row: DeviceView };
  "/devices/views/{view}/devices.itjson": { path: { view: string }; method: "GET"; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; row: Device };
  "/devices/views/{view}/last-time/{time}/devices.itjson": { path: { view: string; time: number }; method: "GET"; command: { regex?: [string, string][] }; row: Device };
  "/devices/views/phy/{phy}/devices.itjson": { path: { phy: string }; method: "GET"; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; row: Device };
  "/devices/views/phy/{phy}/last-time/{time}/devices.itjson": { path: { phy: string; time: number }; method: "GET"; command: { regex?: [string, string][] }; row: Device };
  "/devices/views/seenby-uuid/{uuid}/devices.itjson": { path: { uuid: string }; method: "GET"; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; row: Device };
  "/devices/views/seenby-uuid/{uuid}/last-time/{time}/devices.itjson": { path: { uuid: string; time: number }; method: "GET"; command: { regex?: [string, string][] }; row: Device };
  "/device/views/{view}/last-time/{time}/devices.itjson": { path: { view: string; time: number }; method: "GET"; command: { regex?: [string, string][] }; row: Device };
  "/devices/summary/devices.itjson": { method: "GET"; command: { regex?: [string, string][]; wrapper?: string; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; row: Device };
  "/phy/all_phys.itjson": { method: "GET"; command: {  }; row: PhyBoth };
  "/phy/phy80211/clients-of/{key}/clients.itjson": { path: { key: string }; method: "GET"; command: {  }; row: Device };
  "/phy/phy80211/related-to/{key}/devices.itjson": { path: { key: string }; method: "GET"; command: {  }; row: Device };
  "/phy/phy80211/ssids/views/ssids.itjson": { method: "GET"; command: { regex?: [string, string][]; last_time?: number; datatable?: boolean; colmap?: Record<string, unknown> }; row: Dot11Ssidgroup };
  "/phy/phyuav/manuf_matchers.itjson": { method: "GET"; command: {  }; row: UavMatch };
  "/datasource/all_sources.itjson": { method: "GET"; command: {  }; row: Datasource };
  "/datasource/types.itjson": { method: "GET"; command: {  }; row: DatasourceDriver };
  "/datasource/list_interfaces.itjson": { method: "GET"; command: {  }; row: DatasourceInterface };
  "/logging/drivers.itjson": { method: "GET"; command: {  }; row: LogDriver };
  "/logging/active.itjson": { method: "GET"; command: {  }; row: Log };
  "/gps/drivers.itjson": { method: "GET"; command: {  }; row: GpsDriver };
  "/gps/all_gps.itjson": { method: "GET"; command: {  }; row: Gps };
  "/eventbus/subscribers.itjson": { method: "GET"; command: {  }; row: Subscriber };
  "/plugins/all_plugins.itjson": { method: "GET"; command: {  }; row: Plugin };
  "/datasource/remote/links.itjson": { method: "GET"; command: {  }; row: RemoteLink };
}

/** Topics of the event bus, and what an event of each is. */
export interface Topics {
  TIMESTAMP: { TIMESTAMP: Timestamp };
  BATTERY: { BATTERY: Battery };
  STATISTICS: { STATISTICS: Statistics };
  PACKETCHAIN_STATS: { PACKETCHAIN_STATS: PacketStatistics };
  GPS_LOCATION: { GPS_LOCATION: LocationPoint };
  MESSAGE: { MESSAGE: Message };
  ALERT: { ALERT: Alert };
  NEW_DEVICE: { NEW_DEVICE: Device };
  NEW_PHY: { NEW_PHY: string };
  KISMETDB_LOG_OPEN: {  };
  NEW_DATASOURCE: { NEW_DATASOURCE: Datasource };
  DATASOURCE_OPENED: { DATASOURCE_OPENED: string };
  DATASOURCE_ERROR: { DATASOURCE_ERROR: string };
  DATASOURCE_CLOSED: { DATASOURCE_CLOSED: string };
  DATASOURCE_PAUSED: { DATASOURCE_PAUSED: string };
  DATASOURCE_RESUMED: { DATASOURCE_RESUMED: string };
  DOT11_ADVERTISED_SSID: { DOT11_NEW_SSID_BASEDEV: Device; DOT11_ADVERTISED_SSID: Dot11Advertisedssid };
  DOT11_RESPONSE_SSID: { DOT11_NEW_SSID_BASEDEV: Device; DOT11_RESPONSE_SSID: Dot11Advertisedssid };
  DOT11_PROBED_SSID: { DOT11_NEW_SSID_BASEDEV: Device; DOT11_PROBED_SSID: Dot11Probedssid };
  DOT11_WPA_HANDSHAKE: { DOT11_WPA_HANDSHAKE_BASEDEV: Device; DOT11_WPA_HANDSHAKE_DOT11: Dot11Device };
}

/** Members by which an event's topic is known. */
export const TOPIC_KEYS: Readonly<Record<keyof Topics, readonly string[]>> = {
  TIMESTAMP: ["TIMESTAMP"],
  BATTERY: ["BATTERY"],
  STATISTICS: ["STATISTICS"],
  PACKETCHAIN_STATS: ["PACKETCHAIN_STATS"],
  GPS_LOCATION: ["GPS_LOCATION"],
  MESSAGE: ["MESSAGE"],
  ALERT: ["ALERT"],
  NEW_DEVICE: ["NEW_DEVICE"],
  NEW_PHY: ["NEW_PHY"],
  KISMETDB_LOG_OPEN: [],
  NEW_DATASOURCE: ["NEW_DATASOURCE"],
  DATASOURCE_OPENED: ["DATASOURCE_OPENED"],
  DATASOURCE_ERROR: ["DATASOURCE_ERROR"],
  DATASOURCE_CLOSED: ["DATASOURCE_CLOSED"],
  DATASOURCE_PAUSED: ["DATASOURCE_PAUSED"],
  DATASOURCE_RESUMED: ["DATASOURCE_RESUMED"],
  DOT11_ADVERTISED_SSID: ["DOT11_NEW_SSID_BASEDEV", "DOT11_ADVERTISED_SSID"],
  DOT11_RESPONSE_SSID: ["DOT11_NEW_SSID_BASEDEV", "DOT11_RESPONSE_SSID"],
  DOT11_PROBED_SSID: ["DOT11_NEW_SSID_BASEDEV", "DOT11_PROBED_SSID"],
  DOT11_WPA_HANDSHAKE: ["DOT11_WPA_HANDSHAKE_BASEDEV", "DOT11_WPA_HANDSHAKE_DOT11"],
};

export type SocketPath =
  | "/eventbus/events.ws"
  | "/devices/monitor.ws"
  | "/devices/views/{view}/monitor.ws"
  | "/devices/views/phy/{phy}/monitor.ws"
  | "/devices/views/seenby-uuid/{uuid}/monitor.ws"
  | "/datasource/remote/remotesource.ws"
  | "/debug/echo.ws"
  | "/gps/web/update.ws"
  | "/gps/meta/{name}/update.ws"
  | "/runtime/actors.ws";
