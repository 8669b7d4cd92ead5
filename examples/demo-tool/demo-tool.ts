// A capture tool: a Geiger counter that is none. As `kismet_cap_serial_radview` in a directory of
// `helper_binary_path`, it serves interfaces named `radview…`; docs/plugins.md shows how.
import { startDatasource, type ToolPacket } from "moirai/helper";

const READING_MS = 100;
const READINGS = 20;

async function* readings(): AsyncGenerator<ToolPacket> {
  for (let count = 0; count < READINGS; count++) {
    await new Promise((resolve) => setTimeout(resolve, READING_MS));
    yield { json: { type: "radiation", text: JSON.stringify({ cps: 12 + count % 3 }) } };
  }
}

const problem = await startDatasource({
  type: "radview",
  description: "A Geiger counter that is none",
  probe: (name) => name.startsWith("radview"),
  identify: () => "0000000000AA",
  open: () => ({ linkType: 0, hardware: "an imagined tube", packets: readings() }),
});
process.exit(problem === "" ? 0 : 1);
