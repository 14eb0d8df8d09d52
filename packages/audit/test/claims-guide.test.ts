/** The generated parts of docs/guide/claims.md. `CREANCE_WRITE_GUIDE=1 npx vitest run packages/audit/test/claims-guide` writes them anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  auditFileErrorCodes,
  blindSpots,
  claims,
  confidenceRules,
  readConsent,
  readOwnClaims,
  readPolicy,
  readStatement,
} from "@creance/audit";
import { expect, test } from "vitest";

const file = fileURLToPath(new URL("../../../docs/guide/claims.md", import.meta.url));
const guide = readFileSync(file, "utf8");

const parts: Readonly<Record<string, string>> = {
  confidence: ["| lowered to | when |", "|---|---|", ...confidenceRules.map(({ at, rule }) => `| ${at} | ${rule} |`)].join("\n"),
  claims: claims.map(claimText).join("\n\n"),
  fileErrors: [
    "| code | meaning |",
    "|---|---|",
    ...Object.entries(auditFileErrorCodes).map(([code, text]) => `| \`${code}\` | ${text} |`),
  ].join("\n"),
  blindSpots: blindSpots.map((spot, index) => `${index + 1}. ${spot}`).join("\n"),
};

test.each(Object.keys(parts))("the guide's part about %s is made from the table", (name) => {
  const begin = `<!-- ${name}:begin -->\n`;
  const end = `<!-- ${name}:end -->`;
  const [head = "", rest = ""] = guide.split(begin);
  const [written = "", tail] = rest.split(end);
  expect(tail).toBeDefined();
  if (process.env["CREANCE_WRITE_GUIDE"] === "1") {
    const now = readFileSync(file, "utf8");
    writeFileSync(file, now.replace(`${begin}${written}${end}`, `${begin}${parts[name]}\n${end}`));
  } else {
    expect(written).toBe(`${parts[name]}\n`);
  }
  expect(head.length).toBeGreaterThan(0);
});

test("the guide's examples can be read", () => {
  const [statement = "", consents = "", policy = "", own = ""] = [...guide.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => text ?? "");
  expect(readStatement(statement).windows).toHaveLength(1);
  expect(readConsent(consents)[0]?.untilUs).toBe(Date.UTC(2026, 8, 12, 10, 30) * 1000);
  expect(readPolicy(policy)).toHaveLength(2);
  expect(readOwnClaims(own).map(({ says }) => says)).toEqual(["never", "only"]);
});

function claimText(claim: (typeof claims)[number]): string {
  return [
    `### ${claim.id} ${claim.title}`,
    "",
    `By ${claim.by}, ${claim.when}. Source: ${claim.source}.`,
    "",
    `- Tested as: ${claim.statement}`,
    `- Capture: ${claim.capture}`,
    `- Flight record: ${claim.log}`,
    `- Package, once read: ${claim.package}`,
    `- Verdicts: ${claim.verdicts.join(", ")}.`,
    ...claim.audits.map((audit) => `- Published: ${audit}`),
  ].join("\n");
}
