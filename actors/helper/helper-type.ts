// A datasource type whose work a capture tool does: one process for each question and for each open
// source (external-protocol 4.3 to 4.5).
import type { InterfaceBlock } from "../../protocols/external/messages.ts";
import { DatasourceError } from "../datasource/datasource-error.ts";
import { formatDefinition } from "../datasource/definition.ts";
import type { FoundInterface, SourceType } from "../datasource/source-type.ts";
import { ask } from "./helper-ask.ts";
import type { HelperDriver } from "./helper-drivers.ts";
import { REQUEST_MS } from "./helper-peer.ts";
import { shown } from "./helper-reports.ts";
import { openHelperSession } from "./helper-session.ts";
import type { HelperTools } from "./helper-tools.ts";

/** Interfaces that one tool may list, and options of each. */
export const LISTED_INTERFACES_MAX = 1024;
const LISTED_OPTIONS_MAX = 16;
/** Types that play files are not opened again when they fail. */
const FILE_TYPES: readonly string[] = ["pcapfile", "kismetdb"];

export function createHelperType(driver: HelperDriver, tools: HelperTools): SourceType {
  const type: SourceType = {
    driver,
    uuidProgram: driver.binary,
    retryDefault: FILE_TYPES.includes(driver.type) ? false : undefined,
    isHelper: true,
    async probe(definition, context, signal) {
      if (!driver.probeCapable || await tools.find(driver.binary) === undefined) return false;
      const { peer, confirm } = await tools.start(driver.type, driver.binary, signal);
      try {
        const answer = await ask(peer, context.platform.clock, {
          message: { kind: "probeRequest", definition: formatDefinition(definition) },
          what: "say whether an interface is its own",
          limitMs: REQUEST_MS,
          meanwhile: () => {},
        });
        confirm();
        return answer.kind === "probeReport" && answer.ok;
      } finally {
        await peer.close();
      }
    },
    // The tool tells when it has opened the source.
    identify: () => Promise.resolve(undefined),
    async open(definition, context, { signal, events }) {
      if (!driver.localCapable) {
        throw new DatasourceError("unsupported", `its tool ${driver.binary} runs elsewhere`);
      }
      const { peer, process, confirm } = await tools.start(driver.type, driver.binary, signal);
      const session = await openHelperSession({
        peer,
        definition,
        clock: context.platform.clock,
        events,
        program: process.path,
        processId: process.processId,
        stampOnArrival: false,
        tunable: driver.tuningCapable,
      });
      confirm();
      return session;
    },
  };
  if (!driver.listCapable) return type;
  return {
    ...type,
    async list(context, signal) {
      if (await tools.find(driver.binary) === undefined) return [];
      const { peer, confirm } = await tools.start(driver.type, driver.binary, signal);
      try {
        const answer = await ask(peer, context.platform.clock, {
          message: { kind: "listRequest" },
          what: "list its interfaces",
          limitMs: REQUEST_MS,
          meanwhile: () => {},
        });
        if (answer.kind !== "listReport" || !answer.ok) {
          throw new DatasourceError("other", shown(answer.message || "it refused"));
        }
        confirm();
        const version = shown(answer.version ?? "");
        return answer.interfaces
          .slice(0, LISTED_INTERFACES_MAX)
          .flatMap((block) => foundInterface(block, version));
      } finally {
        await peer.close();
      }
    },
  };
}

function foundInterface(block: InterfaceBlock, version: string): FoundInterface[] {
  const name = shown(block.interface ?? "");
  if (name === "") return [];
  return [{
    interface: name,
    captureInterface: shown(block.captureInterface ?? ""),
    hardware: shown(block.hardware ?? ""),
    version,
    options: (block.flags ?? "").split(",").slice(0, LISTED_OPTIONS_MAX).flatMap((option) =>
      option === "" ? [] : [shown(option)]
    ),
  }];
}
