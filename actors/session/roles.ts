// Roles of logins and what each may do (spec rest-api 2.5): plain words compared for equality,
// `admin` passes everywhere, nothing is inherited.

export const ROLE_ADMIN = "admin";
export const ROLE_READONLY = "readonly";

/**
 * What a route asks for: `public` needs no login, `any` any valid login, everything else is the
 * role itself (`admin` is always accepted too).
 */
export type RouteRole = "public" | "any" | "admin" | "readonly" | (string & {});

/** Whether a login of `role` (undefined: none) may use a route. */
export function roleAllows(required: RouteRole, role: string | undefined): boolean {
  if (required === "public") return true;
  if (role === undefined) return false;
  return required === "any" || role === ROLE_ADMIN || role === required;
}
