// Names of log files (spec logs-and-config 9.1): a template with escapes, and the first number for
// which there is no file yet.
import { type Platform, PlatformError } from "../../runtime/platform.ts";
import { LogError } from "./log-format.ts";

/** Largest number in a name. */
export const LOG_NUMBER_MAX = 9999;
const LONG_NUMBER_DIGITS = 6;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface LogNameParts {
  readonly template: string;
  readonly title: string;
  readonly class: string;
  readonly prefix: string;
  /** Start of the server, ms; names show it in UTC. */
  readonly startMs: number;
}

/** The name with this number; escapes that do not exist stay as they are. */
export function expandLogName(parts: LogNameParts, number: number): string {
  const iso = new Date(parts.startMs).toISOString();
  const [year, month, day] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)];
  const time = iso.slice(11, 19);
  const values: Readonly<Record<string, string>> = {
    n: parts.title,
    d: `${MONTHS[Number(month) - 1]}-${day}-${year}`,
    D: `${year}${month}${day}`,
    t: time.replaceAll(":", "-"),
    T: time.replaceAll(":", ""),
    i: String(number),
    I: String(number).padStart(LONG_NUMBER_DIGITS, "0"),
    l: parts.class,
    p: `${parts.prefix}/`,
  };
  const path = parts.template.replace(/%([ndDtTiIlp])/g, (_, escape: string) => values[escape]!);
  return path.replace(/\/{2,}/g, "/");
}

/** The template has a number, so that there is always another name. */
export function isNumbered(template: string): boolean {
  return /%[iI]/.test(template);
}

export interface ClaimedName {
  readonly path: string;
  /** The file was there before. */
  readonly exists: boolean;
}

/**
 * Makes the first file of that name which does not exist, also not compressed. Without a number in
 * the template a file that exists is taken if it can be resumed, and refused otherwise.
 */
export async function claimLogName(
  platform: Pick<Platform, "files">,
  parts: LogNameParts,
  resumes: boolean,
): Promise<ClaimedName> {
  const { files } = platform;
  const numbered = isNumbered(parts.template);
  for (let number = 1; number <= (numbered ? LOG_NUMBER_MAX : 1); number++) {
    const path = expandLogName(parts, number);
    if (numbered && await exists(platform, `${path}.gz`)) continue;
    try {
      const file = await files.create(path, { exclusive: true });
      await file.close();
      return { path, exists: false };
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== "exists") throw error;
      if (numbered) continue;
      if (resumes) return { path, exists: true };
      throw new LogError(
        `cannot create ${path}: it already exists, and log_template has no %i for another name`,
      );
    }
  }
  throw new LogError(
    `cannot create ${expandLogName(parts, 1)}: all numbers up to ${LOG_NUMBER_MAX} are taken`,
  );
}

async function exists(platform: Pick<Platform, "files">, path: string): Promise<boolean> {
  try {
    await platform.files.stat(path);
    return true;
  } catch (error) {
    // Whatever else is wrong there, making the file tells.
    if (error instanceof PlatformError) return false;
    throw error;
  }
}
