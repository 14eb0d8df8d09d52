/** Patterns that surveys and searches are flown in, as steps. */
import type { PlanStep } from "./plan.ts";

/** A rectangle to be covered line by line. */
export interface LawnmowerOptions {
  /** First corner, metres from take-off. */
  readonly eastM: number;
  readonly northM: number;
  /** Direction of the lines, degrees from north. */
  readonly lineDeg: number;
  readonly lineM: number;
  readonly spacingM: number;
  readonly lines: number;
  readonly altM: number;
  readonly speedMps: number;
  readonly photoEveryM: number;
}

/** Parallel lines, flown to and fro; photos on the lines, not in the turns. */
export function lawnmower(options: LawnmowerOptions): PlanStep[] {
  const along = direction(options.lineDeg);
  const across = direction(options.lineDeg + 90);
  const steps: PlanStep[] = [];
  for (let line = 0; line < options.lines; line += 1) {
    const offset = line * options.spacingM;
    const ends = line % 2 === 0 ? [0, options.lineM] : [options.lineM, 0];
    ends.forEach((end, index) => {
      steps.push({
        step: "goTo",
        eastM: options.eastM + across.eastM * offset + along.eastM * end,
        northM: options.northM + across.northM * offset + along.northM * end,
        altM: options.altM,
        speedMps: options.speedMps,
        corner: "round",
        ...(index === 1 ? { photoEveryM: options.photoEveryM } : {}),
      });
    });
  }
  return steps;
}

/** A square that grows around its middle, as searches are flown. */
export function expandingSquare(options: {
  readonly eastM: number;
  readonly northM: number;
  readonly stepM: number;
  readonly legs: number;
  readonly altM: number;
  readonly speedMps: number;
}): PlanStep[] {
  let { eastM, northM } = options;
  const steps: PlanStep[] = [];
  const go = (): void => {
    steps.push({ step: "goTo", eastM, northM, altM: options.altM, speedMps: options.speedMps, corner: "round" });
  };
  go();
  for (let leg = 0; leg < options.legs; leg += 1) {
    const ahead = direction(leg * 90);
    const lengthM = options.stepM * (1 + Math.floor(leg / 2));
    eastM += ahead.eastM * lengthM;
    northM += ahead.northM * lengthM;
    go();
  }
  return steps;
}

/** Unit vector of a direction, degrees from north. */
export function direction(degrees: number): { readonly eastM: number; readonly northM: number } {
  const angle = (degrees * Math.PI) / 180;
  return { eastM: Math.sin(angle), northM: Math.cos(angle) };
}
