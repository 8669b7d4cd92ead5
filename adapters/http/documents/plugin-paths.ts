// Addresses that plugins answer, for the OpenAPI document: what they give only they know.
import type { RouteOwner } from "../../../actors/plugin/helper-routes.ts";
import { ROLE_ADMIN } from "../../../actors/session/roles.ts";
import { type DocumentPart, securityOf } from "./openapi.ts";
import { refusal } from "./refusals.ts";

/** Methods that a path of OpenAPI 3.1 can have. */
const METHODS = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

export function pluginPaths(
  routes: Iterable<readonly [path: string, methods: ReadonlyMap<string, RouteOwner>]>,
): DocumentPart {
  const paths: Record<string, DocumentPart> = {};
  for (const [path, methods] of routes) {
    const operations = [...methods].filter(([method]) => METHODS.has(method));
    // Braces of a literal path would be taken for parameters.
    if (operations.length === 0 || /[{}]/.test(path)) continue;
    paths[path] = Object.fromEntries(
      operations.map(([method, owner]) => [method.toLowerCase(), operationOf(owner)]),
    );
  }
  return paths;
}

function operationOf(owner: RouteOwner): DocumentPart {
  return {
    tags: ["plugins"],
    summary: `Answered by ${owner.label}`,
    security: securityOf(ROLE_ADMIN),
    responses: {
      default: { description: "Whatever the plugin answers" },
      401: refusal("LoginNeeded"),
      413: refusal("TooLarge"),
      503: refusal("TooBusy"),
    },
  };
}
