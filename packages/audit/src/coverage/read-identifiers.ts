/** Reads a list of identifiers: a JSON object with a text or a list of texts for each kind. */
import { type IdentifierKind, type Identifiers, identifierKinds } from "../types.ts";
import { memberError, objectOf, parseJsonFile, textMember, textsMember } from "./json-members.ts";

const file = { code: "identifiers-invalid", name: "list of identifiers" } as const;

/** The identifiers of a JSON text. Throws `UserError` (`identifiers-invalid`); an unknown key names the known ones, a value is never printed. */
export function readIdentifiers(text: string): Identifiers {
  const object = objectOf(parseJsonFile(text, file), file, "", identifierKinds);
  const identifiers: { [Kind in IdentifierKind]?: readonly string[] } = {};
  for (const kind of identifierKinds) {
    if (!Object.hasOwn(object.members, kind)) continue;
    const value = object.members[kind];
    if (typeof value === "number") throw memberError(object, kind, "write it in quotes: a number loses leading zeros and digits");
    identifiers[kind] = typeof value === "string" ? [textMember(object, kind)] : textsMember(object, kind);
  }
  return identifiers;
}
