// What a configuration allows that its owner may not want: one row a danger (spec logs-and-config 11).
import type { Configuration } from "../actors/server/configuration.ts";
import type { ConfiguredSettings } from "../actors/server/configured-settings.ts";
import { findSetting } from "../actors/server/settings-table.ts";
import { parseIpNetwork } from "../protocols/ip-network.ts";
import { parseListenAddress } from "../protocols/legacy/listen.ts";
import { type Platform, PlatformError } from "../runtime/platform.ts";
import { isLoopback } from "./web-server.ts";

export interface Danger {
  /** The key that is to blame; its first line is named. */
  readonly key: string;
  readonly sentence: string;
}

/** A key, and what is dangerous about its values; undefined when nothing is. */
type Rule = readonly [
  key: string,
  look: (settings: ConfiguredSettings) => string | undefined,
];

/** Shorter ones are guessed. */
const PASSWORD_CHARACTERS_MIN = 8;
/** Networks that are larger than this many bits leave out hold the whole of a provider. */
const PROXY_BITS_MIN = 8;

const RULES: readonly Rule[] = [
  ["httpd_bind_address", (settings) => {
    const address = settings.text("httpd_bind_address");
    if (isLoopback(address)) return undefined;
    const plain = settings.flag("httpd_ssl") ? "" : ", and what they send is not encrypted";
    return `every machine that reaches ${address} can try to log in${plain}`;
  }],
  [
    "httpd_allow_cors",
    (settings) =>
      settings.flag("httpd_allow_cors") && settings.text("httpd_allowed_origin") === ""
        ? "pages of every other site can use the login of who looks at them; name httpd_allowed_origin"
        : undefined,
  ],
  ["httpd_password", (settings) => weak(settings.text("httpd_password"))],
  ["httpd_user", (settings) => weak(settings.text("httpd_user").split(":")[1] ?? "")],
  ["legacy_password", (settings) => weak(settings.text("legacy_password"))],
  [
    "httpd_legacy_anonymous_read",
    (settings) =>
      settings.flag("httpd_legacy_anonymous_read")
        ? "everybody who can connect reads devices and status without a login"
        : undefined,
  ],
  ["httpd_trusted_proxies", (settings) => {
    const wide = settings.list("httpd_trusted_proxies")
      .find((text) => (parseIpNetwork(text.trim())?.bits ?? PROXY_BITS_MIN) < PROXY_BITS_MIN);
    return wide === undefined ? undefined : `${wide} lets nearly anybody pretend to be anybody`;
  }],
  ["listen", (settings) => {
    const listen = parseListenAddress(settings.text("listen"));
    return listen === undefined || isLoopback(listen.hostname)
      ? undefined
      : "the old text protocol is not encrypted, and everybody in allowedhosts reads without a login";
  }],
  [
    "remote_capture_listen",
    (settings) =>
      !settings.given("remote_capture_listen") || isLoopback(settings.text("remote_capture_listen"))
        ? undefined
        : "the remote capture port takes packets from every machine that reaches it, unencrypted",
  ],
  [
    "allowkeytransmit",
    (settings) =>
      settings.flag("allowkeytransmit")
        ? "old clients that gave the password can read the WEP keys"
        : undefined,
  ],
  [
    "kis_log_ephemeral_dangerous",
    (settings) =>
      settings.flag("kis_log_ephemeral_dangerous")
        ? "the log is deleted at the start: nothing is left when the server ends"
        : undefined,
  ],
  [
    "enable_logging",
    (settings) => settings.flag("enable_logging") ? undefined : "nothing is written to disk",
  ],
  [
    "packet_backlog_limit",
    (settings) =>
      settings.given("packet_backlog_limit") && settings.integer("packet_backlog_limit") === 0
        ? "packets that wait have no limit of their own"
        : undefined,
  ],
];

function weak(password: string): string | undefined {
  if (password === "" || password.length >= PASSWORD_CHARACTERS_MIN) return undefined;
  return `a password of fewer than ${PASSWORD_CHARACTERS_MIN} characters is guessed`;
}

/** Keys whose values others should not read. */
const SECRETS = ["httpd_password", "httpd_user", "legacy_password", "wepkey"];

/** Everything dangerous, in the order of the rules, then files that others can read. */
export async function findDangers(
  { settings, entries }: Configuration,
  platform: Pick<Platform, "files">,
): Promise<Danger[]> {
  const dangers: Danger[] = [];
  for (const [key, look] of RULES) {
    const sentence = look(settings);
    if (sentence !== undefined) dangers.push({ key, sentence });
  }
  const seen = new Set<string>();
  for (const [key, list] of entries) {
    if (!SECRETS.includes(findSetting(key)?.key ?? key)) continue;
    for (const { file } of list) {
      if (seen.has(file) || !await othersRead(platform, file)) continue;
      seen.add(file);
      const sentence = `other users of this machine can read ${file}; chmod 600 ends that`;
      dangers.push({ key, sentence });
    }
  }
  return dangers;
}

async function othersRead({ files }: Pick<Platform, "files">, path: string): Promise<boolean> {
  try {
    return ((await files.stat(path)).mode & 0o044) !== 0;
  } catch (error) {
    // The command line is no file.
    if (error instanceof PlatformError) return false;
    throw error;
  }
}
