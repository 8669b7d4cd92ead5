// The documents of this API: addresses of ours.
import { type Endpoint, textAnswer } from "../endpoint.ts";

const JSON_TYPE = "application/json";

export const documentEndpoints: readonly Endpoint[] = [
  {
    path: "/openapi",
    methods: ["GET"],
    role: "any",
    suffixes: ["json"],
    summary: "This description of all addresses, as OpenAPI 3.1",
    parameters: [],
    result: { is: "json", about: "The document", schema: { type: "object" } },
    handle: (call) => textAnswer(call.context.documents.openApi(), 200, JSON_TYPE),
  },
  {
    path: "/asyncapi",
    methods: ["GET"],
    role: "any",
    suffixes: ["json"],
    summary: "The description of all websockets, as AsyncAPI 3.0",
    parameters: [],
    result: { is: "json", about: "The document", schema: { type: "object" } },
    handle: (call) => textAnswer(call.context.documents.asyncApi(), 200, JSON_TYPE),
  },
];
