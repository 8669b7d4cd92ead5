// What a request offers as credentials (spec rest-api 2.3), and the cookie that answers carry.
import type { Credentials, Login } from "../../actors/session/sessions.ts";
import type { RequestConnection } from "../../runtime/platform.ts";

export const COOKIE_NAME = "KISMET";

/**
 * `ambient` false leaves out what a browser adds by itself: cookies and remembered Basic
 * credentials. `SameSite` does not cover a link to a GET command, nor another port of this host.
 */
export function credentialsOf(
  request: Request,
  variables: ReadonlyMap<string, string>,
  connection: RequestConnection,
  options: { ambient: boolean },
): Credentials {
  const { headers } = request;
  const authorization = headers.get("authorization") ?? undefined;
  // No browser adds this one by itself: whoever sends it knows the token.
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.slice(1) ?? [];
  const cookies = options.ambient ? cookiesOf(headers.get("cookie")) : [];
  return {
    cookies: [...bearer, ...cookies],
    token: variables.get(COOKIE_NAME),
    authorization: options.ambient && bearer.length === 0 ? authorization : undefined,
    user: variables.get("user"),
    password: variables.get("password"),
    remoteAddress: connection.remoteAddress,
  };
}

/** `Set-Cookie` of a login token; undefined for API tokens, which are not echoed. */
export function loginCookie(login: Login | undefined, secure: boolean): string | undefined {
  if (login?.cookie === undefined) return undefined;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return `${COOKIE_NAME}=${login.cookie}; ${attributes}`;
}

/** Values of all cookies of our name (RFC 6265 5.4). */
function cookiesOf(header: string | null): string[] {
  const found: string[] = [];
  for (const part of (header ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (equals < 0 || part.slice(0, equals).trim() !== COOKIE_NAME) continue;
    found.push(part.slice(equals + 1).trim().replace(/^"(.*)"$/, "$1"));
  }
  return found;
}
