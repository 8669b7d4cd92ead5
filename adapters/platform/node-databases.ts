// Databases for Node, Bun and Deno: each in a worker thread, because node:sqlite waits for the disk.
import type { Worker } from "node:worker_threads";
import type {
  Database,
  DatabaseOptions,
  Databases,
  RowBlock,
  SqlValue,
} from "../../runtime/database.ts";
import { PlatformError } from "../../runtime/platform.ts";
import {
  type DatabaseAnswer,
  type DatabasePage,
  type DatabaseRequest,
  rowBuffers,
  rowColumns,
  transferred,
  unpackPage,
} from "./database-messages.ts";
import { platformFault } from "./system-errors.ts";

/** SQLite databases in files of this machine; `startThread` starts database-thread.ts. */
export function nodeDatabases(startThread: () => Worker): Databases {
  return {
    async open(options) {
      const thread = new DatabaseThread(options.path, startThread());
      await thread.open(options);
      return thread;
    },
  };
}

type Request = DatabaseRequest extends infer One
  ? One extends DatabaseRequest ? Omit<One, "id"> : never
  : never;

interface Waiting {
  readonly action: string;
  readonly resolve: (answer: DatabaseAnswer) => void;
  readonly reject: (error: PlatformError) => void;
  readonly block?: RowBlock;
}

class DatabaseThread implements Database {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Why nothing can be asked any more. */
  #ended: PlatformError | undefined = undefined;

  constructor(path: string, worker: Worker) {
    this.#path = path;
    this.#worker = worker;
    this.#worker.on("message", (answer: DatabaseAnswer) => this.#answered(answer));
    this.#worker.on("error", (error) => this.#died(error));
    this.#worker.on("exit", () => this.#died(undefined));
  }

  async open(options: DatabaseOptions): Promise<void> {
    try {
      await this.#ask(`open ${this.#path}`, {
        kind: "open",
        options: { ...options, statements: options.statements ?? [] },
      });
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  async insert(block: RowBlock): Promise<void> {
    const columns = rowBuffers(block.columns);
    const { statement, rows, texts } = block;
    await this.#ask(
      `write ${this.#path}`,
      { kind: "insert", statement, rows, texts, columns },
      transferred(columns),
      block,
    );
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
    const { result } = await this.#ask(`change ${this.#path}`, { kind: "run", sql, parameters });
    return result as number;
  }

  async *query(sql: string, parameters: readonly SqlValue[] = []) {
    const action = `read ${this.#path}`;
    const first = await this.#ask(action, { kind: "query", sql, parameters });
    const query = first.id;
    let page = first.result as DatabasePage;
    try {
      for (;;) {
        if (page.rows.length > 0) yield unpackPage(page);
        if (page.done) return;
        page = (await this.#ask(action, { kind: "page", query })).result as DatabasePage;
      }
    } finally {
      if (!page.done && this.#ended === undefined) {
        await this.#ask(action, { kind: "leave", query });
      }
    }
  }

  async close(last: readonly string[] = []): Promise<void> {
    if (this.#ended !== undefined) return;
    try {
      await this.#ask(`close ${this.#path}`, { kind: "close", last });
    } finally {
      await this.#end();
    }
  }

  #ask(
    action: string,
    request: Request,
    transfer: readonly ArrayBuffer[] = [],
    block?: RowBlock,
  ): Promise<DatabaseAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { action, resolve, reject, ...block && { block } });
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  #answered(answer: DatabaseAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    const { action, resolve, reject, block } = waiting;
    if (block !== undefined && answer.columns !== undefined) {
      block.restore(rowColumns(answer.columns));
    }
    const { fault } = answer;
    if (fault === undefined) resolve(answer);
    else reject(new PlatformError(fault.code, `cannot ${action}: ${fault.reason}`));
  }

  async #end(): Promise<void> {
    this.#ended ??= platformFault("closed", `use ${this.#path}`);
    await this.#worker.terminate();
  }

  #died(cause: unknown): void {
    if (this.#ended === undefined) {
      const reason = cause instanceof Error ? cause.message : "its thread has ended";
      this.#ended = new PlatformError("closed", `cannot use ${this.#path}: ${reason}`, { cause });
    }
    for (const { reject, block } of this.#waiting.values()) {
      if (block !== undefined) block.lost = true;
      reject(this.#ended);
    }
    this.#waiting.clear();
  }
}
