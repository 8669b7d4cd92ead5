// Writes everything anew that is made of tables: pages of docs/ and the types of the client. Tests
// say when that is needed.
import { writeFile } from "node:fs/promises";
import { formatAlertsPage } from "./alerts-page.ts";
import { formatApiCoveragePage } from "./api-coverage-page.ts";
import { clientTypes } from "./client-types.ts";
import { formatConfigurationPage } from "./configuration-page.ts";

const { records, routes } = clientTypes();

const FILES: readonly (readonly [path: string, text: string])[] = [
  ["docs/alerts.md", formatAlertsPage()],
  ["docs/api-coverage.md", formatApiCoveragePage()],
  ["docs/configuration.md", formatConfigurationPage()],
  ["client/records.gen.ts", records],
  ["client/routes.gen.ts", routes],
];

for (const [path, text] of FILES) {
  await writeFile(new URL(`../${path}`, import.meta.url), text);
}
