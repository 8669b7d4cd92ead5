// The datasource types that capture tools serve (external-protocol 5.4), in the order in which they are
// asked: letters as there, P probe, L list, C local, R remote, T tune, H hop.
import type { DriverRecord } from "../../protocols/records/datasource.ts";

export interface HelperDriver extends DriverRecord {
  /** File name of its tool. */
  readonly binary: string;
}

function driver(type: string, binary: string, letters: string, description: string): HelperDriver {
  return {
    type,
    binary: `kismet_cap_${binary}`,
    description,
    probeCapable: letters.includes("P"),
    listCapable: letters.includes("L"),
    localCapable: letters.includes("C"),
    remoteCapable: letters.includes("R"),
    passiveCapable: false,
    tuningCapable: letters.includes("T"),
    hopCapable: letters.includes("H"),
  };
}

export const HELPER_DRIVERS: readonly HelperDriver[] = [
  driver("pcapfile", "pcapfile", "PCR", "Capture file, read by its tool"),
  driver("kismetdb", "kismetdb", "PCR", "Kismet log, replayed"),
  driver("linuxwifi", "linux_wifi", "PLCRTH", "Wi-Fi interface under Linux"),
  driver("linuxbluetooth", "linux_bluetooth", "PLCR", "Bluetooth interface under Linux"),
  driver("openbsdwifi", "openbsd_wifi", "PLCRTH", "Wi-Fi interface under OpenBSD"),
  driver("osxcorewlanwifi", "osx_corewlan_wifi", "PLCRTH", "Wi-Fi interface under macOS"),
  driver("rtl433", "sdr_rtl433", "PLCR", "Sensors heard by rtl_433"),
  driver("rtlamr", "sdr_rtlamr", "PLCRT", "Meters heard by rtlamr"),
  driver("rtladsb", "sdr_rtladsb", "PLCR", "Aircraft heard by an RTL-SDR"),
  driver("freaklabszigbee", "freaklabs_zigbee", "PCRTH", "Freaklabs 802.15.4 sniffer"),
  driver("nrfmousejack", "nrf_mousejack", "PLCRTH", "nRF24 wireless mice and keyboards"),
  driver("ticc2540", "ti_cc_2540", "PLCRTH", "TI CC2540 Bluetooth sniffer"),
  driver("nrf51822", "nrf_51822", "PCR", "nRF51822 Bluetooth sniffer"),
  driver("ubertooth", "ubertooth_one", "PLCRT", "Ubertooth One Bluetooth sniffer"),
  driver("nxp_kw41z", "nxp_kw41z", "PCRTH", "NXP KW41Z Bluetooth and 802.15.4 sniffer"),
  driver("nrf52840", "nrf_52840", "PCRTH", "nRF52840 802.15.4 sniffer"),
  driver("rzkillerbee", "rz_killerbee", "PLCRTH", "RZ Killerbee 802.15.4 sniffer"),
  driver("ticc2531", "ti_cc_2531", "PLCRTH", "TI CC2531 802.15.4 sniffer"),
  driver("bladerf-wiphy", "bladerf_wiphy", "PLCRTH", "Wi-Fi heard by a bladeRF"),
  driver("adsbproxy", "proxy_adsb", "CR", "Aircraft from an ADS-B network"),
  driver("btgeiger", "bt_geiger", "PCR", "Bluetooth Geiger counter"),
  driver("hak5wificoconut", "hak5_wifi_coconut", "PLCR", "Hak5 Wi-Fi Coconut"),
  driver("radview", "serial_radview", "PCR", "Radview radiation detector"),
  driver("radiacode-usb", "radiacode_usb", "PLCR", "Radiacode radiation detector"),
  driver("antsdr-droneid", "antsdr_droneid", "PCR", "Drones heard by an AntSDR"),
];

/** Names under which tools announce a type that is called otherwise (external-protocol 5.4). */
export const DRIVER_ALIASES: ReadonlyMap<string, string> = new Map([[
  "rz_killerbee",
  "rzkillerbee",
]]);
