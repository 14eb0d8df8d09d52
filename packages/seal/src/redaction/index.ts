/** Redaction: what is taken out of files before they are shared. */
export { takesAnythingOut } from "./check-recipe.ts";
export { isGridMiddle, positionRule } from "./position-rule.ts";
export type { Mask, RedactionRecipe } from "./recipe.ts";
export { keepEverything } from "./recipe.ts";
export { redact } from "./redact.ts";
export type {
  Redaction,
  RedactionChange,
  RedactionClass,
  RedactionPainter,
  RedactionPlace,
  RedactOptions,
  RemovedValue,
} from "./redaction.ts";
