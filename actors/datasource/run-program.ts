// Runs a small program of the system to its end, with a limit on its time and on what it prints.
import type { ByteSource, Platform } from "../../runtime/platform.ts";
import { DatasourceError, reasonOf } from "./datasource-error.ts";

const OUTPUT_BYTES_MAX = 1024 * 1024;
const RUN_MS_MAX = 5_000;

export interface ProgramResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Rejects with a DatasourceError when it cannot be started or does not end. */
export async function runProgram(
  platform: Pick<Platform, "spawn" | "clock">,
  command: readonly string[],
): Promise<ProgramResult> {
  const name = command[0] ?? "";
  const child = platform.spawn({ command });
  let late = false;
  const timer = platform.clock.setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, RUN_MS_MAX);
  try {
    const [output, errors, { code }] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      child.exited,
    ]);
    if (late) throw new DatasourceError("timeout", `${name} did not end in ${RUN_MS_MAX / 1000} s`);
    return { code, output, errors };
  } catch (error) {
    if (error instanceof DatasourceError) throw error;
    throw new DatasourceError("other", reasonOf(error), { cause: error });
  } finally {
    platform.clock.clearTimeout(timer);
  }
}

async function textOf(source: ByteSource): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (let bytes = await source.read(); bytes !== undefined; bytes = await source.read()) {
    length += bytes.length;
    if (length <= OUTPUT_BYTES_MAX) text += decoder.decode(bytes, { stream: true });
  }
  return text;
}
