// What a command of the old text protocol is: one file in commands/ for each kind, one line for each
// in commands.ts (spec legacy-protocol 7).
import type { AddressFilter } from "../filter/address-filter.ts";
import type { WepKeyRow } from "../../protocols/legacy/server-sentences.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { ServerCommands } from "../server/stores.ts";
import type { LegacyClient } from "./client.ts";
import type { LegacyWorld } from "./world.ts";

/** What commands may use. */
export interface LegacyServices {
  readonly platform: Pick<Platform, "clock" | "equalBytes" | "yieldToLoop">;
  readonly world: LegacyWorld;
  readonly commands: ServerCommands;
  /** `legacy_password`; "" lets nobody give powerful commands. */
  readonly password: string;
  /** Packets that it drops are not tracked. */
  readonly trackerFilter: AddressFilter;
  /** Undefined where keys are not to be read or changed (`allowkeytransmit`). */
  readonly wepKeys: LegacyWepKeys | undefined;
  readonly messages: { info(text: string): void; error(text: string): void };
  /** Ends the server; undefined where it cannot. */
  readonly shutdown: (() => void) | undefined;
}

export interface LegacyWepKeys {
  rows(): readonly WepKeyRow[];
  /** A sentence when the key is none. */
  add(line: string): string | undefined;
  remove(bssid: number): boolean;
}

export interface LegacyCommandDefinition {
  readonly name: string;
  /** Changes the server for everybody: needs the password. */
  readonly powerful: boolean;
  /** Throws a LegacyRefusal. */
  run(
    client: LegacyClient,
    args: readonly string[],
    services: LegacyServices,
  ): Promise<void> | void;
}

/** A command that is not carried out; its message is the text of the ERROR reply. */
export class LegacyRefusal extends Error {}
