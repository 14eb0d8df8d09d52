/** Needles from a person's list of identifiers. */
import { UserError } from "@creance/core";
import { type Identifiers, identifierKinds, type Needle } from "../types.ts";
import { normalForm } from "./normal-form.ts";

/** The most identifiers of all kinds together. */
export const MAX_IDENTIFIERS = 10_000;

/**
 * One needle for each value, called `identifiers.imei[0]` after its place in the list; a value that stands twice in a kind is one needle. Throws
 * `UserError` (`identifiers-invalid`) for a value that cannot be one of its kind; no sentence tells a value.
 */
export function identifierNeedles(identifiers: Identifiers): Needle[] {
  const needles: Needle[] = [];
  for (const kind of identifierKinds) {
    const listed = identifiers[kind];
    if (listed === undefined) continue;
    const seen = new Set<string>();
    for (const [at, typed] of (typeof listed === "string" ? [listed] : listed).entries()) {
      const name = `identifiers.${kind}[${at}]`;
      const value = normalForm(kind, typed, name);
      if (seen.has(value)) continue;
      seen.add(value);
      const raw = typed.trim();
      needles.push({ name, kind, value, decoy: false, source: "list of identifiers", ...(raw === value ? {} : { raw }) });
      if (needles.length > MAX_IDENTIFIERS) {
        throw new UserError(
          "identifiers-invalid",
          "wrongUse",
          `The list of identifiers holds more than ${MAX_IDENTIFIERS} values; nothing was searched. Split it.`,
        );
      }
    }
  }
  return needles;
}
