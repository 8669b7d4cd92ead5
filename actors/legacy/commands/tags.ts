// Notes of people on networks and clients (spec legacy-protocol 7). They become tags of the device;
// networks and clients that nobody has heard of are acknowledged in silence, as they always were.
import { formatDeviceKey } from "../../../protocols/records/device-key.ts";
import { parseMac } from "../../../protocols/mac.ts";
import { type LegacyCommandDefinition, LegacyRefusal, type LegacyServices } from "../command.ts";

async function setTag(
  services: LegacyServices,
  address: string,
  tag: string,
  value: string,
): Promise<void> {
  const mac = parseMac(address);
  if (mac === undefined || mac.maskBits !== 48) {
    throw new LegacyRefusal(`"${address}" is no address`);
  }
  for (const device of services.world.stores.devices.byMac(mac.mac, 48)) {
    await services.commands.setDeviceTag(formatDeviceKey(device.phy.hash, mac.mac), tag, value);
  }
}

function tagCommand(
  name: string,
  expected: string,
  wordsMin: number,
  read: (args: readonly string[]) => { address: string; tag: string; value: string },
): LegacyCommandDefinition {
  return {
    name,
    powerful: true,
    async run(_client, args, services) {
      if (args.length < wordsMin) {
        throw new LegacyRefusal(`Illegal ${name} request, expected ${expected}`);
      }
      const { address, tag, value } = read(args);
      await setTag(services, address, tag, value);
    },
  };
}

export const addNetworkTag = tagCommand(
  "ADDNETTAG",
  "BSSID PERSIST TAG VALUES",
  4,
  ([address = "", , tag = "", ...words]) => ({ address, tag, value: words.join(" ") }),
);

export const deleteNetworkTag = tagCommand(
  "DELNETTAG",
  "BSSID TAG",
  2,
  ([address = "", tag = ""]) => ({ address, tag, value: "" }),
);

export const addClientTag = tagCommand(
  "ADDCLITAG",
  "BSSID MAC PERSIST TAG VALUES",
  5,
  ([, address = "", , tag = "", ...words]) => ({ address, tag, value: words.join(" ") }),
);

export const deleteClientTag = tagCommand(
  "DELCLITAG",
  "BSSID MAC TAG",
  3,
  ([, address = "", tag = ""]) => ({ address, tag, value: "" }),
);
