/** The sheets of a PDF: where the next line goes, new pages, feet with page numbers. */
import PdfDocument from "pdfkit";
import type { Letters } from "./draw-figure.ts";
import { plainFont } from "./fonts.ts";
import { type Measure, type Piece, type Stretch, textLines } from "./text-lines.ts";

const WIDTH_PT = 595.28;
const HEIGHT_PT = 841.89;
const LEFT_PT = 46;
const TOP_PT = 48;
const BOTTOM_PT = 62;
const LINE_HEIGHT = 1.36;
/** Widths that are remembered: words come again and again. */
const MAX_WIDTHS = 50_000;

/** What stands on every sheet. */
export interface PaperOptions {
  readonly title: string;
  readonly language: string;
  readonly foot: string;
}

/** Paper of A4. Lengths are in points, from the top left of the sheet. */
export class PdfPaper {
  /** Room between the margins. */
  readonly widthPt = WIDTH_PT - 2 * LEFT_PT;
  /** Where the next thing goes. */
  yPt = TOP_PT;
  readonly #document: PDFKit.PDFDocument;
  readonly #foot: string;
  readonly #pieces: Uint8Array[] = [];
  readonly #ended: Promise<void>;
  readonly #widths = new Map<string, number>();

  constructor({ title, language, foot }: PaperOptions) {
    const epoch = new Date(0);
    this.#document = new PdfDocument({
      size: "A4",
      margin: 0,
      font: plainFont("regular"),
      lang: language,
      bufferPages: true,
      displayTitle: true,
      pdfVersion: "1.7",
      info: { Title: title, Producer: "Creance", Creator: "Creance", CreationDate: epoch, ModDate: epoch },
    });
    this.#foot = foot;
    this.#document.on("data", (piece: Uint8Array) => this.#pieces.push(piece));
    this.#ended = new Promise((resolve, reject) => {
      this.#document.on("end", () => resolve());
      this.#document.on("error", reject);
    });
  }

  /** Leaves room, unless a page has just begun. */
  space(heightPt: number): void {
    if (this.yPt > TOP_PT) this.yPt += heightPt;
  }

  /** Begins a new page when less than this is left. */
  keepTogether(heightPt: number): void {
    if (this.yPt + heightPt > HEIGHT_PT - BOTTOM_PT && this.yPt > TOP_PT) this.newPage();
  }

  /** Begins a new page. */
  newPage(): void {
    this.#document.addPage({ size: "A4", margin: 0 });
    this.yPt = TOP_PT;
  }

  /** Text over the whole width. */
  text(
    stretches: readonly Stretch[],
    { sizePt, afterPt, indentPt = 0 }: { readonly sizePt: number; readonly afterPt: number; readonly indentPt?: number },
  ): void {
    for (const line of this.lines(stretches, { sizePt, widthPt: this.widthPt - indentPt })) {
      this.keepTogether(this.lineHeight(sizePt));
      this.line(line, { xPt: indentPt, sizePt });
      this.yPt += this.lineHeight(sizePt);
    }
    this.yPt += afterPt;
  }

  /** Text broken for a width. */
  lines(
    stretches: readonly Stretch[],
    { sizePt, widthPt }: { readonly sizePt: number; readonly widthPt: number },
  ): readonly (readonly Piece[])[] {
    return textLines(stretches, widthPt, this.#measure(sizePt));
  }

  /** Height of one line of a size. */
  lineHeight(sizePt: number): number {
    return sizePt * LINE_HEIGHT;
  }

  /** Draws a line at `yPt` plus `downPt`, from `xPt` right of the margin. */
  line(
    pieces: readonly Piece[],
    { xPt, sizePt, downPt = 0 }: { readonly xPt: number; readonly sizePt: number; readonly downPt?: number },
  ): void {
    for (const { font, text, colour, xPt: offset } of pieces) {
      this.#document
        .font(font)
        .fontSize(sizePt)
        .fillColor(colour)
        .text(text, LEFT_PT + xPt + offset, this.yPt + downPt, { lineBreak: false });
    }
  }

  /** A drawing of its own scale, cut off at its edges, at `yPt`; the next thing goes below it. */
  vector(
    { widthPt, heightPt, scale }: { readonly widthPt: number; readonly heightPt: number; readonly scale: number },
    draw: (document: PDFKit.PDFDocument, letters: Letters) => void,
  ): void {
    const topPt = this.yPt;
    const letters: Letters = (text, { x, y, size, colour, anchor }) => {
      const sizePt = size * scale;
      const [pieces] = this.lines([{ text, face: "regular", colour }], { sizePt, widthPt: 10 * widthPt });
      if (pieces === undefined) return;
      const shift = { middle: 0.5, end: 1 }[anchor] ?? 0;
      const letterPt = this.widthOf(pieces, sizePt);
      const xPt = x * scale - shift * letterPt;
      this.#document.restore();
      // Lines below letters are paled, so that both can be read.
      this.#document.save().rect(LEFT_PT + xPt, topPt + y * scale, letterPt, this.lineHeight(sizePt));
      this.#document.fillOpacity(0.7).fill("#ffffff").restore();
      this.line(pieces, { xPt, sizePt, downPt: y * scale });
      enter();
    };
    const enter = (): void => {
      this.#document.save().rect(LEFT_PT, topPt, widthPt, heightPt).clip().translate(LEFT_PT, topPt).scale(scale);
    };
    enter();
    draw(this.#document, letters);
    this.#document.restore();
    this.#document.rect(LEFT_PT, topPt, widthPt, heightPt).lineWidth(0.5).strokeColor("#b0b0b0").stroke();
    this.yPt = topPt + heightPt + 4;
  }

  /** A thin line over the whole width at `yPt`. */
  rule(): void {
    this.#document
      .moveTo(LEFT_PT, this.yPt)
      .lineTo(LEFT_PT + this.widthPt, this.yPt)
      .lineWidth(0.5)
      .strokeColor("#b0b0b0")
      .stroke();
  }

  /** Width of a line, points. */
  widthOf(pieces: readonly Piece[], sizePt: number): number {
    const last = pieces.at(-1);
    return last === undefined ? 0 : last.xPt + this.#measure(sizePt)(last.text, last.font);
  }

  /** Writes the feet and gives the file. */
  async finish(): Promise<Uint8Array> {
    const { start, count } = this.#document.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.#document.switchToPage(page);
      this.yPt = HEIGHT_PT - BOTTOM_PT + 22;
      this.rule();
      this.yPt += 6;
      const sizePt = 7.5;
      const number = [{ text: `${page + 1} / ${count}`, face: "regular" as const, colour: "#444444" }];
      const [right] = this.lines(number, { sizePt, widthPt: 80 });
      const [left] = this.lines([{ text: this.#foot, face: "regular", colour: "#444444" }], { sizePt, widthPt: this.widthPt - 90 });
      if (left !== undefined) this.line(left, { xPt: 0, sizePt });
      if (right !== undefined) this.line(right, { xPt: this.widthPt - this.widthOf(right, sizePt), sizePt });
    }
    this.#document.end();
    await this.#ended;
    return Buffer.concat(this.#pieces);
  }

  #measure(sizePt: number): Measure {
    return (text, font) => {
      const key = `${sizePt} ${font} ${text}`;
      const known = this.#widths.get(key);
      if (known !== undefined) return known;
      const width = this.#document.font(font).fontSize(sizePt).widthOfString(text);
      if (this.#widths.size < MAX_WIDTHS) this.#widths.set(key, width);
      return width;
    };
  }
}
