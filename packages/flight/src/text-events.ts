/** What the app said to the pilot, quoted; the same text again and again is one event. */
import type { DjiText } from "@creance/formats";
import { type EventContext, inSegment } from "./event-context.ts";
import { type EventDraft, forDuration } from "./event-list.ts";

const textKinds = {
  appTip: { kind: "appTip", severity: "info", label: "App tip" },
  appWarn: { kind: "appWarning", severity: "warning", label: "App warning" },
  appSeriousWarn: { kind: "appSeriousWarning", severity: "serious", label: "App serious warning" },
} as const satisfies Readonly<Record<DjiText["name"], { kind: string; severity: EventDraft["severity"]; label: string }>>;

/** The same text within this time is a repetition. */
const REPEAT_MS = 60_000;
/** Longest quotation in a sentence; the event's `text` keeps all of it. */
const QUOTE_LENGTH = 300;
/** Different texts that are followed at once. */
const MAX_OPEN = 1000;

interface Said {
  readonly text: DjiText;
  readonly row: number;
  lastRow: number;
  count: number;
}

/** Events of the app's texts. Line breaks and the app's own `__` separators become spaces in the sentence. */
export function textEvents({ record, segment, dji }: EventContext): EventDraft[] {
  const { elapsedMs } = dji.track.columns;
  const said: Said[] = [];
  const open = new Map<string, Said>();
  for (const text of record.texts) {
    if (!inSegment(segment, text.osdRow) || text.text.trim() === "") continue;
    const row = Math.max(0, text.osdRow);
    const key = `${text.type} ${text.text}`;
    const same = open.get(key);
    if (same !== undefined && (elapsedMs[row] as number) - (elapsedMs[same.lastRow] as number) <= REPEAT_MS) {
      same.lastRow = row;
      same.count += 1;
      continue;
    }
    if (open.size >= MAX_OPEN) open.clear();
    const one: Said = { text, row, lastRow: row, count: 1 };
    open.set(key, one);
    said.push(one);
  }
  return said.map(({ text, row, lastRow, count }) => {
    const { kind, severity, label } = textKinds[text.name];
    const again = count > 1 ? `, ${count} times in ${forDuration((elapsedMs[lastRow] as number) - (elapsedMs[row] as number))}` : "";
    return { row, byteOffset: text.byteOffset, kind, severity, sentence: `${label}: "${quote(text.text)}"${again}`, text: text.text };
  });
}

function quote(text: string): string {
  const line = text.replace(/(?:__|\s)+/g, " ").trim();
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH)} ...` : line;
}
