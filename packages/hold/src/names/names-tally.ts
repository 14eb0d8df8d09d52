/** Log lines of the names process: equal questions of one client within a second become one line. */
import type { NamesLine } from "../log/types.ts";

/** What is counted: a line without its times and count. */
export type NamesEvent = Omit<NamesLine, "fromUs" | "untilUs" | "count">;

/** Client of the line that counts dropped questions of all clients beyond those that are listed, and of those whose client is not known. */
export const OTHER_CLIENTS = "*";

/** Different lines of a second; a question that would make one more is not answered, so that nothing answered is missing in the log. */
const MAX_LINES = 4096;
/** Clients whose dropped questions are counted apart within a second. */
const MAX_DROPPED_CLIENTS = 256;

type Open = { -readonly [Key in keyof NamesLine]: NamesLine[Key] };

/** Counts until its lines are taken. Memory: 4,096 lines of answers and 257 of drops for each transport and kind. */
export class NamesTally {
  readonly #lines = new Map<string, Open>();
  readonly #dropped = new Map<string, Open>();

  /** Counts an event; false when there is no room for it: it must then be dropped, and counted so. */
  add(event: NamesEvent, timeUs: number): boolean {
    const { kind, client, transport, name, type, answer } = event;
    return count(this.#lines, `${kind} ${transport} ${client} ${type} ${answer} ${name}`, event, timeUs, MAX_LINES);
  }

  /** Counts what came and was not looked at; `OTHER_CLIENTS` where it is not known whose it was. */
  drop(kind: NamesEvent["kind"], transport: NamesEvent["transport"], client: string, timeUs: number, times = 1): void {
    const event: NamesEvent = { kind, transport, client, name: null, type: null, typeName: null, answer: "dropped" };
    const most = client === OTHER_CLIENTS ? Infinity : MAX_DROPPED_CLIENTS;
    if (count(this.#dropped, `${kind} ${transport} ${client}`, event, timeUs, most, times)) return;
    count(this.#dropped, `${kind} ${transport} ${OTHER_CLIENTS}`, { ...event, client: OTHER_CLIENTS }, timeUs, Infinity, times);
  }

  /** The lines since the last call, oldest first, and begins anew. */
  take(): readonly NamesLine[] {
    const lines = [...this.#lines.values(), ...this.#dropped.values()];
    this.#lines.clear();
    this.#dropped.clear();
    return lines.sort((a, b) => a.fromUs - b.fromUs);
  }
}

function count(lines: Map<string, Open>, key: string, event: NamesEvent, timeUs: number, most: number, times = 1): boolean {
  const open = lines.get(key);
  if (open !== undefined) {
    open.count += times;
    // The clock may have been set back meanwhile.
    open.fromUs = Math.min(open.fromUs, timeUs);
    open.untilUs = Math.max(open.untilUs, timeUs);
    return true;
  }
  if (lines.size >= most) return false;
  const { kind, client, transport, name, type, typeName, answer } = event;
  lines.set(key, { kind, fromUs: timeUs, untilUs: timeUs, client, transport, name, type, typeName, answer, count: times });
  return true;
}
