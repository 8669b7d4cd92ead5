// Every command that docs/logging-in.md shows is run here, in its order, against a real server.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    const said = await start(folder);
    login = `admin:${/password\s+(\S+)/.exec(said)![1]!}`;
    // What the page shows of the first start is what it prints.
    expect(said).toContain(page.match(/This is the first start.*/)![0]);
  });

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a server at home in a folder; what it said until it could be opened. */
  async function start(home: string, ...more: string[]): Promise<string> {
    const none = join(home, "none");
    const args = [main, "--port", "0", "--homedir", home, "--confdir", none, ...more];
    child = spawn(node, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    return await new Promise((resolve, reject) => {
      child.on("close", () => reject(new Error(said)));
      child.stderr!.on("data", (chunk) => {
        said += String(chunk);
        const opened = /Open (https?:\/\/127\.0\.0\.1:\d+)\//.exec(said);
        if (opened === null) return;
        origin = opened[1]!;
        resolve(said);
      });
    });
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null) return;
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await closed;
  }

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

  // After the blocks: the last of them has made the certificate.
  test("the file of a server of Kismet is a login, and TLS is as the page says", async () => {
    await stop();
    const blockWith = (key: string): string =>
      new RegExp(`\`\`\`\\n(${key}=[\\s\\S]*?)\`\`\``).exec(page)![1]!;
    const home = join(folder, "home");
    mkdirSync(join(home, ".kismet"), { recursive: true });
    writeFileSync(join(home, ".kismet", "kismet_httpd.conf"), blockWith("httpd_username"));
    const settings = blockWith("httpd_ssl").replaceAll("/etc/ssl/", `${folder}/`).trim();
    const said = await start(home, ...settings.split("\n").flatMap((line) => ["--set", line]));
    expect(said).not.toContain("first start");
    expect(origin).toMatch(/^https:/);
    const certificate = ["--cacert", join(folder, "wifi.crt")];
    const answer = spawnSync(
      "curl",
      ["-sSi", "-u", "alice:correct-horse", ...certificate, `${origin}/session/check_login`],
      { encoding: "utf8" },
    );
    expect(answer.stdout).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.stdout).toMatch(/set-cookie: KISMET=\w+; .*Secure/i);
  });
});
