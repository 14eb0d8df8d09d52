/** Which row of the endpoint catalogue a server name or address belongs to: exact before wildcard, longer before shorter. */
import { UserError } from "@creance/core";
import type { Endpoint } from "./endpoint.ts";
import { parseEndpointPattern } from "./endpoint-pattern.ts";
import { endpoints } from "./endpoints.table.ts";

/** Longest server name that is looked at (RFC 1035: 253 characters in text). */
const MAX_NAME_LENGTH = 253;

/** Looks rows up. */
export interface EndpointFinder {
  /**
   * The most specific row for a server name, whatever its case, with or without the final dot. Cost: one map look-up for each label.
   * An IPv4 address as text (a Host header without a name) is looked up as an address without port.
   */
  byName(serverName: string): Endpoint | undefined;
  /** The row of a hard-coded IPv4 address; a row with the port goes before one without. */
  byAddress(address: string, port: number): Endpoint | undefined;
}

/**
 * A finder over rows: an operator's own, or our table with more. Throws a `UserError` (`endpoint-malformed`, `endpoint-duplicate`) that
 * names the pattern.
 */
export function createEndpointFinder(rows: readonly Endpoint[]): EndpointFinder {
  const exact = new Map<string, Endpoint>();
  const bySuffix = new Map<string, SuffixRows>();
  const seen = new Set<string>();
  for (const row of rows) {
    const pattern = parseEndpointPattern(row.pattern);
    if (typeof pattern === "string") {
      throw new UserError(
        "endpoint-malformed",
        "wrongUse",
        `Endpoint pattern "${row.pattern}" is ${pattern}; the catalogue was not loaded.`,
      );
    }
    if (seen.has(row.pattern)) {
      throw new UserError(
        "endpoint-duplicate",
        "wrongUse",
        `Endpoint pattern "${row.pattern}" stands twice; the catalogue was not loaded.`,
      );
    }
    seen.add(row.pattern);
    if (pattern.kind === "name" || pattern.kind === "address") {
      exact.set(row.pattern, row);
      continue;
    }
    let entry = bySuffix.get(pattern.suffix);
    if (entry === undefined) {
      entry = { any: undefined, prefixes: [] };
      bySuffix.set(pattern.suffix, entry);
    }
    if (pattern.kind === "suffix") entry.any = row;
    else entry.prefixes.push({ prefix: pattern.prefix, row });
  }
  for (const entry of bySuffix.values()) entry.prefixes.sort((a, b) => b.prefix.length - a.prefix.length);

  return {
    byName(serverName) {
      if (serverName.length === 0 || serverName.length > MAX_NAME_LENGTH + 1) return undefined;
      const lower = serverName.toLowerCase();
      const name = lower.endsWith(".") ? lower.slice(0, -1) : lower;
      return exact.get(name) ?? byLongestSuffix(name, bySuffix);
    },
    byAddress(address, port) {
      return exact.get(`${address}:${port}`) ?? (address.includes(":") ? undefined : exact.get(address));
    },
  };
}

const shipped = createEndpointFinder(endpoints);

/** The row of our own table for a server name, e.g. `findEndpoint("flysafe-api.dji.com")?.role` is `location-query`. */
export function findEndpoint(serverName: string): Endpoint | undefined {
  return shipped.byName(serverName);
}

/** The row of our own table for a hard-coded IPv4 address and port. */
export function findEndpointByAddress(address: string, port: number): Endpoint | undefined {
  return shipped.byAddress(address, port);
}

interface SuffixRows {
  /** `*.suffix` */
  any: Endpoint | undefined;
  /** `prefix*.suffix`, longest prefix first. */
  readonly prefixes: { readonly prefix: string; readonly row: Endpoint }[];
}

/** Walks from the longest suffix to the shortest. A prefix pattern fits only the whole first label, so only at the first step. */
function byLongestSuffix(name: string, bySuffix: ReadonlyMap<string, SuffixRows>): Endpoint | undefined {
  for (let dot = name.indexOf("."), first = true; dot >= 0; dot = name.indexOf(".", dot + 1), first = false) {
    if (dot === 0) continue;
    const entry = bySuffix.get(name.slice(dot + 1));
    if (entry === undefined) continue;
    if (first) {
      for (const { prefix, row } of entry.prefixes) if (dot > prefix.length && name.startsWith(prefix)) return row;
    }
    if (entry.any !== undefined) return entry.any;
  }
  return undefined;
}
