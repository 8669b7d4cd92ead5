// Makes protocols/external/generated from the .proto files beside it, with protoc (Debian:
// protobuf-compiler) and the pinned protoc-gen-es: node scripts/build-proto.mjs [directory]
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { bin, root } from "./project.mjs";

const source = join(root, "protocols/external/proto");
const out = process.argv[2] ?? join(root, "protocols/external/generated");
const result = spawnSync("protoc", [
  `--plugin=protoc-gen-es=${bin("protoc-gen-es")}`,
  `--es_out=${out}`,
  "--es_opt=target=ts,import_extension=ts",
  `--proto_path=${source}`,
  ...readdirSync(source).filter((name) => name.endsWith(".proto")).sort(),
], { stdio: "inherit" });
if (result.error !== undefined) {
  process.stderr.write(`Could not run protoc (${result.error.message}); is it installed?\n`);
}
process.exit(result.status ?? 1);
