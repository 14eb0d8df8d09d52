/** The public page as one archive, from this machine's own server. */
import type { PublicPageSettings } from "@creance/api";

// As in the contract, which is not loaded here: it would bring its schemas along.
const path = "/files/public-page.zip";

/** Asks for the archive of the page that was looked at. Throws an error with the server's sentence. */
export async function fetchArchive(
  asked: { readonly settings: PublicPageSettings; readonly pageSha256: string; readonly by: string },
  doors: { readonly fetch: typeof fetch },
): Promise<Blob> {
  const response = await doors.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-creance": "1" },
    body: JSON.stringify(asked),
  });
  if (response.ok) return response.blob();
  const body: unknown = await response.json().catch(() => null);
  const sentence = typeof body === "object" && body !== null ? (body as { sentence?: unknown }).sentence : undefined;
  throw new Error(typeof sentence === "string" ? sentence : `The server answered ${response.status}. Nothing was written.`);
}
