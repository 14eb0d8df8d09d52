/** Opens the policy in force and the grants of a vault. */
import { randomBytes } from "node:crypto";
import { openPolicyEngine } from "@creance/cedar";
import { type EpochUs, toHex, UserError } from "@creance/core";
import { noteVerifier } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { decideShare, manifestSha256, manifestText, privacyPage, readManifest, signGrant } from "@creance/policy";
import type { Vault } from "@creance/vault";
import type { Keys } from "../keyring/types.ts";
import { enterChecked, enterWith, type SharedWriter } from "../shared-writer.ts";
import { draftGrant } from "./draft-grant.ts";
import { keepPolicy, policyInForce } from "./policy-store.ts";
import { readGrants } from "./read-grants.ts";
import type { GrantRow, Grants, PolicyInForce } from "./types.ts";

/** Characters of a reason. */
const MOST_REASON = 2_000;

/** What grants work with. */
export interface GrantParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly keys: Pick<Keys, "open" | "quiet">;
  readonly now?: () => EpochUs;
}

/** The grants of a vault. */
export function openGrants({ vault, writers, keys, now = () => Date.now() * 1000 }: GrantParts): Grants {
  async function rows(nowUs: EpochUs, grantId?: string): Promise<readonly GrantRow[]> {
    const vkey = (await keys.quiet(false))?.vkey;
    const verifier = vkey === undefined ? null : noteVerifier(vkey, nodePlatform);
    return await readGrants({ vault, nowUs, verifier, ...(grantId === undefined ? {} : { grantId }) });
  }

  async function manifest(): Promise<PolicyInForce> {
    const inForce = await policyInForce(vault);
    if (inForce !== null) return inForce;
    throw new UserError(
      "no-policy",
      "wrongUse",
      "No privacy manifest is in force in this vault, so nothing may be shared: write one (creance policy init --privacy) and set it (creance policy set FILE).",
    );
  }

  async function show(id: string): Promise<GrantRow> {
    const prefix = id.toLowerCase();
    const found = /^[0-9a-f]{4,32}$/.test(prefix) ? (await rows(now())).filter(({ grant }) => grant.grantId.startsWith(prefix)) : [];
    const [only, second] = found;
    if (only !== undefined && second === undefined) return only;
    if (only === undefined) throw new UserError("no-such-grant", "notFound", `There is no grant ${id.slice(0, 64)} in this vault.`);
    throw new UserError("ambiguous-id", "wrongUse", `${found.length} grants begin with ${prefix}: write more of the id.`);
  }

  return {
    async setPolicy(text, by) {
      const read = readManifest(text);
      const canonical = manifestText(read);
      const sha256 = manifestSha256(read, nodePlatform);
      const before = await policyInForce(vault).catch((error: unknown) => damagedIsNone(error));
      if (before !== null && before.sha256 === sha256) return before;
      const note = (await keys.open()).signNote(`${canonical}\n`);
      await keepPolicy(vault, sha256, note);
      const timeUs = now();
      await enterWith(writers, (words) => [{ kind: "policySet", timeUs, which: "manifest", policySha256: sha256, byHash: words(by) }]);
      return { manifest: readManifest(note), sha256, note, setUs: timeUs };
    },
    policy: () => policyInForce(vault),
    manifest,
    async publish(by) {
      const { manifest: inForce, sha256, note } = await manifest();
      const { vkey } = await keys.open();
      const page = privacyPage(inForce, { sha256, vkey });
      const pageSha256 = toHex(nodePlatform.sha256(new TextEncoder().encode(page)));
      const timeUs = now();
      await enterWith(writers, (words) => [{ kind: "policyPublished", timeUs, policySha256: sha256, pageSha256, byHash: words(by) }]);
      return {
        sha256,
        files: [
          ["index.html", page],
          ["privacy.manifest.json", `${manifestText(inForce)}\n`],
          ["privacy.manifest.note", note],
        ],
      };
    },
    async draft(wish) {
      const { manifest: inForce, sha256 } = await manifest();
      return draftGrant(wish, { manifest: inForce, manifestSha256: sha256, grantId: randomBytes(16).toString("hex"), nowUs: now() });
    },
    async make(grant, by) {
      const { grantId, untilUs } = grant;
      const keyring = await keys.open();
      const verifier = noteVerifier(keyring.vkey, nodePlatform);
      const isNew = async (): Promise<void> => {
        if ((await readGrants({ vault, nowUs: now(), verifier, grantId })).length === 0) return;
        throw new UserError("grant-there", "conflict", `The grant ${grantId} was made before. Nothing was changed.`);
      };
      const note = signGrant(grant, (text) => keyring.signNote(text));
      const timeUs = now();
      await enterChecked(writers, isNew, (words) => [
        { kind: "grantMade", timeUs, grantId, grantHash: words(note), untilUs, byHash: words(by) },
      ]);
      const [made] = await rows(now(), grantId);
      if (made === undefined) throw new Error("grants: a grant that was entered is not read back");
      return made;
    },
    list: async () => (await rows(now())).toReversed(),
    show,
    grant: async (grantId, nowUs) => (await rows(nowUs, grantId))[0],
    async revoke(id, { by, reason }) {
      if (reason !== null && reason.length > MOST_REASON)
        throw new UserError("too-long", "wrongUse", `A reason has at most ${MOST_REASON} characters. Nothing was revoked.`);
      const row = await show(id);
      if (row.state === "revoked") return row;
      const { grantId } = row.grant;
      const timeUs = now();
      await enterWith(writers, (words) => [
        { kind: "grantRevoked", timeUs, grantId, reasonHash: reason === null ? null : words(reason), byHash: words(by) },
      ]);
      return await show(grantId);
    },
    async decide(question, grant, nowUs) {
      const inForce = await manifest();
      const standing = grant === null ? undefined : (await rows(nowUs, grant.grantId))[0];
      return decideShare(question, {
        manifest: inForce.manifest,
        manifestSha256: inForce.sha256,
        // What was signed and entered counts, not what the caller holds.
        grant: standing?.grant ?? grant,
        isRevoked: standing?.state === "revoked",
        engine: await openPolicyEngine(),
        nowUs,
      });
    },
  };
}

/** A damaged policy can be set anew. */
function damagedIsNone(error: unknown): null {
  if (error instanceof Error && error.name === "UserError" && "code" in error && error.code === "policy-damaged") return null;
  throw error;
}
