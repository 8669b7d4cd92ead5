// The types of client/: records and routes as TypeScript, made of the schemas that the documents of
// the API are made of.
import { PHYS } from "../actors/phy/phys.ts";
import { documentedPaths } from "../adapters/http/documents/openapi.ts";
import {
  answerSchema,
  objectSchema,
  parametersIn,
  resultOf,
  type Shapes,
} from "../adapters/http/documents/shapes.ts";
import type { Endpoint, Method, Parameter } from "../adapters/http/endpoint.ts";
import { FIELDS_PARAMETER } from "../adapters/http/parameters.ts";
import { ENDPOINTS } from "../adapters/http/endpoints.ts";
import { SOCKETS } from "../adapters/websocket/sockets.ts";
import { deviceTable } from "../protocols/records/device-table.ts";
import { topicContents } from "../protocols/records/topic-contents.ts";
import { type JsonSchema, SchemaSet } from "../protocols/serialize/json-schema.ts";

const HEAD = "made by `node cli/write-all.ts` of the tables of the server.";

const STEM = "#";

interface Types {
  readonly records: string;
  readonly routes: string;
}

/** Both generated files of the client. */
export function clientTypes(): Types {
  const device = deviceTable(PHYS.flatMap((phy) => phy.deviceField ?? []));
  const shapes: Shapes = { schemas: new SchemaSet(STEM), device };
  const topics = topicContents(device);
  // Routes first: their answers are what gives the set of schemas its members.
  const routes = ENDPOINTS.flat().flatMap((endpoint) => routeTypes(endpoint, shapes));
  const rows = ENDPOINTS.flat().flatMap((endpoint) => rowType(endpoint, shapes));
  const events = [...topics].map(([topic, members]) => {
    const of = members.map((member) =>
      `${nameOf(member.key)}: ${typeOf(shapes.schemas.ofType(member.type))}`
    );
    return `  ${nameOf(topic)}: { ${of.join("; ")} };`;
  });
  const keys = [...topics].map(([topic, members]) =>
    `  ${nameOf(topic)}: [${members.map((member) => JSON.stringify(member.key)).join(", ")}],`
  );
  const schemas = Object.entries(shapes.schemas.schemas());
  const known = new Set(schemas.map(([name]) => name));
  const routesText = [
    "/** Every address in its usual form. */",
    "export interface Routes {",
    ...routes,
    "}",
    "",
    "/** Lists that can be had one record a line, and what a line is. */",
    "export interface Rows {",
    ...rows,
    "}",
    "",
    "/** Topics of the event bus, and what an event of each is. */",
    "export interface Topics {",
    ...events,
    "}",
    "",
    "/** Members by which an event's topic is known. */",
    "export const TOPIC_KEYS: Readonly<Record<keyof Topics, readonly string[]>> = {",
    ...keys,
    "};",
    "",
    "export type SocketPath =",
    ...SOCKETS.map((socket) => `  | ${JSON.stringify(socket.path)}`),
    ";",
  ].join("\n").replace(/\n;$/, ";");
  const used = [...known].filter((name) => new RegExp(`\\b${name}\\b`).test(routesText));
  return {
    records: `// Records of the server, ${HEAD}\n\n${schemas.map(recordType).join("\n")}`,
    routes: `// Addresses, topics and websockets of the server, ${HEAD}\n` +
      `import type {\n${
        used.map((name) => `  ${name},\n`).join("")
      }} from "./records.gen.ts";\n\n` +
      `${routesText}\n`,
  };
}

function recordType([name, schema]: readonly [string, JsonSchema]): string {
  const members = Object.entries(schema.properties ?? {}).map(([member, of]) => {
    const mark = schema.required?.includes(member) ? "" : "?";
    return `  /** ${(of.description ?? "").replaceAll("*/", "")} */\n` +
      `  ${nameOf(member)}${mark}: ${typeOf(of)};\n`;
  });
  return `export interface ${name} {\n${members.join("")}}\n`;
}

function routeTypes(endpoint: Endpoint, shapes: Shapes): string[] {
  const [path, suffixes] = documentedPaths(endpoint)[0]!;
  const suffix = suffixes[0]!;
  const inPath = parametersIn(endpoint, "path");
  const parts = [
    ...inPath.length > 0 ? [`path: ${typeOf(objectSchema(inPath))}`] : [],
    ...endpoint.methods.map((method) =>
      `${method}: ${methodType(endpoint, suffix, method, shapes)}`
    ),
  ];
  return [`  /** ${endpoint.summary}. */`, `  ${nameOf(path)}: { ${parts.join("; ")} };`];
}

function methodType(endpoint: Endpoint, suffix: string, method: Method, shapes: Shapes): string {
  const variables = parametersIn(endpoint, "form");
  const command = commandOf(endpoint);
  const parts = [
    ...variables.length > 0 ? [`variables: ${typeOf(objectSchema(variables))}`] : [],
    ...method === "POST" && command.length > 0 ? [`command: ${typeOf(objectSchema(command))}`] : [],
    ...method === "POST" && takesFields(endpoint) ? ["selectable: true"] : [],
    `answer: ${answerType(endpoint, suffix, method, shapes)}`,
  ];
  return `{ ${parts.join("; ")} }`;
}

function answerType(endpoint: Endpoint, suffix: string, method: Method, shapes: Shapes): string {
  const schema = answerSchema(shapes, endpoint, suffix, method, false);
  if (schema !== undefined) return typeOf(schema);
  return resultOf(endpoint, suffix).is === "bytes" ? "Uint8Array<ArrayBuffer>" : "string";
}

const takesFields = (endpoint: Endpoint): boolean => endpoint.parameters.includes(FIELDS_PARAMETER);

/** Members of the command but for the fields of the answer, which have a method of their own. */
function commandOf(endpoint: Endpoint): readonly Parameter[] {
  return parametersIn(endpoint, "body").filter((one) => one !== FIELDS_PARAMETER);
}

/** Of a list that has a form of lines. */
function rowType(endpoint: Endpoint, shapes: Shapes): string[] {
  const result = resultOf(endpoint, "itjson");
  if (!endpoint.suffixes.includes("itjson") || result.is !== "list") return [];
  const of = shapes.schemas.ofTable(result.of === "device" ? shapes.device : result.of);
  const inPath = parametersIn(endpoint, "path");
  const path = inPath.length > 0 ? `path: ${typeOf(objectSchema(inPath))}; ` : "";
  const method = endpoint.methods.includes("GET") ? "GET" : "POST";
  const command = typeOf(objectSchema(commandOf(endpoint)));
  return [
    `  ${nameOf(`${endpoint.path}.itjson`)}: ` +
    `{ ${path}method: "${method}"; command: ${command}; row: ${typeOf(of)} };`,
  ];
}

function nameOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A schema as a type. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(STEM.length);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map(typeOf))].map(grouped).join(" | ");
  }
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
      return schema.type;
    case "array":
      return arrayType(schema);
    case "object":
      return objectType(schema);
    default:
      return "unknown";
  }
}

function arrayType({ items, prefixItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `[${prefixItems.map(typeOf).join(", ")}]`;
  return items ? `${grouped(typeOf(items))}[]` : "unknown[]";
}

const grouped = (type: string): string =>
  / \| |=>/.test(type) && !/^[{[]/.test(type) ? `(${type})` : type;

function objectType({ properties, required, additionalProperties }: JsonSchema): string {
  if (properties === undefined) {
    const of = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return additionalProperties === false ? "Record<string, never>" : `Record<string, ${of}>`;
  }
  const members = Object.entries(properties).map(([name, of]) =>
    `${nameOf(name)}${required?.includes(name) ? "" : "?"}: ${typeOf(of)}`
  );
  return `{ ${members.join("; ")} }`;
}
