/** A destination as it may be written, and where its connections go. */
import { isIP } from "node:net";
import { UserError } from "@creance/core";
import { addressKind } from "./address-rule.ts";
import type { Destination } from "./types.ts";

/** Where requests for a destination go. */
export interface Endpoint {
  readonly isEncrypted: boolean;
  /** Name or address that is connected to; for buckets in the host's name, with the bucket. */
  readonly host: string;
  readonly port: number;
  /** As the `Host` header has it. */
  readonly hostHeader: string;
  /** Path of the bucket, without a `/` at its end: empty for buckets in the host's name. */
  readonly basePath: string;
}

/**
 * A destination of the settings, from JSON. Throws `UserError` (`bad-destination`) with a sentence for the first thing that is wrong: another
 * scheme, a path, credentials in the URL, `http:` to anything public, an address that no destination may have.
 */
export function readDestination(value: unknown): Destination {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("it is no object");
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((key) => !(FIELDS as readonly string[]).includes(key));
  if (unknown !== undefined) throw bad(`there is no field "${unknown.slice(0, 40)}"`);
  const kind = given["kind"];
  if (kind !== "s3" && kind !== "nodeodm") throw bad(`kind must be "s3" or "nodeodm"`);
  const pathStyle = given["pathStyle"] ?? true;
  if (typeof pathStyle !== "boolean") throw bad("pathStyle must be true or false");
  const addresses = given["addresses"];
  const destination: Destination = {
    id: word(given, "id", /^[a-z0-9][a-z0-9-]{0,62}$/),
    title: word(given, "title", /^[^\p{Cc}]{1,200}$/u),
    kind,
    endpoint: word(given, "endpoint", /^https?:\/\/[^\s/?#@]{1,260}\/?$/).replace(/\/$/, ""),
    region: word(given, "region", /^[a-z0-9][a-z0-9-]{0,62}$/),
    country: word(given, "country", /^[A-Z]{2}$/),
    bucket: kind === "s3" ? word(given, "bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/) : "",
    prefix: word({ prefix: "", ...given }, "prefix", /^(?:[A-Za-z0-9._-]{1,100}\/){0,8}$/),
    pathStyle,
    ...(given["caPem"] === undefined ? {} : { caPem: word(given, "caPem", /^-----BEGIN CERTIFICATE-----[\s\S]{1,100000}$/) }),
    ...(addresses === undefined ? {} : { addresses: readAddresses(addresses) }),
    ...(given["expectedOwner"] === undefined ? {} : { expectedOwner: word(given, "expectedOwner", /^[\w$-]{1,100}$/) }),
  };
  endpointOf(destination);
  return destination;
}

/** Where its requests go. Throws `UserError` (`bad-destination`) as `readDestination` does. */
export function endpointOf({ kind, endpoint, bucket, pathStyle, addresses }: Destination): Endpoint {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw bad("its endpoint is no URL");
  }
  const isEncrypted = url.protocol === "https:";
  if (!isEncrypted && url.protocol !== "http:") throw bad("its endpoint must begin with https://");
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw bad("its endpoint is only a scheme, a host and a port");
  }
  const plainHost = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const isLiteral = isIP(plainHost) !== 0;
  // Exactly what is connected to (http/lines.ts): addresses weigh more than the name localhost.
  const named = isLiteral ? [plainHost] : (addresses ?? (plainHost === "localhost" ? ["127.0.0.1"] : []));
  if (named.some((address) => addressKind(address) === "forbidden")) throw bad("no destination may have such an address");
  if (!isEncrypted && (named.length === 0 || named.some((address) => addressKind(address) === "public"))) {
    throw bad("http: goes only to a loopback or private address; use https:");
  }
  const inHost = kind === "s3" && !pathStyle;
  if (inHost && (isLiteral || plainHost === "localhost" || bucket.includes(".")))
    throw bad("its bucket cannot stand in the host's name; set pathStyle to true");
  return {
    isEncrypted,
    host: inHost ? `${bucket}.${plainHost}` : plainHost,
    port: url.port === "" ? (isEncrypted ? 443 : 80) : Number(url.port),
    hostHeader: inHost ? `${bucket}.${url.host}` : url.host,
    basePath: kind === "s3" && pathStyle ? `/${bucket}` : "",
  };
}

/** An object's whole name. Throws `UserError` (`bad-object`) for names that servers or paths read in their own way. */
export function objectName(destination: Destination, object: string): string {
  const name = `${destination.prefix}${object}`;
  const parts = name.split("/");
  if (!/^[A-Za-z0-9._/-]{1,900}$/.test(name) || object === "" || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new UserError(
      "bad-object",
      "wrongUse",
      "An object's name has letters, digits, dots, dashes and single slashes; nothing was sent.",
    );
  }
  return name;
}

const FIELDS = [
  "id",
  "title",
  "kind",
  "endpoint",
  "region",
  "country",
  "bucket",
  "prefix",
  "pathStyle",
  "caPem",
  "addresses",
  "expectedOwner",
] as const;

function word(given: Readonly<Record<string, unknown>>, field: (typeof FIELDS)[number], form: RegExp): string {
  const value = given[field];
  if (typeof value !== "string" || !form.test(value)) throw bad(`its ${field} is missing or has another form`);
  return value;
}

function readAddresses(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 16) throw bad("addresses must be a list of 1 to 16");
  const texts: readonly unknown[] = value;
  return texts.map((text) => {
    if (typeof text !== "string" || isIP(text) === 0) throw bad("addresses must be IP addresses");
    return text;
  });
}

function bad(detail: string): UserError {
  return new UserError("bad-destination", "wrongUse", `This destination cannot be used: ${detail}. Nothing was sent.`);
}
