/** A table over pages: heads again on each, rows whole where they fit, numbers at the right. */
import type { PdfPaper } from "./pdf-paper.ts";
import type { Piece, Stretch } from "./text-lines.ts";

const SIZE_PT = 8;
const GAP_PT = 8;
const ROW_PT = 2.5;
/** Lines of a row that stay together; a longer one is broken over pages. */
const KEPT_LINES = 40;

/** Longer words are broken where the line ends. */
const MAX_WORD = 32;

/** A table. */
export interface PdfTable {
  readonly columns: readonly { readonly head: readonly Stretch[]; readonly align: "left" | "right"; readonly share: number | undefined }[];
  readonly rows: readonly (readonly (readonly Stretch[])[])[];
}

interface Column {
  readonly xPt: number;
  readonly widthPt: number;
  readonly align: "left" | "right";
}

/** Draws it at the paper's place, which then is below it. */
export function drawTable(paper: PdfPaper, table: PdfTable): void {
  const columns = columnsOf(paper, table);
  const head = table.columns.map((column) => column.head);
  const hasHead = head.some((text) => text.length > 0);
  const heads = (): void => {
    if (!hasHead) return;
    drawRow(paper, columns, broken(paper, columns, head));
    paper.rule();
    paper.yPt += ROW_PT;
  };
  heads();
  for (const row of table.rows) {
    const cells = broken(paper, columns, row);
    const lines = Math.max(...cells.map((cell) => cell.length));
    const before = paper.yPt;
    paper.keepTogether(Math.min(lines, KEPT_LINES) * paper.lineHeight(SIZE_PT) + 2 * ROW_PT);
    if (paper.yPt < before) heads();
    for (let first = 0; first < lines; first += KEPT_LINES) {
      if (first > 0) {
        paper.newPage();
        heads();
      }
      drawRow(
        paper,
        columns,
        cells.map((cell) => cell.slice(first, first + KEPT_LINES)),
      );
    }
    if (hasHead) paper.rule();
    paper.yPt += ROW_PT;
  }
  paper.yPt += 8;
}

type Cell = readonly (readonly Piece[])[];

function broken(paper: PdfPaper, columns: readonly Column[], row: readonly (readonly Stretch[])[]): readonly Cell[] {
  return columns.map(({ widthPt }, place) => paper.lines(row[place] ?? [], { sizePt: SIZE_PT, widthPt }));
}

function drawRow(paper: PdfPaper, columns: readonly Column[], cells: readonly Cell[]): void {
  const heightPt = paper.lineHeight(SIZE_PT);
  let most = 0;
  for (const [place, { xPt, widthPt, align }] of columns.entries()) {
    const lines = cells[place] ?? [];
    most = Math.max(most, lines.length);
    for (const [at, line] of lines.entries()) {
      const leftPt = align === "right" ? xPt + widthPt - paper.widthOf(line, SIZE_PT) : xPt;
      paper.line(line, { xPt: leftPt, sizePt: SIZE_PT, downPt: at * heightPt });
    }
  }
  paper.yPt += most * heightPt + ROW_PT;
}

/** Widths: no column narrower than its longest word where the page allows; stated shares next; what is left goes where text is longest. */
function columnsOf(paper: PdfPaper, { columns, rows }: PdfTable): readonly Column[] {
  const roomPt = paper.widthPt - GAP_PT * (columns.length - 1);
  const least = columns.map(({ head }, place) => Math.min(roomPt / 2, longestWord(paper, [head, ...rows.map((row) => row[place] ?? [])])));
  const natural = columns.map(({ head }, place) =>
    Math.max(least[place] as number, longestLine(paper, [head, ...rows.map((row) => row[place] ?? [])], roomPt / 2)),
  );
  const wanted = columns.map(({ share }, place) =>
    share === undefined ? (natural[place] as number) : Math.max(least[place] as number, share * roomPt),
  );
  const leastPt = least.reduce((sum, width) => sum + width, 0);
  const wantedPt = wanted.reduce((sum, width) => sum + width, 0);
  const widths = wanted.map((width, place) => {
    const narrow = least[place] as number;
    if (leastPt >= roomPt) return (narrow / leastPt) * roomPt;
    if (wantedPt > roomPt) return narrow + ((width - narrow) / (wantedPt - leastPt)) * (roomPt - leastPt);
    return (width / wantedPt) * roomPt;
  });
  let xPt = 0;
  return columns.map(({ align }, place) => {
    const column = { xPt, widthPt: widths[place] as number, align };
    xPt += column.widthPt + GAP_PT;
    return column;
  });
}

function longestLine(paper: PdfPaper, cells: readonly (readonly Stretch[])[], widthPt: number): number {
  return cells.reduce((most, cell) => {
    const [line] = paper.lines(cell, { sizePt: SIZE_PT, widthPt });
    return Math.max(most, line === undefined ? 0 : paper.widthOf(line, SIZE_PT));
  }, 0);
}

function longestWord(paper: PdfPaper, cells: readonly (readonly Stretch[])[]): number {
  let most = 0;
  for (const cell of cells) {
    for (const stretch of cell) {
      for (const text of stretch.text.split(/\s+/)) {
        // A hash may be cut anywhere; a word may not.
        if (text.length > MAX_WORD) continue;
        const [line] = paper.lines([{ ...stretch, text }], { sizePt: SIZE_PT, widthPt: Number.POSITIVE_INFINITY });
        most = Math.max(most, line === undefined ? 0 : paper.widthOf(line, SIZE_PT));
      }
    }
  }
  return most + 0.5;
}
