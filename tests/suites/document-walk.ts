// Walks an OpenAPI document against whatever answers: every path, method and form, with the
// credentials and the example that the operation needs; what comes back must be as described.
import { decode } from "@msgpack/msgpack";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { exampleMembers, examplePath } from "./endpoint-examples.ts";
import { form } from "./web-fixture.ts";

type Part = Readonly<Record<string, unknown>>;

export interface Operation {
  /** The path as the document has it. */
  readonly path: string;
  readonly method: string;
  /** Suffixes of a path that has several, else none. */
  readonly formats: readonly string[];
  readonly responses: Readonly<Record<string, Part>>;
  readonly isPublic: boolean;
  readonly parameters: readonly string[];
}

export type OpenApi = { readonly paths: Readonly<Record<string, Part>>; readonly components: Part };

const METHODS = ["get", "post"];

export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const parameters = (item.parameters ?? []) as {
      name: string;
      schema: { enum?: string[] };
    }[];
    const formats = parameters.find((one) => one.name === "format")?.schema.enum ?? [];
    return METHODS.filter((method) => method in item).map((method) => {
      const operation = item[method] as { responses: Record<string, Part>; security: unknown[] };
      return {
        path,
        method: method.toUpperCase(),
        formats,
        responses: operation.responses,
        isPublic: operation.security.length === 0,
        parameters: parameters.map((one) => one.name),
      };
    });
  });
}

/** The address of an operation's example, in one of its forms. */
export function exampleAddress(path: string, format: string | undefined): string {
  const values: Record<string, string> = format === undefined ? {} : { format };
  return examplePath({ path, suffixes: [] }, undefined, values);
}

/** The request of an operation's example. */
export function exampleCall({ path, method }: Operation): RequestInit {
  if (method === "GET") return { method };
  const stem = path.replace(/\.(?:\w+|\{format\})(?:\/\{\w+\})?$/, "");
  const members = exampleMembers({ path: stem });
  return form({
    username: String(members.username),
    password: String(members.password),
    json: JSON.stringify(members),
  });
}

/** Checks answers with what a document says of them. */
export class DocumentChecker {
  readonly operations: readonly Operation[];
  readonly #document: OpenApi;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.#document = document;
    this.operations = operationsOf(document);
    this.#ajv = new Ajv2020({
      strict: false,
      allErrors: false,
      formats: integerFormats(),
    });
    this.#ajv.addSchema(withoutOthers(document), "document");
  }

  /** What is wrong with an answer; empty when it is as described. */
  async problems(operation: Operation, answer: Response): Promise<string[]> {
    const { path, method } = operation;
    const type = answer.headers.get("content-type") ?? "none";
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const at = ["paths", path, method.toLowerCase(), "responses", String(answer.status)];
    const described = operation.responses[answer.status];
    if (described === undefined) {
      return [`${method} ${path}: status ${answer.status} is not described`];
    }
    const { place, response } = this.#resolved(at, described);
    const content = (response.content ?? {}) as Record<string, { schema: Part }>;
    if (content[type] === undefined) {
      return [`${method} ${path} ${answer.status}: ${type} is not described`];
    }
    return this.#bodyProblems([...place, "content", type, "schema"], type, bytes)
      .map((problem) => `${method} ${path} ${answer.status} ${type}: ${problem}`);
  }

  #resolved(
    place: readonly string[],
    described: Part,
  ): { place: readonly string[]; response: Part } {
    if (typeof described.$ref !== "string") return { place, response: described };
    const name = described.$ref.split("/").at(-1)!;
    const responses = this.#document.components.responses as Record<string, Part>;
    return { place: ["components", "responses", name], response: responses[name]! };
  }

  #bodyProblems(place: readonly string[], type: string, bytes: Uint8Array): string[] {
    const pointer = place.map((one) => one.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    let validate = this.#validators.get(pointer);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `document#/${encodeURI(pointer)}` });
      this.#validators.set(pointer, validate);
    }
    const values = valuesOf(type, bytes);
    if (typeof values === "string") return [values];
    for (const value of values) {
      if (validate(value)) continue;
      const [error] = validate.errors!;
      return [`${error!.instancePath} ${error!.message} ${JSON.stringify(error!.params)}`];
    }
    return [];
  }
}

/** The documents of a body, or what is wrong with it. */
function valuesOf(type: string, bytes: Uint8Array): unknown[] | string {
  if (type === "application/msgpack") return [decode(bytes, { useBigInt64: false })];
  const text = new TextDecoder().decode(bytes);
  if (type !== "application/json") return [text];
  try {
    return [JSON.parse(text)];
  } catch {
    // Line formats: each line is a document.
  }
  try {
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  } catch {
    return `no JSON: ${text.slice(0, 80)}`;
  }
}

/** The same document, whose records have the members they name and no others. */
function withoutOthers(document: OpenApi): Part {
  const schemas = closedSchemas(document.components.schemas as Record<string, Part>);
  return { ...document, components: { ...document.components, schemas } };
}

/** Schemas of records that have no members but those they name. */
export function closedSchemas(schemas: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      "properties" in schema ? { ...schema, additionalProperties: false } : schema,
    ]),
  );
}

function integerFormats() {
  const range = (bits: number, signed: boolean) => {
    const least = signed ? -(2 ** (bits - 1)) : 0;
    const most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
    const validate = (value: number): boolean => value >= least && value <= most;
    return { type: "number" as const, validate };
  };
  const sizes = [8, 16, 32, 64];
  return {
    ...Object.fromEntries(sizes.map((bits) => [`int${bits}`, range(bits, true)])),
    ...Object.fromEntries(sizes.map((bits) => [`uint${bits}`, range(bits, false)])),
    float: true as const,
    double: true as const,
  };
}
