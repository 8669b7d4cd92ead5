// Tables of manufacturers as `ouifile` names them (spec device-model 2.5): `AA:BB:CC<TAB>Name` a line,
// shorter lines and those that are none left out.
import { munge } from "../legacy/text.ts";

/** Lines of one table. */
export const MAKERS_MAX = 200_000;
const NAME_CHARACTERS_MAX = 128;
const LINE = /^([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2})\s+(\S.*)$/i;

/** Names by 24-bit prefix. */
export function parseMakers(text: string): Map<number, string> {
  const makers = new Map<number, string>();
  for (const line of text.split("\n")) {
    const match = LINE.exec(line.trimEnd());
    if (match === null) continue;
    if (makers.size >= MAKERS_MAX) break;
    const prefix = Number.parseInt(match[1]! + match[2]! + match[3]!, 16);
    makers.set(prefix, munge(match[4]!).slice(0, NAME_CHARACTERS_MAX));
  }
  return makers;
}
