/** Colours of a plot, read from the page's own variables: a canvas does not know CSS. */

/** What a plot draws with. */
export interface ChartLook {
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly weak: string;
  readonly lines: readonly string[];
  readonly font: string;
}

/** Names of the variables of the lines, in order. */
export const lineVariables = ["--data", "--accent", "--good", "--warn", "--bad", "--soft"] as const;

/** The look that is in force now. */
export function chartLook(): ChartLook {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    soft: read("--soft"),
    rule: read("--rule"),
    weak: `${read("--warn")}30`,
    lines: lineVariables.map(read),
    font: '11px "Noto Sans", system-ui, sans-serif',
  };
}
