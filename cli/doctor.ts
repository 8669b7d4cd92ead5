// `moirai doctor`: looks at this machine and says what it lacks, one line a finding.
import type { DoctorRequest } from "./commands/doctor.ts";
import { DOCTOR_CHECKS, type Finding } from "./doctor-checks.ts";
import { type CommandContext, EXIT_FAILED, EXIT_OK, loadAndReport, reasonOf } from "./startup.ts";
import { terminalSafe } from "../protocols/text/sanitise.ts";

const MARKS = { ok: "ok      ", missing: "missing ", problem: "problem " } as const;

/** Runs every check; the exit status says whether something is in the way of listening. */
export async function runDoctor(request: DoctorRequest, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const configuration = await loadAndReport(context, request.configuration);
  let inTheWay = 0;
  for (const { name, look } of DOCTOR_CHECKS) {
    let findings: readonly Finding[];
    try {
      findings = await look(context, configuration?.settings);
    } catch (error) {
      findings = [{ state: "problem", text: `could not be looked at: ${reasonOf(error)}` }];
    }
    for (const { state, text, remedy } of findings) {
      if (state === "problem") inTheWay += 1;
      const help = remedy === undefined || state === "ok" ? "" : `\n          ${remedy}`;
      await terminal.print(`${MARKS[state]}${terminalSafe(`${name}: ${text}`)}${help}\n`);
    }
  }
  await terminal.print(
    inTheWay === 0
      ? "Nothing is in the way of listening.\n"
      : `${inTheWay} of these ${inTheWay === 1 ? "is" : "are"} in the way of listening.\n`,
  );
  return inTheWay === 0 && configuration !== undefined ? EXIT_OK : EXIT_FAILED;
}
