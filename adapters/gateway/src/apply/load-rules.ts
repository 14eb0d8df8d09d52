/** Loads the rules and reads them back: what the kernel lists must be what an empty network lists after loading the same text. */
import { UserError } from "@creance/core";
import { type ListingFault, listingFaults, normalListing, type RulesInput } from "@creance/hold";
import { runTool, toolWords } from "../machine/run-tool.ts";

const LIST = ["nft", "-j", "list", "table", "inet", "hold"] as const;

/** The table as the kernel holds it, JSON. Throws a `UserError` (`rules-unreadable`). */
export async function listRules(): Promise<string> {
  const run = await runTool(LIST);
  if (run.status === 0) return run.stdout;
  throw new UserError("rules-unreadable", "machineRefused", `The rules in the kernel cannot be listed (${toolWords(run)}).`);
}

/** Puts the text into the kernel, all or nothing. Throws a `UserError` (`rules-refused`). */
export async function loadRules(text: string): Promise<void> {
  const run = await runTool(["nft", "-f", "-"], { input: text });
  if (run.status === 0) return;
  throw new UserError("rules-refused", "machineRefused", `nft refused the rules, so none of them is in force (${toolWords(run)}).`);
}

/**
 * `normalListing` of the text, loaded in a network namespace of its own that ends with the listing. Throws a `UserError`
 * (`no-scratch-network`).
 */
export async function scratchListing(text: string): Promise<string> {
  const script = ["sh", "-c", `nft -f - && exec ${LIST.join(" ")}`];
  const ways = [
    ["unshare", "--net", "--", ...script],
    ["unshare", "--user", "--map-root-user", "--net", "--", ...script],
  ];
  let said = "";
  for (const way of ways) {
    const run = await runTool(way, { input: text });
    if (run.status === 0) return normalListing(run.stdout);
    said = toolWords(run);
  }
  throw new UserError(
    "no-scratch-network",
    "machineRefused",
    `The rules cannot be checked: loading them in an empty network of their own did not work (${said}). Start the gateway as root.`,
  );
}

/** What the read-back found. */
export interface ReadBack {
  /** `normalListing` of the kernel's rules. */
  readonly listing: string;
  /** Empty when they are as they must be. */
  readonly faults: readonly ListingFault[];
}

/** Lists the kernel's rules, compares them with `expected` (a `scratchListing`) and judges each. Throws as `listRules`. */
export async function readBack(expected: string, input: RulesInput): Promise<ReadBack> {
  return judgeListing(await listRules(), expected, input);
}

/** The same for a listing that was read already. Throws a `FormatError` when it is none. */
export function judgeListing(json: string, expected: string, input: RulesInput): ReadBack {
  const listing = normalListing(json);
  const faults = [...listingFaults(json, input)];
  const difference = firstDifference(listing, expected);
  if (difference !== null) {
    faults.push({ code: "rules-differ", sentence: `The rules in the kernel are not those that were loaded: ${difference}.` });
  }
  return { listing, faults };
}

/** Words for the first line that differs; `null` when none does. */
export function firstDifference(found: string, expected: string): string | null {
  if (found === expected) return null;
  const [left, right] = [found.split("\n"), expected.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  const line = at === -1 ? left.length : at;
  return `entry ${line + 1} is ${clip(left[line])}, loaded was ${clip(right[line])}`;
}

function clip(line: string | undefined): string {
  if (line === undefined || line === "") return "missing";
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
