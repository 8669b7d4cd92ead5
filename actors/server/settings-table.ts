// Every configuration key: type, default, meaning, and whether this server acts on it (spec
// logs-and-config 11). Defaults are what the reference ships, apart from the bind address, which is
// the loopback here. Validation, `docs/configuration.md` and the suggestions for mistyped keys come
// from this table.

import { parseWepKey } from "../../protocols/dot11/wep.ts";
import { parseIpNetwork } from "../../protocols/ip-network.ts";
import { SHIPPED_DRONES } from "./shipped-drones.ts";
import { parseAllowedHosts, parseListenAddress } from "../../protocols/legacy/listen.ts";

/** `rate` is hops over time (`5/sec`); lists repeat their key; paths expand %h %E %S %B. */
export type SettingType = "flag" | "integer" | "text" | "path" | "rate" | "list" | "path-list";

/**
 * `honoured`: this server acts on it. `later`: it belongs to a part that does not exist yet.
 * `not applicable`: nothing here that it could change.
 */
export type SettingStatus = "honoured" | "later" | "not applicable";

export interface SettingDefinition {
  readonly key: string;
  readonly type: SettingType;
  /** As it would stand in a file; the values of a list. */
  readonly default: string | readonly string[];
  readonly meaning: string;
  readonly status: SettingStatus;
  /** What a value must be, when it is not; without a usable value the server does not start. */
  readonly check?: (value: string) => string | undefined;
  /** Other spellings that are read as this key. */
  readonly aliases?: readonly string[];
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly SettingDefinition[];
}

const HONOURED = "honoured";
const LATER = "later";
const NOT_APPLICABLE = "not applicable";

const setting = (type: SettingType) =>
(
  key: string,
  value: string,
  status: SettingStatus,
  meaning: string,
  aliases?: readonly string[],
): SettingDefinition => ({
  key,
  type,
  default: value,
  meaning,
  status,
  ...(aliases ? { aliases } : {}),
});

const repeated = (type: "list" | "path-list") =>
(
  key: string,
  values: readonly string[],
  status: SettingStatus,
  meaning: string,
): SettingDefinition => ({ key, type, default: values, meaning, status });

const checkWepKey = (value: string): string | undefined => {
  const key = parseWepKey(value);
  return typeof key === "string" ? key : undefined;
};

const flag = setting("flag");
const integer = setting("integer");
const text = setting("text");
const path = setting("path");
const rate = setting("rate");
const list = repeated("list");
const pathList = repeated("path-list");

/** Alerts by how often they may be raised, as shipped (11.8). */
const ALERT_LIMITS: readonly (readonly [limits: string, names: string])[] = [
  [
    "5/min,1/sec",
    "ADHOCCONFLICT ADVCRYPTCHANGE AIRJACKSSID BEACONRATE BLEEDINGTOOTH BSSTIMESTAMP CHANCHANGE " +
    "CRYPTODROP DHCPNAMECHANGE DHCPOSCHANGE DHCPCLIENTID DISCONCODEINVALID DOT11D FLIPPERZERO " +
    "FORMATSTRING KARMAOUI LONGSSID MSFBCOMSSID MSFDLINKRATE MSFNETGEARBEACON MALFORMMGMT " +
    "NULLPROBERESP PROBECHAN RSNLOOP RTL8195VD1406 RTLWIFIP2P SSIDCANARY VDOO202027301 " +
    "VDOO202027302 WPSBRUTE",
  ],
  ["5/min,2/sec", "BCASTDISCON DEAUTHFLOOD"],
  [
    "10/min,1/sec",
    "APSPOOF BCOM11KCHAN DHCPCONFLICT DISASSOCTRAFFIC NOCLIENTMFP WMMOVERFLOW WMMTSPEC",
  ],
  [
    "0/min,0/sec",
    "DEAUTHCODEINVALID LUCENTTEST NETSTUMBLER NONCEDEGRADE NONCEREUSE OVERPOWERED QCOMEXTENDED",
  ],
];

const SHIPPED_ALERTS = ALERT_LIMITS.flatMap(([limits, names]) =>
  names.split(" ").map((name) => `${name},${limits}`)
);

export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: "Server identity and process",
    settings: [
      text("server_name", "", HONOURED, "Name of this server, shown in the system status."),
      text("server_description", "", HONOURED, "What this server is for, shown in the status."),
      text("server_location", "", HONOURED, "Where this server stands, shown in the status."),
      text("servername", "", HONOURED, "Name that old clients are told; empty: the host name."),
      text("server_uuid", "", HONOURED, "Fixed UUID instead of the one made at the first start."),
      path(
        "configdir",
        "%h/.kismet/",
        HONOURED,
        "Directory of private state: login, tokens, UUID.",
      ),
      flag(
        "keep_device_notes",
        "true",
        HONOURED,
        "Names and tags that people give to devices last over a restart. Not in the reference.",
      ),
      pathList(
        "helper_binary_path",
        ["%B"],
        HONOURED,
        "Directories searched for capture tools, in this order.",
      ),
      path("helper_etc_path", "%E", HONOURED, "Directory that tools are told in `KISMET_ETC`."),
      list(
        "helper_protocol",
        [],
        HONOURED,
        "`type,v0`: the tool of this type speaks that framing, it is not asked.",
      ),
      list(
        "helper_preferred",
        [],
        HONOURED,
        "Types whose tool is used although the server can capture by itself.",
      ),
      text("allowplugins", "true", HONOURED, "`true`: plugins are loaded; anything else: none."),
      pathList(
        "plugin_directory",
        ["/usr/local/lib/kismet/", "/usr/lib/kismet/"],
        HONOURED,
        "Directories of plugins, before `plugins/` in configdir. Not in the reference.",
      ),
      integer(
        "ulimit_mbytes",
        "0",
        NOT_APPLICABLE,
        "Memory limit; limit the process from outside.",
      ),
      list("load_alert", [], HONOURED, "`NAME:text`: raises this alert once at the start."),
      flag("server_announce", "false", HONOURED, "Announces the server by UDP broadcast."),
      text("server_announce_address", "0.0.0.0", HONOURED, "Address whose broadcast is used."),
      integer("server_announce_port", "2501", HONOURED, "UDP port that announcements go to."),
    ],
  },
  {
    title: "Web server",
    settings: [
      integer("httpd_port", "2501", HONOURED, "TCP port of REST, websockets and the page."),
      text(
        "httpd_bind_address",
        "127.0.0.1",
        HONOURED,
        "Address to listen on. `0.0.0.0` is every IPv4 address of the machine; the reference " +
          "server's default is that, ours is the loopback.",
      ),
      path("httpd_home", "%S/kismet/httpd/", HONOURED, "Directory of another web interface."),
      path(
        "httpd_user_home",
        "%h/.kismet/httpd/",
        HONOURED,
        "Files here come before httpd_home's.",
      ),
      text("httpd_uri_prefix", "", HONOURED, "Path prefix under which a proxy mounts the server."),
      {
        ...list(
          "httpd_trusted_proxies",
          [],
          HONOURED,
          "Address or network (`10.0.0.0/8`) of reverse proxies whose `X-Forwarded-For`, `-Proto` " +
            "and `-Host` are believed. Not in the reference.",
        ),
        check: (value) =>
          parseIpNetwork(value.trim()) === undefined ? "an IP address or network" : undefined,
      },
      flag("httpd_allow_cors", "false", HONOURED, "Sends CORS headers."),
      text("httpd_allowed_origin", "", HONOURED, "The one origin that CORS allows; empty: any."),
      text("httpd_redirect_unknown", "", HONOURED, "File served in place of the 404 page."),
      list("httpd_mime", [], HONOURED, "`extension:type/subtype`: content type of static files."),
      path("httpd_session_db", "%h/.kismet/session.db", HONOURED, "File of API tokens."),
      integer(
        "httpd_session_timeout",
        "7200",
        NOT_APPLICABLE,
        "Never read by the reference either.",
      ),
      path("httpd_auth_file", "%h/.kismet/kismet_httpd.conf", HONOURED, "File of the login."),
      text("httpd_username", "", HONOURED, "Fixed login name; needs httpd_password too."),
      text("httpd_password", "", HONOURED, "Fixed password, not changeable over the web."),
      flag("httpd_allow_auth_creation", "true", HONOURED, "API tokens may be made over the web."),
      flag("httpd_allow_auth_view", "true", HONOURED, "Lists of API tokens show the tokens."),
      text("httpd_jwt_key", "", NOT_APPLICABLE, "Login tokens are random here, not signed."),
      text("httpd_jwt_issuer", "kismet", NOT_APPLICABLE, "Issuer in signed login tokens."),
      flag(
        "httpd_legacy_anonymous_read",
        "false",
        HONOURED,
        "Clients of 2016 may read devices and status without a login. Not in the reference.",
      ),
      text("httpd_user", "", HONOURED, "`name:password`, the login key of 2016; fixed as above."),
      flag("httpd_ssl", "false", HONOURED, "Encrypts connections, a key of 2016."),
      path(
        "httpd_ssl_cert",
        "",
        HONOURED,
        "PEM file of the certificate; read again when it changes.",
      ),
      path("httpd_ssl_key", "", HONOURED, "PEM file of the certificate's key."),
    ],
  },
  {
    title: "Old text protocol",
    settings: [
      {
        ...text(
          "listen",
          "",
          HONOURED,
          "`tcp://127.0.0.1:2512`: serves clients of the text protocol of 2013; empty: none.",
        ),
        check: (value) =>
          parseListenAddress(value) === undefined ? "of the form tcp://ADDRESS:PORT" : undefined,
      },
      {
        ...list(
          "allowedhosts",
          ["127.0.0.1"],
          HONOURED,
          "Addresses and networks, separated by commas, whose old clients are served.",
        ),
        check: (value) =>
          parseAllowedHosts(value) === undefined ? "IP addresses or networks" : undefined,
      },
      integer("maxclients", "5", HONOURED, "Old clients at a time."),
      integer("maxbacklog", "5000", HONOURED, "Sentences that wait for a slow old client."),
      text(
        "legacy_password",
        "",
        HONOURED,
        "Password that old clients give before commands that change something; empty: none may. " +
          "Not in the reference.",
      ),
    ],
  },
  {
    title: "Datasources",
    settings: [
      list("source", [], HONOURED, "Datasource definition; ignored when `-c` is given."),
      flag("channel_hop", "true", HONOURED, "Sources hop over their channels."),
      rate("channel_hop_speed", "5/sec", HONOURED, "Hops: `N/sec`, `N/min`, or `N/dwell` seconds."),
      flag("split_source_hopping", "true", HONOURED, "Equal sources start at different channels."),
      flag("randomized_hopping", "true", HONOURED, "Shuffles the order of channels."),
      flag("retry_on_source_error", "true", HONOURED, "Reopens sources that failed."),
      integer("source_stagger_threshold", "16", HONOURED, "More sources than this open in groups."),
      integer("source_launch_group", "8", HONOURED, "Sources opened at once when staggered."),
      integer("source_launch_delay", "10", HONOURED, "Seconds between such groups."),
      flag("override_remote_timestamp", "true", HONOURED, "Stamps remote packets on arrival."),
      list("mask_datasource_type", [], HONOURED, "Types that are never probed or listed."),
      list("mask_datasource_interface", [], HONOURED, "Interfaces that are never listed."),
      integer("tcp_buffer_kb", "512", LATER, "Buffer of one remote capture connection."),
      flag(
        "remote_capture_enabled",
        "false",
        HONOURED,
        "Accepts sensors on a TCP port, which needs no login; the reference's default is `true`.",
      ),
      text("remote_capture_listen", "127.0.0.1", HONOURED, "Address of the remote capture port."),
      integer("remote_capture_port", "3501", HONOURED, "The remote capture port."),
      list("dot11_datasource_opt", [], HONOURED, "`option,value` for every Wi-Fi interface."),
      flag("tzsp_enable", "false", NOT_APPLICABLE, "TZSP; not started by the reference either."),
      text("tzsp_listen", "127.0.0.1", NOT_APPLICABLE, "Address for TZSP."),
      integer("tzsp_listen_port", "37008", NOT_APPLICABLE, "UDP port for TZSP."),
      list("tzsp_allowed", [], NOT_APPLICABLE, "Senders of TZSP."),
      integer("tzsp_buffer_kb", "64", NOT_APPLICABLE, "Buffer for TZSP."),
    ],
  },
  {
    title: "GPS",
    settings: [
      list("gps", [], HONOURED, "GPS definition, `type:option=value,…`; see docs/gps.md."),
    ],
  },
  {
    title: "Device tracking and memory",
    settings: [
      integer(
        "tracker_device_timeout",
        "0",
        HONOURED,
        "Seconds until an idle device is forgotten.",
      ),
      integer("tracker_device_packets", "0", HONOURED, "Only forget those with fewer packets."),
      integer("tracker_max_devices", "0", HONOURED, "Keeps the newest N devices; 0: all."),
      integer("tracker_device_presize", "1000", NOT_APPLICABLE, "Space reserved at the start."),
      flag("track_device_rrds", "true", HONOURED, "Keeps rate histories of each device."),
      flag("track_device_phy_views", "true", HONOURED, "Keeps a list of devices for each PHY."),
      flag("track_device_seenby_views", "true", HONOURED, "Keeps a list for each datasource."),
      flag("keep_location_cloud_history", "false", HONOURED, "Keeps a history of positions."),
      flag("keep_per_datasource_stats", "false", HONOURED, "Signal and position per datasource."),
      integer(
        "device_location_signal_threshold",
        "0",
        HONOURED,
        "Weakest signal, dBm, that places a device; 0: any.",
        ["device_location_signal_threshold_dbm"],
      ),
      integer("packet_backlog_limit", "8192", HONOURED, "Packets that may wait; 0: no limit."),
      integer("packet_log_warning", "0", HONOURED, "Alerts when this many packets wait.", [
        "packet_backlog_warning",
      ]),
      integer("packet_dedup_size", "2048", HONOURED, "Frames remembered to find duplicates."),
      integer("kismet_packet_threads", "0", NOT_APPLICABLE, "Packets are handled by one thread."),
      integer("alertbacklog", "50", HONOURED, "Alerts kept for clients that come later."),
      flag("manuf_lookup", "true", HONOURED, "Looks up manufacturers of addresses."),
      pathList(
        "ouifile",
        ["%S/kismet/kismet_manuf.txt.gz"],
        HONOURED,
        "Table of manufacturers, asked before the built-in one; only when it is given.",
      ),
      list("manuf", ["A2:09:24,WLAN Pi"], HONOURED, "`OUI,name`: additions to the table."),
      list("devicefound", [], HONOURED, "Address (may be masked) that raises DEVICEFOUND."),
      integer("devicefound_timeout", "60", HONOURED, "Seconds it must have been away."),
      list("devicelost", [], HONOURED, "Address (may be masked) that raises DEVICELOST."),
      integer("devicelost_timeout", "60", HONOURED, "Seconds of silence until it counts as lost."),
    ],
  },
  {
    title: "802.11",
    settings: [
      flag("dot11_process_phy", "false", LATER, "Handles control frames too."),
      flag(
        "dot11_ap_signal_from_beacon",
        "true",
        HONOURED,
        "Signal of access points from beacons.",
      ),
      flag("dot11_wep_from_privacy", "true", HONOURED, "Privacy without RSN or WPA is WEP."),
      flag("dot11_ap_only_survey", "false", HONOURED, "Tracks access points only."),
      flag("dot11_11d_country_full", "false", HONOURED, "Keeps the channel list of 802.11d."),
      integer("dot11_max_signal", "-10", HONOURED, "A stronger signal, dBm, raises OVERPOWERED."),
      flag("dot11_view_accesspoints", "true", HONOURED, "Keeps the list of access points."),
      flag("dot11_view_ssids", "true", HONOURED, "Groups devices by SSID."),
      flag("dot11_fingerprint_devices", "true", HONOURED, "Fingerprints beacons and probes."),
      text(
        "dot11_beacon_ie_fingerprint",
        "0,1,45,48,50,61,74,127,191,195,221-00156D-00,221-0050F2-2,221-001018-2,221-506F9A-28",
        HONOURED,
        "Elements of a beacon's fingerprint: `tag` or `221-OUI-subtype`.",
      ),
      text(
        "dot11_probe_ie_fingerprint",
        "1,50,59,107,127,221-001018-2,221-00904c-51",
        HONOURED,
        "Elements of a probe request's fingerprint.",
      ),
      flag("dot11_link_bssts", "false", HONOURED, "Links access points with near timestamps."),
      integer("dot11_related_bss_window", "10000000", HONOURED, "How near, in microseconds."),
      flag("dot11_keep_ietags", "false", HONOURED, "Keeps the bytes of all elements."),
      flag("dot11_keep_eapol", "true", HONOURED, "Keeps handshake packets in memory."),
      integer("dot11_device_ssids_max", "512", HONOURED, "Networks kept of one access point."),
      integer("dot11_device_probed_ssids_max", "512", HONOURED, "Networks kept that one asks for."),
      integer("dot11_device_clients_max", "65536", HONOURED, "Clients kept of one access point."),
      integer(
        "dot11_device_handshakes_max",
        "512",
        HONOURED,
        "Clients of one access point whose handshakes are kept.",
      ),
      flag("hidedata", "false", HONOURED, "Drops what data frames carry.", ["dontbeevil"]),
      {
        ...list("wepkey", [], HONOURED, "`BSSID[/MASK],HEXKEY`: reads what WEP protects."),
        check: checkWepKey,
      },
      flag(
        "allowkeytransmit",
        "false",
        HONOURED,
        "Old clients that gave the password may read and change WEP keys. The reference allows it.",
      ),
      flag("dot11_ssidscan_enabled", "false", LATER, "Searches for given SSIDs."),
      list("dot11_ssidscan_datasource", [], LATER, "UUIDs of the sources that search."),
      list("dot11_ssidscan_ssid", [], LATER, "Regular expressions of SSIDs to find."),
      integer("dot11_ssidscan_minimum_hop", "30", LATER, "Seconds of hopping between locks."),
      integer("dot11_ssidscan_maximum_lock", "30", LATER, "Seconds on one channel at most."),
      flag("dot11_ssidscan_ignore_after_handshake", "true", LATER, "Done once there is one."),
      flag("dot11_ssidscan_dynamic_logging", "true", LATER, "Logs only what was searched for."),
      flag("dot11_ssidscan_block_logging", "false", LATER, "Logs nothing before a lock."),
    ],
  },
  {
    title: "Other PHYs",
    settings: [
      flag("btle_ignore_random", "false", HONOURED, "Ignores devices with random addresses."),
      flag("btmanuf_lookup", "true", LATER, "Looks up Bluetooth companies."),
      flag("btoid_lookup", "true", LATER, "Looks up Bluetooth identifiers."),
      path("btmanuffile", "%S/kismet/kismet_bluetooth_manuf.txt", LATER, "Table of companies."),
      path("btoidfile", "%S/kismet/kismet_bluetooth_ids.txt", LATER, "Table of identifiers."),
      list("btmanuf", [], LATER, "`id,name`: additions to the companies."),
      list("btoid", [], LATER, "`id,name`: additions to the identifiers."),
      flag("icao_lookup", "true", LATER, "Looks up aircraft."),
      path("icaofile", "%S/kismet/kismet_adsb_icao.txt.gz", LATER, "Table of aircraft."),
      list(
        "uav_match",
        SHIPPED_DRONES,
        HONOURED,
        '`rule:name="..",model="..",ssid="regex",mac=XX:XX:XX/FF:FF:FF`: tells a drone by its network.',
      ),
      integer("geiger_spectrum_history", "86400", LATER, "Seconds of a radiation spectrum."),
      flag("rtl433_track_last", "false", LATER, "Keeps the last report of each sensor."),
    ],
  },
  {
    title: "Alerts",
    settings: [
      list("alert", SHIPPED_ALERTS, HONOURED, "`NAME,rate,burst`: how often it may be raised."),
      flag("prelude_alerts", "false", NOT_APPLICABLE, "Output to a Prelude manager."),
      list("apspoof", [], HONOURED, '`name:ssid="regex",validmacs="…"`: who may advertise it.'),
      list("ssidcanary", [], HONOURED, '`name:ssid="regex"`: alerts when it is seen.'),
    ],
  },
  {
    title: "Logging",
    settings: [
      flag("enable_logging", "true", HONOURED, "Writes logs at all; `-n` turns it off."),
      flag("log_config_present", "true", NOT_APPLICABLE, "Says that the logging file was read."),
      list(
        "log_types",
        ["kismet"],
        HONOURED,
        "Logs to write: `kismet`, `pcapng`, `pcapppi`, `wiglecsv`, `alertjson`, `messagejson`.",
      ),
      text("log_title", "Kismet", HONOURED, "%n in the template; `-t`."),
      path("log_prefix", "./", HONOURED, "%p in the template; `-p`."),
      path("log_template", "%p/%n-%D-%t-%i.%l", HONOURED, "Name of a log file; see docs/logs.md."),
      integer("log_max_mb", "0", HONOURED, "Megabytes after which the next file begins; 0: never."),
      integer(
        "log_max_minutes",
        "0",
        HONOURED,
        "Minutes after which the next file begins; 0: never.",
      ),
      integer(
        "kis_log_version",
        "9",
        HONOURED,
        "Version of the tables in the kismet log: 9, or 6 or 8 for programs that know no newer one.",
      ),
      flag("kis_log_devices", "true", HONOURED, "Device records in the kismet log."),
      integer("kis_log_device_rate", "30", HONOURED, "Seconds between writing changed devices."),
      flag("kis_log_packets", "true", HONOURED, "Packets in the kismet log."),
      flag("kis_log_duplicate_packets", "true", HONOURED, "Duplicates as well."),
      flag("kis_log_data_packets", "true", HONOURED, "Data frames as well."),
      flag("kis_log_messages", "true", HONOURED, "Messages in the kismet log."),
      flag("kis_log_alerts", "true", HONOURED, "Alerts in the kismet log."),
      flag("kis_log_datasources", "true", HONOURED, "Datasources in the kismet log."),
      integer("kis_log_datasource_rate", "30", HONOURED, "Seconds between writing them.", [
        "kis_log_datasources_rate",
      ]),
      flag("kis_log_gps_track", "true", HONOURED, "Positions in the kismet log."),
      flag("kis_log_system_status", "true", HONOURED, "System status in the kismet log."),
      integer("kis_log_system_status_rate", "30", HONOURED, "Seconds between writing it."),
      flag("kis_log_channel_history", "true", NOT_APPLICABLE, "Not read by the reference either."),
      integer(
        "kis_log_channel_history_rate",
        "20",
        NOT_APPLICABLE,
        "Not read by the reference either.",
      ),
      flag(
        "kis_log_truncate_duplicates",
        "false",
        NOT_APPLICABLE,
        "Not read by the reference either.",
      ),
      integer(
        "kis_log_alert_timeout",
        "0",
        HONOURED,
        "Seconds alerts stay in the log; 0: for ever.",
      ),
      integer("kis_log_device_timeout", "0", HONOURED, "Seconds devices stay in the log."),
      integer("kis_log_message_timeout", "0", HONOURED, "Seconds messages stay in the log."),
      integer("kis_log_packet_timeout", "0", HONOURED, "Seconds packets stay in the log."),
      integer("kis_log_snapshot_timeout", "0", HONOURED, "Seconds snapshots stay in the log."),
      flag("kis_log_ephemeral_dangerous", "false", HONOURED, "The log vanishes with the server."),
      text("kis_log_device_filter_default", "pass", HONOURED, "What unnamed devices get."),
      list("kis_log_device_filter", [], HONOURED, "`phy,address,pass|block`."),
      text("kis_log_packet_filter_default", "pass", HONOURED, "What unnamed packets get."),
      list("kis_log_packet_filter", [], HONOURED, "`phy,block,address,pass|block`."),
      flag("pcapng_log_duplicate_packets", "true", HONOURED, "Duplicates in the pcapng log."),
      flag("pcapng_truncate_duplicate_packets", "false", HONOURED, "Only their headers."),
      flag("pcapng_log_data_packets", "true", HONOURED, "Data frames in the pcapng log."),
      integer("pcapng_log_max_mb", "0", HONOURED, "Size at which the next file begins; 0: never."),
      flag("ppi_log_duplicate_packets", "true", HONOURED, "Duplicates in the PPI log."),
      flag("ppi_log_data_packets", "true", HONOURED, "Data frames in the PPI log."),
      integer("wigle_log_throttle", "1", HONOURED, "Seconds between lines for one device."),
    ],
  },
];

/** All settings in the order of the groups. */
export const SETTINGS: readonly SettingDefinition[] = SETTING_GROUPS.flatMap((group) =>
  group.settings
);

const byName = new Map<string, SettingDefinition>();
for (const definition of SETTINGS) {
  byName.set(definition.key, definition);
  for (const alias of definition.aliases ?? []) byName.set(alias, definition);
}

/** The definition of a key or one of its other spellings. */
export function findSetting(key: string): SettingDefinition | undefined {
  return byName.get(key);
}

/** Every accepted spelling. */
export function settingNames(): Iterable<string> {
  return byName.keys();
}
