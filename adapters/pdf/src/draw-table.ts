/** A table over pages: heads again on each, rows whole where they fit, numbers at the right. */
import type { PdfPaper } from "./pdf-paper.ts";
import type { Piece, Stretch } from "./text-lines.ts";

const SIZE_PT = 8;
const GAP_PT = 8;
const ROW_PT = 2.5;
/** Lines of a row that stay together; a longer one is broken over pages. */
const KEPT_LINES = 40;

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

/** Widths: stated shares first; the others share what is left by the widest of their cells, within reason. */
function columnsOf(paper: PdfPaper, { columns, rows }: PdfTable): readonly Column[] {
  const roomPt = paper.widthPt - GAP_PT * (columns.length - 1);
  const natural = columns.map(({ head }, place) =>
    [head, ...rows.map((row) => row[place] ?? [])].reduce((most, text) => {
      const [line] = paper.lines(text, { sizePt: SIZE_PT, widthPt: roomPt / 2 });
      return Math.max(most, line === undefined ? 0 : paper.widthOf(line, SIZE_PT));
    }, 12),
  );
  const stated = columns.reduce((sum, { share }) => sum + (share ?? 0), 0);
  const freeNatural = columns.reduce((sum, { share }, place) => sum + (share === undefined ? (natural[place] as number) : 0), 0);
  const freePt = Math.max(0, 1 - stated) * roomPt;
  // Columns without a share take what they need; what they leave goes to those with one.
  const squeeze = freeNatural > freePt ? freePt / freeNatural : 1;
  const restPt = roomPt - freeNatural * squeeze;
  let xPt = 0;
  return columns.map(({ align, share }, place) => {
    const widthPt = share === undefined ? (natural[place] as number) * squeeze + 1 : (share / stated) * (restPt - columns.length);
    const column = { xPt, widthPt, align };
    xPt += widthPt + GAP_PT;
    return column;
  });
}
