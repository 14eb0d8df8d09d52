/** Answers to the small requests by which phones and systems test a network, so that they stay on this one. Plain HTTP only. */
import type { RequestHead } from "./request-head.ts";

/** An answer in the words that the asking system waits for (observed formats; each stands in its system's public network notes). */
const pages: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  // Apple
  "/hotspot-detect.html": {
    type: "text/html",
    body: "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
  },
  // Windows 10 and later, and before
  "/connecttest.txt": { type: "text/plain", body: "Microsoft Connect Test" },
  "/ncsi.txt": { type: "text/plain", body: "Microsoft NCSI" },
  // Firefox
  "/success.txt": { type: "text/plain", body: "success\n" },
  "/canonical.html": {
    type: "text/html",
    body: '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
  },
  // NetworkManager
  "/check_network_status.txt": { type: "text/plain", body: "NetworkManager is online\n" },
};

/** Apple's probes of other paths want the same page. */
const applePage = "/hotspot-detect.html";
const appleNames = new Set(["captive.apple.com", "www.apple.com"]);

/** The whole answer to a probe's request; the connection is closed behind it. Bytes of HTTP/1.1. */
export function portalAnswer({ method, path, host }: RequestHead): Uint8Array {
  const bare = path.split("?", 1)[0] ?? "";
  if (method !== "GET" && method !== "HEAD") return answer("405 Method Not Allowed", null, method);
  if (/^\/(?:generate_?204|gen_204)$/.test(bare)) return answer("204 No Content", null, method);
  const page = pages[bare] ?? (appleNames.has(host) ? pages[applePage] : undefined);
  if (page !== undefined) return answer("200 OK", page, method);
  return answer("404 Not Found", null, method);
}

function answer(status: string, page: { readonly type: string; readonly body: string } | null, method: string): Uint8Array {
  const lines = [`HTTP/1.1 ${status}`, "Connection: close", "Cache-Control: no-store"];
  if (page !== null) lines.push(`Content-Type: ${page.type}`);
  // A 204 has no length (RFC 9110 section 8.6).
  if (!status.startsWith("204")) lines.push(`Content-Length: ${page?.body.length ?? 0}`);
  return new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n${method === "HEAD" ? "" : (page?.body ?? "")}`);
}
