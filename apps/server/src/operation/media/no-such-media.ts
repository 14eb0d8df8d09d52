/** The error of a hash that names no picture, clip or subtitle file. */
import { UserError } from "@creance/core";

/** Thrown by everything that is asked about one item. */
export function noSuchMedia(): UserError {
  return new UserError("no-such-media", "notFound", "The vault holds no such picture or clip.");
}
