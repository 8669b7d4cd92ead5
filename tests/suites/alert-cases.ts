// For every 802.11 alert rule: frames that raise it, with what the alert says, and frames that come
// close and must not.
import {
  concat,
  encodeAssociationRequest,
  encodeDeauthentication,
  encodeProbeRequest,
  encodeProbeResponse,
} from "../../protocols/dot11/encode.ts";
import {
  encodeCountry,
  encodeElement,
  encodeRates,
  encodeSsid,
} from "../../protocols/dot11/encode-elements.ts";
import {
  advertisement,
  AP,
  beacon,
  clear,
  dhcp,
  EVERYBODY,
  type Heard,
  keyMessage,
  lucent,
  management,
  nextSequence,
  OTHER_AP,
  plainElements,
  SERVER,
  STATION,
  wmm,
  wpsMessage,
} from "./alert-frames.ts";

export interface AlertCase {
  readonly settings?: Readonly<Record<string, string | readonly string[]>>;
  /** dBm of every frame, which then have a radio header. */
  readonly signalDbm?: number;
  readonly fires: () => readonly Heard[];
  /** What the first alert says; addresses default to the network's own. */
  readonly says: {
    readonly text: string;
    readonly transmitter?: number;
    readonly source?: number;
    readonly destination?: number;
    readonly channel?: string;
    /** Frames of evidence. */
    readonly evidence?: number;
  };
  readonly nearly: () => readonly Heard[];
  /** Signal of the frames that come close. */
  readonly nearlySignalDbm?: number;
}

const HOME = "00:1B:11:00:00:01";
const PHONE = "F0:18:98:00:00:01";
const station = { ssid: "home", bssid: AP, channel: 6, security: "wpa2-psk" } as const;
const probeResponse = (network: Partial<Parameters<typeof encodeProbeResponse>[0]> = {}) =>
  encodeProbeResponse({ ...station, ...network }, STATION, {
    timestampUs: 0,
    sequence: nextSequence(),
  });
const repeat = (count: number, gapSec: number, make: (index: number) => Uint8Array): Heard[] =>
  Array.from({ length: count }, (_, index): Heard => [index * gapSec, make(index)]);
const deauthentication = (
  options: { to?: number; from?: number; reason?: number; subtype?: 10 | 12 } = {},
) =>
  encodeDeauthentication(
    options.from ?? AP,
    options.to ?? STATION,
    AP,
    options.reason ?? 7,
    nextSequence(),
    options.subtype ?? 12,
  );
const named = (ssid: string): Heard[] => [[0, beacon({ ssid })]];
const associate = (security: "wpa2-psk" | "wpa3-sae") =>
  encodeAssociationRequest({ ...station, security }, STATION, nextSequence());
const TAKE_ONE = { source: STATION, destination: AP, channel: "0" };

export const ALERT_CASES: Readonly<Record<string, AlertCase>> = {
  FORMATSTRING: {
    fires: () => named("free %n wifi"),
    says: { text: `Network "free %n wifi" of ${HOME} has a name that formats text` },
    nearly: () => named("100% wifi"),
  },
  AIRJACKSSID: {
    fires: () => named("AirJack"),
    says: { text: `Network "AirJack" of ${HOME} is the name AirJack uses` },
    nearly: () => named("airjack"),
  },
  SSIDCANARY: {
    settings: { ssidcanary: 'bait:ssid="^secret-.*"' },
    fires: () => [[0, encodeProbeRequest(STATION, "secret-base", nextSequence())]],
    says: {
      text: `${PHONE} is probing for "secret-base", which canary bait watches (^secret-.*)`,
      transmitter: EVERYBODY,
      source: STATION,
      destination: EVERYBODY,
      channel: "0",
    },
    nearly: () => [[0, encodeProbeRequest(STATION, "no-secret-base", nextSequence())]],
  },
  APSPOOF: {
    settings: {
      apspoof:
        'mine:ssid="^home$",validmacs="00:1B:11:00:00:02,00:AA:00:00:00:00/FF:FF:FF:00:00:00"',
    },
    fires: () => named("home"),
    says: {
      text: `${HOME} is advertising "home", which only the addresses of rule mine may`,
    },
    nearly: () => [[0, beacon({ bssid: OTHER_AP })], [1, beacon({ ssid: "home2" })]],
  },
  CRYPTODROP: {
    fires: () => [[0, beacon()], [1, beacon({ security: "open" })]],
    says: { text: `Network "home" of ${HOME} went from WPA2 WPA2-PSK AES-CCMP to Open` },
    nearly: () => [[0, beacon({ security: "open" })], [1, beacon({ security: "wpa2-psk" })]],
  },
  ADVCRYPTCHANGE: {
    fires: () => [[0, beacon()], [1, beacon({ security: "wpa3-sae" })]],
    says: {
      text: `Network "home" of ${HOME} went from WPA2 WPA2-PSK AES-CCMP to WPA3 WPA3-SAE AES-CCMP`,
    },
    nearly: () => [[0, beacon()], [1, beacon({ security: "open" })]],
  },
  CHANCHANGE: {
    fires: () => [[0, beacon()], [1, beacon({ channel: 11 })]],
    says: { text: `Network "home" of ${HOME} went from channel 6 to 11`, channel: "11" },
    nearly: () => [[0, beacon()], [1, beacon({ country: "DE" })]],
  },
  PROBECHAN: {
    fires: () => [[0, beacon()], [1, probeResponse({ channel: 1 })]],
    says: {
      text: `Network "home" of ${HOME} answers on channel 1 and advertises channel 6`,
      destination: STATION,
      channel: "1",
    },
    nearly:
      () => [[0, beacon()], [1, probeResponse()], [2, probeResponse({ ssid: "b", channel: 1 })]],
  },
  DOT11D: {
    fires: () => [[0, beacon()], [1, beacon({ country: "US" })]],
    says: { text: `Network "home" of ${HOME} went from country AT to US` },
    nearly: () => [
      [0, advertisement({ elements: plainElements() })],
      [1, advertisement({ elements: concat(plainElements(), encodeCountry("AT")) })],
    ],
  },
  BEACONRATE: {
    fires: () => [
      [0, advertisement({ elements: plainElements() })],
      [
        1,
        advertisement({
          intervalTu: 50,
          elements: concat(plainElements(), encodeElement(5, [0, 1, 0, 0])),
        }),
      ],
    ],
    says: { text: `Network "home" of ${HOME} went from 10 to 20 beacons a second` },
    // 100 and 102 time units are both ten a second.
    nearly: () => [
      [0, advertisement({ elements: plainElements() })],
      [
        1,
        advertisement({
          intervalTu: 102,
          elements: concat(plainElements(), encodeElement(5, [0, 1, 0, 0])),
        }),
      ],
    ],
  },
  ADHOCCONFLICT: {
    fires: () => [
      [0, advertisement({ elements: plainElements() })],
      [1, advertisement({ capability: 0x0002, elements: plainElements() })],
    ],
    says: {
      text: `${HOME} was an access point and now beacons as an ad-hoc network`,
      channel: "0",
    },
    nearly: () => [
      [0, advertisement({ capability: 0x0002, elements: plainElements() })],
      [1, advertisement({ capability: 0x0002, elements: plainElements() })],
    ],
  },
  BSSTIMESTAMP: {
    fires: () => repeat(8, 0.1, (index) => beacon({ clockUs: index % 2 === 0 ? 0 : 1e12 })),
    says: { text: `The clock of ${HOME} jumps to and fro`, channel: "0" },
    // One restart, and a clock that runs on.
    nearly: () =>
      repeat(20, 0.1, (index) => beacon({ clockUs: (index < 10 ? 1e12 : 0) + index * 1e5 })),
  },
  DEAUTHCODEINVALID: {
    fires: () => [[0, deauthentication({ reason: 46 })]],
    says: {
      text: `Deauthentication of ${HOME} with reason code 46`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, deauthentication({ reason: 45 })], [1, deauthentication({ reason: 32 })]],
  },
  DISCONCODEINVALID: {
    fires: () => [[0, deauthentication({ reason: 25, subtype: 10 })]],
    says: {
      text: `Disassociation of ${HOME} with reason code 25`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, deauthentication({ reason: 24, subtype: 10 })]],
  },
  BCASTDISCON: {
    fires: () => [[0, deauthentication({ to: EVERYBODY })]],
    says: { text: `Everybody was told to leave the network of ${HOME}`, channel: "0" },
    nearly: () => [[0, deauthentication()]],
  },
  DEAUTHFLOOD: {
    fires: () => repeat(11, 0.05, () => deauthentication()),
    says: {
      text: `Clients of ${HOME} are being thrown out`,
      destination: STATION,
      channel: "0",
      evidence: 11,
    },
    // Ten at once, and as many again after a pause.
    nearly: () => [
      ...repeat(10, 0.05, () => deauthentication()),
      ...repeat(10, 0.05, () => deauthentication()).map(([at, frame]): Heard => [at + 5, frame]),
    ],
  },
  DISASSOCTRAFFIC: {
    fires: () => [
      [0, deauthentication({ from: STATION, to: AP, subtype: 10 })],
      [3, clear(new Uint8Array(40).fill(1))],
    ],
    says: {
      text: `${PHONE} sends data after it said it leaves`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [
      [0, deauthentication({ from: STATION, to: AP, subtype: 10 })],
      [1, associate("wpa3-sae")],
      [2, clear(new Uint8Array(40).fill(1))],
    ],
  },
  KARMAOUI: {
    fires: () => [[0, probeResponse({ bssid: 0x001337000001 })]],
    says: {
      text: "00:13:37:00:00:01 answers as the WiFi Pineapple does",
      transmitter: 0x001337000001,
      source: 0x001337000001,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, probeResponse({ bssid: 0x001338000001 })]],
  },
  NULLPROBERESP: {
    fires: () => [[0, advertisement({ subtype: 5, elements: plainElements("") })]],
    says: { text: `${HOME} answers a probe with an empty name`, destination: STATION },
    nearly: () => [[0, advertisement({ elements: plainElements("") })], [1, probeResponse()]],
  },
  PROBENOJOIN: {
    fires: () => repeat(26, 5, () => probeResponse()),
    says: {
      text: `${PHONE} asks for ${HOME} and never joins`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [
      ...repeat(25, 1, () => probeResponse()),
      // Another network, the same answer sent again, and one of a station that has joined.
      [26, probeResponse({ bssid: OTHER_AP })],
      ...repeat(5, 1, () => {
        const again = probeResponse();
        again[1]! |= 0x08;
        return again;
      }).map(([atSec, frame]): Heard => [27 + atSec, frame]),
      [33, clear(new Uint8Array(40).fill(1))],
      ...repeat(60, 1, () => probeResponse()).map(([atSec, frame]): Heard => [34 + atSec, frame]),
    ],
  },
  NOCLIENTMFP: {
    fires: () => [[0, associate("wpa2-psk")]],
    says: { text: `${PHONE} joins ${HOME} without protection of management frames`, ...TAKE_ONE },
    nearly: () => [[0, associate("wpa3-sae")]],
  },
  LONGSSID: {
    fires: () => [[
      0,
      advertisement({
        elements: concat(encodeElement(0, new Uint8Array(33).fill(65)), encodeRates(1)),
      }),
    ]],
    says: { text: `${HOME} sent a network name of 33 bytes`, channel: "0" },
    nearly: () => [[0, beacon({ ssid: "x".repeat(32) })]],
  },
  BADFIXLENIE: {
    fires: () => [[
      0,
      advertisement({ elements: concat(encodeSsid("home"), encodeElement(3, [6, 6])) }),
    ]],
    says: {
      text: `${HOME} sent element 3 of 2 bytes instead of 1 to FF:FF:FF:FF:FF:FF, network ${HOME}`,
      channel: "0",
    },
    nearly: () => [[0, advertisement({ elements: plainElements() })]],
  },
  MALFORMMGMT: {
    fires: () => [[0, advertisement({ elements: concat(encodeSsid("home"), [1, 200, 2]) })]],
    says: { text: `A management frame of ${HOME} has malformed elements`, channel: "0" },
    nearly: () => [[0, advertisement({ elements: concat(encodeSsid("home"), [1, 1, 2]) })]],
  },
  MSFBCOMSSID: {
    fires: () => [[0, beacon({ bssid: 0x90e975000001 })]],
    says: {
      text: "90:E9:75:00:00:01 beacons with the address of an exploit",
      transmitter: 0x90e975000001,
      source: 0x90e975000001,
      channel: "0",
    },
    nearly: () => [[0, probeResponse({ bssid: 0x90e975000001 })]],
  },
  MSFDLINKRATE: {
    fires: () => [[
      0,
      advertisement({
        elements: concat(encodeSsid("home"), encodeElement(1, [0x82, 0x75, 0xeb, 0x49])),
      }),
    ]],
    says: { text: `${HOME} sent the rates of an exploit`, channel: "0" },
    nearly: () => [[
      0,
      advertisement({
        elements: concat(encodeSsid("home"), encodeElement(1, [0x82, 0x75, 0xeb, 0x48])),
      }),
    ]],
  },
  MSFNETGEARBEACON: {
    fires: () => [[0, netgear(0x6a)]],
    says: { text: `The beacon of ${HOME} holds an exploit`, channel: "0" },
    nearly: () => [[0, netgear(0x6b)]],
  },
  RSNLOOP: {
    fires: () => [[0, advertisement({ elements: concat(plainElements(), rsnWithCount(1025)) })]],
    says: { text: `${HOME} sent an RSN element with endless ciphers`, channel: "0" },
    nearly: () => [[0, advertisement({ elements: concat(plainElements(), rsnWithCount(1024)) })]],
  },
  WMMOVERFLOW: {
    fires:
      () => [[0, advertisement({ elements: concat(plainElements(), wmm(new Uint8Array(21))) })]],
    says: { text: `The beacon of ${HOME} has a WMM element that is too long` },
    nearly:
      () => [[0, advertisement({ elements: concat(plainElements(), wmm(new Uint8Array(20))) })]],
  },
  WMMTSPEC: {
    fires: () => [[
      0,
      management(
        1,
        concat([0x11, 0, 0, 0, 1, 0xc0], ...Array(5).fill(wmm([2, 1, 0])) as Uint8Array[]),
      ),
    ]],
    says: { text: `${HOME} sent 5 traffic specifications`, destination: STATION, channel: "0" },
    nearly: () => [[
      0,
      management(
        1,
        concat([0x11, 0, 0, 0, 1, 0xc0], ...Array(4).fill(wmm([2, 1, 0])) as Uint8Array[]),
      ),
    ]],
  },
  QCOMEXTENDED: {
    fires: () => [[
      0,
      advertisement({
        elements: concat(plainElements(), encodeElement(127, new Uint8Array(14))),
      }),
    ]],
    says: { text: `${HOME} sent extended capabilities of 14 bytes` },
    nearly: () => [[
      0,
      advertisement({
        elements: concat(plainElements(), encodeElement(127, new Uint8Array(13))),
      }),
    ]],
  },
  RTLWIFIP2P: {
    fires: () => [[0, advertisement({ elements: concat(plainElements(), absence(29)) })]],
    says: { text: `${HOME} sent a notice of absence that is too long` },
    nearly: () => [[0, advertisement({ elements: concat(plainElements(), absence(28)) })]],
  },
  BCOM11KCHAN: {
    fires: () => [[0, neighbours(225)]],
    says: {
      text: `A neighbour report of ${HOME} names channel 225`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, neighbours(224)]],
  },
  NONCEREUSE: {
    fires: () => [
      [0, keyMessage({ keyInfo: 0x13ca, replayCounter: 2, data: new Uint8Array(16).fill(9) })],
      [2, keyMessage({ keyInfo: 0x13ca, replayCounter: 2, data: new Uint8Array(16).fill(9) })],
    ],
    says: {
      text: `${PHONE} got nonce ${"07".repeat(32)} again`,
      destination: STATION,
      channel: "0",
    },
    // At once, and later with a greater counter.
    nearly: () => [
      [0, keyMessage({ keyInfo: 0x13ca, replayCounter: 2, data: new Uint8Array(16).fill(9) })],
      [0.5, keyMessage({ keyInfo: 0x13ca, replayCounter: 2, data: new Uint8Array(16).fill(9) })],
      [4, keyMessage({ keyInfo: 0x13ca, replayCounter: 3, data: new Uint8Array(16).fill(9) })],
    ],
  },
  NONCEDEGRADE: {
    fires: () => [[0, keyMessage({ keyInfo: 0x0302, nonce: new Uint8Array(32) }, true)]],
    says: {
      text: `A key message for ${PHONE} has an empty nonce`,
      source: STATION,
      destination: AP,
      channel: "0",
    },
    // The fourth message of an ordinary handshake is pairwise.
    nearly: () => [[0, keyMessage({ keyInfo: 0x030a, nonce: new Uint8Array(32) }, true)]],
  },
  RTL8195VD1406: {
    fires: () => [[0, keyMessage({ keyInfo: 0x008a, data: new Uint8Array(420) })]],
    says: { text: `A key message of ${PHONE} has 515 bytes`, destination: STATION, channel: "0" },
    nearly: () => [[0, keyMessage({ keyInfo: 0x008a, data: new Uint8Array(417) })]],
  },
  VDOO202027301: {
    fires: () => [[0, keyMessage({ keyInfo: 0x13c9, data: new Uint8Array(258) })]],
    says: {
      text: `A key message for ${PHONE} has 258 bytes of key data`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, keyMessage({ keyInfo: 0x13c9, data: new Uint8Array(257) })]],
  },
  VDOO202027302: {
    fires: () => [[0, keyMessage({ keyInfo: 0x13ca, data: new Uint8Array(129) })]],
    says: {
      text: `A key message for ${PHONE} has 129 bytes of key data`,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [[0, keyMessage({ keyInfo: 0x13ca, data: new Uint8Array(128) })]],
  },
  WPSBRUTE: {
    fires: () => repeat(6, 60, () => wpsMessage(7)),
    says: { text: `${PHONE} tries WPS PINs of ${HOME}`, ...TAKE_ONE, evidence: 6 },
    // As many, but with pauses of more than five minutes; and other messages.
    nearly: () => [...repeat(6, 301, () => wpsMessage(7)), ...repeat(9, 1, () => wpsMessage(4))],
  },
  DHCPNAMECHANGE: {
    fires: () => [[0, dhcp({ kind: "discover", host: "ada" })], [
      9,
      dhcp({ kind: "discover", host: "eve" }),
    ]],
    says: {
      text: `${PHONE} in the network of ${HOME} changed its host name from "ada" to "eve"`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [[0, dhcp({ kind: "discover", host: "ada" })], [9, dhcp({ kind: "discover" })], [
      18,
      dhcp({ kind: "discover", host: "ada" }),
    ]],
  },
  DHCPOSCHANGE: {
    fires: () => [[0, dhcp({ kind: "discover", vendor: "MSFT 5.0" })], [
      9,
      dhcp({ kind: "discover", vendor: "udhcp" }),
    ]],
    says: {
      text: `${PHONE} in the network of ${HOME} changed its system from "MSFT 5.0" to "udhcp"`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [[0, dhcp({ kind: "discover", vendor: "udhcp", host: "a" })], [
      9,
      dhcp({ kind: "discover", vendor: "udhcp", host: "b" }),
    ]],
  },
  DHCPCLIENTID: {
    fires: () => [[0, dhcp({ kind: "discover", clientId: [1, 2, 0, 0, 0, 0, 9] })]],
    says: {
      text: `${PHONE} asks for an address as 02:00:00:00:00:09`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [
      [0, dhcp({ kind: "discover", clientId: [1, 0xf0, 0x18, 0x98, 0, 0, 1] })],
      [1, dhcp({ kind: "discover", clientId: [0, 2, 0, 0, 0, 0, 9] })],
    ],
  },
  DHCPCONFLICT: {
    fires: () => [
      [0, dhcp({ kind: "offer", offered: 0xc0a80105, netmask: 0xffffff00 })],
      [1, dhcp({ kind: "offer", offered: 0x0a000005, netmask: 0xffffff00 })],
    ],
    says: {
      text: `00:AA:BB:00:00:01 offers addresses of 10.0.0.0 in the network of ${HOME}, ` +
        "where 192.168.1.0 was offered before",
      source: SERVER,
      destination: STATION,
      channel: "0",
    },
    nearly: () => [
      [0, dhcp({ kind: "offer", offered: 0xc0a80105, netmask: 0xffffff00 })],
      [1, dhcp({ kind: "offer", offered: 0xc0a80117, netmask: 0xffffff00 })],
    ],
  },
  LUCENTTEST: {
    fires: () => [[0, lucent([0, 1, 2, 3])]],
    says: {
      text: `${PHONE} runs a Lucent link test`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [[0, lucent([0, 1, 2, 4])]],
  },
  NETSTUMBLER: {
    fires: () => [[0, lucent([0x46, 0x6c, 0x75])]],
    says: {
      text: `${PHONE} runs NetStumbler 3.22`,
      source: STATION,
      destination: SERVER,
      channel: "0",
    },
    nearly: () => [[0, clear(concat([0xaa, 0xaa, 3, 0, 0x60, 0x1e], new Uint8Array(24)))]],
  },
  OVERPOWERED: {
    signalDbm: -9,
    fires: () => [[0, beacon()]],
    says: { text: `${HOME} is heard with -9 dBm, more than -10 dBm`, channel: "0" },
    nearly: () => [[0, beacon()]],
    nearlySignalDbm: -10,
  },
};

function netgear(mark: number): Uint8Array {
  const frame = new Uint8Array(1184);
  const fill = encodeElement(221, new Uint8Array(250).fill(0x41));
  frame.set(
    advertisement({ elements: concat(plainElements(), fill, fill, fill, fill, fill) }).subarray(
      0,
      1184,
    ),
  );
  frame.set([mark, 0x39, 0x58, 0x01], 1180);
  return frame;
}

/** An RSN element that claims so many pairwise ciphers and holds one. */
function rsnWithCount(count: number): Uint8Array {
  return encodeElement(48, [1, 0, 0, 0x0f, 0xac, 4, count & 0xff, count >> 8, 0, 0x0f, 0xac, 4]);
}

/** A Wi-Fi Direct element with a notice of absence of this length. */
function absence(length: number): Uint8Array {
  return encodeElement(221, concat([0x50, 0x6f, 0x9a, 9, 12, length, 0], new Uint8Array(length)));
}

/** A neighbour report whose one neighbour is on this channel. */
function neighbours(channel: number): Uint8Array {
  const report = encodeElement(52, [0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 81, channel, 7]);
  return management(13, concat([5, 5, 1], report));
}
