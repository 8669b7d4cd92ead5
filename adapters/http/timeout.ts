// A limit on the time from a request to the beginning of its answer.
import { HTTPException } from "hono/http-exception";
import type { Clock } from "../../runtime/platform.ts";

/** The work's result; after `limitMs` its signal is aborted and the client gets a 503. */
export async function withTimeout<Result>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  const running = work(abort.signal);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = clock.setTimeout(() => {
    const error = new HTTPException(503, { message: "The request took too long" });
    reject(error);
    abort.abort(error);
  }, limitMs);
  try {
    return await Promise.race([running, late]);
  } finally {
    clock.clearTimeout(timer);
    // Whoever lost the race has nobody left to tell; the winner's outcome is the answer.
    running.catch(() => {});
    late.catch(() => {});
  }
}
