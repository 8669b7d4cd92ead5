// The server's UUID: given in the configuration, else kept beside the logins from its first start
// on (spec device-model 9).
import { timeUuid } from "../../protocols/uuid.ts";
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import type { Settings } from "./settings.ts";

/** The node part of the reference's servers: "KISMET" in ASCII, which log readers look for. */
const NODE = [0x4b, 0x49, 0x53, 0x4d, 0x45, 0x54];
const FILE_NAME = "kismet_server_id.conf";
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

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
  const tail = platform.random.bytes(new Uint8Array(8));
  tail.set(NODE, 2);
  return timeUuid(platform.clock.now(), tail);
}
