// The server's UUID: given in the configuration, else kept beside the logins from its first start
// on (spec device-model 9).
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import type { Settings } from "./settings.ts";

/** The node part of the reference's servers: "KISMET" in ASCII, which log readers look for. */
const NODE = "4B49534D4554";
const FILE_NAME = "kismet_server_id.conf";
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** 100 ns ticks from 1582-10-15 to 1970-01-01. */
const GREGORIAN_TICKS = 0x01b21dd213814000n;

/**
 * The configured UUID, else the stored one, else a new one, which is stored if `store` is true.
 * A directory that cannot be written costs the identity after a restart, not the start.
 */
export async function serverUuid(
  platform: Platform,
  settings: Settings,
  store: boolean,
): Promise<string> {
  const configured = UUID.exec(settings.text("server_uuid"));
  if (configured) return configured[0].toUpperCase();
  const directory = settings.text("configdir");
  const path = `${directory}/${FILE_NAME}`;
  try {
    const stored = UUID.exec(await platform.files.readText(path));
    if (stored) return stored[0].toUpperCase();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
  }
  const uuid = createUuid(platform);
  if (!store) return uuid;
  try {
    await platform.files.makeDirectory(directory, 0o700);
    await platform.files.replaceText(path, `server_uuid=${uuid}\n`, 0o600);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
  }
  return uuid;
}

function createUuid(platform: Platform): string {
  const ticks = BigInt(Math.floor(platform.clock.now() * 10)) * 1000n + GREGORIAN_TICKS;
  const time = ticks.toString(16).padStart(15, "0");
  const [high, low] = platform.random.bytes(new Uint8Array(2));
  const sequence = (0x8000 | ((high! & 0x3f) << 8) | low!).toString(16);
  return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${sequence}-${NODE}`
    .toUpperCase();
}
