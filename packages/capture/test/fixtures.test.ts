/**
 * The fuzz corpus: every folder of `fixtures/capture` is a case. `NOTE.md` says what reading must report, `expected.json` what comes out
 * (rewritten by `npm run golden`). Ids of flows are left out: they have their own tests.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { type CapturedConversation, createConversationReader, createKeyLogCollector, KeyLog } from "../src/index.ts";

const folder = fileURLToPath(new URL("../../../fixtures/capture/", import.meta.url));
const cases = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

interface Outcome {
  readonly conversations: readonly Partial<CapturedConversation>[];
  readonly report: Readonly<Record<string, unknown>>;
  /** Codes with how many there were. */
  readonly issues: Readonly<Record<string, number>>;
  readonly error: string | null;
}

/** Reads a capture in chunks; a `FormatError` is an outcome, any other error is not. */
function outcomeOf(bytes: Uint8Array, chunkBytes: number): Outcome {
  const conversations: Partial<CapturedConversation>[] = [];
  const issues: Record<string, number> = {};
  let report: Record<string, unknown> = {};
  let error: string | null = null;
  const keyLog = new KeyLog();
  try {
    const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
    if (collector.push(bytes)) collector.end();
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog,
      onConversation: ({ flowId: _, ...row }) => conversations.push(known(row)),
      onIssue: ({ code, offset, sentence }) => {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(sentence).toMatch(/\.$/);
        issues[code] = (issues[code] ?? 0) + 1;
      },
    });
    for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
    const { container, decryption, malformedPackets, tunnelledPackets, duplicatePackets, lostFragments, overlapDifferences, ...rest } =
      reader.end();
    report = {
      ...known({ ...container, linkTypes: Object.fromEntries(container.linkTypes) }),
      ...counted({ malformedPackets, tunnelledPackets, duplicatePackets, lostFragments, overlapDifferences }),
      ...counted({ resolvedNames: rest.resolvedNames, keyLogs: rest.keyLogs, otherPackets: rest.otherPackets }),
      ...(rest.keyLogs === 0 || decryption === null ? {} : { openedConnections: decryption.openedConnections }),
    };
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "FormatError") throw thrown;
    error = (thrown as Error & { code: string }).code;
  }
  return { conversations, report, issues, error };
}

function known<Row extends object>(row: Row): Partial<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== false)) as Partial<Row>;
}

function counted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function expectationOf(outcome: Outcome): string {
  if (outcome.error !== null) return `error:${outcome.error}`;
  const codes = Object.keys(outcome.issues).filter((code) => code !== "too-many-issues");
  return codes.length === 0 ? "ok" : `issue:${codes.sort().join("+")}`;
}

test("the corpus is there", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

describe.each(cases)("%s", (name) => {
  const path = `${folder}${name}/`;
  const input = readdirSync(path).find((file) => file.startsWith("input."));
  const bytes = new Uint8Array(readFileSync(`${path}${input}`));

  test("reports what its note says, and yields the expected rows", async () => {
    const note = readFileSync(`${path}NOTE.md`, "utf8");
    const outcome = outcomeOf(bytes, bytes.length);
    expect(expectationOf(outcome)).toBe(/^expect: (.+)$/m.exec(note)?.[1]);
    await expect(`${JSON.stringify(outcome, null, 1)}\n`).toMatchFileSnapshot(`${path}expected.json`);
  });

  test("is the same in small chunks, and harmless when it is cut anywhere", () => {
    const whole = outcomeOf(bytes, bytes.length);
    expect(outcomeOf(bytes, bytes.length > 20_000 ? 997 : 1)).toEqual(whole);
    for (let part = 1; part < 12; part++) outcomeOf(bytes.subarray(0, Math.floor((bytes.length * part) / 12)), 4_096);
  });
});
