// Web addresses that helpers answer: literal paths, by method, each of one living helper (spec
// external-protocol 7.1).
import type { NameAndValue } from "../../protocols/external/messages.ts";
import type { HttpExchange } from "./http-exchange.ts";

/** Addresses of one helper. */
export const ROUTES_PER_HELPER_MAX = 256;
export const URI_CHARACTERS_MAX = 1024;
/** Logins are not for plugins to answer. */
const RESERVED = /^\/(?:session|auth)(?:\/|$)/;

export interface RouteOwner {
  /** How messages call it. */
  readonly label: string;
  /** Carries a request to the helper; undefined when it has too many open ones. */
  request(
    method: string,
    path: string,
    variables: readonly NameAndValue[],
  ): HttpExchange | undefined;
}

export class HelperRoutes {
  readonly #byPath = new Map<string, Map<string, RouteOwner>>();
  readonly #counts = new Map<RouteOwner, number>();
  /** Whether the server answers a path itself. */
  isBuiltIn: (path: string) => boolean = () => false;

  /** "" when it is registered, also by an earlier message; else why not. */
  register(owner: RouteOwner, method: string, uri: string): string {
    const problem = this.#problem(method, uri);
    if (problem !== "") return problem;
    let methods = this.#byPath.get(uri);
    const holder = methods?.get(method);
    if (holder === owner) return "";
    if (holder !== undefined) return `${holder.label} answers it already`;
    const count = this.#counts.get(owner) ?? 0;
    if (count >= ROUTES_PER_HELPER_MAX) return `it answers ${ROUTES_PER_HELPER_MAX} already`;
    if (methods === undefined) this.#byPath.set(uri, methods = new Map());
    methods.set(method, owner);
    this.#counts.set(owner, count + 1);
    return "";
  }

  /** The helper has gone. */
  release(owner: RouteOwner): void {
    if (!this.#counts.delete(owner)) return;
    for (const [path, methods] of this.#byPath) {
      for (const [method, holder] of methods) if (holder === owner) methods.delete(method);
      if (methods.size === 0) this.#byPath.delete(path);
    }
  }

  /** Who answers a path, by method; undefined when no helper does. */
  at(path: string): ReadonlyMap<string, RouteOwner> | undefined {
    return this.#byPath.get(path);
  }

  /** Every path with who answers it, by method. */
  all(): Iterable<readonly [path: string, methods: ReadonlyMap<string, RouteOwner>]> {
    return this.#byPath;
  }

  #problem(method: string, uri: string): string {
    if (!/^[A-Z]{1,16}$/.test(method)) return "there is no such method";
    if (!/^\/[!-~]*$/.test(uri) || /[?#]|\/\/|\/:/.test(uri)) {
      return "it is no plain path that begins with a slash";
    }
    if (uri.length > URI_CHARACTERS_MAX) return `it is longer than ${URI_CHARACTERS_MAX}`;
    if (RESERVED.test(uri)) return "logins are not for plugins to answer";
    if (this.isBuiltIn(uri)) return "the server answers it itself";
    return "";
  }
}
