// What subscribers need to turn live records into bytes; given to them by whoever knows the record
// tables, so that the tables of PHYs and formats stay out of here.
import type { DeviceRecord } from "../../protocols/records/device.ts";
import type { BusEvent } from "../../runtime/topics.ts";

/** A client's wish how records look; equal wishes have equal keys and share their bytes. */
export interface Shape {
  /** Format name and field list as text; names the entry of `BusEvent.encoded`. */
  readonly key: string;
}

export interface RecordEncoder<S extends Shape = Shape> {
  event(event: BusEvent, shape: S): Uint8Array;
  device(device: DeviceRecord, shape: S): Uint8Array;
}

/** The bytes of an event in one shape, made by the first subscriber that needs them. */
export function encodeOnce(encoder: RecordEncoder, event: BusEvent, shape: Shape): Uint8Array {
  let bytes = event.encoded.get(shape.key);
  if (bytes === undefined) {
    bytes = encoder.event(event, shape);
    event.encoded.set(shape.key, bytes);
  }
  return bytes;
}
