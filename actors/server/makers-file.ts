// Reads the table of manufacturers that `ouifile` names, when it is given: the first that can be read.
// The table of the program stands behind it.
import { joinBytes } from "../../protocols/bytes.ts";
import { gunzip, isGzip } from "../../protocols/gzip/gunzip.ts";
import { parseMakers } from "../../protocols/manuf/makers-text.ts";
import { type Files, PlatformError } from "../../runtime/platform.ts";
import type { Settings } from "./settings.ts";

/** Bytes of one table, unpacked. */
export const MAKERS_BYTES_MAX = 32 * 1024 * 1024;

export interface MakersRead {
  /** Names by 24-bit prefix. */
  readonly makers: ReadonlyMap<number, string>;
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
}

export async function readMakers(files: Files, settings: Settings): Promise<MakersRead> {
  const problems: string[] = [];
  if (!settings.given("ouifile")) return { makers: new Map(), problems };
  for (const path of settings.list("ouifile")) {
    try {
      const bytes = await unpacked(await files.readBytes(path));
      if (typeof bytes === "string") {
        problems.push(`cannot use the manufacturers of ${path}: ${bytes}`);
        continue;
      }
      return { makers: parseMakers(new TextDecoder().decode(bytes)), problems };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      problems.push(error.message);
    }
  }
  return { makers: new Map(), problems };
}

/** The bytes, or a sentence why they cannot be had. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array | string> {
  const tooLarge = `it is larger than ${MAKERS_BYTES_MAX} bytes`;
  if (!isGzip(bytes)) return bytes.length > MAKERS_BYTES_MAX ? tooLarge : bytes;
  let given = false;
  const reader = gunzip(() => {
    const chunk = given ? undefined : bytes;
    given = true;
    return Promise.resolve(chunk);
  });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); chunk !== undefined; chunk = await reader.read()) {
    length += chunk.length;
    if (length > MAKERS_BYTES_MAX) return tooLarge;
    chunks.push(chunk);
  }
  if (reader.damage !== "") return reader.damage;
  return joinBytes(chunks);
}
