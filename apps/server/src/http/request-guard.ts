/**
 * Who may talk to the server: this machine's own pages and programs. Names that point elsewhere at our address (DNS rebinding),
 * other sites' pages (cross-site requests, also from other loopback ports) and forms are refused.
 */

/** What the guard looks at. Header values as received; `undefined` when absent. */
export interface GuardedRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` */
  readonly fetchSite: string | undefined;
  /** `Sec-Fetch-Mode` */
  readonly fetchMode: string | undefined;
  /** `x-creance`: any value; programs that are not browsers send it with everything that changes something. */
  readonly program: string | undefined;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly code: string;
  readonly sentence: string;
}

/** Header that programs send with requests that change something. A page of another site cannot send it unasked. */
export const programHeader = "x-creance";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
const readingMethods = new Set(["GET", "HEAD"]);
/** Where data is, and no page: `/files` itself is a page. */
export const dataPrefixes = ["/rpc/", "/api/", "/files/", "/basemap/"] as const;

/** `undefined` when the request may go on. `port` is the port the server listens on. */
export function refusalOf(request: GuardedRequest, port: number): Refusal | undefined {
  if (!isOwnHost(request.host, port)) {
    return {
      status: 421,
      code: "host-refused",
      sentence: `This server answers only to localhost, 127.0.0.1 and [::1] on port ${port}; the request named another host.`,
    };
  }
  if (request.origin !== undefined && !isOwnOrigin(request.origin, port)) {
    return { status: 403, code: "origin-refused", sentence: "A page of another origin asked; only this server's own pages may." };
  }
  const reads = readingMethods.has(request.method);
  if (isForeignSite(request.fetchSite) && !(reads && isPageNavigation(request))) {
    return { status: 403, code: "site-refused", sentence: "A page of another site asked; only this server's own pages may." };
  }
  if (!reads && request.origin === undefined && request.program === undefined) {
    return {
      status: 403,
      code: "origin-missing",
      sentence: `A request that changes something needs this server's own Origin or, from a program, the header ${programHeader}: 1.`,
    };
  }
  return undefined;
}

function isOwnHost(host: string | undefined, port: number): boolean {
  if (host === undefined) return false;
  const name = host.toLowerCase();
  return loopbackNames.some((own) => name === `${own}:${port}` || (port === 80 && name === own));
}

function isOwnOrigin(origin: string, port: number): boolean {
  return loopbackNames.some((own) => origin === `http://${own}:${port}` || (port === 80 && origin === `http://${own}`));
}

function isForeignSite(site: string | undefined): boolean {
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Following a link to one of our pages shows the page to the person and gives the other site nothing. */
function isPageNavigation(request: GuardedRequest): boolean {
  return request.fetchMode === "navigate" && !dataPrefixes.some((prefix) => request.path.startsWith(prefix));
}
