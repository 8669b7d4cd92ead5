// Reads the lines of one client and carries them out one after the other, so that a client that asks
// faster than it reads waits for itself. Resolves with the reason why it has to go, "" when it went.
import { parseLegacyCommand } from "../../protocols/legacy/text.ts";
import { LineSplitter } from "../../protocols/text/line-splitter.ts";
import type { TcpConnection } from "../../runtime/platform.ts";
import type { LegacyClient } from "./client.ts";
import type { LegacyServices } from "./command.ts";
import { runLegacyCommand } from "./commands.ts";
import { WRONG_PASSWORDS_MAX } from "./commands/session.ts";

/** Longest line of a client, bytes (spec legacy-protocol 11). */
export const LINE_BYTES_MAX = 8192;
/** Lines in a row that are no commands: whoever sends them speaks something else. */
export const STRANGE_LINES_MAX = 100;

const NUL = 0;

export interface Conversation {
  readonly connection: TcpConnection;
  readonly client: LegacyClient;
  readonly services: LegacyServices;
}

export async function converse({ connection, client, services }: Conversation): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const lines = new LineSplitter(LINE_BYTES_MAX);
  let strange = 0;
  for (let part = await connection.read(); part !== undefined; part = await connection.read()) {
    for (const bytes of lines.take(part)) {
      if (bytes.includes(NUL)) return "it sent binary data";
      let line: string;
      try {
        line = decoder.decode(bytes);
      } catch {
        return "it sent binary data";
      }
      const command = parseLegacyCommand(line);
      strange = command === undefined ? strange + 1 : 0;
      if (strange > STRANGE_LINES_MAX) {
        return `it sent ${STRANGE_LINES_MAX} lines that are no commands`;
      }
      if (command === undefined) continue;
      await runLegacyCommand(client, command, services);
      if (client.failedLogins >= WRONG_PASSWORDS_MAX) {
        return `it gave ${WRONG_PASSWORDS_MAX} wrong passwords`;
      }
      if (client.output.stopped) return "";
    }
    if (lines.overlong) return `it sent a line of more than ${LINE_BYTES_MAX} bytes`;
  }
  return "";
}
