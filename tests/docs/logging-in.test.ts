// Every command that docs/logging-in.md shows is run here, in its order, against a real server.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node = join(root, "node_modules", ".bin", "node");
const main = join(root, "main.ts");
const page = readFileSync(join(root, "docs", "logging-in.md"), "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!.trim());
const missing = ["curl", "openssl", "sh"].filter((name) =>
  spawnSync(name, [name === "openssl" ? "version" : "--version"]).error !== undefined
);

describe.skipIf(missing.length > 0)(`docs/logging-in.md (needs ${missing.join(", ")})`, () => {
  let folder = "";
  let child: ChildProcess;
  let origin = "";
  let login = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "moirai-login-"));
    const args = [main, "--port", "0", "--homedir", folder, "--confdir", join(folder, "none")];
    child = spawn(node, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    const address = await new Promise<RegExpExecArray>((resolve, reject) => {
      child.on("close", () => reject(new Error(said)));
      child.stderr!.on("data", (chunk) => {
        said += String(chunk);
        const opened = /Open (http:\/\/127\.0\.0\.1:\d+)\//.exec(said);
        if (opened !== null) resolve(opened);
      });
    });
    origin = address[1]!;
    login = `admin:${/password\s+(\S+)/.exec(said)![1]!}`;
    // What the page shows of the first start is what it prints.
    expect(said).toContain(page.match(/This is the first start.*/)![0]);
  });

  afterAll(async () => {
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await closed;
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(blocks)("%s", (block) => {
    const script = [
      // A refusal is a failure; the command is this checkout's, at home in the folder.
      'curl() { command curl -sS -f "$@"; }',
      `moirai() { "${node}" "${main}" "$@" --homedir "${folder}" --confdir "${folder}/none"; }`,
      block.replaceAll("http://127.0.0.1:2501", origin),
    ].join("\n");
    const result = spawnSync("sh", ["-e", "-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, LOGIN: login },
    });
    expect([result.status, result.stderr]).toEqual([0, expect.any(String)]);
    // Key lists, tokens and times are all the same to this test, a refusal is not.
    expect(result.stdout).not.toContain("ERROR");
    const changed = /-d username=(\S+) -d password=(\S+)/.exec(block);
    if (changed !== null) login = `${changed[1]}:${changed[2]}`;
  });
});
