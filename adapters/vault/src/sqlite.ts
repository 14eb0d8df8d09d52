/**
 * The SQLite driver behind a narrow door: checked parameters (the driver aborts the process on a boolean), cached
 * statements, plain rows.
 */
import { rmSync } from "node:fs";
import Driver from "libsql";
import { catalogueDamaged } from "./machine-refused.ts";

/** What can be stored. Booleans are stored as 0 and 1 by the caller; bytes come back as they were. */
export type SqlValue = string | number | null | Uint8Array;
/** One row. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** How the file is opened. */
export interface SqliteOptions {
  /** `rw`: read and write; `ro`: read; `immutable`: read a file that nobody changes, without any lock or side file. */
  readonly mode: "rw" | "ro" | "immutable";
  /** How long a statement waits for another process. */
  readonly busyTimeoutMs: number;
}

/** An open database. */
export class Sqlite {
  #driver: Driver.Database;
  readonly #path: string;
  readonly #options: SqliteOptions;
  readonly #statements = new Map<string, Driver.Statement>();
  #open = true;

  /** Throws the driver's error: see `errnoOf`. */
  constructor(path: string, options: SqliteOptions) {
    this.#path = path;
    this.#options = options;
    this.#driver = this.#opened();
  }

  #opened(): Driver.Database {
    const path = this.#path;
    const { mode, busyTimeoutMs } = this.#options;
    const uri = `file:${encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23")}`;
    return new Driver(mode === "rw" ? path : `${uri}?${mode === "ro" ? "mode=ro" : "immutable=1"}`, { timeout: busyTimeoutMs });
  }

  /** All rows of a query. */
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#whole(() => this.#statement(sql, values).all(values.map(stored)) as SqlRow[]);
  }

  /** First row of a query. */
  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.#whole(() => this.#statement(sql, values).get(values.map(stored)) as SqlRow | undefined);
  }

  /** Runs a statement; the number of rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return this.#whole(() => this.#statement(sql, values).run(values.map(stored)).changes);
  }

  /** Runs a script without parameters. Cached statements are dropped, because it may change tables. */
  script(sql: string): void {
    this.#statements.clear();
    this.#whole(() => this.#driver.exec(sql));
  }

  /** Runs `work` in one transaction; a throw rolls everything back. Inside another transaction it joins that one. */
  transaction<Result>(work: () => Result): Result {
    return this.#together("BEGIN IMMEDIATE", work);
  }

  /** Runs `work`, which only reads, over one state of the file, whatever another process writes meanwhile. */
  snapshot<Result>(work: () => Result): Result {
    return this.#together("BEGIN", work);
  }

  #together<Result>(begin: string, work: () => Result): Result {
    if (this.#driver.inTransaction) return work();
    this.#whole(() => this.#driver.exec(begin));
    try {
      const result = work();
      this.#whole(() => this.#driver.exec("COMMIT"));
      return result;
    } catch (error) {
      // A full disk rolls back by itself.
      if (this.#driver.inTransaction) this.#driver.exec("ROLLBACK");
      throw error;
    }
  }

  /** Removes the file with its side files and opens an empty one in its place. */
  makeAnew(): void {
    this.#statements.clear();
    this.#driver.close();
    for (const suffix of ["-wal", "-shm", "-journal", ""]) rmSync(`${this.#path}${suffix}`, { force: true });
    this.#driver = this.#opened();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#driver.close();
  }

  /** Runs a step of the driver; a damaged file becomes a `UserError` (`catalogue-damaged`). */
  #whole<Result>(step: () => Result): Result {
    try {
      return step();
    } catch (error) {
      throw catalogueDamaged(error);
    }
  }

  #statement(sql: string, values: readonly SqlValue[]): Driver.Statement {
    if (!this.#open) throw new Error("the vault is closed");
    for (const value of values) {
      if (value !== null && typeof value !== "string" && typeof value !== "number" && !(value instanceof Uint8Array)) {
        throw new TypeError(`a ${typeof value} cannot be stored in the catalogue`);
      }
    }
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.#driver.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Bytes of a row. The driver gives them as a view or as the bare buffer, depending on how the row was asked for. */
export function blobOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError(`the catalogue holds a ${typeof value} where bytes should be`);
}

/** The driver cuts a text at a zero character when it is read back, so the catalogue shows U+FFFD in its place. */
function stored(value: SqlValue): SqlValue {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
}
