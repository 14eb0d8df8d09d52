/** Routes of the policy and the grants, answered. */
import { contract, type GrantDraft, type GrantWishInput } from "@creance/api";
import { isUserError, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { manifestSha256, manifestText, policyTemplate, readManifest } from "@creance/policy";
import { implement } from "@orpc/server";
import type { GrantWish } from "../operation/grants/types.ts";
import type { Operation } from "../operation/types.ts";
import { GrantDrafts } from "./grant-drafts.ts";
import { missingWithout } from "./grant-fit.ts";
import { checkPolicy } from "./grant-policy-check.ts";
import { grantWish } from "./grant-wish.ts";
import { grantDetail, grantOverview, grantWords, inForceOrWhy } from "./grant-words.ts";

/** Refusals of a draft that are an answer: the form shows them beside what would satisfy them. */
const draftRefusals = new Set(["no-such-flow", "which-flow", "grant-invalid", "grant-too-long"]);

/** Answers every route of the policy and the grants. */
export function createGrantsRouter(operation: Operation) {
  const routes = implement(contract.grants);
  const { grants } = operation;
  const drafts = new GrantDrafts();

  async function draft(input: GrantWishInput): Promise<GrantDraft> {
    const wish = await grantWish(input, operation);
    try {
      const drafted = await grants.draft(wish);
      drafts.keep(drafted);
      const words = await grantWords(drafted, operation, true);
      return { words, sentence: draftSentence(words.missing.length), missing: words.missing };
    } catch (error) {
      if (!isUserError(error) || !draftRefusals.has(error.code)) throw error;
      return { words: null, sentence: error.message, missing: error.code === "no-such-flow" ? await nearest(wish) : [] };
    }
  }

  async function nearest(wish: GrantWish): Promise<GrantDraft["missing"]> {
    const { manifest, sha256 } = await grants.manifest();
    const [places, recipients] = await Promise.all([operation.share.destinations(), operation.share.recipients()]);
    return missingWithout(wish, { manifest, manifestSha256: sha256, places, recipients, nowUs: Date.now() * 1000 });
  }

  return {
    overview: routes.overview.handler(() => grantOverview(operation)),
    policyFile: routes.policyFile.handler(async ({ input }) => {
      if (input.which === "template") return { text: policyTemplate({ privacy: "alone" }) };
      const { manifest } = await grants.manifest();
      return { text: `${JSON.stringify(JSON.parse(manifestText(manifest)), null, 2)}\n` };
    }),
    checkPolicy: routes.checkPolicy.handler(({ input }) => checkPolicy(input.text, operation)),
    setPolicy: routes.setPolicy.handler(async ({ input }) => {
      const { policy } = await inForceOrWhy(grants);
      if (manifestSha256(readManifest(input.text), nodePlatform) !== input.sha256 || (policy?.sha256 ?? null) !== input.against)
        throw new UserError(
          "changed-since",
          "conflict",
          "The file or the policy in force is another than at the check: check it again. Nothing was changed.",
        );
      const { manifest } = await grants.setPolicy(input.text, input.by);
      return { sentence: `In force: ${manifest.title}, version ${manifest.revision}. Whatever stands in none of its flows goes nowhere.` };
    }),
    publishPolicy: routes.publishPolicy.handler(async ({ input }) => {
      const { files } = await grants.publish(input.by);
      return { files: files.map(([name, text]) => ({ name, text })) };
    }),
    show: routes.show.handler(async ({ input }) => grantDetail(await grants.show(input.grantId), operation)),
    draft: routes.draft.handler(({ input }) => draft(input)),
    make: routes.make.handler(async ({ input }) => {
      const drafted = drafts.get(input.grantId);
      const { sha256 } = await grants.manifest();
      if (sha256 !== drafted.manifestSha256)
        throw new UserError(
          "changed-since",
          "conflict",
          "Another policy was put in force since: look at the grant again. Nothing was granted.",
        );
      const row = await grants.make(drafted, input.by);
      drafts.forget(input.grantId);
      return grantDetail(row, operation);
    }),
    revoke: routes.revoke.handler(async ({ input }) => {
      const { grantId, by, reason } = input;
      return grantDetail(await grants.revoke(grantId, { by, reason }), operation);
    }),
  };
}

function draftSentence(missing: number): string {
  return missing === 0
    ? "The policy lets things be shared under this grant. Nothing was signed yet, and nothing leaves by signing it."
    : "As it stands, nothing or not everything could be shared under this grant. Nothing was signed yet.";
}
