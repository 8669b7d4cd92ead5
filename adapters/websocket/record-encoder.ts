// Serializes what subscribers get: events and devices, in the shape a client asked for.
import type { RecordEncoder, Shape } from "../../actors/subscriber/encoder.ts";
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { ValueType } from "../../protocols/records/field.ts";
import type { TopicMember } from "../../protocols/records/topic-contents.ts";
import { HELPER_EVENT_MEMBERS, HelperEvent } from "../../protocols/records/helper-event.ts";
import { encodeValue, type Format } from "../../protocols/serialize/encode.ts";
import { encodeEvent } from "../../protocols/serialize/encode-event.ts";
import type { JsonSchema } from "../../protocols/serialize/json-schema.ts";
import { parameterSchema } from "../http/documents/shapes.ts";
import { FIELDS_PARAMETER } from "../http/parameters.ts";
import {
  parseSelection,
  type Selection,
  SelectionError,
} from "../../protocols/serialize/selection.ts";

export interface RecordShape extends Shape {
  readonly format: Format;
  readonly selection: Selection | undefined;
}

/** Formats of text messages; any other wish is `json`. */
const FORMATS: readonly Format[] = ["json", "prettyjson", "ekjson", "itjson", "tjson"];
const TEXT_FORMATS: ReadonlySet<string> = new Set(FORMATS);

/** What a wish may say of the form of messages. */
export const SHAPE_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  fields: parameterSchema(FIELDS_PARAMETER),
  format: { type: "string", enum: FORMATS, description: "json when left out" },
};

/** The shape of a wish's `format` and `fields`; undefined when `fields` is malformed. */
export function parseShape(wish: Readonly<Record<string, unknown>>): RecordShape | undefined {
  const wished = wish.format;
  const format = typeof wished === "string" && TEXT_FORMATS.has(wished) ? wished as Format : "json";
  try {
    const selection = parseSelection(wish.fields);
    return { format, selection, key: `${format} ${selection?.key ?? ""}` };
  } catch (error) {
    if (error instanceof SelectionError) return undefined;
    throw error;
  }
}

export function createRecordEncoder(input: {
  contents: ReadonlyMap<string, readonly TopicMember[]>;
  device: ValueType<DeviceRecord>;
  nowSec: () => number;
}): RecordEncoder<RecordShape> {
  const { contents, device, nowSec } = input;
  return {
    event(event, { format, selection }) {
      const isHelpers = (event.payload as unknown) instanceof HelperEvent;
      const members = isHelpers ? HELPER_EVENT_MEMBERS : contents.get(event.topic);
      if (members === undefined) throw new Error(`no record table for topic ${event.topic}`);
      return encodeEvent(members, event.payload, { format, selection, nowSec: nowSec() });
    },
    device(record, { format, selection }) {
      return encodeValue(device, record, { format, selection, nowSec: nowSec() });
    },
  };
}
