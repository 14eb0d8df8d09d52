/** Names that do not exist here whatever the policy says, because an answer would lead a device past this resolver. */
const specialNames = {
  "use-application-dns.net":
    "Firefox asks for it before it sends names to a resolver of its own; where it does not exist, Firefox does not.",
  "resolver.arpa": "Devices ask below it for an encrypted way to the resolver (RFC 9462); there is none.",
} as const;

/** The special name that a name is, or stands below. */
export function specialNameOf(name: string): keyof typeof specialNames | null {
  for (const special of Object.keys(specialNames) as (keyof typeof specialNames)[]) {
    if (name === special || name.endsWith(`.${special}`)) return special;
  }
  return null;
}
