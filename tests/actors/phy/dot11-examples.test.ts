// The worked examples of the specification, from capture file to the records that clients get (spec
// dot11 13). They need real captures, which are not part of this project.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Listener, type Members, withListener } from "./listener.ts";
import { capturePath, firstFrames, hasCaptures } from "./recorded-frames.ts";

/** Plays the whole capture, then asks. */
function played(
  name: string,
  check: (listener: Listener) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  return withListener({ dot11_wep_from_privacy: "false", ...settings }, async (listener) => {
    listener.platform.files.put(`/${name}`, readFileSync(capturePath(name)));
    await listener.moirai.commands.addDatasource(`/${name}`);
    await listener.moirai.idle();
    await check(listener);
  });
}

const AD = "dot11.advertisedssid.";
const ad = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [`${AD}${name}`, value]));
const probed = (members: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [`dot11.probedssid.${name}`, value]),
  );
const listOf = (details: Members, map: string) => details[`dot11.device.${map}`] as Members[];
const detailsOf = (device: Members) => device["dot11.device"] as Members;

describe.skipIf(!hasCaptures)("worked examples (skipped where ../shared is absent)", () => {
  test("13.1 and 13.2: WPA3-SAE, and a client that is not ad-hoc", () =>
    played("wpa3-sae.pcapng", async (listener) => {
      const device = await listener.device(0x9cd64332b9f1);
      expect(device).toMatchObject({
        "kismet.device.base.key": "4202770D00000000_F1B93243D69C",
        "kismet.device.base.channel": "3",
        "kismet.device.base.type": "Wi-Fi AP",
        "kismet.device.base.basic_type_set": 1,
        "kismet.device.base.crypt": "WPA3 WPA3-SAE AES-CCMP",
      });
      expect(detailsOf(device)).toMatchObject({
        "dot11.device.typeset": 1,
        "dot11.device.beacon_fingerprint": 1257995697,
      });
      expect(listOf(detailsOf(device), "advertised_ssid_map")).toMatchObject([ad({
        ssid: "Wireshark-SAE",
        ssidlen: 13,
        ssid_hash: 14773637,
        crypt_bitfield: 17592253154330,
        // With the SAE bit that the recorded 805306944 lacks.
        crypt_set: 805306944 + 65536,
        channel: "3",
        ht_mode: "HT20",
        maxrate: 144.4,
        beaconrate: 10,
        dot11d_country: "SE",
      })]);
      const client = await listener.device(0x9cd643e7bb68);
      expect(client).toMatchObject({
        "kismet.device.base.type": "Wi-Fi Client",
        "kismet.device.base.basic_type_set": 2,
        "kismet.device.base.basic_crypt_set": 2,
        "kismet.device.base.crypt": "",
      });
      expect(detailsOf(client)).toMatchObject({
        "dot11.device.typeset": 0,
        "dot11.device.probe_fingerprint": 1806906044,
      });
    }));

  test("13.3: OWE, an address with many zeros, and two names of one client", () =>
    played("owe.pcapng", async (listener) => {
      const device = await listener.device(0x020000000000);
      expect(device["kismet.device.base.key"]).toBe("4202770D00000000_2");
      expect(listOf(detailsOf(device), "advertised_ssid_map")).toMatchObject([ad({
        ssid: "owe",
        ssid_hash: 3459049581,
        crypt_bitfield: Number("18014398576591898"),
        crypt_set: 805438016,
        crypt_string: "WPA3 WPA3-SAE AES-CCMP",
        wpa_mfp_required: 1,
        wpa_mfp_supported: 1,
        maxrate: 11,
        // From the DS parameter element, which the reference does not use here.
        channel: "1",
        ht_mode: "",
      })]);
      const client = await listener.device(0x020000000100);
      expect(client["kismet.device.base.key"]).toBe("4202770D00000000_100000002");
      expect(client["kismet.device.base.freq_khz_map"]).toEqual({});
      expect(listOf(detailsOf(client), "probed_ssid_map")).toMatchObject([
        probed({ ssid: "", crypt_string: "Open" }),
        probed({ ssid: "owe" }),
      ]);
    }));

  test("13.4: WPS without a radio header", () =>
    withListener({}, async (listener) => {
      listener.hear(firstFrames("wps2.0.pcap", 1));
      const [device] = await listener.ask("/devices/views/all/devices.json") as Members[];
      expect(device).toMatchObject({
        "kismet.device.base.channel": "13",
        "kismet.device.base.frequency": 0,
        "kismet.device.base.freq_khz_map": {},
        "kismet.device.base.basic_crypt_set": 0,
      });
      expect(device).not.toHaveProperty(["kismet.device.base.signal"]);
      expect(detailsOf(device!)).toMatchObject({
        "dot11.device.beacon_fingerprint": 727036712,
        "dot11.device.bss_timestamp": 589005266,
        "dot11.device.last_beaconed_ssid_record": ad({
          wps_version: 16,
          wps_state: 1,
          wps_config_methods: 0,
          crypt_bitfield: 274945016846,
          crypt_set: 402653888,
          channel: "13",
          ht_mode: "HT20",
          maxrate: 144.4,
          ietag_checksum: 4109786062,
        }),
      });
      const record = detailsOf(device!)["dot11.device.last_beaconed_ssid_record"];
      expect(record).not.toHaveProperty([`${AD}wps_manuf`]);
    }));

  test("13.5: four-address frames between two bridges", () =>
    played("capture_wds-01.cap", async (listener) => {
      expect(await listener.device(0x001122000000)).toMatchObject({
        "kismet.device.base.name": "test1",
        "kismet.device.base.type": "Wi-Fi WDS AP",
        "kismet.device.base.basic_type_set": 9,
        "kismet.device.base.packets.total": 54,
        "kismet.device.base.packets.tx_total": 10,
        "kismet.device.base.packets.rx_total": 13,
        "kismet.device.base.datasize": 15486,
        "dot11.device": { "dot11.device.datasize": 15722 },
      });
      const other = await listener.device(0x001122000001);
      expect(other).toMatchObject({
        "kismet.device.base.type": "Wi-Fi WDS AP",
        "kismet.device.base.packets.total": 60,
        "kismet.device.base.packets.tx_total": 51,
        "kismet.device.base.packets.rx_total": 8,
        "kismet.device.base.packets.data": 51,
      });
      expect(Object.keys(detailsOf(other)["dot11.device.client_map"] as Members))
        .toEqual(["00:11:22:00:00:00"]);
    }));

  test("13.6: a hidden network", () =>
    played("deauth.pcapng", async (listener) => {
      const device = await listener.device(0x30862dc007c0);
      expect(device["kismet.device.base.name"]).toBe("WPA3");
      const details = detailsOf(device);
      expect(listOf(details, "advertised_ssid_map")).toMatchObject([
        ad({ ssid: "WPA3", ssid_hash: 2197387863, cloaked: 0 }),
        ad({ ssid: "", ssid_hash: 148298089, cloaked: 1, crypt_string: "WPA3 WPA3-SAE AES-CCMP" }),
      ]);
      expect(listOf(details, "responded_ssid_map")).toMatchObject([
        ad({ ssid: "WPA3", probe_response: 1 }),
      ]);
      const groups = await listener.ask("/phy/phy80211/ssids/views/ssids.json") as Members[];
      expect(groups.map((group) => group["dot11.ssidgroup.ssid_len"])).not.toContain(0);
    }));

  test("13.7: fast transition, the first of three antenna words", () =>
    withListener({}, async (listener) => {
      listener.hear(firstFrames("example-ft.pcapng", 1));
      const [device] = await listener.ask("/devices/views/all/devices.json") as Members[];
      expect(detailsOf(device!)["dot11.device.last_beaconed_ssid_record"]).toMatchObject(ad({
        ssid: "simulnet",
        dot11r_mobility: 1,
        dot11r_mobility_domain_id: 45729,
        crypt_bitfield: 1374456644622,
        crypt_set: 402653888,
        crypt_string: "WPA2 WPA2-PSK WPA2-PSK AES-CCMP",
        maxrate: 54,
      }));
      expect(detailsOf(device!)["dot11.device.beacon_fingerprint"]).toBe(324369218);
    }));

  test("13.8: a client that only asks", () =>
    played("03_HuaweiTablet_01_filtered.pcap", async (listener) => {
      const device = await listener.device(0x4c312d868f9e);
      expect(device).toMatchObject({
        "kismet.device.base.type": "Wi-Fi Client",
        "kismet.device.base.basic_type_set": 2,
        "kismet.device.base.name": "",
        "kismet.device.base.commonname": "4C:31:2D:86:8F:9E",
        "kismet.device.base.packets.rx_total": 0,
      });
      const details = detailsOf(device);
      expect(details).toMatchObject({
        "dot11.device.typeset": 0,
        "dot11.device.last_bssid": "00:00:00:00:00:00",
        "dot11.device.probe_fingerprint": 3189689473,
      });
      expect(details).not.toHaveProperty(["dot11.device.client_map"]);
      const names = listOf(details, "probed_ssid_map").map((ssid) => ssid["dot11.probedssid.ssid"]);
      expect(names).toContain("EX_2.4");
      expect(names).toContain("");
    }));

  test("13.9: a handshake with a PMKID", () =>
    played("wpa-Induction.pcap", async (listener) => {
      const details = await listener.details(0x000c4182b255);
      const lists = details["dot11.device.wpa_handshake_list"] as Record<string, Members[]>;
      const keys = lists["00:0D:93:82:36:3A"]!;
      const of = (name: string) => keys.map((one) => one[`dot11.eapol.${name}`]);
      expect(of("message_num")).toEqual([1, 2, 3, 4]);
      expect(of("direction")).toEqual([1, 2, 1, 2]);
      expect(of("replay_counter")).toEqual([0, 0, 1, 1]);
      expect(of("install")).toEqual([0, 0, 1, 0]);
      expect(of("rsn_pmkid")).toEqual(["592DA88096C461DA246C69001E877F3D", "", "", ""]);
      const pmkid = details["dot11.device.pmkid_packet"] as Members;
      expect(String(pmkid["kismet.packet.data"]).length).toBe(2 * 153);
      const client = await listener.details(0x000d9382363a);
      expect(listOf(client, "wpa_anonce_list")).toHaveLength(1);
      expect(listOf(client, "wpa_nonce_list")).toHaveLength(1);
      // 13.10: 13 of 1,093 packets have a wrong FCS.
      expect(await listener.phy())
        .toMatchObject({ "kismet.phy.packet_count": 1080 });
    }));

  test("13.10: damaged frames make no device", () =>
    played("80211_plus_radiotap_header.pcap", async (listener) => {
      expect(await listener.phy())
        .toMatchObject({ "kismet.phy.packet_count": 216 });
      expect(listener.moirai.stores.phys()[0]!.packets).toBe(216);
    }));
});
