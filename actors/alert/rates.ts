// Alert rates: `10/min,1/sec` (spec device-model 10.4, logs-and-config 10).

/** Unit words of a rate and their index into RATE_UNIT_SECONDS. */
const UNITS = new Map([
  ["sec", 0],
  ["second", 0],
  ["min", 1],
  ["minute", 1],
  ["hr", 2],
  ["hour", 2],
  ["day", 3],
]);

export interface Rate {
  readonly count: number;
  /** 0 second, 1 minute, 2 hour, 3 day. */
  readonly unit: number;
}

/** `N` (a minute) or `N/unit`; undefined when the text is neither. */
export function parseRate(text: string): Rate | undefined {
  const match = /^\s*(\d{1,9})\s*(?:\/\s*([a-z]+)\s*)?$/i.exec(text);
  if (!match) return undefined;
  const unit = match[2] === undefined ? 1 : UNITS.get(match[2].toLowerCase());
  return unit === undefined ? undefined : { count: Number(match[1]), unit };
}
