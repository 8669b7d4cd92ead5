// `npm run build:binaries`: executables of one file that need no engine, no packages and no sources
// on the machine they run on. --help explains.
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { findAddon, lastLine, ownTarget, TARGETS } from "./binary-targets.mjs";
import { bin, ensureInstalled, root } from "./project.mjs";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const ENGINES = { bun: compileWithBun, deno: compileWithDeno };
const HELP = `Usage: npm run build:binaries -- [options]

Makes moirai one executable file, which needs neither Node, Bun, Deno nor packages where it runs.

Options:
  --engine NAME     The engine inside: ${
  Object.keys(ENGINES).join(" or ")
}. Repeatable; both when not given.
  --target NAME     The system it is for, repeatable; this machine's when not given. One of
                    ${Object.keys(TARGETS).join(", ")}.
  --into DIRECTORY  Where to write it, instead of dist/binaries.
  --bundle          Write only the one script that they are made of, moirai.js.
  -h, --help        Print this help.

The engine of another system, and for Deno also that of this one, is fetched from the internet. A copy
of Deno's that is there already is named by DENORT_BIN.
`;

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const request = parse(args);
  if (request.problem !== undefined) {
    process.stderr.write(`${request.problem}; --help lists what there is.\n`);
    return 2;
  }
  if (request.help) {
    process.stdout.write(HELP);
    return 0;
  }
  ensureInstalled();
  const folder = mkdtempSync(join(tmpdir(), "moirai-binaries-"));
  try {
    mkdirSync(request.into, { recursive: true });
    return build(request, folder);
  } catch (error) {
    process.stderr.write(`Could not build the executables: ${error.message}.\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(args) {
  const request = { engines: [], targets: [], into: join(root, "dist", "binaries") };
  const words = args.flatMap((arg) => {
    const match = /^(--\w+)=(.*)$/.exec(arg);
    return match === null ? [arg] : [match[1], match[2]];
  });
  while (words.length > 0) {
    const word = words.shift();
    if (word === "--help" || word === "-h") return { help: true };
    if (word === "--bundle") {
      request.bundle = true;
      continue;
    }
    const value = words.shift();
    if (!["--engine", "--target", "--into"].includes(word)) {
      return { problem: `There is no option ${word}` };
    }
    if (value === undefined) return { problem: `${word} needs a value` };
    if (word === "--into") {
      request.into = resolve(process.env.INIT_CWD ?? process.cwd(), value);
      continue;
    }
    const [known, chosen] = word === "--engine"
      ? [ENGINES, request.engines]
      : [TARGETS, request.targets];
    if (!Object.hasOwn(known, value)) {
      return { problem: `There is no ${word.slice(2)} ${value}` };
    }
    chosen.push(value);
  }
  if (request.engines.length === 0) request.engines = Object.keys(ENGINES);
  if (request.targets.length === 0) {
    const own = ownTarget();
    if (own === undefined) {
      return {
        problem: `This machine (${process.platform}-${process.arch}) is none of the targets`,
      };
    }
    request.targets = [own];
  }
  return request;
}

/** The exit status; each executable that cannot be made is told, and the others are made. */
function build({ engines, targets, into, bundle }, folder) {
  let failures = 0;
  for (const target of targets) {
    const entry = writeEntry(target, folder);
    if (bundle) {
      const path = join(into, "moirai.js");
      bundleScript(entry, path);
      tell(path);
      continue;
    }
    for (const engine of engines) {
      const path = join(into, `moirai-${engine}-${target}`);
      process.stdout.write(`Building ${shown(path)}\n`);
      try {
        rmSync(path, { force: true });
        ENGINES[engine](entry, target, path, folder);
        if (target === ownTarget()) tryOut(path, engine);
        tell(path);
      } catch (error) {
        rmSync(path, { force: true });
        failures += 1;
        process.stderr.write(`Could not build ${shown(path)}: ${error.message}.\n`);
      }
    }
  }
  return failures === 0 ? 0 : 1;
}

/** Where the executable begins: the program, with what lies beside its sources otherwise. */
function writeEntry(target, folder) {
  const web = join(root, "web");
  const base64 = (path) => readFileSync(path).toString("base64");
  const pages = readdirSync(web).map((name) => [name, base64(join(web, name))]);
  const shipped = {
    pages: Object.fromEntries(pages),
    addon: base64(findAddon(target, folder)),
  };
  const path = join(folder, `${target}.ts`);
  writeFileSync(
    path,
    `import { runSingleFile } from ${JSON.stringify(join(root, "cli", "single-file.ts"))};
await runSingleFile(import.meta.url, ${JSON.stringify(shipped)});
`,
  );
  return path;
}

/**
 * Compiling to bytecode makes a start take a quarter of the time. The executable reads no settings of
 * Bun where it is started: whoever may write there could run programs of theirs in it.
 */
function compileWithBun(entry, target, path) {
  const options = [
    "--compile",
    "--bytecode",
    "--format=esm",
    `--target=${TARGETS[target].bun}`,
    "--no-compile-autoload-bunfig",
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-tsconfig",
    "--no-compile-autoload-package-json",
  ];
  const { status, stderr } = run("bun", ["build", ...options, entry, "--outfile", path]);
  if (status === 0) return;
  throw new Error(`bun build: ${lastLine(stderr)}`);
}

function compileWithDeno(entry, target, path, folder) {
  const system = TARGETS[target].deno;
  if (system === undefined) throw new Error("Deno makes no executables for this target");
  const script = join(folder, "moirai.js");
  bundleScript(entry, script);
  // Neither settings nor packages of this project have a say in what the executable does.
  const options = ["--no-config", "--no-check", "--allow-all", "--target", system];
  const { status, stderr } = run("deno", ["compile", ...options, "--output", path, script], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", DENO_NO_PACKAGE_JSON: "1" },
  });
  if (status === 0) return;
  if (/denort|base binary/.test(stderr)) {
    throw new Error(
      "deno compile has not got its runtime, denort: it comes from dl.deno.land, which cannot be " +
        "reached from here, or from the file that DENORT_BIN names",
    );
  }
  throw new Error(`deno compile: ${lastLine(stderr)}`);
}

/** The whole program as one script. */
function bundleScript(entry, path) {
  const options = ["--target=node", "--format=esm", "--external", "node:*"];
  const { status, stderr } = run("bun", ["build", ...options, entry, "--outfile", path]);
  if (status !== 0) throw new Error(`bun build: ${lastLine(stderr)}`);
}

/** An executable for this machine has to say who it is, or it is not one. */
function tryOut(path, engine) {
  const { stdout, stderr, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (stdout?.startsWith(`moirai ${version} (${engine} `)) return;
  const why = error === undefined ? lastLine(`${stderr}\n${stdout}`) : error.message;
  const hint = engine === "deno" && process.env.DENORT_BIN !== undefined
    ? "; is DENORT_BIN the denort of this Deno"
    : "";
  throw new Error(`it does not run (${why})${hint}`);
}

function run(engine, args, options = {}) {
  const result = spawnSync(bin(engine), args, { encoding: "utf8", ...options });
  if (result.error !== undefined) throw result.error;
  return result;
}

function tell(path) {
  process.stdout.write(`${shown(path)}: ${(statSync(path).size / 1e6).toFixed(1)} MB\n`);
}

function shown(path) {
  const inside = relative(root, path);
  return inside.startsWith("..") ? path : inside;
}
