// Writes the generated types of client/ anew; a test says when that is needed.
import { writeFile } from "node:fs/promises";
import { clientTypes } from "./client-types.ts";

const { records, routes } = clientTypes();
await writeFile(new URL("../client/records.gen.ts", import.meta.url), records);
await writeFile(new URL("../client/routes.gen.ts", import.meta.url), routes);
