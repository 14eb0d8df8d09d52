/** The shape of a privacy manifest: its keys, and what stands under each (docs/guide/policy.md). */
import { z } from "zod";
import { hostNameLeaf, openingLeaf, words } from "../leaves.ts";
import {
  countryLeaf,
  dataClassLeaf,
  dayLeaf,
  flowIdLeaf,
  keepLeaf,
  placeLeaf,
  purposeLeaf,
  recipientKindLeaf,
  revisionLeaf,
} from "./manifest-leaves.ts";

const controllerShape = z.strictObject({
  name: words("who answers for the data"),
  contact: words("how to reach them: a mail address, a phone number or a page"),
  country: countryLeaf,
});

/** The manifest's own keys; what stands under its lists is read entry by entry. */
export const manifestShape = z.strictObject({
  revision: revisionLeaf,
  effective: dayLeaf,
  controller: controllerShape,
  about: words("words at the top of the public page").nullish(),
  rights: z.array(words("what people can ask for")).nullish(),
  collects: z.array(z.unknown()).nullish(),
  flows: z.array(z.unknown()).nullish(),
});

/** Data that is collected. */
export const collectedShape = z.strictObject({
  data: z.array(dataClassLeaf).nonempty(),
  why: words("why it is collected"),
  keep: keepLeaf,
});

/** One flow. */
export const flowShape = z.strictObject({
  id: flowIdLeaf,
  data: z.array(dataClassLeaf).nonempty(),
  to: z.array(recipientKindLeaf).nonempty(),
  who: words("who it is").nullish(),
  regions: z.array(placeLeaf).nonempty(),
  purposes: z.array(purposeLeaf).nonempty(),
  why: words("why it goes there, in your own words"),
  keep: keepLeaf,
  redact: z.array(dataClassLeaf).nullish(),
  readable: z.boolean().nullish(),
  hosts: z.array(hostNameLeaf).nonempty().nullish(),
  open: openingLeaf.nullish(),
});
