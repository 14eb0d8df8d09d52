/** The privacy manifest: which data may go to whom, where, why and for how long. It is the part `privacy` of the policy file (docs/guide/policy.md). */
import type { EpochUs } from "@creance/core";
import type { Opening } from "../types.ts";
import type { DataClass } from "../vocabulary/data-classes.table.ts";
import type { Purpose } from "../vocabulary/purposes.table.ts";
import type { RecipientKind } from "../vocabulary/recipient-kinds.table.ts";

/** Data that is collected, whether it goes anywhere or not. */
export interface CollectedData {
  readonly data: readonly DataClass[];
  readonly why: string;
  /** How long it is kept; `null`: until somebody deletes it. */
  readonly keepUs: number | null;
  readonly line: number;
}

/** One flow: what may go to whom, where, why and for how long. */
export interface DataFlow {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly data: readonly DataClass[];
  readonly to: readonly RecipientKind[];
  /** Who it is, in own words; `null`: nobody more exact than the kind. */
  readonly who: string | null;
  /** Where it may lie: `US` is a country, `aws/us-west-2` a region of a provider. */
  readonly regions: readonly string[];
  readonly purposes: readonly Purpose[];
  readonly why: string;
  /** How long the recipient may keep it; `null`: the file sets no limit. */
  readonly keepUs: number | null;
  /** Classes that must have been taken out of what goes there. */
  readonly redact: readonly DataClass[];
  /** True: it may go there unencrypted, since the recipient works on the bytes themselves. */
  readonly readable: boolean;
  /** Hosts to which apps may send it by themselves: the gateway opens them and audits take this for allowed. */
  readonly hosts: readonly string[];
  /** When the gateway opens the hosts; `null` without hosts. */
  readonly open: Opening | null;
  readonly line: number;
}

/** The privacy manifest of an operation. */
export interface PrivacyManifest {
  /** Title of the policy file. */
  readonly title: string;
  /** Its own version, as the operator counts: `3`, `2026-11`. */
  readonly revision: string;
  /** From when on it holds. */
  readonly effectiveUs: EpochUs;
  /** Who answers for the data. */
  readonly controller: { readonly name: string; readonly contact: string; readonly country: string };
  /** Words at the top of the public page; `null`: none. */
  readonly about: string | null;
  /** What people can ask for, a sentence each. */
  readonly rights: readonly string[];
  readonly collects: readonly CollectedData[];
  readonly flows: readonly DataFlow[];
}
