// Generated schemas at work: bytes to a message of which nothing is missing, and back (external-protocol 2).
import {
  create,
  type DescMessage,
  fromBinary,
  isFieldSet,
  type Message,
  toBinary,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

/** Thrown by `parse`, as the library throws for what is no protobuf; once a frame that is broken. */
class IncompleteMessage extends Error {}

/** A message of which every required field is there; throws for anything else. */
export function parse<D extends DescMessage>(schema: D, bytes: Uint8Array) {
  const message = fromBinary(schema, bytes, { readUnknownFields: false });
  requireAll(schema, message);
  return message;
}

/** The library lets required fields be absent; a peer must not. */
function requireAll(schema: DescMessage, message: Message): void {
  for (const field of schema.fields) {
    const set = isFieldSet(message, field);
    if (!set && field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) {
      throw new IncompleteMessage(`${schema.name}.${field.name}`);
    }
    if (!set || field.message === undefined) continue;
    const value = (message as unknown as Record<string, unknown>)[field.localName];
    for (const one of Array.isArray(value) ? value : [value]) requireAll(field.message, one);
  }
}

export function pack<D extends DescMessage>(schema: D, values: Parameters<typeof create<D>>[1]) {
  return toBinary(schema, create(schema, values));
}
