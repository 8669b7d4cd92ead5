// What a kind of GPS is: one file in types/, one line in gps-types.ts (spec device-model 8.1). A kind
// knows how to read its receiver; life, freshness and plausibility are those of every GPS.
import type { GpsUpdate } from "../../protocols/gps/gps-update.ts";
import type { GpsDriverRecord } from "../../protocols/records/gps.ts";
import type { Platform } from "../../runtime/platform.ts";
import type { SourceDefinition } from "../datasource/definition.ts";

/** What a receiver is read with. */
export interface GpsPort {
  readonly platform: Platform;
  /** Aborted when it is to end; whoever waits for bytes must then return. */
  readonly signal: AbortSignal;
  /** The device or connection is open; `what` names it for people. */
  opened(what: string): void;
  /** A sign of life, with or without a position. */
  data(): void;
  update(update: GpsUpdate): void;
  badLine(): void;
}

export interface GpsType {
  readonly driver: GpsDriverRecord;
  /** How long a position counts, seconds. */
  readonly validSec: number;
  /** Kept out of the best position unless `dataonly=false`. */
  readonly dataOnly: boolean;
  /** Throws a GpsError for a definition that cannot be meant. */
  check(definition: SourceDefinition): void;
  /** Reads until the end, whose reason it resolves with; left out where clients bring positions. */
  feed?(definition: SourceDefinition, port: GpsPort): Promise<string>;
  /** The one position of a GPS that has only one. */
  fixed?(definition: SourceDefinition): GpsUpdate;
}

/** A GPS cannot be had as it is defined. */
export class GpsError extends Error {}

/** The text of an option that must be there. */
export function requiredOption(definition: SourceDefinition, name: string): string {
  const value = definition.options.get(name)?.trim();
  if (value === undefined || value === "") {
    throw new GpsError(`a GPS of type ${definition.interface} needs ${name}=…`);
  }
  return value;
}

/** A number in bounds; undefined when it is left out. */
export function optionalNumber(
  definition: SourceDefinition,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = definition.options.get(name)?.trim();
  if (text === undefined || text === "") return undefined;
  const value = /^-?\d{1,9}(\.\d{1,12})?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new GpsError(`${name} of a GPS must be a number from ${least} to ${most}, not "${text}"`);
}

export function requiredNumber(
  definition: SourceDefinition,
  name: string,
  least: number,
  most: number,
): number {
  requiredOption(definition, name);
  return optionalNumber(definition, name, least, most)!;
}
