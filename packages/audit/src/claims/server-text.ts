/** How a server is called in sentences: its name, else its address. A name that carries one of the operator's secrets is not printed. */
import { normalHost } from "../consent/host-pattern.ts";
import type { AuditFlight, Identifiers } from "../types.ts";

/** Shorter secrets would hide ordinary names. */
const MIN_SECRET = 5;
/** More are not compared. */
const MAX_SECRETS = 20_000;

/** What a name that carries a secret is replaced by, before its last two labels. */
const WITHHELD = "(a name that carries one of your identifiers)";

/** A function from a server's name to what may be printed of it. */
export function createServerText(flights: readonly AuditFlight[], identifiers: Identifiers): (name: string) => string {
  const secrets = [...secretsOf(flights, identifiers)].slice(0, MAX_SECRETS);
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const text = withoutSecrets(name, secrets);
    if (known.size >= 65_536) known.clear();
    known.set(name, text);
    return text;
  };
}

function secretsOf(flights: readonly AuditFlight[], identifiers: Identifiers): Set<string> {
  const secrets = new Set<string>();
  const add = (text: string): void => {
    for (const form of [bare(text), text.toLowerCase()]) if (form.length >= MIN_SECRET) secrets.add(form);
  };
  for (const texts of Object.values(identifiers)) {
    if (typeof texts === "string") add(texts);
    else for (const text of texts ?? []) add(text);
  }
  for (const { serials } of flights) for (const texts of Object.values(serials)) for (const text of texts) add(text);
  return secrets;
}

function withoutSecrets(name: string, secrets: readonly string[]): string {
  const whole = normalHost(name);
  if (!carries(whole, secrets)) return name;
  const tail = whole.split(".").slice(-2).join(".");
  return carries(tail, secrets) ? WITHHELD : `${WITHHELD}.${tail}`;
}

function carries(name: string, secrets: readonly string[]): boolean {
  const bareName = bare(name);
  return secrets.some((secret) => name.includes(secret) || bareName.includes(secret));
}

/** Lower case, letters and digits only. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
