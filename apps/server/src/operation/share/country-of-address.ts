/** In which country an address lies, by the address databases of this installation and the operator's own ones. */
import { type OperatorLookup, parseIpAddress } from "@creance/capture";
import { isFormatError } from "@creance/core";

/** Built-in databases that know whose a network is, not where its machines are (dist/operators/NOTICE.txt). */
const knowOwnersOnly: readonly string[] = ["iptoasn"];

/**
 * Answers for the courier's region checks: two letters, or `null` where no database knows the place, where databases differ, or where a delivery
 * network answers, whose edge says nothing of what lies behind it. The databases are opened (`open`) when the first address is asked for; an own
 * file that cannot be used rejects the check with its `UserError`, since it might be the one that contradicts.
 */
export function countryOfAddress(open: () => OperatorLookup | undefined): (address: string) => string | null {
  let opened: { readonly lookup: OperatorLookup | undefined } | undefined;
  return (text) => {
    const address = parseIpAddress(text);
    if (address === undefined) return null;
    opened ??= { lookup: openWhole(open) };
    const answer = opened.lookup?.lookup(address);
    if (answer === undefined || answer.networkKind === "delivery") return null;
    const known = answer.countries.filter(({ database, country }) => country !== null && !knowOwnersOnly.includes(database));
    const countries = new Set(known.map(({ country }) => country));
    const [only = null] = countries;
    return countries.size === 1 ? only : null;
  };
}

/** A built-in file that is damaged costs what it knows, never a check. */
function openWhole(open: () => OperatorLookup | undefined): OperatorLookup | undefined {
  try {
    return open();
  } catch (error) {
    if (isFormatError(error)) return undefined;
    throw error;
  }
}
