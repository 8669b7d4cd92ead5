// A source that comes from elsewhere, as the source tracker takes it.
import type { DatasourceRecord } from "../../protocols/records/datasource.ts";
import type { SourceDefinition } from "./definition.ts";
import type { SourceType } from "./source-type.ts";

/** A source whose capture tool came by itself. */
export interface RemoteSource {
  readonly uuid: string;
  readonly type: SourceType;
  readonly definition: SourceDefinition;
  /** Where it came from, for its record. */
  readonly address: string;
}

export interface RemoteAttachment {
  readonly record: DatasourceRecord;
  /** Resolves when it does not capture any more. */
  readonly ended: Promise<void>;
}
