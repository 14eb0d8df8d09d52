/** Text broken into lines: words of any face and font side by side, long words cut where the line ends. */
import type { Face, FontRun } from "./fonts.ts";
import { fontRuns } from "./fonts.ts";

/** A stretch of text in one look. */
export interface Stretch {
  readonly text: string;
  readonly face: Face;
  readonly colour: string;
}

/** A piece of a line: where it begins, from the left edge, in points. */
export interface Piece extends FontRun {
  readonly xPt: number;
  readonly colour: string;
}

/** Measures text in a font file, points. */
export type Measure = (text: string, font: string) => number;

/** Breaks stretches into lines no wider than `widthPt`. There is at least one line. */
export function textLines(stretches: readonly Stretch[], widthPt: number, measure: Measure): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  let xPt = 0;
  const newLine = (): void => {
    lines.push([]);
    xPt = 0;
  };
  const put = (runs: readonly FontRun[], colour: string): void => {
    for (const run of runs) {
      const line = lines.at(-1) as Piece[];
      const last = line.at(-1);
      // Neighbours of one look become one piece: fewer operators, and text that can be found and copied.
      if (last !== undefined && last.font === run.font && last.colour === colour)
        line[line.length - 1] = { ...last, text: last.text + run.text };
      else line.push({ ...run, xPt, colour });
      xPt += measure(run.text, run.font);
    }
  };
  for (const { text, face, colour } of stretches) {
    for (const word of text.match(/\s+|[^\s]+/gu) ?? []) {
      const isSpace = /^\s/u.test(word);
      const runs = fontRuns(isSpace ? " " : word, face);
      const wordPt = widthOf(runs, measure);
      if (xPt + wordPt <= widthPt) {
        if (!isSpace || xPt > 0) put(runs, colour);
      } else if (isSpace) newLine();
      else if (wordPt <= widthPt) {
        newLine();
        put(runs, colour);
      } else {
        for (const letter of word) {
          const letterRuns = fontRuns(letter, face);
          if (xPt > 0 && xPt + widthOf(letterRuns, measure) > widthPt) newLine();
          put(letterRuns, colour);
        }
      }
    }
  }
  return lines;
}

function widthOf(runs: readonly FontRun[], measure: Measure): number {
  return runs.reduce((sum, { text, font }) => sum + measure(text, font), 0);
}
