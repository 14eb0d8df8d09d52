/** Grants that were drafted and shown, and are not signed yet: what is signed is what was seen. They live as long as the server. */
import { UserError } from "@creance/core";
import type { Grant } from "@creance/policy";

/** Drafts that are kept; the oldest go first. */
const MOST_DRAFTS = 100;

/** The drafts. */
export class GrantDrafts {
  readonly #drafts = new Map<string, Grant>();

  /** Keeps a draft. */
  keep(grant: Grant): void {
    this.#drafts.set(grant.grantId, grant);
    for (const id of this.#drafts.keys()) {
      if (this.#drafts.size <= MOST_DRAFTS) break;
      this.#drafts.delete(id);
    }
  }

  /** Throws a `UserError` (`no-such-draft`). */
  get(grantId: string): Grant {
    const draft = this.#drafts.get(grantId);
    if (draft === undefined) {
      throw new UserError(
        "no-such-draft",
        "notFound",
        "This draft is no longer there: look at the grant again, then sign it. Nothing was granted.",
      );
    }
    return draft;
  }

  /** Forgets a draft that was signed. */
  forget(grantId: string): void {
    this.#drafts.delete(grantId);
  }
}
