/** A report as blocks, before it is HTML or PDF: both show the same words, numbers and drawings. Plain data. */

/** Text with a few kinds of emphasis. Never markup. */
export type ReportText = string | readonly ReportSpan[];
/** A run of text. */
export interface ReportSpan {
  readonly text: string;
  /** `strong`, `mono` (bytes, hashes, names as they are), `verdict` (keeps its colour everywhere), `weak` (an aside). */
  readonly style?: "strong" | "mono" | "verdict" | "weak";
}

/** A column of a table. */
export interface ReportColumn {
  readonly title: string;
  /** Numbers are right-aligned. */
  readonly align: "left" | "right";
  /** Share of the width, all columns together 1; absent: as needed. */
  readonly width?: number;
}

/** What a page is made of. */
export type ReportBlock =
  | { readonly kind: "heading"; readonly level: 2 | 3 | 4; readonly text: string; readonly id: string }
  | { readonly kind: "paragraph"; readonly text: ReportText }
  | { readonly kind: "list"; readonly items: readonly ReportText[] }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly columns: readonly ReportColumn[];
      readonly rows: readonly (readonly ReportText[])[];
      readonly empty: string;
    }
  | { readonly kind: "facts"; readonly rows: readonly { readonly name: string; readonly value: ReportText }[] }
  | { readonly kind: "figure"; readonly title: string; readonly svg: string; readonly alternative: string }
  | { readonly kind: "verdict"; readonly verdict: string; readonly title: ReportText; readonly text: ReportText }
  | {
      readonly kind: "bar";
      readonly title: string;
      readonly unit: string;
      readonly parts: readonly { readonly name: string; readonly value: number; readonly valueText: string }[];
    }
  | { readonly kind: "pageBreak" };

/** A whole report. */
export interface ReportPage {
  readonly title: string;
  /** Answers the question in the title, first thing. */
  readonly answer: readonly ReportText[];
  /** Printed at the foot of every page: program, version, hash of the JSON. */
  readonly foot: string;
  /** BCP 47. */
  readonly language: "en";
  readonly blocks: readonly ReportBlock[];
}
