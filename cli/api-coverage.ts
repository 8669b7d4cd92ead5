// The documented addresses of all generations beside the routes there are: what is served, what
// differs, and what another part of the project brings.
import { type Endpoint, RECORD_SUFFIXES } from "../adapters/http/endpoint.ts";
import { ENDPOINTS } from "../adapters/http/endpoints.ts";
import type { SocketEndpoint } from "../adapters/websocket/socket-endpoint.ts";
import { SOCKETS } from "../adapters/websocket/sockets.ts";
import { DOCUMENTED_ADDRESSES, type DocumentedAddress } from "./documented-addresses.ts";

const METHODS: Readonly<Record<string, string>> = { G: "GET", P: "POST" };
const plain = (path: string): string => path.replace(/\{\w+\}/g, "{}");

interface AddressParts {
  readonly stem: string;
  /** "" for an address that has none. */
  readonly suffixes: readonly string[];
  /** Whether the path goes on behind the suffix. */
  readonly rest: boolean;
}

function partsOf(path: string): AddressParts {
  const match = /^(.*)\.(\*|\w+)(\/\{path\})?$/.exec(path);
  if (match === null) return { stem: path, suffixes: [""], rest: false };
  const [, stem, suffix, rest] = match;
  return {
    stem: stem!,
    suffixes: suffix === "*" ? RECORD_SUFFIXES : [suffix!],
    rest: rest !== undefined,
  };
}

function serves(endpoint: Endpoint, { stem, rest }: AddressParts, suffix: string): boolean {
  const hasSuffix = suffix === ""
    ? endpoint.suffixes.length === 0
    : endpoint.suffixes.includes(suffix);
  if (hasSuffix && plain(endpoint.path) === plain(stem)) {
    return (endpoint.rest !== undefined) === rest;
  }
  // Captures have their suffix in the path, when there is one way to ask for them only.
  return endpoint.suffixes.length === 0 && plain(endpoint.path) === plain(`${stem}.${suffix}`);
}

/** The route of a documented address in one of its forms. */
function endpointOf(parts: AddressParts, suffix: string): Endpoint | undefined {
  return ENDPOINTS.flat().find((one) => serves(one, parts, suffix));
}

function socketOf(path: string): SocketEndpoint | undefined {
  return SOCKETS.find((one) => plain(one.path) === plain(path));
}

/** What is missing or different in what we serve; empty when it is as documented. */
export function problemsOf({ path, methods, role }: DocumentedAddress): string[] {
  if (methods === "W") {
    const socket = socketOf(path);
    if (socket === undefined) return [`${path}: no websocket`];
    return socket.role === role ? [] : [`${path}: role ${socket.role}, documented ${role}`];
  }
  const parts = partsOf(path);
  return parts.suffixes.flatMap((suffix) => {
    const endpoint = endpointOf(parts, suffix);
    const name = suffix === "" ? parts.stem : `${parts.stem}.${suffix}`;
    if (endpoint === undefined) return [`${name}: no endpoint`];
    const missing = [...methods].filter((one) =>
      !endpoint.methods.includes(METHODS[one] as "GET" | "POST")
    );
    const problems = missing.map((one) => `${name}: not with ${METHODS[one]}`);
    if (endpoint.role !== role) problems.push(`${name}: role ${endpoint.role}, not ${role}`);
    return problems;
  });
}

export function isServed(address: DocumentedAddress): boolean {
  return !problemsOf(address).some((problem) => /: no \w+$/.test(problem));
}

/** Documented addresses that lead to a route. */
export function documentedFor(route: Endpoint | SocketEndpoint): readonly DocumentedAddress[] {
  return DOCUMENTED_ADDRESSES.filter((address) => {
    if (!("suffixes" in route)) {
      return address.methods === "W" && plain(address.path) === plain(route.path);
    }
    if (address.methods === "W") return false;
    const parts = partsOf(address.path);
    return parts.suffixes.some((suffix) => serves(route, parts, suffix));
  });
}
