// Writes the npm package to dist/: compiled files, types, pages, and a package.json whose exports
// name what other programs may import. `npm pack ./dist` makes the archive.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const bin = (name) => join(root, "node_modules", ".bin", name);

// Executables (build-binaries.mjs) lie there as well; they stay, and are no part of the package.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== "binaries") rmSync(join(dist, name), { recursive: true, force: true });
}
const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}` };
const compiled = spawnSync(bin("tsc"), ["-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
  env,
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
cpSync(join(root, "web"), join(dist, "web"), { recursive: true });
for (const name of ["LICENSE", "README.md", "docs"]) {
  cpSync(join(root, name), join(dist, name), { recursive: true });
}
const source = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const compiledPath = (path) => path.replace(/\.ts$/, ".js");
const entries = Object.entries(source.exports).map(([name, path]) => [
  name,
  { types: path.replace(/\.ts$/, ".d.ts"), default: compiledPath(path) },
]);
const manifest = {
  name: source.name,
  version: source.version,
  description: source.description,
  license: source.license,
  type: "module",
  engines: source.engines,
  bin: { moirai: "./moirai.js" },
  files: ["*", "!binaries"],
  exports: Object.fromEntries(entries),
  dependencies: source.dependencies,
  // For property tests of scenarios alone, so whoever installs the package need not have it.
  peerDependencies: { "fast-check": `^${source.devDependencies["fast-check"]}` },
  peerDependenciesMeta: { "fast-check": { optional: true } },
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
writeFileSync(join(dist, "moirai.js"), '#!/usr/bin/env node\nimport "./main.js";\n', {
  mode: 0o755,
});
