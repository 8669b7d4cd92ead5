#!/usr/bin/env node
// The `moirai` command: runs `main.ts` with a Node that can.
import { nodeForTypeScript, runMain } from "./project.mjs";

const node = nodeForTypeScript();
if (node === undefined) {
  process.stderr.write(
    `moirai needs Node 22.18 or newer, this is ${process.versions.node}; ` +
      "`npm start` in its directory brings its own.\n",
  );
  process.exit(1);
}
runMain(node, process.argv.slice(2), process.cwd());
