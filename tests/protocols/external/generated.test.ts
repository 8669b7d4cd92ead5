// What is checked in under generated/ is what protoc makes of the .proto files.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const hasProtoc = spawnSync("protoc", ["--version"]).status === 0;

test.skipIf(!hasProtoc)("generated code is up to date (needs protobuf-compiler)", () => {
  const out = mkdtempSync(join(tmpdir(), "moirai-proto-"));
  try {
    const made = spawnSync(
      join(root, "node_modules/.bin/node"),
      [join(root, "scripts/build-proto.mjs"), out],
      { encoding: "utf8" },
    );
    expect(made.stderr).toBe("");
    const names = readdirSync(out).sort();
    const checkedIn = join(root, "protocols/external/generated");
    expect(readdirSync(checkedIn).sort()).toEqual(names);
    for (const name of names) {
      expect(readFileSync(join(checkedIn, name), "utf8"), name)
        .toBe(readFileSync(join(out, name), "utf8"));
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});
