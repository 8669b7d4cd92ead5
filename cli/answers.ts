// Answers of the server to itself: the same routes, selections and serializers that clients get.
import { terminalSafe } from "../protocols/text/sanitise.ts";
import type { Moirai } from "../mod.ts";

const ORIGIN = "http://localhost";

/** Files of `--out` and the endpoints whose answers they hold. */
export const ANSWER_FILES: readonly { readonly file: string; readonly path: string }[] = [
  { file: "devices.json", path: "/devices/views/all/devices.json" },
  { file: "ssids.json", path: "/phy/phy80211/ssids/views/ssids.json" },
  { file: "alerts.json", path: "/alerts/all_alerts.json" },
  { file: "phys.json", path: "/phy/all_phys.json" },
  { file: "channels.json", path: "/channels/channels.json" },
  { file: "sources.json", path: "/datasource/all_sources.json" },
];

export type FieldSelection = readonly (string | readonly [string, string])[];

/** The body of an endpoint's answer; throws when it does not answer 200. */
export async function askServer(
  moirai: Pick<Moirai, "fetch">,
  path: string,
  fields: FieldSelection = [],
): Promise<ReadableStream<Uint8Array>> {
  const response = await moirai.fetch(
    new Request(`${ORIGIN}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields.length === 0 ? {} : { fields }),
    }),
  );
  if (response.status !== 200 || response.body === null) {
    throw new Error(`${path} answered ${response.status}: ${(await response.text()).trim()}`);
  }
  return response.body;
}

/** The parsed lines of an answer of one JSON value a line. */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<Record<string, unknown>> {
  let rest = "";
  for await (const text of textOf(body)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line !== "") yield JSON.parse(line) as Record<string, unknown>;
    }
  }
  if (rest !== "") yield JSON.parse(rest) as Record<string, unknown>;
}

/** The chunks of a stream; its reader is released when the caller stops early. */
export async function* chunksOf<T>(body: ReadableStream<T>): AsyncGenerator<T> {
  const reader = body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** The text of a body, in pieces. */
export async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunksOf(body)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The same JSON with every character escaped that a terminal would obey or hide. */
export function terminalSafeJson(text: string): string {
  return text.replace(
    /[^\x20-\x7e\n]/gu,
    (character) => terminalSafe(character) === character ? character : escapeUnits(character),
  );
}

function escapeUnits(character: string): string {
  let escaped = "";
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
