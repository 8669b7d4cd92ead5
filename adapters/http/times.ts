// Times in paths and commands (spec rest-api 4.3): seconds with decimals, negative ones relative to
// now, on every route.

/** Seconds since 1970; undefined for text that does not begin with a number. */
export function parseTime(text: string, nowSec: number): number | undefined {
  const match = /^\s*[+-]?\d{1,16}(?:\.\d*)?/.exec(text);
  return match === null ? undefined : fromNow(Number(match[0]), nowSec);
}

/** As `parseTime`, of which only the whole seconds count: `-60.0` is a minute ago. */
export function parseWholeTime(text: string, nowSec: number): number | undefined {
  const match = /^\s*[+-]?\d{1,16}/.exec(text);
  return match === null ? undefined : fromNow(Number(match[0]), Math.floor(nowSec));
}

export function fromNow(time: number, nowSec: number): number {
  return time < 0 ? nowSec + time : time;
}
