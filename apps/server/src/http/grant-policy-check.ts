/** What is wrong with a policy file, and what its privacy manifest would change. Nothing is entered. */
import { setImmediate } from "node:timers/promises";
import type { PolicyCheck } from "@creance/api";
import { findingKinds } from "@creance/audit";
import { canonicalJson, type EpochUs, isUserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import {
  type DataFlow,
  keepWords,
  manifestSha256,
  type Policy,
  type PrivacyManifest,
  privacyPage,
  purposeTable,
  readPolicy,
  recipientKindTable,
} from "@creance/policy";
import type { GrantRow, Grants, PolicyInForce } from "../operation/grants/types.ts";
import type { Operation } from "../operation/types.ts";
import { type FitBy, missingUnder, openWays } from "./grant-fit.ts";
import { dayWords, flowSentence, manifestWords, titlesOf } from "./grant-manifest.ts";

/** Grants that are held against both manifests; newer ones first. */
const MOST_GRANTS = 200;

type Change = PolicyCheck["changes"][number];

/** The check of a file. */
export async function checkPolicy(text: string, { grants, share }: Pick<Operation, "grants" | "share">): Promise<PolicyCheck> {
  const before = await readableInForce(grants);
  const against = before?.sha256 ?? null;
  const reading = readPolicy(text, { dataKinds: findingKinds });
  const nothing = { manifest: null, same: false, against, changes: [], grants: [], page: null } as const;
  if (!reading.ok) {
    const count = reading.problems.length;
    return {
      ...nothing,
      ok: false,
      sentence: `The file is not used: ${count === 1 ? "one thing is" : `${count} things are`} wrong with it.`,
      problems: reading.problems,
    };
  }
  const manifest = reading.policy.privacy;
  if (manifest === null) {
    return {
      ...nothing,
      ok: false,
      sentence: "The file says nothing about privacy (the part privacy), so nothing could be shared by it. Nothing was changed.",
      problems: [],
    };
  }
  const sha256 = manifestSha256(manifest, nodePlatform);
  const same = sha256 === against;
  const changes = same || before === null ? [] : changesOf(before.manifest, manifest);
  const nowUs = Date.now() * 1000;
  const by = { places: await share.destinations(), recipients: await share.recipients(), nowUs: Math.max(nowUs, manifest.effectiveUs) };
  return {
    ok: true,
    sentence: checkedSentence(reading.policy, manifest, { same, before, nowUs }),
    problems: [],
    manifest: manifestWords(manifest, sha256),
    same,
    against,
    changes,
    grants:
      same || before === null
        ? []
        : await narrowedGrants(
            (await grants.list()).filter(({ state }) => state === "active" || state === "not-yet"),
            { ...by, manifest: before.manifest, manifestSha256: before.sha256 },
            { ...by, manifest, manifestSha256: sha256 },
          ),
    page: privacyPage(manifest, { sha256, vkey: null }),
  };
}

/** A policy that cannot be read is replaced like none. */
async function readableInForce(grants: Grants): Promise<PolicyInForce | null> {
  try {
    return await grants.policy();
  } catch (error) {
    if (isUserError(error) && error.code === "policy-damaged") return null;
    throw error;
  }
}

function checkedSentence(
  { hold, services, allow }: Policy,
  { title, revision, effectiveUs, flows }: PrivacyManifest,
  { same, before, nowUs }: { readonly same: boolean; readonly before: PolicyInForce | null; readonly nowUs: EpochUs },
): string {
  const named = `Nothing is wrong: ${title}, version ${revision}, with ${flows.length === 1 ? "one flow" : `${flows.length} flows`}.`;
  const sentences = [same ? `${named} It is the one in force: there is nothing to change.` : named];
  if (!same && before !== null && before.manifest.revision === revision)
    sentences.push(`It has the same version as the one in force and is another: nobody can tell the two apart by it. Count it up.`);
  if (effectiveUs > nowUs) sentences.push(`It holds from ${dayWords(effectiveUs)} on: until then nothing could be shared.`);
  const own = services.some(({ flows: of }) => of === undefined);
  if (hold !== null || own || allow.length > 0)
    sentences.push("Only its part about privacy is put in force here; the gateway and audits read the file itself.");
  return sentences.join(" ");
}

async function narrowedGrants(rows: readonly GrantRow[], before: FitBy, after: FitBy): Promise<PolicyCheck["grants"]> {
  const found: PolicyCheck["grants"][number][] = [];
  for (const { grant } of rows.slice(0, MOST_GRANTS)) {
    // Many grants are many questions: others are answered in between.
    await setImmediate();
    const missing = await missingUnder(grant, after);
    if (missing.length === 0) continue;
    const [was, is] = [await openWays(grant, before), await openWays(grant, after)];
    if ([...was].every((way) => is.has(way))) continue;
    found.push({ grantId: grant.grantId, recipient: grant.recipient.name, ends: is.size === 0, missing });
  }
  return found;
}

function changesOf(before: PrivacyManifest, after: PrivacyManifest): readonly Change[] {
  const found: Change[] = [];
  const was = new Map(before.flows.map((flow) => [flow.id, flow]));
  const is = new Map(after.flows.map((flow) => [flow.id, flow]));
  for (const flow of after.flows) {
    const old = was.get(flow.id);
    if (old === undefined) found.push({ what: "added", of: flow.id, sentences: [flowSentence(flow)] });
    else {
      const sentences = differences(flowParts(old), flowParts(flow));
      if (sentences.length > 0) found.push({ what: "changed", of: flow.id, sentences });
    }
  }
  for (const flow of before.flows) {
    if (!is.has(flow.id)) found.push({ what: "gone", of: flow.id, sentences: [flowSentence(flow)] });
  }
  const rest = differences(manifestParts(before), manifestParts(after));
  if (rest.length > 0) found.push({ what: "changed", of: "", sentences: rest });
  return found;
}

type Parts = Readonly<Record<string, readonly string[]>>;

function flowParts(flow: DataFlow): Parts {
  return {
    What: titlesOf(flow.data),
    "To whom": [...flow.to.map((kind) => recipientKindTable[kind].title), ...(flow.who === null ? [] : [flow.who])],
    Where: flow.regions,
    "What for": [...flow.purposes.map((purpose) => purposeTable[purpose].title), flow.why],
    "Kept there": [keepWords(flow.keepUs)],
    "Taken out before": titlesOf(flow.redact),
    How: [flow.readable ? "may lie there readable" : "encrypted to the recipient"],
    "Hosts that apps may send it to": [...flow.hosts, ...(flow.open === null ? [] : [flow.open])],
  };
}

function manifestParts({ title, revision, effectiveUs, controller, about, rights, collects }: PrivacyManifest): Parts {
  return {
    Title: [title],
    Version: [revision],
    "Holds from": [dayWords(effectiveUs)],
    "Who answers": [`${controller.name} (${controller.country}), ${controller.contact}`],
    "Words at the top": about === null ? [] : [about],
    Rights: rights,
    "What is collected": collects.map(({ data, why, keepUs }) => `${titlesOf(data).join(", ")}: ${why}, kept ${keepWords(keepUs)}`),
  };
}

/** A sentence a part: what is new in it and what is gone from it. */
function differences(before: Parts, after: Parts): readonly string[] {
  return Object.entries(after).flatMap(([part, now]) => {
    const was = before[part] ?? [];
    if (canonicalJson(was) === canonicalJson(now)) return [];
    if (was.length === 1 && now.length === 1) return [`${part}: ${now[0]}; before: ${was[0]}.`];
    const added = now.filter((each) => !was.includes(each));
    const gone = was.filter((each) => !now.includes(each));
    if (added.length === 0 && gone.length === 0) return [`${part}: in another order.`];
    const words = [...(added.length === 0 ? [] : [`new: ${added.join("; ")}`]), ...(gone.length === 0 ? [] : [`gone: ${gone.join("; ")}`])];
    return [`${part}: ${words.join(". ")}.`];
  });
}
