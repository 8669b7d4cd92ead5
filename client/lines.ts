// Lines of a body as they arrive.

/** A longer line is no record. */
export const LINE_CHARACTERS_MAX = 64 * 1024 * 1024;

/** Lines that are not empty; leaving the loop ends the answer. */
export async function* linesOf(answer: Response): AsyncGenerator<string, void, void> {
  if (answer.body === null) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = done ? "" : lines.pop()!;
      for (const line of lines) if (line !== "") yield line;
      if (done) return;
      if (rest.length > LINE_CHARACTERS_MAX) {
        throw new RangeError("a line of the answer has no end");
      }
    }
  } finally {
    // Nothing happens when it has ended by itself.
    await reader.cancel().catch(() => undefined);
  }
}
