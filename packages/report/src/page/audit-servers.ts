/** Who was talked to, most bytes out first. */
import type { AuditResult } from "@creance/audit";
import { formatBytes } from "@creance/core";
import type { ReportBlock } from "./report-page.ts";

/** Heading and table. */
export function serverBlocks({ servers }: AuditResult): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "servers", text: "Who was talked to" },
    {
      kind: "table",
      caption: "Servers, most bytes out first",
      empty: "No conversation was captured.",
      columns: [
        { title: "Server", align: "left", width: 0.28 },
        { title: "Role", align: "left" },
        { title: "Operator", align: "left", width: 0.2 },
        { title: "Conversations", align: "right" },
        { title: "Out", align: "right" },
        { title: "In", align: "right" },
        { title: "Read", align: "right" },
        { title: "Findings", align: "right" },
      ],
      rows: servers.map(({ server, role, owner, operator, conversations, bytesOut, bytesIn, readShare, findings }) => [
        server,
        role === null ? "not listed" : `${role}${owner === null ? "" : ` (${owner})`}`,
        operator ?? "unknown",
        String(conversations),
        formatBytes(bytesOut),
        formatBytes(bytesIn),
        `${Math.round(readShare * 100)} %`,
        String(findings),
      ]),
    },
  ];
}
