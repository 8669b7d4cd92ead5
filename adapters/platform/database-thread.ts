// One thread with one SQLite database.
import { parentPort } from "node:worker_threads";
import { type DatabaseAnswer, type DatabaseRequest, transferred } from "./database-messages.ts";
import { databaseFault } from "./database-faults.ts";
import { SqliteConnection } from "./sqlite-connection.ts";

const connection = new SqliteConnection();
const port = parentPort!;
port.on("message", (request: DatabaseRequest) => {
  const columns = request.kind === "insert" ? request.columns : undefined;
  const answer: { -readonly [Key in keyof DatabaseAnswer]: DatabaseAnswer[Key] } = {
    id: request.id,
  };
  try {
    const result = connection.answer(request);
    if (result !== undefined) answer.result = result;
  } catch (error) {
    answer.fault = databaseFault(error);
  }
  const { result } = answer;
  if (typeof result === "object") port.postMessage(answer, [result.bytes]);
  else if (columns === undefined) port.postMessage(answer);
  else {
    answer.columns = columns;
    port.postMessage(answer, transferred(columns));
  }
});
