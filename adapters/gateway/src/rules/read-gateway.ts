/** One look at the rules in force: counters, listing, routing, links, and what is wrong with them. */
import { type CounterValues, type LinkCounts, normalListing, readCounterValues } from "@creance/hold";
import { firstDifference, listRules } from "../apply/load-rules.ts";
import { readForwarding } from "../machine/forwarding.ts";
import { textOf } from "../machine/read-rights.ts";
import { readLinkCounts } from "./link-counts.ts";

/** What was read. */
export interface GatewayReading {
  readonly counters: CounterValues;
  readonly listing: string;
  readonly forwarding: boolean;
  readonly lan: LinkCounts;
  readonly wan: LinkCounts;
  readonly faults: readonly { readonly code: string; readonly sentence: string }[];
}

/** What must be so. */
export interface ReadingOptions {
  readonly lanInterface: string;
  readonly wanInterface: string;
  /** `normalListing` of the rules that were put. */
  readonly expectedListing: string;
}

const noCounts: LinkCounts = { rxPackets: 0, rxBytes: 0, txPackets: 0, txBytes: 0 };

/** Reads it all. Throws a `UserError` or `FormatError` where the rules cannot be listed or have no counters: they are not in force. */
export async function readGateway({ lanInterface, wanInterface, expectedListing }: ReadingOptions): Promise<GatewayReading> {
  const json = await listRules();
  // Of one moment with the counters, as near as can be.
  const network = textOf("/proc/self/net/dev");
  const faults: { code: string; sentence: string }[] = [];
  const listing = normalListing(json);
  const difference = firstDifference(listing, expectedListing);
  if (difference !== null) {
    faults.push({ code: "rules-differ", sentence: `The rules in the kernel are not those that were loaded: ${difference}.` });
  }
  const routing = readForwarding();
  const forwarding = routing.ipv4 || routing.ipv6;
  if (forwarding) {
    const family = routing.ipv4 ? (routing.ipv6 ? "IPv4 and IPv6" : "IPv4") : "IPv6";
    faults.push({ code: "forwarding-on", sentence: `Something switched routing on (${family}).` });
  }
  const [lan, wan] = [lanInterface, wanInterface].map((name) => {
    const counts = readLinkCounts(name, network);
    if (counts === undefined) faults.push({ code: "interface-missing", sentence: `The interface ${name} is gone.` });
    return counts ?? noCounts;
  });
  return { counters: readCounterValues(json), listing, forwarding, lan: lan ?? noCounts, wan: wan ?? noCounts, faults };
}
