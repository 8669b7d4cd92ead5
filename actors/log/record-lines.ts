// Logs of what a topic of the bus announces: one JSON record a line.
import type { ValueType } from "../../protocols/records/field.ts";
import { encodeValue } from "../../protocols/serialize/encode.ts";
import type { Topic, TopicMap } from "../../runtime/topics.ts";
import type { LogContext, LogOpenOptions, LogSession } from "./log-format.ts";
import { RecordFile } from "./record-file.ts";

export interface RecordLines<T extends Topic> {
  readonly topic: T;
  readonly type: ValueType<TopicMap[T]>;
  /** What was announced before the log began. */
  readonly earlier: readonly TopicMap[T][];
  readonly description: string;
}

const NOTHING = new Uint8Array(0);

export async function openRecordLines<T extends Topic>(
  context: LogContext,
  options: LogOpenOptions,
  { topic, type, earlier, description }: RecordLines<T>,
): Promise<LogSession> {
  const { platform, bus } = context;
  const file = await RecordFile.open(context, options, { packets: false, begin: () => NOTHING });
  const add = (record: TopicMap[T]): void => {
    const nowSec = Math.floor(platform.clock.now() / 1000);
    file.write(encodeValue(type, record, { format: "itjson", nowSec }), 1);
  };
  if (!options.continues) { for (const record of earlier) add(record); }
  const unsubscribe = bus.subscribe(topic, ({ payload }) => add(payload));
  return {
    description,
    async close() {
      unsubscribe();
      await file.close();
    },
  };
}
