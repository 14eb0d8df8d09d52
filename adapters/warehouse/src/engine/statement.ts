/** One statement for ClickHouse: SQL text of our own making, and the values that people gave, which travel beside it and never in it. */

/** A value that travels beside the text. Numbers that are not safe integers travel as text. */
export type ParameterValue = string | number | readonly (string | number)[];

/** SQL with its values. Settings never stand in it: a client has its own, fixed once. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Types of values that travel beside the text. */
export type ParameterType = "String" | "Int64" | "Float64" | "Array(String)" | "Array(Int64)";

/** Collects the values of a statement while its text is written. */
export class StatementWriter {
  readonly #parameters: Record<string, ParameterValue> = {};
  #count = 0;

  /** Keeps a value and returns the placeholder that stands for it in the text. */
  value(type: ParameterType, value: ParameterValue): string {
    const name = `p${this.#count++}`;
    // The client refuses numbers beyond 2^53 as numbers; their shortest decimal text is the same double again.
    this.#parameters[name] = type === "Float64" && typeof value === "number" ? String(value) : value;
    return `{${name}:${type}}`;
  }

  /** The statement with this text. */
  statement(sql: string): Statement {
    return { sql, parameters: { ...this.#parameters } };
  }
}

/** A statement without values. */
export function plainStatement(sql: string): Statement {
  return { sql, parameters: {} };
}

/** A word as an identifier. Throws a `RangeError` for anything but letters and digits after a letter or `_`: a bug of the caller. */
export function identifier(word: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(word)) throw new RangeError(`"${word.slice(0, 100)}" is no word`);
  return `\`${word}\``;
}

/** A number of our own (a load, a limit) as SQL. Throws a `RangeError` for anything but a safe integer from 0 on. */
export function ownNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no whole number from 0 on`);
  return String(value);
}

/** Text of our own making (a hash, a path, a name) as a SQL literal. */
export function ownText(text: string): string {
  if (text.includes("\0")) throw new RangeError("text with a zero byte");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
