/** The log: one JSON line an event, with a stable name. Positions, serials, names and keys are wrapped in `Sensitive`. */
import { inspect } from "node:util";

const hidden = "[redacted]";

/** A value that must never appear in a log: however it is printed, it reads `[redacted]`. */
export class Sensitive<Value> {
  readonly #value: Value;
  constructor(value: Value) {
    this.#value = value;
  }
  /** The value itself, for the code that needs it. */
  reveal(): Value {
    return this.#value;
  }
  toJSON(): string {
    return hidden;
  }
  toString(): string {
    return hidden;
  }
  [Symbol.toPrimitive](): string {
    return hidden;
  }
  [inspect.custom](): string {
    return hidden;
  }
}

/** What an event carries besides its name. Anything that comes out of a flight or from a person is wrapped in `Sensitive`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | Sensitive<unknown>>>;

/** Writes one event. */
export type Log = (event: string, fields?: LogFields) => void;

/** A log that writes lines such as `{"timeUs":...,"event":"request.failed",...}` (without the line end) to `write`. */
export function createLog(write: (line: string) => void, nowUs: () => number = () => Date.now() * 1000): Log {
  return (event, fields = {}) => write(JSON.stringify({ timeUs: nowUs(), event, ...fields }));
}
