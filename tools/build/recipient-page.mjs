// The recipient's page: opens what was shared.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildOneFilePage } from "./one-file-page.mjs";

/** Name of the page. */
export const recipientPage = "open-a-share.html";

/** Writes the page and its `.sha256` into `folder`. */
export function buildRecipientPage({ root, folder }) {
  const from = join(root, "apps/web/recipient");
  const ageVersion = JSON.parse(readFileSync(join(root, "node_modules/age-encryption/package.json"), "utf8")).version;
  return buildOneFilePage({ root, folder, from, style: join(from, "page.css"), fileName: recipientPage, values: { ageVersion } });
}
