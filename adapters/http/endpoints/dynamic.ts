// Which scripts a web interface is made of (spec rest-api 1.7): its own modules, then those of
// plugins.
import { type Endpoint, textAnswer } from "../endpoint.ts";

export const dynamicEndpoints: readonly Endpoint[] = [
  {
    path: "/dynamic",
    methods: ["GET"],
    role: "public",
    suffixes: ["json"],
    summary: "Modules of the web interface",
    parameters: [],
    result: { is: "object", about: "dynamicjs: a list of module names and their scripts" },
    handle: async (call) => {
      const dynamicjs = await call.context.pageModules();
      return textAnswer(JSON.stringify({ dynamicjs }));
    },
  },
  {
    path: "/dynamic",
    methods: ["GET"],
    role: "public",
    suffixes: ["js"],
    summary: "A script that loads the modules of the web interface",
    parameters: [],
    result: { is: "text", about: "JavaScript" },
    handle: async (call) => textAnswer(loaderScript(await call.context.pageModules())),
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
