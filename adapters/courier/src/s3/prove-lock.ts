/** Whether a bucket's Object Lock holds: a canary is locked for a day, and then everything is tried that it must stand. */
import { createHash } from "node:crypto";
import { courierError } from "../http/errors.ts";
import type { LockRecord } from "../types.ts";
import { childText } from "./read-xml.ts";
import { answerXml, refusal, type S3Client } from "./s3-client.ts";

const DAY_MS = 86_400_000;

type LockObservation = LockRecord["observations"][number];

/** Tries it. `canary`: its name, which nothing has yet. Throws when the canary cannot be put at all. */
export async function proveLock(
  client: S3Client,
  { canary, timeMs }: { readonly canary: string; readonly timeMs: number },
): Promise<LockRecord> {
  const body = Buffer.from("Creance lock canary\n");
  const until = isoSeconds(timeMs + DAY_MS);
  const put = await client.send({
    method: "PUT",
    object: canary,
    body,
    headers: {
      "content-md5": md5(body),
      "x-amz-object-lock-mode": "COMPLIANCE",
      "x-amz-object-lock-retain-until-date": until,
    },
  });
  const refusesLock = put.status === 400 || put.status === 501;
  const versionId = put.headers["x-amz-version-id"] ?? null;
  if (refusesLock) {
    return {
      holds: false,
      canary,
      observations: [{ code: "lock-put", held: false, sentence: "The bucket takes no locked object: Object Lock is not on." }],
    };
  }
  if (put.status !== 200) throw refusal(put, "take a canary");
  if (versionId === null) {
    await client.send({ method: "DELETE", object: canary });
    return {
      holds: false,
      canary,
      observations: [{ code: "lock-put", held: false, sentence: "The server took the lock and keeps no versions: the lock cannot hold." }],
    };
  }
  const version = { versionId };
  const isRefused = (status: number): boolean => status === 403 || status === 400 || status === 405;
  const shorter = retention("COMPLIANCE", isoSeconds(timeMs + DAY_MS / 24));
  const weaker = retention("GOVERNANCE", until);
  const tries = [
    ["delete", "removing the locked version", await client.send({ method: "DELETE", object: canary, query: version })],
    [
      "bypass",
      "removing it with the bypass for governance",
      await client.send({ method: "DELETE", object: canary, query: version, headers: { "x-amz-bypass-governance-retention": "true" } }),
    ],
    ["shorten", "shortening the lock", await setRetention(client, canary, versionId, shorter)],
    ["weaken", "weakening the lock", await setRetention(client, canary, versionId, weaker)],
  ] as const;
  const observations: LockObservation[] = tries.map(([code, what, answer]) => {
    const held = isRefused(answer.status);
    return { code, held, sentence: `The server ${held ? "refused" : "allowed"} ${what} (status ${answer.status}).` };
  });
  const head = await client.send({ method: "HEAD", object: canary, query: version });
  const there = head.status === 200;
  observations.push({ code: "still-there", held: there, sentence: there ? "The canary is still there." : "The canary is gone." });
  const told = await client.send({ method: "GET", object: canary, query: { retention: "", ...version } });
  const isTold = told.status === 200 && childText(answerXml(told, "Retention"), "Mode") === "COMPLIANCE" && daysLeft(told) > 0.9;
  observations.push({
    code: "retention",
    held: isTold,
    sentence: isTold ? "The server tells the lock as it was set." : "The server does not tell the lock as it was set.",
  });
  return { holds: observations.every(({ held }) => held), canary, observations };

  function daysLeft(answer: typeof told): number {
    return (Date.parse(childText(answerXml(answer, "Retention"), "RetainUntilDate") ?? "") - timeMs) / DAY_MS;
  }
}

function setRetention(client: S3Client, object: string, versionId: string, body: Buffer) {
  return client.send({ method: "PUT", object, query: { retention: "", versionId }, body, headers: { "content-md5": md5(body) } });
}

function retention(mode: string, until: string): Buffer {
  return Buffer.from(
    `<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Mode>${mode}</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`,
  );
}

/** S3 wants it beside the signed SHA-256 where a lock is concerned. */
function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("base64");
}

function isoSeconds(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  if (text.length !== 24) throw courierError("bad-answer", "This machine's clock is out of bounds.");
  return `${text.slice(0, 19)}Z`;
}
