// Every address in the documents of all generations (spec rest-api 5, 6 and 8), as data: what must
// be served, with which methods, to whom, and which other part of the project brings what is not.

export type Generation = "2016" | "2017" | "2020" | "2025";
/** The part of the project that brings an address. */
export type Part = "fields" | "logs" | "phys" | "streams";

export interface DocumentedAddress {
  /** With its suffix; `.*` is every serializer. */
  readonly path: string;
  /** G, P, or W for a websocket. */
  readonly methods: string;
  readonly role: "public" | "any" | "readonly" | "admin" | (string & {});
  /** First and last generation whose documents or servers have it. */
  readonly since: Generation;
  readonly until: Generation;
  readonly part?: Part;
}

function from(
  since: Generation,
  until: Generation,
  rows: readonly (readonly [methods: string, role: string, path: string, part?: Part])[],
): DocumentedAddress[] {
  return rows.map(([methods, role, path, part]) => ({
    path,
    methods,
    role,
    since,
    until,
    ...part !== undefined && { part },
  }));
}

const READ = "readonly";

/** Addresses of 2016 that are still in use. */
const ALWAYS = from("2016", "2025", [
  ["GP", READ, "/system/status.*"],
  ["G", READ, "/system/tracked_fields.html"],
  ["GP", READ, "/devices/last-time/{time}/devices.*"],
  ["GP", READ, "/devices/by-key/{key}/device.*"],
  ["GP", READ, "/devices/by-mac/{mac}/devices.*"],
  ["GP", READ, "/phy/all_phys.*"],
  ["GP", READ, "/channels/channels.*"],
  ["GP", READ, "/datasource/all_sources.*"],
  ["G", "any", "/session/check_session"],
  ["P", "WEBGPS", "/gps/web/update.cmd"],
  ["W", READ, "/eventbus/events.ws"],
]);

const OF_2016 = from("2016", "2016", [
  ["GP", READ, "/devices/all_devices.msgpack"],
  ["GP", READ, "/devices/all_devices.json"],
  ["GP", READ, "/devices/all_devices_dt.json"],
  ["GP", READ, "/devices/by-key/{key}/device.msgpack/{path}"],
  ["GP", READ, "/devices/by-key/{key}/device.json/{path}"],
  ["GP", READ, "/phy/all_phys_dt.json"],
  ["G", "any", "/session/create_session"],
  ["G", READ, "/datasource/supported_sources.msgpack"],
  ["G", READ, "/datasource/error_sources.msgpack"],
  ["G", READ, "/packetsource/all_sources.msgpack"],
  ["P", "admin", "/packetsource/config/channel.cmd"],
  ["P", "admin", "/packetsource/config/add_source.cmd"],
  ["P", READ, "/phy/phy80211/ssid_regex.cmd"],
]);

const OF_2017 = from("2017", "2017", [
  ["GP", READ, "/devices/{key}.msgpack"],
  ["GP", READ, "/devices/{key}.msgpack/{path}"],
  ["GP", READ, "/devices/summary/devices.json"],
  ["GP", READ, "/devices/summary/devices.jcmd"],
  ["GP", READ, "/devices/summary/devices.msgpack"],
  ["GP", READ, "/devices/last-time/{time}/devices.jcmd"],
  ["P", READ, "/phy/phy80211/ssid_regex.jcmd"],
  ["P", READ, "/phy/phy80211/probe_regex.cmd"],
  ["P", READ, "/phy/phy80211/probe_regex.jcmd"],
  ["G", READ, "/phy/phy80211/by-bssid/{mac}/pcap/{file}.pcap", "fields"],
  ["G", READ, "/datasource/pcap/all_sources.pcapng", "streams"],
  ["G", READ, "/datasource/pcap/by-uuid/{uuid}/{uuid}.pcapng", "streams"],
  ["G", READ, "/devices/by-key/{key}/pcap/{key}.pcapng", "streams"],
  ["P", "admin", "/alerts/raise_alert.cmd"],
]);

/** Addresses of 2020 that later servers lost, under this or another name. */
const OF_2020 = from("2020", "2020", [
  ["GP", READ, "/devices/views/phy/{phy}/devices.*"],
  ["GP", READ, "/devices/views/phy/{phy}/last-time/{time}/devices.*"],
  ["GP", READ, "/devices/views/seenby-uuid/{uuid}/devices.*"],
  ["GP", READ, "/devices/views/seenby-uuid/{uuid}/last-time/{time}/devices.*"],
  ["GP", READ, "/device/views/{view}/last-time/{time}/devices.*"],
  ["G", READ, "/phy/phy80211/by-key/{key}/pcap/handshake.pcap", "fields"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/enable_source.cmd"],
  ["GP", READ, "/phy/RTLADSB/map_data.*", "phys"],
  ["W", "ADSB", "/phy/RTLADSB/beast.ws", "phys"],
  ["W", "ADSB", "/phy/RTLADSB/raw.ws", "phys"],
]);

const MODERN = from("2020", "2025", [
  ["GP", READ, "/system/timestamp.*"],
  ["GP", "public", "/system/user_status.*"],
  ["GP", READ, "/packetchain/packet_stats.*"],
  ["GP", READ, "/packetchain/packet_peak.*"],
  ["GP", READ, "/packetchain/packet_rate.*"],
  ["GP", READ, "/packetchain/packet_error.*"],
  ["GP", READ, "/packetchain/packet_dupe.*"],
  ["GP", READ, "/packetchain/packet_drop.*"],
  ["GP", READ, "/packetchain/packet_processed.*"],
  ["GP", READ, "/messagebus/all_messages.*"],
  ["GP", READ, "/messagebus/last-time/{time}/messages.*"],
  ["GP", READ, "/alerts/definitions.*"],
  ["GP", READ, "/alerts/all_alerts.*"],
  ["GP", READ, "/alerts/last-time/{time}/alerts.*"],
  ["GP", READ, "/alerts/wrapped/last-time/{time}/alerts.*"],
  ["P", "admin", "/alerts/definitions/define_alert.cmd"],
  ["P", "admin", "/alerts/raise_alerts.cmd"],
  ["GP", READ, "/devices/all_devices.ekjson"],
  ["GP", READ, "/devices/all_devices.itjson"],
  ["P", READ, "/devices/multimac/devices.*"],
  ["P", READ, "/devices/multikey/devices.*"],
  ["P", READ, "/devices/multikey/as-object/devices.*"],
  ["P", "admin", "/devices/by-key/{key}/set_name.cmd"],
  ["P", "admin", "/devices/by-key/{key}/set_tag.cmd"],
  ["G", READ, "/devices/pcap/by-key/{key}/packets.pcapng", "streams"],
  ["GP", READ, "/devices/views/all_views.*"],
  ["GP", READ, "/devices/views/{view}/devices.*"],
  ["GP", READ, "/devices/views/{view}/last-time/{time}/devices.*"],
  ["W", READ, "/devices/monitor.ws"],
  ["P", "admin", "/devices/alerts/mac/{type}/add.cmd"],
  ["P", "admin", "/devices/alerts/mac/{type}/remove.cmd"],
  ["GP", READ, "/devices/alerts/mac/{type}/macs.*"],
  ["GP", READ, "/phy/phy80211/clients-of/{key}/clients.*"],
  ["GP", READ, "/phy/phy80211/related-to/{key}/devices.*"],
  ["G", READ, "/phy/phy80211/by-key/{key}/pcap/handshake-pmkid.pcap", "fields"],
  ["G", READ, "/phy/phy80211/pcap/by-bssid/{mac}/packets.pcapng", "streams"],
  ["GP", READ, "/phy/phy80211/ssids/views/ssids.*"],
  ["GP", READ, "/phy/phy80211/ssids/by-hash/{hash}/ssid.*"],
  ["P", "scanreport", "/phy/phy80211/scan/scan_report.*", "fields"],
  ["P", "scanreport", "/phy/phybluetooth/scan/scan_report.*", "phys"],
  ["GP", READ, "/phy/phyuav/manuf_matchers.*"],
  ["G", READ, "/pcap/all_packets.pcapng", "streams"],
  ["G", READ, "/datasource/pcap/by-uuid/{uuid}/packets.pcapng", "streams"],
  ["GP", READ, "/logging/kismetdb/pcap/{title}.pcapng", "logs"],
  ["GP", READ, "/datasource/types.*"],
  ["GP", READ, "/datasource/defaults.*"],
  ["GP", "admin", "/datasource/list_interfaces.*"],
  ["GP", READ, "/datasource/by-uuid/{uuid}/source.*"],
  ["P", "admin", "/datasource/add_source.cmd"],
  ["P", "admin", "/datasource/by-uuid/{uuid}/set_channel.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/set_hop.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/close_source.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/disable_source.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/open_source.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/pause_source.cmd"],
  ["GP", "admin", "/datasource/by-uuid/{uuid}/resume_source.cmd"],
  ["W", "datasource", "/datasource/remote/remotesource.ws"],
  ["GP", READ, "/gps/drivers.*"],
  ["GP", READ, "/gps/all_gps.*"],
  ["GP", READ, "/gps/location.*"],
  ["W", "WEBGPS", "/gps/web/update.ws"],
  ["P", "WEBGPS", "/gps/meta/{name}/update.cmd"],
  ["W", "WEBGPS", "/gps/meta/{name}/update.ws"],
  ["GP", READ, "/antennas/antennas.*"],
  ["GP", READ, "/streams/all_streams.*", "streams"],
  ["GP", READ, "/streams/by-id/{id}/stream_info.*", "streams"],
  ["GP", "admin", "/streams/by-id/{id}/close_stream.*", "streams"],
  ["GP", READ, "/logging/drivers.*", "logs"],
  ["GP", READ, "/logging/active.*", "logs"],
  ["GP", "admin", "/logging/by-class/{class}/start.cmd", "logs"],
  ["GP", "admin", "/logging/by-uuid/{uuid}/stop.cmd", "logs"],
  ["P", "admin", "/logging/kismetdb/pcap/drop.cmd", "logs"],
  ["P", "admin", "/poi/create_poi.cmd", "logs"],
  ["GP", READ, "/poi/list_poi.*", "logs"],
  ["GP", READ, "/filters/packet/{id}/filter.*"],
  ["P", "admin", "/filters/packet/{id}/set_default.cmd"],
  ["P", "admin", "/filters/packet/{id}/{phy}/{block}/set_filter.cmd"],
  ["P", "admin", "/filters/packet/{id}/{phy}/{block}/remove_filter.cmd"],
  ["GP", READ, "/filters/class/{id}/filter.*"],
  ["P", "admin", "/filters/class/{id}/set_default.cmd"],
  ["P", "admin", "/filters/class/{id}/{phy}/set_filter.cmd"],
  ["P", "admin", "/filters/class/{id}/{phy}/remove_filter.cmd"],
  ["GP", READ, "/plugins/all_plugins.*"],
  ["W", "admin", "/debug/echo.ws"],
  ["G", "public", "/session/check_setup_ok"],
  ["G", "admin", "/session/check_login"],
  ["P", "public", "/session/set_password"],
  ["P", "admin", "/auth/apikey/generate.cmd"],
  ["P", "admin", "/auth/apikey/revoke.cmd"],
  ["G", "admin", "/auth/apikey/list.*"],
  ["G", "public", "/dynamic.json"],
]);

const OF_2025 = from("2025", "2025", [
  ["GP", READ, "/alerts/by-id/{hash}/alert.*"],
  ["GP", READ, "/alerts/alerts_view.*"],
  ["W", READ, "/devices/views/{view}/monitor.ws"],
  ["G", READ, "/phy/phy80211/by-key/{key}/device/{mac}/pcap/handshake.pcap", "fields"],
  ["G", READ, "/phy/phy80211/pcap/by-bssid/{mac}/packets.pcapng.pcapng", "streams"],
  ["GP", READ, "/radiation/sensors/all_sensors.*", "phys"],
  ["GP", READ, "/phy/ADSB/map_data.*", "phys"],
  ["P", "admin", "/phy/ADSB/proxy/create.cmd", "phys"],
  ["W", "datasource", "/phy/ADSB/by-uuid/{uuid}/proxy.ws", "phys"],
  ["W", "ADSB", "/phy/ADSB/beast.ws", "phys"],
  ["W", "ADSB", "/phy/ADSB/raw.ws", "phys"],
  ["W", "ADSB", "/datasource/by-uuid/{uuid}/adsb_raw.ws", "phys"],
  ["GP", READ, "/gps/all_locations.*"],
  ["GP", READ, "/gps/by-uuid/{uuid}/location.*"],
  ["P", "admin", "/gps/add_gps.cmd"],
  ["G", "admin", "/gps/by-uuid/{uuid}/remove_gps.cmd"],
  ["G", "public", "/dynamic.js"],
]);

export const DOCUMENTED_ADDRESSES: readonly DocumentedAddress[] = [
  ...ALWAYS,
  ...OF_2016,
  ...OF_2017,
  ...OF_2020,
  ...MODERN,
  ...OF_2025,
];

/** In documents, and served by nothing here; with the reason. */
export const NOT_SERVED: readonly (readonly [path: string, why: string])[] = [
  ["/devices/all_devices.xml", "no known client reads XML"],
  ["/phy/phy80211/ssidscan/status.*", "a module that no release was built with"],
  ["/phy/phy80211/ssidscan/config.cmd", "a module that no release was built with"],
  ["/classfilters/{id}/set_filter.json", "documented, and served by no release"],
];
