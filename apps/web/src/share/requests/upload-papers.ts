/** Papers of a request on their way to this machine's own server, one after the other. */
import { formatBytes } from "@creance/core";
import { count } from "../../words/count.ts";

/** As in the contract, which is not loaded here: it would bring its schemas along. */
export const MOST_PAPERS = 20;
const MOST_PAPER_BYTES = 50 * 2 ** 20;
const path = "/files/request-paper";

/** A paper that is kept. */
export interface KeptPaper {
  readonly sha256: string;
  readonly title: string;
}

/** Why these files cannot be papers; `null`: they can. */
export function papersFault(files: readonly { readonly name: string; readonly size: number }[]): string | null {
  if (files.length > MOST_PAPERS) return `At most ${count(MOST_PAPERS, "paper")} can be entered with a request.`;
  const large = files.find(({ size }) => size > MOST_PAPER_BYTES);
  if (large === undefined) return null;
  return `${large.name} is ${formatBytes(large.size)}; a paper may be ${formatBytes(MOST_PAPER_BYTES)} here. Larger ones: creance requests add --attach.`;
}

/** Sends every paper; they are kept as originals. Throws an error with the server's sentence. */
export async function uploadPapers(files: readonly File[], doors: { readonly fetch: typeof fetch }): Promise<readonly KeptPaper[]> {
  const kept: KeptPaper[] = [];
  for (const file of files) {
    const response = await doors.fetch(path, {
      method: "PUT",
      headers: { "x-creance-path": encodeURIComponent(file.name), "content-type": "application/octet-stream", "x-creance": "1" },
      body: file,
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Error(textOf(body, "sentence") ?? `The server answered ${response.status}. The request was not entered.`);
    kept.push({ sha256: textOf(body, "sha256") ?? "", title: textOf(body, "title") ?? file.name });
  }
  return kept;
}

function textOf(body: unknown, name: string): string | undefined {
  const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
