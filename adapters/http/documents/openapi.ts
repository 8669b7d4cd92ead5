// The OpenAPI 3.1 document, made of the routes themselves: it cannot say anything that they do not.
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import { contentTypeOfSuffix, PLAIN_TEXT } from "../answers.ts";
import { COMMAND_SUFFIXES, type Endpoint, type Method } from "../endpoint.ts";
import { REFUSALS, refusalsOf } from "./refusals.ts";
import {
  answerSchema,
  objectSchema,
  parameterSchema,
  parametersIn,
  resultOf,
  type Shapes,
} from "./shapes.ts";

/** A part of a document; what its keys mean is OpenAPI's and AsyncAPI's business. */
export type DocumentPart = { readonly [name: string]: unknown };

/** Name of the path parameter that stands for one of several suffixes. */
const FORMAT = "format";

const HTML_TYPE = "text/html; charset=utf-8";

export function openApiDocument(
  endpoints: readonly Endpoint[],
  shapes: Shapes,
  version: string,
): DocumentPart {
  const paths = new Map<string, DocumentPart>();
  for (const endpoint of endpoints) {
    for (const [path, suffixes] of documentedPaths(endpoint)) {
      const others = paths.get(path) ?? {};
      const item = pathItem(endpoint, path, suffixes, shapes);
      const twice = Object.keys(item).find((method) => method in others);
      if (twice !== undefined) throw new Error(`${twice} ${path} is described twice`);
      paths.set(path, { ...others, ...item });
    }
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "moirai",
      version,
      summary: "What is in the air: devices, networks, alerts, and the sources that hear them",
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "./", description: "This server" }],
    tags: tagsOf(endpoints),
    paths: Object.fromEntries(paths),
    components: {
      schemas: { TypedValue: TYPED_VALUE, ...shapes.schemas.schemas() },
      responses: REFUSALS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const DESCRIPTION = `\
Every path ends in the form of its answer. \`json\` is one document; \`itjson\` puts each record of a
list on a line of its own; \`ekjson\` does so with \`_\` for \`.\` in names of members; \`tjson\` is one
document with such names; \`prettyjson\` is for people and has a description beside each member;
\`msgpack\` is the dialect of 2016, in which every value is a pair of type code and value.

A command is an object: the body itself, or the variable \`json\` of a form, or, as base64 of msgpack,
the variable \`msgpack\`. Members that nobody knows are ignored.

Any of the credentials is good alone: a token as bearer, cookie or variable, Basic, or a user name with a
password as variables. A role named at an operation, or \`admin\`, is needed for it.`;

const variable = (name: string, description: string): DocumentPart => ({
  type: "apiKey",
  in: "query",
  name,
  description,
});

const SECURITY_SCHEMES: DocumentPart = {
  basic: { type: "http", scheme: "basic" },
  bearer: { type: "http", scheme: "bearer", description: "A login or an API token" },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "KISMET",
    description: "A login or an API token; logins answer with it",
  },
  token: variable("KISMET", "A login or an API token"),
  user: variable("user", "User name, with password beside it"),
  password: variable("password", "Password, with user beside it"),
};

/** Every way to log in, for a role; none for what everybody may ask. */
export function securityOf(role: string): readonly DocumentPart[] {
  if (role === "public") return [];
  const roles = role === "any" ? [] : [role];
  return [
    ...["basic", "bearer", "cookie", "token"].map((scheme) => ({ [scheme]: roles })),
    { user: roles, password: roles },
  ];
}

/** Typed values of 2016 (spec rest-api 6.1). */
const TYPED_VALUE: JsonSchema = {
  type: "array",
  description: "Type code, and value; members of lists and maps are such pairs in turn",
  prefixItems: [{ type: "integer", minimum: 0 }, {}],
  minItems: 2,
  maxItems: 2,
};

function tagsOf(endpoints: readonly Endpoint[]): readonly DocumentPart[] {
  return [...new Set(endpoints.map(tagOf))].sort().map((name) => ({ name }));
}

function tagOf(endpoint: Endpoint): string {
  return endpoint.path.split("/")[1]!;
}

/** The path of the suffix that most ask for, and one for all others together. */
export function documentedPaths(endpoint: Endpoint): readonly (readonly [string, string[]])[] {
  const { path, suffixes } = endpoint;
  const rest = endpoint.rest === undefined ? "" : `/{${endpoint.rest}}`;
  if (suffixes.length === 0) return [[path, [""]]];
  const isCommand = suffixes.includes(COMMAND_SUFFIXES[0]!);
  const main = !isCommand && suffixes.includes("json") ? "json" : suffixes[0]!;
  const others = suffixes.filter((suffix) => suffix !== main);
  const paths: (readonly [string, string[]])[] = [[`${path}.${main}${rest}`, [main]]];
  if (others.length > 0) {
    const name = others.length === 1 ? others[0]! : `{${FORMAT}}`;
    paths.push([`${path}.${name}${rest}`, others]);
  }
  return paths;
}

function pathItem(
  endpoint: Endpoint,
  path: string,
  suffixes: readonly string[],
  shapes: Shapes,
): DocumentPart {
  const parameters: DocumentPart[] = parametersIn(endpoint, "path").map((one) => ({
    name: one.name,
    in: "path",
    required: true,
    description: one.about,
    schema: parameterSchema(one),
  }));
  if (suffixes.length > 1) {
    parameters.push({
      name: FORMAT,
      in: "path",
      required: true,
      description: "Form of the answer",
      schema: { type: "string", enum: suffixes },
    });
  }
  const operations = endpoint.methods.map((method) => [
    method.toLowerCase(),
    operation(endpoint, path, suffixes, method, shapes),
  ]);
  return { ...Object.fromEntries(operations), ...parameters.length > 0 && { parameters } };
}

function operation(
  endpoint: Endpoint,
  path: string,
  suffixes: readonly string[],
  method: Method,
  shapes: Shapes,
): DocumentPart {
  const variables = method === "GET" ? parametersIn(endpoint, "form") : [];
  const body = method === "POST" ? requestBody(endpoint) : undefined;
  const anonymous = endpoint.seedReadable === true && method === endpoint.methods[0];
  return {
    operationId: operationId(method, path),
    tags: [tagOf(endpoint)],
    summary: endpoint.summary,
    ...anonymous && {
      description: "Needs no login where the configuration has `httpd_legacy_anonymous_read`.",
    },
    security: securityOf(endpoint.role),
    ...variables.length > 0 && {
      parameters: variables.map((one) => ({
        name: one.name,
        in: "query",
        required: false,
        description: one.about,
        schema: parameterSchema(one),
      })),
    },
    ...body !== undefined && { requestBody: body },
    responses: {
      200: goodAnswer(endpoint, suffixes, method, shapes),
      ...refusalsOf(endpoint, method),
    },
  };
}

/** `GET /devices/by-key/{key}/device.json` as `getDevicesByKeyKeyDeviceJson`. */
function operationId(method: Method, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const rest = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${method.toLowerCase()}${rest.join("")}`;
}

function requestBody(endpoint: Endpoint): DocumentPart | undefined {
  const members = parametersIn(endpoint, "body");
  const variables = parametersIn(endpoint, "form");
  if (members.length === 0 && variables.length === 0) return undefined;
  const command = objectSchema(members);
  const form = objectSchema(variables);
  const inForm = members.length === 0 ? form : {
    ...form,
    properties: {
      json: { type: "string", contentMediaType: "application/json", description: "The command" },
      msgpack: {
        type: "string",
        contentMediaType: "application/msgpack",
        contentEncoding: "base64",
        description: "The command, as clients of 2016 send it",
      },
      ...form.properties,
    },
  };
  return {
    required: endpoint.parameters.some((one) => one.in !== "path" && one.required),
    content: {
      ...members.length > 0 && { "application/json": { schema: command } },
      "application/x-www-form-urlencoded": { schema: inForm },
      ...members.length > 0 && { "application/msgpack": { schema: command } },
    },
  };
}

function goodAnswer(
  endpoint: Endpoint,
  suffixes: readonly string[],
  method: Method,
  shapes: Shapes,
): DocumentPart {
  const content: Record<string, DocumentPart> = {};
  for (const suffix of suffixes) {
    const { type, schema } = contentOf(endpoint, suffix, method, shapes, suffixes.length > 1);
    // An `undefined` schema would say nothing, and `{}` says that it may be anything.
    content[type] = { schema };
  }
  const result = resultOf(endpoint, suffixes[0]!);
  if (result.is === "list" && result.packed) content[MSGPACK_TYPE] = { schema: TYPED };
  const about = "about" in result ? result.about : endpoint.summary;
  return { description: about, content };
}

const ANY: JsonSchema = {};
const TYPED: JsonSchema = { $ref: "#/components/schemas/TypedValue" };
const MSGPACK_TYPE = contentTypeOfSuffix("msgpack");

function contentOf(
  endpoint: Endpoint,
  suffix: string,
  method: Method,
  shapes: Shapes,
  many: boolean,
): { type: string; schema: JsonSchema } {
  const result = resultOf(endpoint, suffix);
  switch (result.is) {
    case "text":
      return { type: result.contentType ?? PLAIN_TEXT, schema: { type: "string" } };
    case "html":
      return { type: HTML_TYPE, schema: { type: "string" } };
    case "bytes":
      // Bytes have no schema in OpenAPI 3.1 but this one.
      return { type: result.contentType, schema: { contentMediaType: result.contentType } };
    case "json":
      return { type: "application/json", schema: result.schema };
    default: {
      if (suffix === "msgpack") return { type: MSGPACK_TYPE, schema: TYPED };
      // The other forms of JSON spell names in their own way, or are lines.
      const schema = many ? ANY : answerSchema(shapes, endpoint, suffix, method)!;
      return { type: contentTypeOfSuffix(suffix), schema };
    }
  }
}
