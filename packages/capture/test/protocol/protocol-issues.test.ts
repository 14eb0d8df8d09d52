import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { protocolIssues } from "../../src/protocol/protocol-issues.table.ts";

test("every issue of the protocol readers stands in the document", () => {
  const document = readFileSync(new URL("../../../../docs/formats/captures.md", import.meta.url), "utf8");
  const listed = document.slice(document.indexOf("## Protocols"));
  for (const { code } of Object.values(protocolIssues)) expect(listed).toContain(`| \`${code}\` |`);
});
