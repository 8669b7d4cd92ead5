// What a server that refuses says, as an error.

/** The server answered with a status that is no success. */
export class RequestError extends Error {
  readonly status: number;
  /** Seconds that the server wants to be left alone, when it said so. */
  readonly retryAfterSec: number | undefined;

  constructor(status: number, message: string, retryAfterSec?: number) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.retryAfterSec = retryAfterSec;
  }
}

/** Characters of an answer that are read for its reason. */
const REASON_CHARACTERS_MAX = 500;

export async function refusalOf(answer: Response, path: string): Promise<RequestError> {
  const text = (await answer.text()).slice(0, REASON_CHARACTERS_MAX);
  // Pages have their reason in a paragraph, commands in a member, all others are a sentence.
  const reason = /<p>(.*?)<\/p>/.exec(text)?.[1]?.replace(/<[^>]*>/g, "") ??
    /^\{"error":\s*"(.*)"\}$/.exec(text)?.[1] ?? text.trim();
  const wait = Number(answer.headers.get("retry-after") ?? "");
  const why = reason === "" || reason === "{}" ? `status ${answer.status}` : reason;
  return new RequestError(answer.status, `${path}: ${why}`, wait > 0 ? wait : undefined);
}
