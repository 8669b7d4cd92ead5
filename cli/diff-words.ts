// Differences in words: what came from outside, and in which members two events differ.
import {
  RECORD_ANSWER,
  RECORD_BATCH,
  RECORD_COMMAND,
  RECORD_EVENT,
  RECORD_MESSAGE,
  RECORD_TIME,
  RECORD_TOLD,
} from "../protocols/recording/recording-format.ts";
import { packetsOfBatch, streamOfBatch } from "../protocols/recording/recorded-batch.ts";
import { decodeValue, isObject } from "../protocols/recording/recorded-value.ts";
import type { RecordedEvent } from "../protocols/recording/recording-reader.ts";

/** Members that are shown of two events; how many more differ is told. */
export const MEMBERS_SHOWN_MAX = 5;
const SHOWN_CHARACTERS = 80;

/** An event from outside as a phrase. */
export function inWords({ type, payload }: RecordedEvent): string {
  if (type === RECORD_BATCH) {
    const stream = streamOfBatch(payload) ?? 0;
    const packets = packetsOfBatch(payload);
    const from = stream === 0 ? "pushed by the program around it" : `from opened source ${stream}`;
    return `${packets === 1 ? "1 packet" : `${packets} packets`} ${from}`;
  }
  const value = decodeValue(payload);
  if (!isObject(value)) return "nothing but time";
  if (type === RECORD_COMMAND) return `the command ${value["name"]} ${shown(value["with"])}`;
  if (type === RECORD_TOLD) {
    return `opened source ${value["stream"]} told "${value["what"]}" ${shown(value["with"])}`;
  }
  if (type === RECORD_ANSWER) {
    return "error" in value
      ? `"${value["to"]}" failed: ${messageOf(value["error"])}`
      : `"${value["to"]}" was answered with ${shown(value["value"] ?? "nothing")}`;
  }
  if (type === RECORD_MESSAGE) return `the message ${shown(value["text"])}`;
  if (type === RECORD_EVENT) return `the event ${value["topic"]} of a part that is not replayed`;
  if (type === RECORD_TIME) return `the clock was set to ${clockText(value["timeMs"])}`;
  return shown(value);
}

/** `member is 3 there and 4 here`, a line each; the texts are JSON. */
export function differingMembers(first: string, second: string): string[] {
  const differences: string[] = [];
  let count = 0;
  compare(parsed(first), parsed(second), "", (path, a, b) => {
    count += 1;
    if (count <= MEMBERS_SHOWN_MAX) differences.push(`${path}: ${shown(a)} and ${shown(b)}`);
  });
  if (count > MEMBERS_SHOWN_MAX) {
    const more = count - MEMBERS_SHOWN_MAX;
    differences.push(`and ${more} more member${more === 1 ? "" : "s"}`);
  }
  return differences;
}

export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

export function clockText(timeMs: unknown): string {
  const time = new Date(Number(timeMs));
  return Number.isNaN(time.getTime()) ? String(timeMs) : time.toISOString();
}

function compare(
  a: unknown,
  b: unknown,
  path: string,
  differ: (path: string, a: unknown, b: unknown) => void,
): void {
  if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare(a[key], b[key], path === "" ? key : `${path} / ${key}`, differ);
    }
  } else if (a !== b && JSON.stringify(a) !== JSON.stringify(b)) differ(path, a, b);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf(failure: unknown): string {
  return isObject(failure) ? String(failure["message"]) : String(failure);
}
