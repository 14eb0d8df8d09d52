/** A package's `custody.json`, held against the entries that it retells. */
import type { JournalEntry } from "@creance/ledger";

/** What stands in the package under the number of an entry. */
export interface PackedEntry {
  /** The package's proof shows it to be in the signed log. */
  readonly proven: boolean;
  /** `undefined`: of a kind that this program does not know. */
  readonly entry: JournalEntry | undefined;
}

/** A history that does not retell the entries. */
interface CustodyFault {
  readonly where: string;
  readonly sentence: string;
}

const WHERE = "custody.json";
/** Faults that are listed. */
const MOST_FAULTS = 100;

/**
 * Faults of a history: files that are not the package's originals, entries that are not there, another kind, time or proof than the entry's own. The
 * sentences are not compared: other versions word them otherwise.
 */
export function custodyFaults(
  text: string | undefined,
  { originals, entries }: { readonly originals: ReadonlyMap<string, string>; readonly entries: ReadonlyMap<number, PackedEntry> },
): readonly CustodyFault[] {
  const items = fieldOf(parsed(text), "items");
  if (!Array.isArray(items)) return [{ where: WHERE, sentence: "The history is missing, too long or cannot be read." }];
  const faults: CustodyFault[] = [];
  const add = (sentence: string): void => {
    if (faults.length < MOST_FAULTS) faults.push({ where: WHERE, sentence });
  };
  const told = new Map(items.map((item: unknown) => [fieldOf(item, "path"), fieldOf(item, "sha256")]));
  if (told.size !== originals.size || [...originals].some(([path, sha256]) => told.get(path) !== sha256))
    add("It is about other files than the package's originals.");
  for (const item of items as readonly unknown[]) {
    const history = fieldOf(item, "history");
    for (const event of Array.isArray(history) ? (history as readonly unknown[]) : [undefined]) {
      const sentence = eventFault(event, entries);
      if (sentence !== undefined) add(sentence);
    }
  }
  return faults;
}

function eventFault(event: unknown, entries: ReadonlyMap<number, PackedEntry>): string | undefined {
  const index = fieldOf(event, "index");
  if (typeof index !== "number") return "It holds something that is no event.";
  const packed = entries.get(index);
  if (packed === undefined) return `It tells of entry ${index}, which is not in the package.`;
  if (fieldOf(event, "proof") !== (packed.proven ? `ledger/proofs/${index}.tlog-proof` : null))
    return `It tells entry ${index} as ${packed.proven ? "not proven, and it is" : "proven, and it is not"}.`;
  const { entry } = packed;
  if (entry !== undefined && (fieldOf(event, "kind") !== entry.kind || fieldOf(event, "timeUs") !== entry.timeUs))
    return `It tells entry ${index} with another kind or time than it has.`;
  return undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
