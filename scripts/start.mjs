// `npm start -- ARGS`: installs what is missing, then is `moirai ARGS` under the pinned Node.
import { bin, ensureInstalled, runMain } from "./project.mjs";

ensureInstalled();
// npm moves to the project's directory; file names are meant from where it was called.
const calledFrom = process.env.npm_lifecycle_event === "start" ? process.env.INIT_CWD : undefined;
runMain(bin("node"), process.argv.slice(2), calledFrom ?? process.cwd());
