// Which scripts a web interface is made of (spec rest-api 1.7): its own modules, then those of
// plugins.
import type { JsonSchema } from "../../../protocols/serialize/json-schema.ts";
import { type Endpoint, jsonAnswer, textAnswer } from "../endpoint.ts";

const SCRIPT_TYPE = "application/javascript; charset=utf-8";
const TEXT: JsonSchema = { type: "string" };

const MODULES_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    dynamicjs: {
      type: "array",
      items: {
        type: "object",
        properties: { module: TEXT, js: TEXT },
        required: ["module", "js"],
      },
    },
  },
  required: ["dynamicjs"],
};

export const dynamicEndpoints: readonly Endpoint[] = [
  {
    path: "/dynamic",
    methods: ["GET"],
    role: "public",
    suffixes: ["json"],
    summary: "Modules of the web interface",
    parameters: [],
    result: { is: "json", about: "Modules and their scripts", schema: MODULES_SCHEMA },
    handle: async (call) => {
      const dynamicjs = await call.context.pageModules();
      return jsonAnswer({ dynamicjs });
    },
  },
  {
    path: "/dynamic",
    methods: ["GET"],
    role: "public",
    suffixes: ["js"],
    summary: "A script that loads the modules of the web interface",
    parameters: [],
    result: { is: "text", about: "JavaScript", contentType: SCRIPT_TYPE },
    handle: async (call) =>
      textAnswer(loaderScript(await call.context.pageModules()), 200, SCRIPT_TYPE),
  },
];

/** Scripts are loaded in order, beside the page that asks. */
function loaderScript(
  modules: readonly { readonly module: string; readonly js: string }[],
): string {
  // Scripts may stand inside a page, where "</" would end them.
  const list = JSON.stringify(modules).replaceAll("<", "\\u003c");
  return `"use strict";
for (const { module, js } of ${list}) {
  const script = document.createElement("script");
  script.dataset.module = module;
  script.src = js;
  script.async = false;
  document.head.append(script);
}
`;
}
