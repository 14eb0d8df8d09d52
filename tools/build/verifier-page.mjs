// The verifier's page: checks a proof of the ledger.
import { join } from "node:path";
import { buildOneFilePage } from "./one-file-page.mjs";

/** Writes the page and its `.sha256` into `folder`. */
export function buildVerifierPage({ root, folder }) {
  const style = join(root, "apps/web/recipient/page.css");
  return buildOneFilePage({ root, folder, from: join(root, "apps/web/verifier"), style, fileName: "check-a-proof.html", values: {} });
}
