/** What a person filled in so far: kept while the page is open, so that naming a place or a recipient in between loses nothing. Nothing is stored. */
import type { ShareFormWord, ShareMask } from "@creance/api";
import { type Redactions, startingRedactions } from "./redaction-choices.tsx";

/** The form of a share. */
export interface ShareDraft {
  readonly masks: Readonly<Record<string, readonly ShareMask[]>>;
  readonly form: ShareFormWord;
  readonly redactions: Redactions;
  readonly claims: boolean;
  readonly facesChecked: boolean;
  /** Id of the place; empty: the first. */
  readonly place: string;
  /** Keys; `null`: nobody chose yet. */
  readonly recipients: readonly string[] | null;
  readonly purpose: string;
  readonly reason: string;
  /** A day, `2026-12-31`. */
  readonly until: string;
  readonly grantId: string | null;
}

const DAY_MS = 86_400_000;
const DAYS = 30;

let kept: ShareDraft | null = null;

/** The draft; at first with the defaults. */
export function keptDraft(nowMs: number): ShareDraft {
  return (
    kept ?? {
      masks: {},
      form: "gpx",
      redactions: startingRedactions,
      claims: false,
      facesChecked: false,
      place: "",
      recipients: null,
      purpose: "",
      reason: "",
      until: new Date(nowMs + DAYS * DAY_MS).toISOString().slice(0, 10),
      grantId: null,
    }
  );
}

/** Keeps it until the page is closed; `null`: a share was sent, the next one begins anew. */
export function keepDraft(draft: ShareDraft | null): void {
  kept = draft;
}

/** The end of a day, microseconds; `null`: no day. */
export function endOfDayUs(day: string): number | null {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? null : (ms + DAY_MS) * 1000;
}
