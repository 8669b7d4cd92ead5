// One question to a helper before its packets flow: whoever asks does the reading meanwhile.
import type { ExternalMessage } from "../../protocols/external/messages.ts";
import type { Clock } from "../../runtime/platform.ts";
import type { Answer, HelperPeer } from "./helper-peer.ts";

export interface Question {
  readonly message: ExternalMessage;
  /** What is not done in time, "list its interfaces". */
  readonly what: string;
  readonly limitMs: number;
  /** Takes what comes before the answer: the frame is in the peer's conversation. */
  readonly meanwhile: (taken: "data" | "message") => void;
}

/**
 * Resolves with the answer, whatever it says. Rejects when none comes in time, when the helper ends or
 * breaks the rules; the peer is then of no more use, and closing it is left to the caller.
 */
export async function ask(peer: HelperPeer, clock: Clock, question: Question): Promise<Answer> {
  const { limitMs, what } = question;
  const request = peer.send(question.message);
  const timer = clock.setTimeout(
    () => peer.fail("timeout", `${peer.name} did not ${what} within ${limitMs / 1000} seconds`),
    limitMs,
  );
  try {
    for (;;) {
      const taken = peer.take();
      if (taken === "more") {
        await peer.readMore();
        continue;
      }
      const { message } = peer.conversation;
      const isAnswer = taken === "message" && "ok" in message &&
        (message.request === request || message.kind === "error");
      if (isAnswer) return message;
      question.meanwhile(taken);
    }
  } finally {
    clock.clearTimeout(timer);
  }
}
