// The list of every field that clients can ask for (spec device-model 1.1), gathered by walking
// the tables from the records that endpoints serve.
import type { RecordTable, ValueType } from "./field.ts";

export interface TrackedField {
  /** In order of discovery from 1; stable only within one version. */
  readonly id: number;
  readonly name: string;
  /** `uint64_t`, with the type's code. */
  readonly typeName: string;
  readonly typeCode: number;
  readonly description: string;
}

/** The fields of the tables and of all tables they refer to; a name appears once. */
export function trackedFields(tables: readonly RecordTable<never>[]): readonly TrackedField[] {
  const found = new Map<string, TrackedField>();
  const seen = new Set<unknown>();
  const walkTable = (table: RecordTable<never>): void => {
    if (seen.has(table)) return;
    seen.add(table);
    for (const { name, type, description } of table.fields) {
      if (!found.has(name)) {
        found.set(name, {
          id: found.size + 1,
          name,
          typeName: type.name,
          typeCode: type.code,
          description,
        });
      }
      walkType(type);
    }
  };
  const walkType = (type: ValueType<unknown>): void => {
    if (type.of !== undefined) walkType(type.of);
    if (type.table !== undefined) walkTable(type.table() as unknown as RecordTable<never>);
  };
  for (const table of tables) walkTable(table);
  return [...found.values()];
}
