/** Host patterns of consents, policies and own claims: a name or an address as it is, or `*.` and a name for everything below it. */
import { type JsonObject, memberError, textsMember } from "../coverage/json-members.ts";

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7})$/;

/** The name in the form in which names are compared: lower case, without a final dot. */
export function normalHost(host: string): string {
  const lower = host.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

/** True when a name or address fits one of the patterns. `*.example.org` fits `a.example.org` and `b.a.example.org`, never `example.org`. */
export function hostFits(host: string | null, patterns: readonly string[]): boolean {
  if (host === null) return false;
  const name = normalHost(host);
  return patterns.some((pattern) => (pattern.startsWith("*.") ? isBelow(name, pattern) : pattern === name));
}

/** The patterns of a member, in the form in which they are compared. */
export function hostsMember(object: JsonObject, key: string, absent?: readonly string[]): readonly string[] {
  return textsMember(object, key, absent).map((text, index) => {
    const pattern = normalHost(text);
    if (!isPattern(pattern)) throw memberError(object, `${key}, ${index}`, "a host name, an address, or *. and a host name is expected");
    return pattern;
  });
}

function isBelow(name: string, pattern: string): boolean {
  return name.length > pattern.length - 1 && name.endsWith(pattern.slice(1));
}

function isPattern(pattern: string): boolean {
  if (pattern.length > 253) return false;
  if (ADDRESS.test(pattern)) return true;
  const name = pattern.startsWith("*.") ? pattern.slice(2) : pattern;
  return name.split(".").every((label) => LABEL.test(label));
}
