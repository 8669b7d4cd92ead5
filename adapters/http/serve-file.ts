// Whatever no endpoint answers: files of the web interface, the start address with its one-time
// token, the page for unknown paths (spec rest-api 1.7, 1.4).
import type { Login } from "../../actors/session/sessions.ts";
import type { HttpContext } from "./context.ts";
import { notFoundPage } from "./pages.ts";
import { CONTENT_SECURITY_POLICY, filePath, type StaticFile } from "./static-files.ts";
import { decodeText } from "./variables.ts";

/** Name of the address variable that holds the token printed at start. */
export const START_TOKEN_VARIABLE = "token";

interface FileRequest {
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  login: Login | undefined;
}

export async function serveFile(
  request: Request,
  target: FileRequest,
  context: HttpContext,
): Promise<Response> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const token = target.query.get(START_TOKEN_VARIABLE);
  if (request.method === "GET" && target.path === "/" && token !== undefined) {
    target.login = context.sessions?.useStartToken(token);
    // Without the token in it the address can be kept and shown.
    return new Response(null, { status: 303, headers: { location: "./" } });
  }
  const path = filePath(decodeText(target.path));
  const file = isRead && path !== undefined ? await context.files.get(path) : undefined;
  if (file !== undefined) return fileResponse(request, file);
  const redirect = context.settings.text("httpd_redirect_unknown");
  const instead = isRead && redirect !== "" ? await context.files.get(redirect) : undefined;
  if (instead !== undefined) return fileResponse(request, instead);
  return new Response(notFoundPage(target.path), {
    status: 404,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

function fileResponse(request: Request, file: StaticFile): Response {
  const headers = new Headers({
    "content-type": file.contentType,
    "content-length": String(file.bytes.length),
  });
  if (file.contentType.startsWith("text/html")) {
    headers.set("content-security-policy", file.policy ?? CONTENT_SECURITY_POLICY);
  }
  const body = request.method === "HEAD" ? null : file.bytes as Uint8Array<ArrayBuffer>;
  return new Response(body, { headers });
}
