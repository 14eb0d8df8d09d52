/**
 * Public names that a ClientHello with a real encrypted_client_hello shows on the outside. GREASE looks the same on the wire, so only
 * a name from this table makes the SNI an outer name. Source: the public_name in each provider's published HTTPS records.
 */
export const outerNames: ReadonlySet<string> = new Set([
  "cloudflare-ech.com",
  "encryptedsni.com",
  "crypto.cloudflare.com",
  "cover.defo.ie",
  "public.tls-ech.dev",
]);
