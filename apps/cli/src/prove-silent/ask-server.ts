/** What a person's browser would ask of the server: pages, flights, pictures, conversations, an audit. From this process, which is not traced. */

/** A request that did not go well. */
export interface RequestFault {
  readonly path: string;
  readonly words: string;
}

/** What was asked. */
export interface AskedServer {
  readonly requests: number;
  readonly faults: readonly RequestFault[];
}

/** Pictures whose small versions are asked for. */
const THUMBNAILS = 8;
const AUDIT_PATIENCE_MS = 180_000;

/** Asks for everything once. `url` ends in a slash. Never throws. */
export async function askServer(url: string, signal: AbortSignal): Promise<AskedServer> {
  let requests = 0;
  const faults: RequestFault[] = [];
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    requests++;
    try {
      const reply = await fetch(new URL(path, url), {
        signal,
        ...(body === undefined
          ? {}
          : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", "x-creance": "1" } }),
      });
      const bytes = new Uint8Array(await reply.arrayBuffer());
      if (!reply.ok) faults.push({ path, words: `status ${reply.status}` });
      return reply.headers.get("content-type")?.includes("json") === true
        ? JSON.parse(new TextDecoder().decode(bytes))
        : new TextDecoder().decode(bytes);
    } catch (error) {
      faults.push({ path, words: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const page = await ask("");
  for (const [, path = ""] of String(page).matchAll(/(?:src|href)="(\/[^"]+)"/g)) await ask(path);
  for (const path of [
    "api/vault",
    "api/flights/facets",
    "api/media/cards",
    "api/media/tools",
    "api/maps",
    "api/line",
    "api/hold",
    "api/flows/engine",
  ])
    await ask(path);
  const flights = rowsOf(await ask("api/flights?limit=200")).map(({ id }) => String(id));
  for (const id of flights.slice(0, 3)) {
    for (const what of ["", "/track", "/columns?names=altHomeM,batteryPct"]) await ask(`api/flights/${id}${what}`);
    await ask(`files/flights/${id}.gpx`);
  }
  const media = rowsOf(await ask("api/media?limit=200"));
  for (const { sha256 } of media.filter(({ thumbnail }) => thumbnail !== "none").slice(0, THUMBNAILS)) {
    await ask(`api/media/${String(sha256)}`);
    await ask(`files/media/${String(sha256)}/thumbnail.webp`);
  }
  const captures = rowsOf(await ask("api/captures?limit=20")).map(({ sha256 }) => String(sha256));
  for (const path of ["api/flows?limit=200", "api/flows/groups?by=server", "api/flows/timeline"]) await ask(path);
  await ask("api/exposure", { flights: flights.slice(0, 3) });
  await audit(ask, captures, flights.slice(0, 2));
  await ask("api/vault/fsck", {});
  return { requests, faults };
}

async function audit(
  ask: (path: string, body?: unknown) => Promise<unknown>,
  captures: readonly string[],
  flights: readonly string[],
): Promise<void> {
  const started = (await ask("api/audits", { captures: captures.slice(0, 1), flights })) as { readonly id?: string } | undefined;
  for (let waited = 0; started?.id !== undefined && waited < AUDIT_PATIENCE_MS; waited += 500) {
    const { state } = ((await ask(`api/audits/${started.id}`)) ?? {}) as { readonly state?: string };
    if (state !== "running" && state !== "waiting") return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function rowsOf(answer: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { rows } = (answer ?? {}) as { readonly rows?: unknown };
  return Array.isArray(rows) ? (rows as readonly Readonly<Record<string, unknown>>[]) : [];
}
