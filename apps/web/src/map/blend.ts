/** Two colours mixed. */

/** `over` with the given opacity on `ground`; both `#rrggbb`. */
export function blend(over: string, ground: string, opacity: number): string {
  const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16);
  const mixed = [0, 1, 2].map((at) => Math.round(channel(over, at) * opacity + channel(ground, at) * (1 - opacity)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
