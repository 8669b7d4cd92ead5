// Writes the page for captures to dist/browser/: files that any web server, or none, can serve.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const into = process.argv[2] ?? join(root, "dist", "browser");

rmSync(into, { recursive: true, force: true });
mkdirSync(into, { recursive: true });
const bundled = spawnSync(
  join(root, "node_modules", ".bin", "bun"),
  ["build", join(root, "browser", "page.ts"), "--target", "browser", "--minify", "--outdir", into],
  { stdio: ["ignore", "ignore", "inherit"] },
);
if (bundled.status !== 0) process.exit(bundled.status ?? 1);
for (const name of ["index.html", "page.css"]) {
  cpSync(join(root, "browser", name), join(into, name));
}
cpSync(join(root, "web", "icon.svg"), join(into, "icon.svg"));
