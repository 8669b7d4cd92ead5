// What an endpoint takes and gives as JSON Schema: shared by the documents of the API and the types
// of its client.
import type {
  JsonSchema,
  SchemaSet,
  TableDescription,
} from "../../../protocols/serialize/json-schema.ts";
import type { Endpoint, Method, Parameter, Result, ResultTable } from "../endpoint.ts";
import { FIELDS_PARAMETER } from "../parameters.ts";

/** Where records come from. */
export interface Shapes {
  readonly schemas: SchemaSet;
  /** The device table with the members of all PHYs. */
  readonly device: TableDescription;
}

const COUNT: JsonSchema = { type: "integer", minimum: 0 };

/** A record of members that the request chose. */
export const SELECTED: JsonSchema = {
  type: "object",
  description: "The members that the request asked for with `fields`",
  additionalProperties: true,
};

export function parameterSchema(parameter: Parameter): JsonSchema {
  return "schema" in parameter ? parameter.schema : { type: parameter.type };
}

/** Parameters of an object: its members, and which must be there. */
export function objectSchema(parameters: readonly Parameter[]): JsonSchema {
  const properties = Object.fromEntries(
    parameters.map((one) => [one.name, { ...parameterSchema(one), description: one.about }]),
  );
  const required = parameters.filter((one) => one.required).map((one) => one.name);
  return { type: "object", properties, ...required.length > 0 && { required } };
}

export function parametersIn(endpoint: Endpoint, place: Parameter["in"]): readonly Parameter[] {
  return endpoint.parameters.filter((one) => one.in === place);
}

export function resultOf(endpoint: Endpoint, suffix: string): Result {
  return endpoint.results?.[suffix] ?? endpoint.result;
}

/**
 * Schema of a JSON answer; undefined for an answer that is no JSON. `selections` says whether it
 * covers records of members that a request chose.
 */
export function answerSchema(
  shapes: Shapes,
  endpoint: Endpoint,
  suffix: string,
  method: Method,
  selections = true,
): JsonSchema | undefined {
  const result = resultOf(endpoint, suffix);
  if (result.is === "json" || result.is === "value") return result.schema;
  if (result.is !== "record" && result.is !== "map" && result.is !== "list") return undefined;
  const whole = containerSchema(result, recordSchema(shapes, result.of));
  // What a request may choose it chooses in a body, or in variables of the query.
  const selectable = selections && method === "POST" &&
    endpoint.parameters.includes(FIELDS_PARAMETER);
  const forms = selectable ? [whole, containerSchema(result, SELECTED)] : [whole];
  if (result.is === "list" && result.windows) {
    const rows = selections ? { anyOf: [whole, containerSchema(result, SELECTED)] } : whole;
    forms.push(...windowSchemas(rows));
  }
  if (result.is === "list" && result.renamed && method === "POST") {
    forms.push({ type: "object", additionalProperties: whole });
  }
  return forms.length === 1 ? whole : { anyOf: forms };
}

function recordSchema(shapes: Shapes, of: ResultTable): JsonSchema {
  return shapes.schemas.ofTable(of === "device" ? shapes.device : of);
}

function containerSchema(result: Result, member: JsonSchema): JsonSchema {
  if (result.is === "map") return { type: "object", additionalProperties: member };
  if (result.is !== "list") return member;
  const list: JsonSchema = { type: "array", items: member };
  if (result.under === undefined) return list;
  return { type: "object", properties: { [result.under]: list }, required: [result.under] };
}

/** The two styles of tables (spec rest-api 4.4). */
function windowSchemas(rows: JsonSchema): JsonSchema[] {
  return [
    {
      type: "object",
      description: "One page",
      properties: { data: rows, last_page: COUNT, last_row: COUNT, total_row: COUNT },
      required: ["data", "last_page", "last_row", "total_row"],
    },
    {
      type: "object",
      description: "One window of DataTables",
      properties: {
        draw: { type: "integer" },
        data: rows,
        recordsTotal: COUNT,
        recordsFiltered: COUNT,
      },
      required: ["draw", "data", "recordsTotal", "recordsFiltered"],
    },
  ];
}
