/** The name an uploaded file is shown and kept under. It comes from the browser and is never used as a path. */
import { UserError } from "@creance/core";

const maxLabelChars = 1024;

/** Decodes the header `x-creance-path`. Parts such as `..`, drive letters and control characters go. Throws `UserError` `bad-label`. */
export function uploadLabel(header: string | undefined): string {
  if (header === undefined || header === "") return "upload";
  let text: string;
  try {
    text = decodeURIComponent(header);
  } catch {
    throw new UserError("bad-label", "wrongUse", "The header x-creance-path is not percent-encoded UTF-8; nothing was kept.");
  }
  const parts = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== ".." && !/^[a-z]:$/i.test(part));
  const label = parts.join("/");
  const kept = label.length > maxLabelChars ? label.slice(-maxLabelChars).replace(/^[\udc00-\udfff]/, "") : label;
  return kept === "" ? "upload" : kept;
}
