// Writes docs/configuration.md anew; a test says when that is needed.
import { writeFile } from "node:fs/promises";
import { formatConfigurationPage } from "./configuration-page.ts";

await writeFile(new URL("../docs/configuration.md", import.meta.url), formatConfigurationPage());
