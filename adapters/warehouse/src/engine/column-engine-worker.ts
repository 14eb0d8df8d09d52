/**
 * The engine's process: ClickHouse as a library, through its official client, in one thread of a process of its own. Everything reaches it over the channel
 * to its parent; when that closes, it ends at once. Questions go over connections that can only read, changes over one that can write.
 */
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import type { EngineFailure, FromEngine, OpenMessage, StatementMessage, ToEngine } from "./engine-messages.ts";
import { type AskMode, answerSettings } from "./sql-client.ts";

/** An answer larger than this is refused by the engine. */
const MAX_RESULT_BYTES = 256 << 20;
const DATABASE = "creance";
const MAX_RESULT_ROWS = 20_000;

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>["connection"]>;

let writer: ClickHouseClient;
let readers: Readonly<Record<AskMode, ClickHouseClient>>;

// Killed, not exited: threads of the library must not hold it back, and its files stand a kill at any moment.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.on("message", (message: ToEngine) => {
  if ("open" in message) void open(message);
  else if ("close" in message) void close();
  else void answer(message);
});

function tell(message: FromEngine): void {
  process.send?.(message);
}

async function open({ open: { folder, memoryBytes, questionSeconds } }: OpenMessage): Promise<void> {
  try {
    // Loaded here and nowhere else: half a gigabyte of native code.
    const { createChdbConnection } = await import("chdb/connection");
    // The two packages declare the same interface, each for itself.
    const connect = (): ClickHouseClient => createClient({ connection: createChdbConnection({ path: folder }) as unknown as Connection });
    const memory = {
      max_memory_usage: memoryBytes,
      max_bytes_before_external_group_by: Math.floor(memoryBytes / 2),
      max_bytes_before_external_sort: Math.floor(memoryBytes / 2),
    };
    writer = connect();
    // A database of its own: the default one of the embedded engine takes names it does not know for files.
    await writer.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic` });
    await writer.command({ query: `USE ${DATABASE}` });
    await set(writer, memory);
    const reader = async (counted: 0 | 1): Promise<ClickHouseClient> => {
      const client = connect();
      await client.command({ query: `USE ${DATABASE}` });
      await set(client, {
        ...answerSettings,
        ...memory,
        exact_rows_before_limit: counted,
        max_execution_time: questionSeconds,
        max_result_rows: MAX_RESULT_ROWS,
        max_result_bytes: MAX_RESULT_BYTES,
        // Thousands of loads are named in a question.
        max_query_size: 16 << 20,
        max_ast_elements: 1_000_000,
        max_expanded_ast_elements: 1_000_000,
        query_plan_max_limit_for_lazy_materialization: 10_000,
      });
      // Last: it cannot be undone, and nothing can be set after it.
      await client.command({ query: "SET readonly = 1" });
      return client;
    };
    readers = { plain: await reader(0), counted: await reader(1) };
    const version = await readers.plain.query({ query: "SELECT version()", format: "JSONCompact" });
    const { data } = JSON.parse(await version.text()) as { data: string[][] };
    tell({ ready: { version: data[0]?.[0] ?? "" } });
  } catch (error) {
    tell({ cannotStart: failureOf(error) });
  }
}

async function set(client: ClickHouseClient, settings: Readonly<Record<string, number>>): Promise<void> {
  const text = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  await client.command({ query: `SET ${text.join(", ")}` });
}

async function answer({ id, mode, sql, parameters }: StatementMessage): Promise<void> {
  const query_params = parameters as Record<string, unknown>;
  try {
    if (mode === "run") {
      await writer.command({ query: sql, query_params });
      tell({ id, text: "" });
    } else {
      const result = await readers[mode].query({ query: sql, query_params, format: "JSONCompact" });
      tell({ id, text: await result.text() });
    }
  } catch (error) {
    tell({ id, failure: failureOf(error) });
  }
}

async function close(): Promise<void> {
  await Promise.allSettled([writer, readers?.plain, readers?.counted].map((client) => client?.close()));
  process.exit(0);
}

function failureOf(error: unknown): EngineFailure {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const number = Number(code ?? /Code: (\d+)/.exec(String(message))?.[1]);
  return { code: Number.isInteger(number) ? number : null, message: String(message ?? error).slice(0, 2000) };
}
