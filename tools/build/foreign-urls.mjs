// Addresses of elsewhere in built files. Loading anything from one is forbidden by the content policy anyway; this finds them earlier.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Hosts that may be named: XML namespaces, documentation in error messages, reserved names. Nothing is loaded from them. */
export const allowedHosts = [
  "www.w3.org",
  "react.dev",
  "reactjs.org",
  "maplibre.org",
  "wiki.openstreetmap.org",
  "github.com",
  "json-schema.org",
  // A plain link: the licence of the database wants it beside the results.
  "db-ip.com",
  "developer.mozilla.org",
  "localhost",
  "127.0.0.1",
];

const text = /\.(?:html|js|mjs|css|json|svg|webmanifest)$/;

/** Every `http(s)://`, `ws(s)://` and `//host` address below `folder` whose host is not allowed. Source maps are not looked at. */
export function foreignUrls(folder) {
  const found = [];
  for (const file of readdirSync(folder, { recursive: true }).map(String).sort()) {
    if (text.test(file)) found.push(...foreignUrlsIn(readFileSync(join(folder, file), "utf8")).map((url) => ({ file, url })));
  }
  return found;
}

/** The same for one text. */
export function foreignUrlsIn(content) {
  const found = new Set();
  for (const [url, host] of content.matchAll(/(?:https?|wss?):\/\/([\w.-]+)[^\s"'`<>)\\]*/gi)) {
    if (!isAllowed(host)) found.add(url.slice(0, 200));
  }
  for (const [url, host] of content.matchAll(/(?<=["'(=])\/\/([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})[^\s"'`<>)\\]*/gi)) {
    if (!isAllowed(host)) found.add(url.slice(0, 200));
  }
  return [...found];
}

function isAllowed(host) {
  const name = host.toLowerCase();
  return name.endsWith(".invalid") || allowedHosts.includes(name);
}
