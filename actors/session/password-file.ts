// Where the login is kept (spec rest-api 2.2): the plain `key=value` file of earlier servers is read
// as it is, ours holds a salted scrypt hash, mode 0600.
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import type { ScryptOptions } from "../../runtime/platform.ts";
import { fromHex, toHex } from "./secrets.ts";

/** RFC 7914 parameters: 16 MiB and about 40 ms a guess on a server core. */
export const PASSWORD_SCRYPT: ScryptOptions = {
  cost: 16_384,
  blockSize: 8,
  parallelization: 1,
  keyBytes: 32,
};
export const SALT_BYTES = 16;
const FILE_MODE = 0o600;
/** A file of two short values; anything larger is some other file. */
const FILE_BYTES_MAX = 65_536;

export interface PlainPassword {
  readonly kind: "plain";
  readonly username: string;
  readonly password: string;
}

export interface HashedPassword {
  readonly kind: "hashed";
  readonly username: string;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly scrypt: ScryptOptions;
}

export type StoredPassword = PlainPassword | HashedPassword;

/** The login of the plain file; undefined when the file or one of the two values is missing. */
export async function readPlainPassword(
  platform: Platform,
  path: string,
): Promise<PlainPassword | undefined> {
  const text = await readIfPresent(platform, path);
  if (text === undefined) return undefined;
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const equals = trimmed.indexOf("=");
    if (trimmed.startsWith("#") || equals <= 0) continue;
    const content = trimmed.slice(equals + 1).trim();
    const quoted = /^"(.*)"$/.exec(content);
    values.set(trimmed.slice(0, equals).trim(), quoted ? quoted[1]! : content);
  }
  const username = values.get("httpd_username") ?? "";
  const password = values.get("httpd_password") ?? "";
  // An empty value is no login: the reference lets everybody in with one.
  if (username === "" || password === "") return undefined;
  return { kind: "plain", username, password };
}

/** Our own file; undefined when it is missing, an Error when it cannot be understood. */
export async function readHashedPassword(
  platform: Platform,
  path: string,
): Promise<HashedPassword | undefined> {
  const text = await readIfPresent(platform, path);
  if (text === undefined) return undefined;
  const parsed = parseHashed(text);
  if (parsed === undefined) {
    throw new Error(`${path} is damaged: delete it to set a new password`);
  }
  return parsed;
}

export async function hashPassword(
  platform: Platform,
  username: string,
  password: string,
  scrypt: ScryptOptions = PASSWORD_SCRYPT,
): Promise<HashedPassword> {
  const salt = platform.random.bytes(new Uint8Array(SALT_BYTES));
  const hash = await platform.scrypt(password, salt, scrypt);
  return { kind: "hashed", username, salt, hash, scrypt };
}

export async function writeHashedPassword(
  platform: Platform,
  path: string,
  stored: HashedPassword,
): Promise<void> {
  const content = {
    username: stored.username,
    salt: toHex(stored.salt),
    hash: toHex(stored.hash),
    scrypt: stored.scrypt,
  };
  await platform.files.replaceText(path, JSON.stringify(content, null, 2) + "\n", FILE_MODE);
}

async function readIfPresent(platform: Platform, path: string): Promise<string | undefined> {
  try {
    const info = await platform.files.stat(path);
    if (info.size > FILE_BYTES_MAX) throw new Error(`${path} is too long for a password file`);
    return await platform.files.readText(path);
  } catch (error) {
    if (error instanceof PlatformError && error.code === "not-found") return undefined;
    throw error;
  }
}

function parseHashed(text: string): HashedPassword | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { username, salt, hash, scrypt } = value as Record<string, unknown>;
  if (typeof username !== "string" || typeof salt !== "string" || typeof hash !== "string") {
    return undefined;
  }
  const saltBytes = fromHex(salt);
  const hashBytes = fromHex(hash);
  const options = parseScrypt(scrypt);
  if (saltBytes === undefined || hashBytes === undefined || options === undefined) return undefined;
  if (username === "" || hashBytes.length !== options.keyBytes || hashBytes.length < 16) {
    return undefined;
  }
  return { kind: "hashed", username, salt: saltBytes, hash: hashBytes, scrypt: options };
}

function parseScrypt(value: unknown): ScryptOptions | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { cost, blockSize, parallelization, keyBytes } = value as Record<string, unknown>;
  const whole = (number: unknown, max: number): number | undefined =>
    typeof number === "number" && Number.isInteger(number) && number > 0 && number <= max
      ? number
      : undefined;
  const options = {
    cost: whole(cost, 1 << 20),
    blockSize: whole(blockSize, 32),
    parallelization: whole(parallelization, 16),
    keyBytes: whole(keyBytes, 128),
  };
  return Object.values(options).includes(undefined) ? undefined : options as ScryptOptions;
}
