/** A request on the control socket, checked before anything is done with it. */
import { UserError } from "@creance/core";
import type { ControlRequest } from "../control.ts";

const MAX_NAME = 253;
const MAX_WORDS = 500;

/** The request in a line's value. Throws `UserError` (`bad-request`) for anything else. */
export function readRequest(value: unknown): ControlRequest {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("it is no object");
  const fields = value as Readonly<Record<string, unknown>>;
  const id = whole(fields, "id");
  switch (fields["ask"]) {
    case "status":
    case "reload":
      return { id, ask: fields["ask"] };
    case "open":
      return {
        id,
        ask: "open",
        name: words(fields, "name", MAX_NAME),
        forUs: whole(fields, "forUs"),
        by: words(fields, "by", MAX_WORDS),
        reason: words(fields, "reason", MAX_WORDS),
      };
    case "close":
      return { id, ask: "close", name: words(fields, "name", MAX_NAME), by: words(fields, "by", MAX_WORDS) };
    case "mark":
      return { id, ask: "mark", mark: words(fields, "mark", 100) };
    case "watch":
      return { id, ask: "watch", recall: whole(fields, "recall") };
    case "end":
      return { id, ask: "end", by: words(fields, "by", MAX_WORDS) };
    default:
      throw bad("what it asks is not known");
  }
}

function words(fields: Readonly<Record<string, unknown>>, name: string, longest: number): string {
  const value = fields[name];
  if (typeof value !== "string" || value.trim() === "" || value.length > longest) {
    throw bad(`"${name}" must be a text of 1 to ${longest} characters`);
  }
  if (/\p{Cc}/u.test(value)) throw bad(`"${name}" must be one line of plain text`);
  return value.trim();
}

function whole(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad(`"${name}" must be a whole number`);
  return value;
}

function bad(what: string): UserError {
  return new UserError("bad-request", "wrongUse", `The request could not be read: ${what}. Nothing was changed.`);
}
