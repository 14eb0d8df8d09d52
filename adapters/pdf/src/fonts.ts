/** The report's fonts: Noto Sans and its mono, in the parts that their package cuts them into, opened when a letter needs one. */
import { createRequire } from "node:module";

/** How a run of text looks. */
export type Face = "regular" | "bold" | "mono";

/** A run of text in one font file. */
export interface FontRun {
  /** Path of the font file: what the document registers it by. */
  readonly font: string;
  readonly text: string;
}

const require = createRequire(import.meta.url);
const families = {
  regular: {
    name: "noto-sans",
    weight: 400,
    parts: ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "cyrillic-ext", "greek-ext"],
  },
  bold: { name: "noto-sans", weight: 700, parts: ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "cyrillic-ext", "greek-ext"] },
  mono: {
    name: "noto-sans-mono",
    weight: 400,
    parts: ["latin", "latin-ext", "greek", "cyrillic", "vietnamese", "cyrillic-ext", "greek-ext"],
  },
} as const;

interface FontPart {
  readonly path: string;
  readonly ranges: readonly (readonly [number, number])[];
}
const opened = new Map<Face, readonly FontPart[]>();

/** Cuts text into runs that one font file can draw. A letter that none has is spelled out, `[U+4E2D]`: nothing is left out silently. */
export function fontRuns(text: string, face: Face): readonly FontRun[] {
  const parts = partsOf(face);
  const first = parts[0] as FontPart;
  const runs: { font: string; text: string }[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    const part = parts.find(({ ranges }) => ranges.some(([from, to]) => code >= from && code <= to));
    const drawn =
      code < 0x20 || code === 0x7f ? "·" : part === undefined ? `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]` : letter;
    const font = (part ?? first).path;
    const last = runs.at(-1);
    if (last?.font === font) last.text += drawn;
    else runs.push({ font, text: drawn });
  }
  return runs;
}

/** The font that numbers and heads of a face are in. */
export function plainFont(face: Face): string {
  return (partsOf(face)[0] as FontPart).path;
}

function partsOf(face: Face): readonly FontPart[] {
  const known = opened.get(face);
  if (known !== undefined) return known;
  const { name, weight, parts } = families[face];
  const unicode = require(`@fontsource/${name}/unicode.json`) as Readonly<Record<string, string>>;
  const found = parts.flatMap((part) => {
    const ranges = unicode[part];
    if (ranges === undefined) return [];
    return [{ path: require.resolve(`@fontsource/${name}/files/${name}-${part}-${weight}-normal.woff`), ranges: rangesOf(ranges) }];
  });
  opened.set(face, found);
  return found;
}

/** `U+0000-00FF,U+0131` as pairs. */
function rangesOf(text: string): readonly (readonly [number, number])[] {
  return text.split(",").map((range) => {
    const [from, to] = range.trim().slice(2).split("-");
    const first = Number.parseInt(from as string, 16);
    return [first, to === undefined ? first : Number.parseInt(to, 16)] as const;
  });
}
