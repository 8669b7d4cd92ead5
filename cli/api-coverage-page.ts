// The page docs/api-coverage.md, made of the routes and of the list of documented addresses. It has
// no tables, whose columns would change with every new row.
import { COMMAND_SUFFIXES, type Endpoint, RECORD_SUFFIXES } from "../adapters/http/endpoint.ts";
import { ENDPOINTS } from "../adapters/http/endpoints.ts";
import type { SocketEndpoint } from "../adapters/websocket/socket-endpoint.ts";
import { SOCKETS } from "../adapters/websocket/sockets.ts";
import { documentedFor, isServed } from "./api-coverage.ts";
import { DOCUMENTED_ADDRESSES, NOT_SERVED, type Part } from "./documented-addresses.ts";

const HEAD = `# Addresses

<!-- Made of the routes by \`node cli/write-all.ts\`. -->

Every address of the server, to whom it answers, and since when servers of Kismet have it; "ours" are
those that they do not have. What each takes and gives is in \`/openapi.json\` and \`/asyncapi.json\` of a
running server, which \`/api.html\` shows to people; [client.md](client.md) is about asking them from a
program.

\`.*\` stands for \`.json\`, \`.prettyjson\`, \`.ekjson\`, \`.itjson\`, \`.tjson\` and \`.msgpack\`. Commands end in
\`.cmd\`, and also in \`.jcmd\`, as some programs of 2017 have it. A role is needed where one is named;
\`admin\` may do everything.
`;

const PARTS: Readonly<Record<Part, string>> = {
  fields: "comes with what is known of Wi-Fi",
  logs: "comes with logs",
  phys: "comes with the PHY it belongs to",
  streams: "comes with streams of packets",
};

/** The whole page. */
export function formatApiCoveragePage(): string {
  const groups = new Map<string, string[]>();
  for (const endpoint of ENDPOINTS.flat()) {
    const group = endpoint.path.split("/")[1]!;
    groups.set(group, [...groups.get(group) ?? [], endpointLine(endpoint)]);
  }
  const served = [...groups].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([group, lines]) => `## ${group}\n\n${lines.sort().join("\n")}\n`);
  const sockets = SOCKETS.map(socketLine).sort();
  return [
    HEAD,
    ...served,
    `## Websockets\n\n${sockets.join("\n")}\n`,
    `## Not here\n\n${missingLines().join("\n")}\n`,
  ].join("\n");
}

function endpointLine(endpoint: Endpoint): string {
  const path = `${endpoint.path}${formsOf(endpoint.suffixes)}`;
  const rest = endpoint.rest === undefined ? "" : `/{${endpoint.rest}}`;
  const methods = endpoint.methods.join(", ");
  return `- \`${path}${rest}\` ${methods}, ${roleOf(endpoint.role)}, ${since(endpoint)}: ` +
    `${endpoint.summary}.`;
}

function socketLine(socket: SocketEndpoint): string {
  return `- \`${socket.path}\` ${roleOf(socket.role)}, ${since(socket)}: ${socket.summary}.`;
}

function formsOf(suffixes: readonly string[]): string {
  const others = suffixes.filter((one) => !RECORD_SUFFIXES.includes(one));
  const hasAll = RECORD_SUFFIXES.every((one) => suffixes.includes(one));
  const forms = hasAll ? ["*", ...others] : suffixes;
  const shown = forms.filter((one) => one !== COMMAND_SUFFIXES[1] || !forms.includes("cmd"));
  if (shown.length === 0) return "";
  return shown.length === 1 ? `.${shown[0]}` : `.{${shown.join(",")}}`;
}

function roleOf(role: string): string {
  if (role === "public") return "no login";
  return role === "any" ? "any login" : role;
}

function since(route: Endpoint | SocketEndpoint): string {
  const documented = documentedFor(route);
  if (documented.length === 0) return "ours";
  const first = documented.map((one) => one.since).sort()[0]!;
  const last = documented.map((one) => one.until).sort().at(-1)!;
  if (last === "2025") return `since ${first}`;
  return first === last ? `of ${first}` : `${first} to ${last}`;
}

function missingLines(): string[] {
  const later = DOCUMENTED_ADDRESSES.filter((one) => !isServed(one))
    .map(({ path, part }) => `- \`${path}\` ${part === undefined ? "is missing" : PARTS[part]}.`);
  const never = NOT_SERVED.map(([path, why]) => `- \`${path}\` never: ${why}.`);
  return [...later.sort(), ...never];
}
