// Where a helper begins: the server started it and gave it two pipes (spec external-protocol 4.1).
//
// @example
// import { startHelper } from "moirai/helper";
// const helper = startHelper();
// helper.route("GET", "/hello/world.html", (_request, answer) => answer.end("<b>Hello</b>"));
import process from "node:process";
import { openDescriptors } from "../adapters/platform/node-descriptors.ts";
import type { FrameVersion } from "../protocols/external/frames.ts";
import { descriptorsOf } from "./descriptors.ts";
import { Helper } from "./helper.ts";

export { startDatasource } from "./datasource.ts";
export type { DatasourceTool, OpenedTool, ToolPacket } from "./datasource.ts";
export { Helper } from "./helper.ts";
export type { EventListener, Handler, Severity } from "./helper.ts";
export type { WebAnswer, WebRequest } from "./exchange.ts";

export interface StartOptions {
  /** Those of the command line, when left out. */
  readonly commandLine?: readonly string[];
  /** The framing to begin with: 0 for servers until 2020; 3, which is ours, when left out. */
  readonly version?: FrameVersion;
}

/**
 * The helper at the pipes that the command line names. Throws when it names none: somebody started
 * the program by hand. When the server closes the pipes nothing keeps the process, so it ends unless
 * it has something else to do.
 */
export function startHelper(options: StartOptions = {}): Helper {
  const [input, output] = descriptorsOf(options.commandLine);
  const { version } = options;
  const serverUrl = process.env["MOIRAI_URL"] ?? "";
  const pipes = openDescriptors(input, output);
  return new Helper({
    source: pipes,
    sink: pipes,
    ...version !== undefined && { version },
    ...serverUrl !== "" && { serverUrl },
  });
}
