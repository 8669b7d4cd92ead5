// The commands of the old text protocol (spec legacy-protocol 7).
import type { LegacyCommand } from "../../protocols/legacy/text.ts";
import type { LegacyClient } from "./client.ts";
import { type LegacyCommandDefinition, LegacyRefusal, type LegacyServices } from "./command.ts";
import {
  addNetworkFilter,
  addStringsFilter,
  addTrackerFilter,
  strings,
} from "./commands/filters.ts";
import { capability, enable, password, remove, shutdown } from "./commands/session.ts";
import {
  addSource,
  deleteSource,
  hopSource,
  restartSource,
  setChannels,
} from "./commands/sources.ts";
import { addClientTag, addNetworkTag, deleteClientTag, deleteNetworkTag } from "./commands/tags.ts";
import { addWepKey, deleteWepKey, listWepKeys } from "./commands/wep-keys.ts";

export const LEGACY_COMMANDS: readonly LegacyCommandDefinition[] = [
  capability,
  enable,
  remove,
  password,
  shutdown,
  addTrackerFilter,
  addNetworkFilter,
  strings,
  addStringsFilter,
  addNetworkTag,
  deleteNetworkTag,
  addClientTag,
  deleteClientTag,
  addSource,
  deleteSource,
  restartSource,
  hopSource,
  setChannels,
  listWepKeys,
  addWepKey,
  deleteWepKey,
];

const byName = new Map(LEGACY_COMMANDS.map((command) => [command.name, command]));

/** Carries a command out and answers it: one ACK or one ERROR, after everything it caused. */
export async function runLegacyCommand(
  client: LegacyClient,
  { id, name, args }: LegacyCommand,
  services: LegacyServices,
): Promise<void> {
  client.commands += 1;
  const command = byName.get(name);
  if (command === undefined) return client.refuse(id, "NO SUCH COMMAND");
  try {
    if (command.powerful && !client.trusted) {
      throw new LegacyRefusal("Not permitted: give the PASSWORD command first");
    }
    await command.run(client, args, services);
  } catch (error) {
    if (!(error instanceof LegacyRefusal)) throw error;
    return client.refuse(id, error.message);
  }
  return client.acknowledge(id);
}
