/** The same colour for the same word, wherever it stands. */

/** Class name of a verdict word: `supported`, `contradicted`, `not-observed`, `not-testable`. */
export function verdictClass(verdict: string): string {
  return verdict.toLowerCase().startsWith("not testable") ? "not-testable" : verdict.toLowerCase().replaceAll(" ", "-");
}
