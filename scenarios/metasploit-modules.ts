// Beacons that a collection of exploits sends, known by their bytes.
import { concat, encodeHeader } from "../protocols/dot11/encode.ts";
import { encodeChannel, encodeElement, encodeSsid } from "../protocols/dot11/encode-elements.ts";
import { minutes, scenario, seconds } from "../runtime/scenario/scenario.ts";

const EVERYBODY = 0xffffffffffff;
const NETGEAR_BYTES = 1184;
const MARK_AT = 1180;
/** Timestamp, interval of 100 time units, capability of an access point. */
const FIXED = [0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x11, 0];

const beacon = (bssid: number, sequence: number, ...elements: Uint8Array[]) =>
  concat(encodeHeader(0, 8, 0, [EVERYBODY, bssid, bssid], sequence), FIXED, ...elements);

function netgear(sequence: number): Uint8Array {
  const fill = encodeElement(221, new Uint8Array(250).fill(0x41));
  const whole = beacon(0x020000000001, sequence, encodeSsid("home"), fill, fill, fill, fill, fill);
  const frame = whole.slice(0, NETGEAR_BYTES);
  frame.set([0x6a, 0x39, 0x58, 0x01], MARK_AT);
  return frame;
}

export const metasploitModules = scenario(
  "metasploit-modules",
  "Three exploits against drivers of 2006, from a well-known collection",
  minutes(1),
  (on) => {
    on.radio("roof", { channels: ["6"] });
    on.attack({ at: { x: 6, y: 6 } }, ({ attacker }) => {
      const plan = { perSecond: 1, count: 5 };
      attacker.flood(
        "6",
        { ...plan, fromMs: seconds(10) },
        (at) => beacon(0x90e975000001, at, encodeSsid("home"), encodeChannel(6)),
      );
      attacker.flood(
        "6",
        { ...plan, fromMs: seconds(20) },
        (at) =>
          beacon(
            0x020000000002,
            at,
            encodeSsid("home"),
            encodeElement(1, [0x82, 0x75, 0xeb, 0x49]),
            encodeChannel(6),
          ),
      );
      attacker.flood("6", { ...plan, fromMs: seconds(30) }, netgear);
    });
    // The last is cut in the middle of an element.
    on.expectAlerts("MSFBCOMSSID", "MSFDLINKRATE", "MSFNETGEARBEACON", "MALFORMMGMT");
  },
);
