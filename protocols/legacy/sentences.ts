// All sentences of the old text protocol, in the order in which the old server listed them (spec
// legacy-protocol 4). Old clients ask for the fields of every one of them.
import {
  BSSID,
  BSSIDSRC,
  BTSCANDEV,
  CLIENT,
  CLISRC,
  CLITAG,
  COMMON,
  NETTAG,
  SSID,
} from "./device-sentences.ts";
import { type Sentence, sentenceField as field } from "./sentence.ts";
import {
  ACK,
  ALERT,
  BATTERY,
  CAPABILITY,
  CHANNEL,
  CRITFAIL,
  ERROR,
  GPS,
  INFO,
  KISMET,
  PROTOCOLS,
  REMOVE,
  SOURCE,
  STATUS,
  STRING,
  TERMINATE,
  TIME,
  TRACKINFO,
  WEPKEY,
} from "./server-sentences.ts";

/** Sentences that this server never has anything to say with, as the old one had not (5.1). */
function silent(name: string, fields: string): Sentence<never> {
  return { name, fields: fields.split(" ").map((one) => field(one, () => "")) };
}

const PACKET = silent(
  "PACKET",
  "type subtype timesec encrypted weak beaconrate sourcemac destmac bssid ssid prototype sourceip " +
    "destip sourceport destport nbtype nbsource sourcename",
);
const PLUGIN = silent("PLUGIN", "filename name version description unloadable root");
const SPECTRUM = silent(
  "SPECTRUM",
  "devname amp_offset_mdbm amp_res_mdbm rssi_max start_khz res_hz num_samples samples",
);

export const SENTENCES: readonly Sentence<never>[] = [
  KISMET,
  ERROR,
  ACK,
  PROTOCOLS,
  CAPABILITY,
  TERMINATE,
  TIME,
  PACKET,
  STATUS,
  PLUGIN,
  SOURCE,
  ALERT,
  COMMON,
  TRACKINFO,
  SPECTRUM,
  BTSCANDEV,
  WEPKEY,
  STRING,
  GPS,
  BSSID,
  SSID,
  CLIENT,
  BSSIDSRC,
  CLISRC,
  NETTAG,
  CLITAG,
  REMOVE,
  CHANNEL,
  INFO,
  BATTERY,
  CRITFAIL,
];

const byName = new Map(SENTENCES.map((sentence) => [sentence.name, sentence]));

/** The sentence of a name in any case. */
export function findSentence(name: string): Sentence<never> | undefined {
  return byName.get(name.toUpperCase());
}
