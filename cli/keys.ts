// `moirai keys`: works on the file of keys itself, which a running server reads again within a
// second, so that it makes no difference whether one runs.
import { sessionPaths } from "../actors/session/sessions.ts";
import { type Token, TokenError } from "../actors/session/token.ts";
import { TOKEN_FILE_LOOK_MS, TokenStore } from "../actors/session/tokens.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";
import type { KeysRequest } from "./commands/keys.ts";
import {
  type CommandContext,
  EXIT_FAILED,
  EXIT_OK,
  loadAndReport,
  reasonOf,
  say,
} from "./startup.ts";
import { formatTextTable, type TextColumn } from "./text-table.ts";

const DELAY_SEC = TOKEN_FILE_LOOK_MS / 1000;
const DAY_SEC = 24 * 3600;

/** Runs the command; the exit status. */
export async function runKeys(request: KeysRequest, context: CommandContext): Promise<number> {
  const { platform, terminal } = context;
  const configuration = await loadAndReport(context, request.configuration);
  if (configuration === undefined) return EXIT_FAILED;
  const { settings } = configuration;
  const directory = settings.text("configdir");
  const path = sessionPaths(settings, platform.user.home, directory).tokens;
  const store = new TokenStore(platform, path);
  try {
    if (request.action === "create") await platform.files.makeDirectory(directory, 0o700);
    const { refused } = await store.load();
    if (refused > 0) say(terminal, `warning: ${refused} entries of ${path} are no keys`);
    await act(request, store, context);
    return EXIT_OK;
  } catch (error) {
    const what = request.action === "list" ? "list the keys" : `${request.action} ${request.name}`;
    say(terminal, `error: cannot ${what}: ${reasonOf(error)}`);
    // A name that does not fit is told; where the fault is in the file, its name helps.
    if (!(error instanceof TokenError)) say(terminal, `The keys are kept in ${path}.`);
    return EXIT_FAILED;
  }
}

async function act(
  request: KeysRequest,
  store: TokenStore,
  { platform, terminal }: CommandContext,
): Promise<void> {
  switch (request.action) {
    case "list":
      return await list(store.listApi(), request, platform.clock.now(), terminal);
    case "revoke":
      await store.revokeApi(request.name);
      requireStored(store);
      say(terminal, `Revoked ${request.name}; a running server knows within ${DELAY_SEC} second.`);
      return;
    case "create": {
      const token = await store.createApi(request.name, request.role, request.lifeSec);
      requireStored(store);
      const end = token.expiresSec === 0 ? "for ever" : `until ${utc(token.expiresSec)} UTC`;
      say(terminal, `Created ${token.name}, role ${token.role}, good ${end}.`);
      say(terminal, "Programs send it as the cookie KISMET, or as ?KISMET= in the address:");
      await terminal.print(`${token.token}\n`);
    }
  }
}

/** A server goes on with what it cannot store; a command line has then done nothing. */
function requireStored(store: TokenStore): void {
  if (store.lastWriteError !== "") throw new Error(`it cannot be stored: ${store.lastWriteError}`);
}

const COLUMNS: readonly TextColumn[] = [
  { title: "Name", align: "left", least: 4, most: 40, rank: 0 },
  { title: "Role", align: "left", least: 4, most: 20, rank: 1 },
  { title: "Created (UTC)", align: "left", least: 19, most: 19, rank: 4 },
  { title: "Last used (UTC)", align: "left", least: 19, most: 19, rank: 3 },
  { title: "Ends (UTC)", align: "left", least: 19, most: 19, rank: 2 },
];
const KEY_COLUMN: TextColumn = { title: "Key", align: "left", least: 32, most: 256, rank: 0 };

async function list(
  tokens: readonly Token[],
  { json, show }: { readonly json: boolean; readonly show: boolean },
  nowMs: number,
  terminal: CommandContext["terminal"],
): Promise<void> {
  if (json) {
    const rows = tokens.map((token) => ({
      name: token.name,
      role: token.role,
      created: token.createdSec,
      accessed: token.accessedSec,
      expires: token.expiresSec,
      expired: isOver(token, nowMs),
      ...show && { token: token.token },
    }));
    await terminal.print(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (tokens.length === 0) {
    say(terminal, "There are no keys. `moirai keys create NAME` makes one.");
    return;
  }
  const rows = tokens.map((token) => [
    terminalSafe(token.name),
    terminalSafe(token.role),
    utc(token.createdSec),
    token.accessedSec > token.createdSec ? utc(token.accessedSec) : "never",
    endOf(token, nowMs),
    terminalSafe(token.token),
  ]);
  const columns = show ? [...COLUMNS, KEY_COLUMN] : COLUMNS;
  const lines = formatTextTable(columns, rows, show ? Infinity : terminal.columns());
  await terminal.print(`${lines.join("\n")}\n`);
}

function isOver(token: Token, nowMs: number): boolean {
  return token.expiresSec !== 0 && token.expiresSec * 1000 <= nowMs;
}

function endOf(token: Token, nowMs: number): string {
  if (token.expiresSec === 0) return "never";
  return isOver(token, nowMs) ? "is over" : utc(token.expiresSec);
}

/** `2023-11-14 22:13:20`; times beyond the calendar are far away. */
function utc(seconds: number): string {
  const farSec = 9999 * 365 * DAY_SEC - 1970 * 365 * DAY_SEC;
  if (seconds === 0 || seconds > farSec) return "unknown";
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
