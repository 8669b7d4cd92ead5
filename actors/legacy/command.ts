// What a command of the old text protocol is: one file in commands/ for each kind, one line for each
// in commands.ts (spec legacy-protocol 7).
import type { WepKeyRow } from "../../protocols/legacy/server-sentences.ts";
import type { Platform } from "../../runtime/platform.ts";
import { CommandError, type ServerCommands } from "../server/stores.ts";
import type { LegacyClient } from "./client.ts";
import type { LegacyWorld } from "./world.ts";

/** What commands may use. */
export interface LegacyServices {
  readonly platform: Pick<Platform, "clock" | "equalBytes" | "yieldToLoop">;
  readonly world: LegacyWorld;
  readonly commands: ServerCommands;
  /** `legacy_password`; "" lets nobody give powerful commands. */
  readonly password: string;
  /** Undefined where keys are not to be read or changed (`allowkeytransmit`). */
  readonly wepKeys: LegacyWepKeys | undefined;
  readonly messages: { info(text: string): void; error(text: string): void };
  /** Ends the server; undefined where it cannot. */
  readonly shutdown: (() => void) | undefined;
}

export interface LegacyWepKeys {
  rows(): readonly WepKeyRow[];
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

/** Carries a command out; what it fails with follows the old server's words. */
export async function attempt(failure: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new LegacyRefusal(`${failure}${error.message}`);
  }
}
