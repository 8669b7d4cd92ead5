// Writes docs/alerts.md anew; a test says when that is needed.
import { writeFile } from "node:fs/promises";
import { formatAlertsPage } from "./alerts-page.ts";

await writeFile(new URL("../docs/alerts.md", import.meta.url), formatAlertsPage());
