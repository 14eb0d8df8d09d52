/**
 * A drawing on a sheet. It reads the few elements that our own map writes (`svgMap`: rect, path, circle, text, groups that move), not SVG at large: what it does
 * not know is left out. White paper needs no ground.
 */
import type { PdfPaper } from "./pdf-paper.ts";

/** One element: its name and attributes. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Group {
  readonly x: number;
  readonly y: number;
}

/** Smallest figure that is worth a page's rest, points. */
const MIN_HEIGHT_PT = 120;
/** Height of letters over their line, in sizes. */
const ASCENT = 1.069;

/** Draws it over the whole width; false when the text holds no drawing. */
export function drawFigure(paper: PdfPaper, svg: string): boolean {
  const box = /^<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  if (box === null) return false;
  const [, width, height] = box.map(Number) as [number, number, number];
  const scale = paper.widthPt / width;
  paper.keepTogether(Math.max(MIN_HEIGHT_PT, height * scale));
  paper.vector({ widthPt: paper.widthPt, heightPt: height * scale, scale }, (document, letters) => {
    const groups: Group[] = [{ x: 0, y: 0 }];
    let isGround = true;
    for (const element of elementsOf(svg)) {
      const here = groups.at(-1) as Group;
      if (element.name === "g") groups.push(moved(here, element.attributes["transform"]));
      else if (element.name === "/g") groups.pop();
      else if (element.name === "rect" && isGround) isGround = false;
      else if (element.name === "text") drawText(letters, element, here);
      else drawShape(document, element, here);
    }
  });
  return true;
}

/** Writes letters with their line at a place of the drawing. */
export type Letters = (
  text: string,
  place: { readonly x: number; readonly y: number; readonly size: number; readonly colour: string; readonly anchor: string },
) => void;

function drawText(letters: Letters, { attributes, text }: Element, { x, y }: Group): void {
  const size = Number(attributes["font-size"] ?? 12);
  letters(plainText(text), {
    x: x + Number(attributes["x"] ?? 0),
    y: y + Number(attributes["y"] ?? 0) - size * ASCENT,
    size,
    colour: attributes["fill"] ?? "#000000",
    anchor: attributes["text-anchor"] ?? "start",
  });
}

function drawShape(document: PDFKit.PDFDocument, { name, attributes }: Element, { x, y }: Group): void {
  const { fill = "#000000", stroke = "none" } = attributes;
  const outline = (): boolean => {
    if (name === "path" && attributes["d"] !== undefined) document.path(attributes["d"]);
    else if (name === "circle") document.circle(Number(attributes["cx"] ?? 0), Number(attributes["cy"] ?? 0), Number(attributes["r"] ?? 0));
    else return false;
    return true;
  };
  document.save().translate(x, y).lineJoin("round").lineCap("round");
  if (fill !== "none" && outline()) document.fillOpacity(Number(attributes["fill-opacity"] ?? 1)).fill(fill);
  if (stroke !== "none" && outline()) {
    const dashes = (attributes["stroke-dasharray"] ?? "").split(" ").map(Number);
    document.lineWidth(Number(attributes["stroke-width"] ?? 1)).strokeOpacity(Number(attributes["stroke-opacity"] ?? 1));
    const [dash, space] = dashes;
    if (dash !== undefined && space !== undefined && dash > 0) document.lineCap("butt").dash(dash, { space });
    document.stroke(stroke);
  }
  document.restore();
}

function* elementsOf(svg: string): Generator<Element> {
  for (const [, name = "", attributes = "", text = ""] of svg.matchAll(/<(\/?[a-z]+)((?: [\w:-]+="[^"]*")*)\s*\/?>([^<]*)/g)) {
    const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value] as const);
    yield { name, attributes: Object.fromEntries(pairs), text };
  }
}

function moved({ x, y }: Group, transform: string | undefined): Group {
  const found = /^translate\((-?[\d.]+) (-?[\d.]+)\)$/.exec(transform ?? "");
  return found === null ? { x, y } : { x: x + Number(found[1]), y: y + Number(found[2]) };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plainText(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => entities[name] ?? whole);
}
