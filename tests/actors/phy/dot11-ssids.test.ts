// What networks announce and what clients ask for (spec dot11 3, 4.3, 4.5, 5.5, 5.6).
import { describe, expect, test } from "vitest";
import {
  encodeCountry,
  encodeElement,
  encodeOweTransition,
  encodeRsn,
  encodeSsid,
  encodeVendor,
  encodeWps,
} from "../../../protocols/dot11/encode-elements.ts";
import {
  concat,
  encodeAssociationRequest,
  encodeBeacon,
  encodeProbeRequest,
  encodeProbeResponse,
  type Network,
} from "../../../protocols/dot11/encode.ts";
import { fromHex } from "../../suites/hex.ts";
import { type Listener, type Members, START_SEC, withListener } from "./listener.ts";

const AP = 0x0011220000a1;
const STATION = 0x6600000000aa;
const NETWORK: Network = { ssid: "office", bssid: AP, channel: 6, security: "open" };
const text = (value: string) => new TextEncoder().encode(value);

/** A beacon with elements of a test's own; open unless they say otherwise. */
function beacon(elements: Uint8Array, sequence = 1, capability = 0x0401, interval = 100) {
  const frame = encodeBeacon(NETWORK, { timestampUs: sequence, sequence }).slice(0, 36);
  frame.set([interval & 0xff, interval >> 8, capability & 0xff, capability >> 8], 32);
  return concat(frame, elements);
}

const named = (...more: Uint8Array[]) => concat(encodeSsid("office"), ...more);

/** The advertised record, as clients get it, of one beacon with these elements. */
async function advertised(
  elements: Uint8Array,
  settings: Record<string, string> = {},
  frame: (elements: Uint8Array) => Uint8Array = beacon,
): Promise<Members> {
  let record: Members = {};
  await withListener(settings, async (listener) => {
    listener.hear(frame(elements));
    record = (await listener.details(AP))["dot11.device.last_beaconed_ssid_record"] as Members;
  });
  return record;
}

const AD = "dot11.advertisedssid.";
const withPrefix = (prefix: string, members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [`${prefix}${name}`, value]));

describe("elements of a beacon", () => {
  test.each<[string, Uint8Array, Record<string, unknown>]>([
    ["QBSS load of 5 bytes", encodeElement(11, [3, 0, 51, 0, 0]), {
      dot11e_qbss: 1,
      dot11e_qbss_stations: 3,
      dot11e_channel_utilization_perc: 20,
    }],
    ["QBSS load of 4 bytes", encodeElement(11, [1, 1, 255, 0]), {
      dot11e_qbss_stations: 257,
      dot11e_channel_utilization_perc: 100,
    }],
    ["TPC report", encodeElement(35, [15, 0]), { advertised_txpower: 15 }],
    ["mobility domain", encodeElement(54, [0xa1, 0xb2, 0]), {
      dot11r_mobility: 1,
      dot11r_mobility_domain_id: 45729,
    }],
    ["country", encodeCountry("SE"), { dot11d_country: "SE" }],
    ["Cisco power", encodeElement(150, [0, 0x40, 0x96, 0, 17]), { ccx_txpower: 17 }],
    ["Cisco client MFP", encodeVendor(0x004096, 0x14, [1]), { cisco_client_mfp: 1 }],
    [
      "Cisco name",
      encodeElement(133, concat(new Uint8Array(10), text("roof-1"), new Uint8Array(14))),
      { beacon_info: "roof-1" },
    ],
    ["Aruba name", encodeVendor(0x000b86, 1, concat([3, 0], text("hall"))), {
      beacon_info: "hall",
    }],
    ["Ruckus name", encodeVendor(0x001392, 3, text("yard")), { beacon_info: "yard" }],
    ["Aerohive name", encodeVendor(0x001977, 33, concat([1, 0, 4], text("barn"))), {
      beacon_info: "barn",
    }],
    ["Fortinet name", encodeVendor(0x00090f, 10, concat([10, 1, 3], text("gym"))), {
      beacon_info: "gym",
    }],
    ["OWE transition", encodeOweTransition(0x0011220000b2, "hidden-twin"), {
      owe_ssid: "hidden-twin",
      owe_ssid_len: 11,
      owe_bssid: "00:11:22:00:00:B2",
      // The open network stays open.
      crypt_string: "Open",
    }],
    ["mesh configuration", encodeElement(113, [1, 1, 0, 1, 0, 0x07, 0x09]), {
      "dot11s.gateway": 1,
      "dot11s.num_peerings": 3,
      "dot11s.forwarding": 1,
    }],
    ["management frame protection", encodeRsn("wpa3-sae"), {
      crypt_string: "WPA3 WPA3-SAE AES-CCMP",
      wpa_mfp_supported: 1,
    }],
  ])("%s", async (_, element, members) => {
    expect(await advertised(named(element))).toMatchObject(withPrefix(AD, members));
  });

  test("members of elements that were never seen are left out", async () => {
    const record = await advertised(named());
    const absent =
      "owe_ssid owe_ssid_len owe_bssid beacon_info dot11d_list wps_version wps_state " +
      "wps_config_methods wps_manuf wps_uuid_e location ie_tag_list ie_tag_content dot11s.meshid " +
      "dot11s.gateway dot11s.forwarding";
    for (const name of absent.split(" ")) expect(record).not.toHaveProperty([`${AD}${name}`]);
    expect(record).toMatchObject(withPrefix(AD, { dot11d_country: "", dot11e_qbss: 0 }));
  });

  test("a mesh without a name is told apart by its mesh name, which names the device", () =>
    withListener({}, (listener) => {
      const mesh = (name: string, sequence: number) =>
        beacon(concat(encodeSsid(""), encodeElement(114, text(name))), sequence);
      listener.hear([mesh("one", 1), mesh("two", 2)]);
      expect([...listener.dot11(AP).advertised!.values()].map(({ meshId }) => meshId))
        .toEqual(["one", "two"]);
      expect(listener.record(AP)!.name).toBe("two");
    }));

  test("the list of channels of the country, with its setting", async () => {
    const element = encodeElement(7, [...text("DE "), 1, 13, 20, 36, 4, 0xfe, 9, 9]);
    expect(await advertised(named(element), { dot11_11d_country_full: "true" })).toMatchObject(
      withPrefix(AD, {
        dot11d_list: [
          { "dot11.11d.start_channel": 1, "dot11.11d.num_channels": 13, "dot11.11d.tx_power": 20 },
          { "dot11.11d.start_channel": 36, "dot11.11d.num_channels": 4, "dot11.11d.tx_power": -2 },
        ],
      }),
    );
    expect(await advertised(named(element))).not.toHaveProperty([`${AD}dot11d_list`]);
  });

  test.each([[100, 10], [1000, 1], [50, 20], [1, 977], [0, 0], [65535, 1]])(
    "an interval of %i time units is %i beacons a second",
    async (interval, rate) => {
      const frame = (elements: Uint8Array) => beacon(elements, 1, 0x0401, interval);
      expect((await advertised(named(), {}, frame))[`${AD}beaconrate`]).toBe(rate);
    },
  );

  test("privacy without RSN or WPA is WEP, unless the setting says otherwise", async () => {
    const frame = (elements: Uint8Array) => beacon(elements, 1, 0x0411);
    expect(await advertised(named(), {}, frame)).toMatchObject(
      withPrefix(AD, { crypt_string: "WEP", crypt_bitfield: 1, crypt_set: 2 }),
    );
    expect(await advertised(named(), { dot11_wep_from_privacy: "false" }, frame)).toMatchObject(
      withPrefix(AD, { crypt_string: "Open", crypt_bitfield: 0 }),
    );
  });
});

describe("fingerprints", () => {
  test("are of the elements in the configured list; without a list one that is always the same", () =>
    withListener({ dot11_fingerprint_devices: "false" }, (listener) => {
      listener.hear([beacon(named()), encodeProbeRequest(STATION, "x", 1)]);
      expect(listener.dot11(AP).beaconFingerprint).toBe(46947589);
      expect(listener.dot11(STATION).probeFingerprint).toBe(46947589);
    }));

  test("do not change with elements that are not in the list", async () => {
    const prints = new Set<number>();
    for (const extra of [encodeElement(11, [1, 0, 2, 0, 0]), encodeElement(11, [9, 0, 9, 0, 0])]) {
      await withListener({}, (listener) => {
        listener.hear(beacon(named(extra)));
        prints.add(listener.dot11(AP).beaconFingerprint);
      });
    }
    expect(prints.size).toBe(1);
  });

  test("an entry that is no element is told and left out", () =>
    withListener({ dot11_beacon_ie_fingerprint: "0,nonsense,221-xx" }, (listener) => {
      expect(listener.messages.filter((line) => line.includes("no element"))).toEqual([
        "configuration: dot11_beacon_ie_fingerprint has an entry that is no element: nonsense",
        "configuration: dot11_beacon_ie_fingerprint has an entry that is no element: 221-xx",
      ]);
    }));
});

test("a network has a position where the receiver has one", () =>
  withListener({}, async (listener) => {
    const location = {
      latitude: 52.5,
      longitude: 13.25,
      altitudeM: 40,
      speedKmh: 0,
      headingDegrees: 0,
      fix: 0,
    };
    listener.hear([beacon(named()), encodeProbeRequest(STATION, "x", 1)], { location });
    expect(listener.dot11(AP).lastBeaconed!.location).toBeUndefined();
    listener.hear(
      [beacon(named(encodeCountry("SE")), 2), encodeProbeRequest(STATION, "x", 2)],
      { location: { ...location, fix: 3 } },
    );
    for (const [mac, name] of [[AP, "last_beaconed"], [STATION, "last_probed"]] as const) {
      const record = (await listener.details(mac))[`dot11.device.${name}_ssid_record`] as Members;
      const [found] = Object.keys(record).filter((key) => key.endsWith("ssid.location"));
      expect(record[found!]).toMatchObject({
        "kismet.common.location.last": {
          "kismet.common.location.geopoint": [13.25, 52.5],
          "kismet.common.location.alt": 40,
        },
      });
    }
  }));

describe("elements kept whole (dot11_keep_ietags)", () => {
  const wmm = encodeVendor(0x0050f2, 2, [1, 1]);
  const elements = named(wmm, encodeElement(255, [35, 9]), encodeElement(3, [6]));

  test("tags in their order, and contents by the number of their kind", async () => {
    const record = await advertised(elements, { dot11_keep_ietags: "true" });
    expect(record[`${AD}ie_tag_list`]).toEqual([0, 221, 255, 3]);
    const content = record[`${AD}ie_tag_content`] as Record<string, Members>;
    expect(Object.keys(content).sort()).toEqual(["0", "147653060", "3", "50856196"]);
    expect(content["147653060"]).toEqual({
      "dot11.ietag.uniqueid": 147653060,
      "dot11.ietag.number": 221,
      "dot11.ietag.oui": 0x0050f2,
      "dot11.ietag.oui_manuf": expect.stringMatching(/^Microsoft/i),
      "dot11.ietag.subtag": 2,
      "dot11.ietag.data": "0050F2020101",
    });
    expect(content["50856196"]).toMatchObject({
      "dot11.ietag.number": 255,
      "dot11.ietag.subtag": 35,
      "dot11.ietag.data": "2309",
    });
    expect(content["0"]).toMatchObject({
      "dot11.ietag.subtag": -1,
      "dot11.ietag.oui": 0,
      "dot11.ietag.data": "6F6666696365",
    });
  });

  test("follow the frame, and are kept of what clients ask for as tags", () =>
    withListener({ dot11_keep_ietags: "true" }, async (listener) => {
      listener.hear([beacon(elements), beacon(named(), 2), encodeProbeRequest(STATION, "x", 1)]);
      expect(listener.dot11(AP).lastBeaconed!.kept!.tags()).toEqual([0]);
      const probed = (await listener.details(STATION))["dot11.device.last_probed_ssid_record"];
      expect((probed as Members)["dot11.probedssid.ie_tag_list"]).toEqual([0, 1, 50, 45, 127]);
    }));
});

describe("WPS", () => {
  const FULL = encodeWps({
    configured: true,
    configMethods: 0x1234,
    deviceName: "router",
    manufacturer: "Maker",
    modelName: "R1",
    modelNumber: "1.0",
    serialNumber: "S9",
  });

  test("fills the members of a beacon's record", async () => {
    expect(await advertised(named(FULL))).toMatchObject(withPrefix(AD, {
      wps_version: 16,
      wps_state: 1,
      wps_config_methods: 0x1234,
      wps_manuf: "Maker",
      wps_device_name: "router",
      wps_model_name: "R1",
      wps_model_number: "1.0",
      wps_serial_number: "S9",
    }));
  });

  test("fills them for what clients ask for, the device name too", () =>
    withListener({}, async (listener) => {
      listener.hear(encodeProbeRequest(STATION, "x", 1, FULL));
      const record = (await listener.details(STATION))["dot11.device.last_probed_ssid_record"];
      expect(record).toMatchObject(withPrefix("dot11.probedssid.", {
        wps_version: 16,
        wps_state: 1,
        wps_device_name: "router",
        wps_serial_number: "S9",
      }));
    }));

  test("names the device by its UUID, if it is one", () =>
    withListener({}, async (listener) => {
      const uuid = "00112233445566778899aabbccddeeff";
      const wps = (attribute: string) =>
        encodeVendor(0x0050f2, 4, fromHex(`1044000102${attribute}`));
      listener.hear(beacon(named(wps(`10470010${uuid}`))));
      const record = async () =>
        (await listener.details(AP))["dot11.device.last_beaconed_ssid_record"];
      expect(await record()).toMatchObject({ [`${AD}wps_uuid_e`]: uuid.toUpperCase() });
      // Another length is no UUID, and what was known stays.
      listener.hear(beacon(named(wps("1047000400000000")), 2));
      expect(await record()).toMatchObject({ [`${AD}wps_uuid_e`]: uuid.toUpperCase() });
    }));

  test("without a state makes no members; later frames overwrite numbers and keep texts", () =>
    withListener({}, async (listener) => {
      const stateless = encodeVendor(0x0050f2, 4, fromHex("104a000110 10110003 616263"));
      listener.hear(encodeProbeRequest(STATION, "x", 1, stateless));
      expect(listener.dot11(STATION).lastProbed!.wps).toBeUndefined();
      listener.hear([
        encodeProbeRequest(STATION, "x", 2, FULL),
        encodeProbeRequest(STATION, "x", 3),
      ]);
      expect(listener.dot11(STATION).lastProbed!.wps).toMatchObject({
        version: 0,
        state: 0,
        configMethods: 0,
        deviceName: "router",
      });
    }));
});

describe("what clients ask for", () => {
  test("is one record a name, the wildcard included, with an event each", () =>
    withListener({}, async (listener) => {
      listener.hear([
        encodeProbeRequest(STATION, "", 1),
        encodeProbeRequest(STATION, "home", 2),
        encodeProbeRequest(STATION, "home", 3),
      ]);
      const details = await listener.details(STATION);
      expect(details["dot11.device.num_probed_ssids"]).toBe(2);
      expect(details["dot11.device.probed_ssid_map"]).toMatchObject([
        withPrefix("dot11.probedssid.", { ssid: "", ssidlen: 0, bssid: "00:00:00:00:00:00" }),
        withPrefix("dot11.probedssid.", { ssid: "home", ssidlen: 4, crypt_string: "Open" }),
      ]);
      expect(listener.published()).toEqual([
        "NEW_DEVICE",
        "DOT11_PROBED_SSID",
        "DOT11_PROBED_SSID",
      ]);
      expect(listener.record(STATION)!.name).toBe("");
    }));

  test("tells channels, measurements and capabilities of the device, as far as it says them", () =>
    withListener({}, async (listener) => {
      const request = encodeAssociationRequest(NETWORK, STATION, 1);
      const says = concat(
        encodeElement(36, [1, 3, 36, 4, 250, 9, 7]),
        encodeElement(70, [0x02, 0, 0, 0, 0]),
        encodeElement(127, [4, 0, 8]),
      );
      listener.hear(concat(request, says));
      const abilities = {
        supported_channels: [1, 2, 3, 36, 40, 44, 48, 250, 254],
        link_measurement_capable: 0,
        neighbor_report_capable: 1,
        extended_capabilities: "040008",
      };
      expect(await listener.details(STATION))
        .toMatchObject(withPrefix("dot11.device.", abilities));
      // A probe request with other capabilities and nothing else.
      listener.hear(encodeProbeRequest(STATION, "x", 2));
      expect(await listener.details(STATION)).toMatchObject(
        withPrefix("dot11.device.", { ...abilities, extended_capabilities: "0000080400000040" }),
      );
      listener.hear(beacon(named(encodeElement(70, [0x01, 0, 0, 0, 0]))));
      const network = await listener.details(AP);
      expect(network).toMatchObject(
        withPrefix("dot11.device.", { link_measurement_capable: 1, neighbor_report_capable: 0 }),
      );
      expect(network).not.toHaveProperty(["dot11.device.supported_channels"]);
    }));

  test("lists no endless channels", () =>
    withListener({}, (listener) => {
      const endless = encodeElement(
        36,
        Uint8Array.from({ length: 254 }, (_, at) => at % 2 ? 255 : 1),
      );
      listener.hear(concat(encodeAssociationRequest(NETWORK, STATION, 1), endless));
      expect(listener.dot11(STATION).abilities!.supportedChannels).toHaveLength(256);
    }));

  test("holds the encryption that an association request asks for, and its power", () =>
    withListener({}, async (listener) => {
      const power = encodeElement(33, [2, 20]);
      listener.hear(
        concat(encodeAssociationRequest({ ...NETWORK, security: "wpa3-sae" }, STATION, 1), power),
      );
      const details = await listener.details(STATION);
      expect(details).toMatchObject({
        "dot11.device.min_tx_power": 2,
        "dot11.device.max_tx_power": 20,
        "dot11.device.last_probed_ssid_record": withPrefix("dot11.probedssid.", {
          ssid: "office",
          crypt_bitfield: 17592253154330,
          // The older set, with its SAE bit.
          crypt_set: 805306944 + 65536,
          crypt_string: "WPA3 WPA3-SAE AES-CCMP",
          wpa_mfp_supported: 1,
        }),
      });
      expect(details["dot11.device.probe_fingerprint"]).not.toBe(0);
    }));

  test("is nothing when the list of elements is damaged", () =>
    withListener({}, (listener) => {
      listener.hear(encodeProbeRequest(STATION, "home", 1).subarray(0, -1));
      expect(listener.dot11(STATION).probed).toBeUndefined();
      expect(listener.faults.toObject()).toEqual({ "dot11.element_truncated": 1 });
    }));
});

describe("changes of a network", () => {
  test("update its record; the order of times is kept", () =>
    withListener({}, (listener) => {
      listener.hear(beacon(named()), { timeSec: START_SEC + 10 });
      listener.hear(beacon(named(encodeRsn("wpa2-psk")), 2), { timeSec: START_SEC + 5 });
      expect(listener.dot11(AP).lastBeaconed).toMatchObject({
        firstTime: START_SEC + 10,
        lastTime: START_SEC + 10,
        cryptText: "WPA2 WPA2-PSK AES-CCMP",
        cryptLegacy: 268436160,
        beacons: 2,
      });
      expect(listener.record(AP)!.crypt).toBe("WPA2 WPA2-PSK AES-CCMP");
      expect(listener.published().filter((topic) => topic.startsWith("DOT11"))).toHaveLength(1);
    }));

  test("a damaged list is not tried again until it changes", () =>
    withListener({}, (listener) => {
      const damaged = (sequence: number) => beacon(named().subarray(0, -1), sequence);
      listener.hear([damaged(1), damaged(2), damaged(3)]);
      expect(listener.faults.toObject()).toEqual({ "dot11.element_truncated": 1 });
      listener.hear(beacon(named(), 4));
      expect(listener.dot11(AP).lastBeaconed).toMatchObject({ ssid: "office" });
    }));

  test("a list that the capture cut is no malformed one, and raises nothing", () =>
    withListener({}, async (listener) => {
      listener.hear(beacon(named().subarray(0, -1)), { cutBytes: 1 });
      expect(listener.faults.toObject()).toEqual({ truncated: 1 });
      expect(await listener.ask("/alerts/all_alerts.json")).toEqual([]);
      expect(listener.dot11(AP).advertised).toBeUndefined();
      listener.hear(beacon(named().subarray(0, -2), 2));
      expect(listener.faults.toObject()).toEqual({ truncated: 1, "dot11.element_truncated": 1 });
      expect(await listener.ask("/alerts/all_alerts.json")).toMatchObject([
        { "kismet.alert.header": "MALFORMMGMT" },
      ]);
    }));

  test("beacons and probe responses are separate records of one name", () =>
    withListener({}, async (listener) => {
      listener.hear([
        encodeBeacon(NETWORK, { timestampUs: 1, sequence: 1 }),
        encodeProbeResponse({ ...NETWORK, security: "wpa2-psk" }, STATION, {
          timestampUs: 2,
          sequence: 2,
        }),
      ]);
      const dot11 = listener.dot11(AP);
      const one = (map: typeof dot11.advertised) => [...map!.values()][0]!;
      expect([one(dot11.advertised).cryptText, one(dot11.responded).cryptText])
        .toEqual(["Open", "WPA2 WPA2-PSK AES-CCMP"]);
      expect(one(dot11.responded)).toMatchObject({ beacon: false, beacons: 0, country: undefined });
    }));

  test("are told: a new device, a new network, a hidden one", () =>
    withListener({}, (listener) => {
      listener.hear([beacon(named()), beacon(encodeSsid(""), 2)]);
      expect(listener.messages.filter((line) => line.includes("00:11:22:00:00:A1"))).toEqual([
        'access point 00:11:22:00:00:A1 advertises network "office"',
        "new Wi-Fi AP 00:11:22:00:00:A1",
        "access point 00:11:22:00:00:A1 advertises a hidden network",
      ]);
    }));

  test.each([
    ["a maker that only its own devices name", [0x0050f2, 0x001018, 0x000b86], /Aruba|Hewlett/],
    ["the first maker that everybody knows", [0x0050f2, 0x001977, 0x000b86], /Aruba|Hewlett/],
    ["any other maker", [0x0050f2, 0x001977, 0x001392], /Extreme|Aerohive/],
    ["nobody, of makers that all devices name", [0x0050f2, 0x506f9a], /^Unknown$/],
  ])("the maker of an unknown address is %s", (_, ouis, maker) =>
    withListener({}, (listener) => {
      const local = 0x021122000001;
      const frame = beacon(named(...ouis.map((oui) => encodeVendor(oui, 99, [])))).slice();
      frame[10] = 2;
      frame[16] = 2;
      listener.hear(frame);
      expect(listener.record(local + 0xa0)!.manufacturer).toMatch(maker);
    }));
});

describe("limits", () => {
  test.each(
    [
      [
        "dot11_device_ssids_max",
        "ssids",
        AP,
        (name: string, number: number) => beacon(encodeSsid(name), number),
      ],
      [
        "dot11_device_probed_ssids_max",
        "probed_ssids",
        STATION,
        (name: string, number: number) => encodeProbeRequest(STATION, name, number),
      ],
    ] as const,
  )(
    "%s keeps the first names, counts the others and says so",
    (key, kind, mac, frame) =>
      withListener({ [key]: "4" }, async (listener) => {
        for (let number = 1; number <= 10; number++) listener.hear(frame(`net ${number}`, number));
        const details = await listener.details(mac);
        const map = kind === "ssids" ? "advertised" : "probed";
        expect(details[`dot11.device.num_${map}_ssids`]).toBe(4);
        expect(details["moirai.dot11.device.not_kept"]).toEqual({ [kind]: 6 });
        expect(listener.moirai.stores.phys()[0]!.counters!.get(`${kind}_refused`)).toBe(6);
        expect(listener.published().filter((topic) => topic.startsWith("DOT11"))).toHaveLength(4);
      }),
  );

  test("a limit of nothing or less is one", () =>
    withListener({ dot11_device_ssids_max: "-3" }, (listener) => {
      listener.hear([beacon(encodeSsid("a")), beacon(encodeSsid("b"), 2)]);
      expect([...listener.dot11(AP).advertised!.values()].map(({ ssid }) => ssid)).toEqual(["a"]);
    }));
});

describe("names and links that were not heard for long (tracker_device_timeout)", () => {
  /** Five networks of one box, one heard each minute; then the clock goes on. */
  async function age(
    settings: Record<string, string>,
    minutes: number,
    then: (
      listener: Listener,
    ) => void | Promise<void>,
  ) {
    await withListener(settings, async (listener) => {
      for (let number = 0; number < 5; number++) {
        const timeSec = START_SEC + number * 60;
        listener.hear(beacon(encodeSsid(`net ${number}`), number), { timeSec });
        listener.hear(encodeProbeRequest(STATION, `net ${number}`, number), { timeSec });
      }
      for (let minute = 5; minute < 5 + minutes; minute++) {
        listener.hear(beacon(encodeSsid("net 4"), minute), { timeSec: START_SEC + minute * 60 });
        listener.hear(encodeProbeRequest(STATION, "net 4", minute), {
          timeSec: START_SEC + minute * 60,
        });
      }
      await then(listener);
    });
  }
  const names = (map: ReadonlyMap<number, { ssid: string }> | undefined) =>
    [...map!.values()].map(({ ssid }) => ssid);

  test("are forgotten, the last one never", () =>
    age({ tracker_device_timeout: "120" }, 5, async (listener) => {
      expect(names(listener.dot11(AP).advertised)).toEqual(["net 4"]);
      expect(names(listener.dot11(STATION).probed)).toEqual(["net 4"]);
      const groups = await listener.ask("/phy/phy80211/ssids/views/ssids.json") as Members[];
      expect(groups.map((group) => group["dot11.ssidgroup.advertising_devices_len"]))
        .toEqual([0, 0, 0, 0, 1]);
      expect(listener.moirai.stores.devices.lastRemovalSec).toBeGreaterThan(START_SEC);
      expect(listener.moirai.stores.phys()[0]!.counters!.get("entries_expired")).toBe(8);
    }));

  test("come back when they are heard again, although nothing about them changed", () =>
    age({ tracker_device_timeout: "120" }, 5, (listener) => {
      listener.hear(beacon(encodeSsid("net 1"), 99), { timeSec: START_SEC + 600 });
      expect(names(listener.dot11(AP).advertised)).toEqual(["net 4", "net 1"]);
    }));

  test("stay with devices of many packets, and without the setting", async () => {
    await age(
      { tracker_device_timeout: "120", tracker_device_packets: "2" },
      5,
      (listener) => expect(names(listener.dot11(AP).advertised)).toHaveLength(5),
    );
    await age({}, 5, (listener) => expect(names(listener.dot11(AP).advertised)).toHaveLength(5));
  });
});

describe("access points that started together (dot11_link_bssts)", () => {
  const settings = { dot11_link_bssts: "true" };
  const heard = (bssid: number, upSec: number) =>
    encodeBeacon({ ...NETWORK, bssid }, { timestampUs: upSec * 1e6, sequence: 1 });
  const relatives = async (listener: Listener, mac: number) => {
    const device = await listener.device(mac);
    const related = device["kismet.device.base.related_devices"] as Record<string, string[]>;
    return related["dot11_bssts_similar"];
  };

  test("are related both ways, when their timestamps are near after the time between them", () =>
    withListener(settings, async (listener) => {
      listener.hear(heard(AP, 1000));
      // Ten seconds later the timestamp of the same box is ten seconds further.
      listener.hear(heard(AP + 1, 1010), { timeSec: START_SEC + 10 });
      listener.hear(heard(AP + 2, 1029), { timeSec: START_SEC + 20 });
      listener.hear(heard(AP + 3, 5000), { timeSec: START_SEC + 20 });
      expect(await relatives(listener, AP)).toEqual([listener.key(AP + 1), listener.key(AP + 2)]);
      expect(await relatives(listener, AP + 1)).toEqual([listener.key(AP), listener.key(AP + 2)]);
      expect(await relatives(listener, AP + 3)).toBeUndefined();
    }));

  test("within the window of the setting", () =>
    withListener({ ...settings, dot11_related_bss_window: "1000000" }, async (listener) => {
      listener.hear([heard(AP, 1000), heard(AP + 1, 1001), heard(AP + 2, 1003)]);
      expect(await relatives(listener, AP)).toEqual([listener.key(AP + 1)]);
      expect(await relatives(listener, AP + 2)).toBeUndefined();
    }));

  test("not without the setting, nor without the list of access points", async () => {
    for (const off of [{}, { ...settings, dot11_view_accesspoints: "false" }]) {
      await withListener(off, async (listener) => {
        listener.hear([heard(AP, 1000), heard(AP + 1, 1000)]);
        expect(await relatives(listener, AP)).toBeUndefined();
      });
    }
  });

  test("up to a limit, which is counted", () =>
    withListener(settings, async (listener) => {
      for (let number = 0; number < 200; number++) listener.hear(heard(AP + number, 1000));
      expect((await relatives(listener, AP))!.length).toBe(128);
      expect(listener.moirai.stores.phys()[0]!.counters!.get("relations_refused"))
        .toBeGreaterThan(0);
    }));
});
