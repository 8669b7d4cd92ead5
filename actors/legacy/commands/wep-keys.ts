// WEP keys over the wire: only with `allowkeytransmit`, and with the password (spec legacy-protocol 7).
import { parseMac } from "../../../protocols/mac.ts";
import { WEPKEY } from "../../../protocols/legacy/server-sentences.ts";
import {
  type LegacyCommandDefinition,
  LegacyRefusal,
  type LegacyServices,
  type LegacyWepKeys,
} from "../command.ts";

function keysOf({ wepKeys }: LegacyServices): LegacyWepKeys {
  if (wepKeys === undefined) throw new LegacyRefusal("Not permitted: allowkeytransmit is off");
  return wepKeys;
}

export const listWepKeys: LegacyCommandDefinition = {
  name: "LISTWEPKEYS",
  powerful: true,
  run(client, _args, services) {
    for (const row of keysOf(services).rows()) client.send(WEPKEY, row);
  },
};

export const addWepKey: LegacyCommandDefinition = {
  name: "ADDWEPKEY",
  powerful: true,
  run(_client, [line, ...rest], services) {
    if (line === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal ADDWEPKEY request, expected BSSID,HEXKEY");
    }
    const problem = keysOf(services).add(line);
    if (problem !== undefined) {
      throw new LegacyRefusal(`Illegal ADDWEPKEY request: it must be ${problem}`);
    }
  },
};

export const deleteWepKey: LegacyCommandDefinition = {
  name: "DELWEPKEY",
  powerful: true,
  run(_client, [address, ...rest], services) {
    const bssid = parseMac(address ?? "");
    if (bssid === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal DELWEPKEY request, expected BSSID");
    }
    if (!keysOf(services).remove(bssid.mac)) {
      throw new LegacyRefusal("There is no key for this BSSID");
    }
  },
};
