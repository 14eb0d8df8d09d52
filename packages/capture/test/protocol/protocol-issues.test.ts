import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { framingIssues } from "../../src/content/framing-issues.table.ts";
import { protocolIssues } from "../../src/protocol/protocol-issues.table.ts";

test("every issue of the protocol readers and of contents stands in the document", () => {
  const document = readFileSync(new URL("../../../../docs/formats/captures.md", import.meta.url), "utf8");
  const listed = document.slice(document.indexOf("## Protocols"));
  for (const { code } of [...Object.values(protocolIssues), ...Object.values(framingIssues)]) expect(listed).toContain(`| \`${code}\` |`);
});
