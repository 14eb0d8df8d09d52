/** Events of logs and exports: texts that are said once, flags that rise and fall. */
import { MAX_EVENTS } from "../event-list.ts";
import type { FlightEvent } from "../types.ts";

const QUOTE_LENGTH = 300;

/** What an event of a log says. */
export type LogEvent = Pick<FlightEvent, "row" | "byteOffset" | "kind" | "severity" | "sentence"> & { readonly text?: string };

/** Collects events, bounded. */
export class LogEvents {
  readonly #events: FlightEvent[] = [];
  readonly #lastText = new Map<string, string>();
  readonly #flags = new Map<string, boolean>();
  #leftOut = 0;

  get events(): readonly FlightEvent[] {
    return this.#events;
  }

  /** Events that did not fit. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(event: LogEvent): void {
    if (this.#events.length >= MAX_EVENTS) this.#leftOut += 1;
    else this.#events.push({ ...event, elapsedMs: Number.NaN, timeUs: null, text: event.text ?? null });
  }

  /** A text of a column that repeats it from row to row: told when it changes. */
  text(kind: keyof typeof textLabels, place: { readonly row: number; readonly byteOffset: number }, text: string): void {
    const said = text.trim();
    if (this.#lastText.get(kind) === said) return;
    this.#lastText.set(kind, said);
    if (said === "") return;
    const { label, severity } = textLabels[kind];
    this.add({ ...place, kind, severity, sentence: `${label}: "${quoted(said)}"`, text: said });
  }

  /** True when a flag rises, false when it falls, `undefined` when it stays or says nothing. The first row counts as a rise. */
  flag(name: string, value: number): boolean | undefined {
    if (Number.isNaN(value)) return undefined;
    const before = this.#flags.get(name) ?? false;
    this.#flags.set(name, value !== 0);
    return before === (value !== 0) ? undefined : value !== 0;
  }
}

const textLabels = {
  appMessage: { label: "App message", severity: "info" },
  appTip: { label: "App tip", severity: "info" },
  appWarning: { label: "App warning", severity: "warning" },
  modeChange: { label: "Mode", severity: "info" },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly severity: FlightEvent["severity"] }>>;

/** A text as one line, cut where it is long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH)} ...` : line;
}
