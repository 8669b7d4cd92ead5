// A script that contradicts itself, with the line that does.

/** Where the engine itself lies: its lines are not the author's. */
const OWN_FOLDER = new URL(".", import.meta.url).pathname;
const LINE = /[(/ ]([^(/\s]+\.[cm]?[jt]s)(?:\?[^:]*)?:(\d+):\d+\)?$/;

export class ScenarioError extends Error {
  constructor(scenario: string, reason: string) {
    super("");
    const where = callerOf(this.stack ?? "");
    this.name = "ScenarioError";
    this.message = `scenario ${scenario}${where}: ${reason}`;
  }
}

/** `, cafe.ts line 12` of the first call from outside; "" when the engine shows none. */
function callerOf(stack: string): string {
  for (const line of stack.split("\n").slice(1)) {
    if (line.includes(OWN_FOLDER)) continue;
    const match = LINE.exec(line);
    if (match !== null) return `, ${match[1]} line ${match[2]}`;
  }
  return "";
}
