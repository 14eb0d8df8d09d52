/** A report's page as PDF: A4, black on white where colour is not needed, page numbers, heads of tables on every page. */
import type { ReportBlock, ReportPage, ReportSpan, ReportText } from "@creance/report";
import { drawFigure } from "./draw-figure.ts";
import { drawTable } from "./draw-table.ts";
import { PdfPaper } from "./pdf-paper.ts";
import type { Stretch } from "./text-lines.ts";

const INK = "#000000";
const SOFT = "#444444";
const BODY_PT = 9.5;
const verdictColours: Readonly<Record<string, string>> = { SUPPORTED: "#1f6b45", CONTRADICTED: "#a3262a" };

/** Draws a page. The same page gives the same bytes: no clock, no randomness. */
export async function pageToPdf(page: ReportPage): Promise<Uint8Array> {
  const paper = new PdfPaper({ title: page.title, language: page.language, foot: page.foot });
  paper.text([{ text: page.title, face: "bold", colour: INK }], { sizePt: 20, afterPt: 10 });
  for (const text of page.answer) paper.text(stretches(text), { sizePt: 11.5, afterPt: 6 });
  paper.space(6);
  for (const block of page.blocks) draw(paper, block);
  return paper.finish();
}

function draw(paper: PdfPaper, block: ReportBlock): void {
  switch (block.kind) {
    case "heading": {
      const sizePt = { 2: 14, 3: 11.5, 4: 10 }[block.level];
      paper.space(block.level === 2 ? 14 : 8);
      paper.keepTogether(sizePt * 4);
      paper.text([{ text: block.text, face: "bold", colour: INK }], { sizePt, afterPt: 5 });
      break;
    }
    case "paragraph":
      paper.text(stretches(block.text), { sizePt: BODY_PT, afterPt: 6 });
      break;
    case "list":
      for (const item of block.items) paper.text([plain("– "), ...stretches(item)], { sizePt: BODY_PT, afterPt: 2, indentPt: 8 });
      paper.space(5);
      break;
    case "table":
      drawReportTable(paper, block);
      break;
    case "facts":
      drawTable(paper, {
        columns: [
          { head: [], align: "left", share: 0.2 },
          { head: [], align: "left", share: 0.8 },
        ],
        rows: block.rows.map(({ name, value }) => [[plain(name, SOFT)], stretches(value)]),
      });
      break;
    case "figure":
      paper.space(4);
      drawFigure(paper, block.svg);
      paper.text(bold([plain(`${block.title}. `)]).concat(plain(block.alternative)), { sizePt: BODY_PT, afterPt: 8 });
      break;
    case "verdict":
      paper.space(6);
      paper.keepTogether(60);
      paper.text(bold(stretches(block.title)), { sizePt: 10.5, afterPt: 2 });
      paper.text([word(block.verdict), plain(". "), ...stretches(block.text)], { sizePt: BODY_PT, afterPt: 4 });
      break;
    case "bar": {
      const parts = block.parts.map(({ name, valueText }) => `${name} ${valueText}`).join(" · ");
      paper.text(bold([plain(`${block.title}: `)]).concat(plain(parts)), { sizePt: BODY_PT, afterPt: 4 });
      break;
    }
    case "pageBreak":
      paper.newPage();
      break;
  }
}

function drawReportTable(paper: PdfPaper, { caption, columns, rows, empty }: Extract<ReportBlock, { kind: "table" }>): void {
  if (rows.length === 0) {
    paper.text([plain(empty, SOFT)], { sizePt: 9, afterPt: 8 });
    return;
  }
  paper.keepTogether(60);
  if (caption !== "") paper.text([plain(caption, SOFT)], { sizePt: 8.5, afterPt: 3 });
  drawTable(paper, {
    columns: columns.map(({ title, align, width }) => ({ head: bold([plain(title, SOFT)]), align, share: width })),
    rows: rows.map((cells) => cells.map(stretches)),
  });
}

function plain(text: string, colour = INK): Stretch {
  return { text, face: "regular", colour };
}

function stretches(text: ReportText): readonly Stretch[] {
  return typeof text === "string" ? [plain(text)] : text.map(stretch);
}

function stretch({ text, style }: ReportSpan): Stretch {
  if (style === "verdict") return word(text);
  return { text, face: style === "strong" ? "bold" : style === "mono" ? "mono" : "regular", colour: style === "weak" ? SOFT : INK };
}

/** A verdict word is bold and keeps its colour; without colour it is the word all the same. */
function word(verdict: string): Stretch {
  return { text: verdict, face: "bold", colour: verdictColours[verdict] ?? SOFT };
}

function bold(parts: readonly Stretch[]): Stretch[] {
  return parts.map((part) => ({ ...part, face: "bold" }));
}
