// `npm test -- ARGS`: installs what is missing, runs `vitest run ARGS` under Node, Bun and Deno, and
// ends with one line of totals. `--engine=NAME` (repeatable) runs only that one.
import { ENGINE_COMMANDS, formatTotals, runSuites } from "./engines.mjs";
import { ensureInstalled } from "./project.mjs";

const chosen = [];
const args = [];
for (const arg of process.argv.slice(2)) {
  const match = /^--engine=(.*)$/.exec(arg);
  if (match === null) args.push(arg);
  else chosen.push(match[1]);
}
const known = Object.keys(ENGINE_COMMANDS);
const unknown = chosen.find((engine) => !known.includes(engine));
if (unknown !== undefined) {
  process.stderr.write(`There is no engine ${unknown}; there are ${known.join(", ")}.\n`);
  process.exit(2);
}

ensureInstalled();
const totals = runSuites(chosen.length === 0 ? known : chosen, args);
process.stdout.write(`${formatTotals(totals)}\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
