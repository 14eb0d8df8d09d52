/** Numbers as SVG takes them. */

/** A coordinate with one digit after the point, never an exponent. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
