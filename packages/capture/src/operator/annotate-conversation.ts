/** What the catalogue and the address databases add to a conversation's row. */
import type { Conversation, CountryOpinion } from "../conversation.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { findEndpoint, findEndpointByAddress } from "../endpoint/find-endpoint.ts";
import type { AddressScope } from "./address-scope.ts";
import { parseIpAddress } from "./ip-address.ts";
import type { NetworkKind } from "./network-kinds.table.ts";
import { type OperatorAnswer, type OperatorLookup, operatorLookupOver } from "./operator-lookup.ts";

/** The part of a row that does not come from packets. */
export interface ConversationNotes {
  readonly asn: number | null;
  readonly operator: string | null;
  /** See `OperatorAnswer`. */
  readonly networkKind: NetworkKind | null;
  readonly countries: readonly CountryOpinion[];
  /** What kind of address answered; `null` where the row's address is no address. */
  readonly respScope: AddressScope | null;
  /** Row of the endpoint catalogue: by server name, else by address. */
  readonly endpoint: Endpoint | null;
}

/** What the notes are made from. */
export type AnnotatedFields = Pick<Conversation, "respIp" | "respPort" | "serverName">;

/** Answers kept for addresses met before; all are forgotten when there are this many. */
const MAX_REMEMBERED = 65_536;

/**
 * A function that makes a row's notes. Without a lookup (its file was not built) `asn` and `operator` are `null` and `countries` is empty;
 * scope and endpoint are there all the same. Remembers answers by address, at most 65,536.
 */
export function createAnnotator(operators: OperatorLookup | undefined): (row: AnnotatedFields) => ConversationNotes {
  const lookup = operators ?? operatorLookupOver([]);
  const remembered = new Map<string, OperatorAnswer | null>();
  const answerFor = (ip: string): OperatorAnswer | null => {
    const known = remembered.get(ip);
    if (known !== undefined) return known;
    const address = parseIpAddress(ip);
    const answer = address === undefined ? null : lookup.lookup(address);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(ip, answer);
    return answer;
  };
  return (row) => {
    const answer = answerFor(row.respIp);
    const byName = row.serverName === null ? undefined : findEndpoint(row.serverName);
    return {
      asn: answer?.asn ?? null,
      operator: answer?.operator ?? null,
      networkKind: answer?.networkKind ?? null,
      countries: answer?.countries ?? [],
      respScope: answer?.scope ?? null,
      endpoint: byName ?? findEndpointByAddress(row.respIp, row.respPort) ?? null,
    };
  };
}
