// What a token is: the same for logins of people and for programs (spec rest-api 2.4).
import { SECRET_BYTES_MAX } from "./secrets.ts";

/** The name of every login token; no API token may have it. */
export const LOGIN_TOKEN_NAME = "web logon";

export interface Token {
  readonly token: string;
  readonly name: string;
  readonly role: string;
  /** A program that the server started has a `helper` token, in no list and no file. */
  readonly kind: "login" | "api" | "helper";
  readonly createdSec: number;
  accessedSec: number;
  /** Unix seconds, 0 = never. */
  readonly expiresSec: number;
}

/** A wish about API tokens that cannot be met; the text is for the client. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TokenError";
  }
}

/** The members that a token has in a file. */
export function storedToken(token: Token) {
  return {
    token: token.token,
    name: token.name,
    role: token.role,
    created: token.createdSec,
    accessed: token.accessedSec,
    expires: token.expiresSec,
  };
}

/** The token of an entry of a file; undefined when the entry makes no sense. */
export function parseToken(entry: unknown, kind: Token["kind"]): Token | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { token, name, role, created, accessed, expires } = entry as Record<string, unknown>;
  if (typeof token !== "string" || token.length < 16 || token.length > SECRET_BYTES_MAX) {
    return undefined;
  }
  if (typeof name !== "string" || name === "") return undefined;
  if ((name === LOGIN_TOKEN_NAME) !== (kind === "login")) return undefined;
  if (typeof role !== "string" || role === "") return undefined;
  const seconds = (value: unknown): number => typeof value === "number" && value > 0 ? value : 0;
  return {
    token,
    name,
    role,
    kind,
    createdSec: seconds(created),
    accessedSec: seconds(accessed),
    expiresSec: seconds(expires),
  };
}
