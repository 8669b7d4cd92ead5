// Commands that choose which packets, networks and strings are heard of (spec legacy-protocol 7).
import type { AddressFilter } from "../../filter/address-filter.ts";
import { attempt, type LegacyCommandDefinition, LegacyRefusal } from "../command.ts";

function addTo(filter: AddressFilter, args: readonly string[], illegal: string): void {
  const [text, ...rest] = args;
  if (text === undefined || rest.length > 0) throw new LegacyRefusal(illegal);
  const problem = filter.add(text);
  if (problem !== undefined) throw new LegacyRefusal(`Failed to insert filter string: ${problem}`);
}

export const addTrackerFilter: LegacyCommandDefinition = {
  name: "ADDTRACKERFILTER",
  powerful: true,
  async run(_client, [filter, ...rest], { commands }) {
    if (filter === undefined || rest.length > 0) {
      throw new LegacyRefusal("Illegal addfilter request");
    }
    await attempt("Failed to insert filter string: ", commands.filterPackets(filter));
  },
};

/** The old server had one such filter for everybody; here each client has its own. */
export const addNetworkFilter: LegacyCommandDefinition = {
  name: "ADDNETCLIFILTER",
  powerful: false,
  run: (client, args) => addTo(client.networkFilter, args, "Illegal addnetclifilter request"),
};

/** `STRINGS 1` and `STRINGS 0`; what people send in clear is nobody's business without a password. */
export const strings: LegacyCommandDefinition = {
  name: "STRINGS",
  powerful: true,
  run(client, [wish = "1"]) {
    if (wish !== "0" && wish !== "1") throw new LegacyRefusal("Illegal STRINGS request");
    client.strings = wish === "1";
  },
};

export const addStringsFilter: LegacyCommandDefinition = {
  name: "ADDSTRINGSFILTER",
  powerful: true,
  run: (client, args) => addTo(client.stringsFilter, args, "Illegal addstringsfilter request"),
};
