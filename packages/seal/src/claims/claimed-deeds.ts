/** What a claim says was done, in the actions that C2PA 2 names (its section 18, "Standard assertions"). Nothing of what was taken out. */
import { type EpochUs, isoFromEpochUs } from "@creance/core";
import type { RedactionRecipe } from "../redaction/recipe.ts";
import type { CborValue } from "./cbor.ts";

/** The program that did it. */
export interface ClaimingProgram {
  readonly name: string;
  readonly version: string;
}

/** A reference to another part of the claim: where, and the hash of it. */
export type ClaimReference = { readonly url: string; readonly hash: Uint8Array };

/** Says that a picture has a parent, and nothing of it: no name, no hash, no preview. */
export const namelessParent = { relationship: "parentOf" } as const;

/** Actions in their order. Where a recipe moves times, none is told: the picture's day could be found by it. */
export function claimedDeeds(
  recipe: RedactionRecipe,
  { timeUs, program, parent }: { readonly timeUs: EpochUs; readonly program: ClaimingProgram; readonly parent: ClaimReference },
): CborValue {
  const iso = recipe.times === "keep" ? isoFromEpochUs(Math.floor(timeUs / 1e6) * 1e6)?.replace(".000Z", "Z") : undefined;
  const action = (name: string, more: { readonly [member: string]: CborValue }): CborValue => ({
    action: name,
    ...(iso === undefined ? {} : { when: { tag: 0, value: iso } }),
    softwareAgent: { name: program.name, version: program.version },
    ...more,
  });
  return {
    actions: [
      action("c2pa.opened", { parameters: { ingredients: [parent] } }),
      action("c2pa.edited.metadata", { description: metadataSentence(recipe) }),
      ...(recipe.masks.length === 0 ? [] : [action("c2pa.drawing", { description: PAINTED, changes: recipe.masks.map(boxOf) })]),
    ],
    allActionsIncluded: true,
  };
}

const PAINTED = "Boxes of solid black were painted over the picture.";

/** By the recipe, not by what was found: what a picture held is not told. */
function metadataSentence({ positions, serials, names, previews, times, thermal, masks }: RedactionRecipe): string {
  const goes = [
    ...(positions === "drop" ? ["positions"] : []),
    ...(serials === "drop" ? ["serial numbers"] : []),
    ...(names === "drop" ? ["names and words"] : []),
    ...(previews === "drop" || masks.length > 0 ? ["smaller copies of the picture"] : []),
    ...(thermal === "drop" ? ["temperature data"] : []),
  ];
  const changed = [...(typeof positions === "object" ? ["positions made coarse"] : []), ...(times === "keep" ? [] : ["times moved"])];
  const parts = [...(goes.length === 0 ? [] : [`taken out: ${goes.join(", ")}`]), ...changed];
  return `Where there were any, ${[...parts, "metadata not known to be harmless taken out"].join("; ")}.`;
}

/** Pixels as stored. */
function boxOf({ leftPx, topPx, widthPx, heightPx }: RedactionRecipe["masks"][number]): CborValue {
  const shape = { type: "rectangle", unit: "pixel", origin: { x: leftPx, y: topPx }, width: widthPx, height: heightPx };
  return { region: [{ type: "spatial", shape }] };
}
