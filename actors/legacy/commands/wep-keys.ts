// WEP keys over the wire: only with `allowkeytransmit`, and with the password (spec legacy-protocol 7).
import { parseMac } from "../../../protocols/mac.ts";
import { WEPKEY } from "../../../protocols/legacy/server-sentences.ts";
import {
  attempt,
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
  async run(_client, [line, ...rest], services) {
    keysOf(services);
    if (line === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal ADDWEPKEY request, expected BSSID,HEXKEY");
    }
    await attempt("Illegal ADDWEPKEY request: ", services.commands.addWepKey(line));
  },
};

export const deleteWepKey: LegacyCommandDefinition = {
  name: "DELWEPKEY",
  powerful: true,
  async run(_client, [address, ...rest], services) {
    keysOf(services);
    const bssid = parseMac(address ?? "");
    if (bssid === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal DELWEPKEY request, expected BSSID");
    }
    await attempt("", services.commands.removeWepKey(bssid.mac));
  },
};
