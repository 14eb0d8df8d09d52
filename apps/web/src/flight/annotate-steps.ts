/** A change of a flight's name or note, and the change that takes it back. */
import type { FlightDetail } from "@creance/api";

/** Words to give a flight; `null` takes them away, absent leaves them. */
export interface FlightWords {
  readonly name?: string | null;
  readonly note?: string | null;
}

/** A change in words with its opposite. */
export interface AnnotateStep {
  readonly done: string;
  readonly undone: string;
  /** What the flight had before, only for the fields that change. */
  readonly back: FlightWords;
}

/** The step from a flight as it is to new words; `null` when nothing would change. */
export function annotateStep(flight: Pick<FlightDetail, "summary" | "note">, words: FlightWords): AnnotateStep | null {
  const before: Required<FlightWords> = { name: flight.summary.name, note: flight.note };
  const changed = (["name", "note"] as const).filter((field) => words[field] !== undefined && words[field] !== before[field]);
  if (changed.length === 0) return null;
  const back: FlightWords = Object.fromEntries(changed.map((field) => [field, before[field]]));
  if (changed.includes("name")) {
    return {
      done: words.name == null ? "Name taken away" : `Named “${words.name}”`,
      undone: before.name === null ? "Name taken back: the flight has none again" : `Named “${before.name}” again`,
      back,
    };
  }
  return {
    done: words.note === null ? "Note taken away" : before.note === null ? "Note kept" : "Note changed",
    undone: before.note === null ? "Note taken back" : "The note is as it was",
    back,
  };
}
