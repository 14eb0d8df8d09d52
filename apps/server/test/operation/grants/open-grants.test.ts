/** G: the policy in force and grants are what the journal says; they survive a new opening, an erased text, and files that were meddled with. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGrant } from "@creance/policy";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openOperation } from "../../../src/index.ts";
import type { GrantWish } from "../../../src/operation/grants/types.ts";

const DAY_US = 86_400e6;
const policyYaml = `version: 1
title: Synth Water Works
privacy:
  revision: 1
  effective: 2026-01-01
  controller: {name: Synth Water Works, contact: privacy@water.example, country: PT}
  flows:
    - {id: customer-pictures, data: [imagery, thermal], to: [customer], regions: [EU], purposes: [requestedService], why: Result, keep: 365 days, redact: [position]}
    - {id: customer-maps, data: [imagery], to: [customer], regions: [PT], purposes: [requestedService], why: Maps, keep: 30 days}
`;

let folder = "";
let now = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "i7-C-grants-"));
  now = Date.now() * 1000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open() {
  return openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1 });
}

function wish(change: Partial<GrantWish> = {}): GrantWish {
  return {
    giver: { name: "Synth Orchard", contact: "orchard@example.org" },
    recipient: { name: "Synth Orchard", contact: null, kind: "customer", keys: [`age1${"q".repeat(58)}`] },
    data: ["thermal"],
    purposes: ["requestedService"],
    why: "The survey that was ordered",
    destinations: ["results"],
    regions: [],
    redact: [],
    fromUs: null,
    untilUs: now + 7 * DAY_US,
    keepUs: null,
    flowId: null,
    items: ["ab".repeat(32)],
    standing: null,
    ...change,
  };
}

it("without a policy nothing is granted or decided, and what is missing is said", async () => {
  const operation = await open();
  try {
    expect(await operation.grants.policy()).toBeNull();
    await expect(operation.grants.manifest()).rejects.toMatchObject({ code: "no-policy" });
    await expect(operation.grants.draft(wish())).rejects.toMatchObject({ code: "no-policy" });
    await expect(operation.grants.setPolicy("version: 1\ntitle: t", "me")).rejects.toMatchObject({ code: "no-manifest" });
    await expect(operation.grants.setPolicy("version: 1\ntitle: t\nprivacy: {}", "me")).rejects.toMatchObject({ code: "policy-invalid" });
    expect((await operation.vault.ledger.entries({ kinds: ["policySet"], offset: 0, limit: 10 })).total).toBe(0);
  } finally {
    await operation.close();
  }
}, 60_000);

it("a grant is made, read in a new opening, decided by, and revoked for good", async () => {
  const first = await open();
  let grantId = "";
  try {
    const set = await first.grants.setPolicy(policyYaml, "records officer");
    expect(await first.grants.setPolicy(policyYaml, "records officer")).toEqual(set);
    expect((await first.vault.ledger.entries({ kinds: ["policySet"], offset: 0, limit: 10 })).total).toBe(1);
    await expect(first.grants.draft(wish({ data: ["imagery"] }))).rejects.toMatchObject({ code: "which-flow" });
    await expect(first.grants.draft(wish({ data: ["faces"] }))).rejects.toMatchObject({ code: "no-such-flow" });
    await expect(first.grants.draft(wish({ untilUs: now - 1 }))).rejects.toMatchObject({ code: "grant-invalid" });
    const draft = await first.grants.draft(wish());
    expect(draft).toMatchObject({ flowId: "customer-pictures", regions: ["EU"], redact: ["position"], keepUs: 365 * DAY_US });
    expect(await first.grants.list()).toEqual([]);
    // Two at once: one makes it.
    const [made, again] = await Promise.all([
      first.grants.make(draft, "pilot seven"),
      first.grants.make(draft, "pilot seven").catch((error: { readonly code?: string }) => error.code),
    ]);
    expect(again).toBe("grant-there");
    expect((await first.vault.ledger.entries({ kinds: ["grantMade"], offset: 0, limit: 10 })).total).toBe(1);
    expect(made).toMatchObject({ state: "active", signature: "fits", revokedUs: null, grant: draft });
    expect(readGrant(made.note)).toEqual(draft);
    await expect(first.grants.make(draft, "pilot seven")).rejects.toMatchObject({ code: "grant-there" });
    grantId = draft.grantId;
    // No word of it stands in the journal itself.
    const journal = readdirSync(join(folder, "vault", "journal"))
      .filter((name) => name.startsWith("0"))
      .map((name) => readFileSync(join(folder, "vault", "journal", name), "utf8"))
      .join("");
    for (const word of ["Orchard", "pilot seven", "records officer", "survey"]) expect(journal).not.toContain(word);
  } finally {
    await first.close();
  }
  const second = await open();
  try {
    const row = await second.grants.show(grantId.slice(0, 8));
    expect(row).toMatchObject({ state: "active", signature: "fits" });
    const question = {
      action: "share",
      items: [{ sha256: "ab".repeat(32), classes: ["thermal"], redacted: [], leakCheck: null, kind: "picture", aircraft: [] }],
      recipientKind: "customer",
      recipientKeys: row.grant.recipient.keys,
      destination: {
        id: "results",
        endpoint: "https://store.water.example",
        region: "office",
        country: "PT",
        grade: "provider-asserted",
        checkedUs: now,
      },
      purpose: "requestedService",
      request: null,
      approvedBy: null,
      askedBy: "pilot seven",
    } as const;
    const codes = async (grant: typeof row.grant | null) =>
      (await second.grants.decide(question, grant, now + DAY_US / 2)).missing.map(({ code }) => code);
    expect(await codes(row.grant)).toEqual([]);
    // Holding a wider copy of a signed grant helps nobody.
    expect(await codes({ ...row.grant, data: ["imagery"] })).toEqual([]);
    expect(await codes(null)).toEqual(["grant-missing"]);
    await expect(second.grants.revoke("ffff", { by: "me", reason: null })).rejects.toMatchObject({ code: "no-such-grant" });
    const revoked = await second.grants.revoke(grantId, { by: "Synth Orchard", reason: "The work is done" });
    expect(revoked.state).toBe("revoked");
    expect(await second.grants.revoke(grantId, { by: "again", reason: null })).toEqual(revoked);
    expect((await second.vault.ledger.entries({ kinds: ["grantRevoked"], offset: 0, limit: 10 })).total).toBe(1);
    expect(await codes(row.grant)).toEqual(["grant-revoked"]);
    expect(await second.grants.grant(grantId, now)).toMatchObject({ state: "revoked" });
    expect(await second.grants.grant("0".repeat(32), now)).toBeUndefined();
  } finally {
    await second.close();
  }
}, 60_000);

it("a manifest whose file is missing or was changed is refused, and can be set anew", async () => {
  const operation = await open();
  try {
    const { sha256 } = await operation.grants.setPolicy(policyYaml, "me");
    const path = join(folder, "vault", "policy", `${sha256}.note`);
    const note = readFileSync(path, "utf8");
    for (const meddled of [note.replace("365 days", "366 days"), note.slice(0, 200), "", note.replace("[", "{")]) {
      writeFileSync(path, meddled);
      await expect(operation.grants.manifest()).rejects.toMatchObject({ code: "policy-damaged" });
    }
    rmSync(path);
    await expect(operation.grants.policy()).rejects.toMatchObject({ code: "policy-damaged" });
    expect(await operation.grants.setPolicy(policyYaml, "me")).toMatchObject({ sha256 });
    expect(await operation.grants.manifest()).toMatchObject({ sha256 });
  } finally {
    await operation.close();
  }
}, 60_000);
