/** What makes a report again: the search's own error rate, the inputs with their hashes, the command, the databases. */
import { type AuditResult, findingWords } from "@creance/audit";
import { formatBytes } from "@creance/core";
import type { ReportBlock } from "./report-page.ts";

/** Decoys, controls, inputs, command, databases. */
export function originBlocks(result: AuditResult): readonly ReportBlock[] {
  const { search } = result.coverage;
  const hits = search.decoys.reduce((sum, decoy) => sum + decoy.hits, 0);
  const searched = search.decoys.reduce((sum, decoy) => sum + decoy.searched, 0);
  const { planted, missed } = search.controls;
  return [
    { kind: "heading", level: 2, id: "search", text: "How well this search works, on this very run" },
    {
      kind: "paragraph",
      text: `Decoys that cannot be in the traffic went through the same search: ${hits} of ${searched} were found. Planted leaks, one an encoding: ${planted - missed.length} of ${planted} were found again${missed.length === 0 ? "" : `; not found: ${missed.join(", ")}`}.`,
    },
    {
      kind: "table",
      caption: "By kind",
      empty: "Nothing was searched for.",
      columns: [
        { title: "Kind", align: "left" },
        { title: "Looked for", align: "right" },
        { title: "Decoys", align: "right" },
        { title: "Decoys found", align: "right" },
      ],
      rows: search.decoys.map(({ kind, searched: decoys, hits: found }) => [
        findingWords[kind].many,
        String(search.needles[kind] ?? 0),
        String(decoys),
        `${found} of ${decoys}`,
      ]),
    },
    ...(search.decoyHits.length === 0
      ? []
      : [
          {
            kind: "list" as const,
            items: search.decoyHits.map(
              ({ sentence, weak }) =>
                `${weak ? "A decoy, found weakly: such finds may be chance, and are counted as nothing." : "A decoy."} ${sentence}`,
            ),
          },
        ]),
    {
      kind: "facts",
      rows: [
        { name: "Searched", value: formatBytes(search.searchedBytes) },
        { name: "Opaque", value: `${formatBytes(search.opaqueBytes)} that no reader could open` },
        ...search.bounds.map(({ bound, times, bytes }) => ({ name: bound, value: `met ${times} times, ${formatBytes(bytes)} not opened` })),
        ...(search.droppedFindings === 0 ? [] : [{ name: "Findings not kept", value: String(search.droppedFindings) }]),
      ],
    },
    { kind: "heading", level: 2, id: "again", text: "How to make this report again" },
    { kind: "paragraph", text: [{ text: result.command.map(shellWord).join(" "), style: "mono" }] },
    {
      kind: "table",
      caption: `Made by Creance ${result.version} from these files`,
      empty: "",
      columns: [
        { title: "File", align: "left", width: 0.28 },
        { title: "Used as", align: "left" },
        { title: "Size", align: "right" },
        { title: "SHA-256", align: "left", width: 0.44 },
      ],
      rows: result.inputs.map(({ name, role, sizeBytes, sha256 }) => [name, role, `${sizeBytes} B`, [{ text: sha256, style: "mono" }]]),
    },
    {
      kind: "table",
      caption: `Databases. Endpoint catalogue: edition ${result.endpointsEdition}`,
      empty: `No address database was at hand. Endpoint catalogue: edition ${result.endpointsEdition}`,
      columns: [
        { title: "Database", align: "left" },
        { title: "Date", align: "left" },
        { title: "Licence", align: "left" },
        { title: "Notice", align: "left", width: 0.5 },
      ],
      rows: result.databases.map(({ name, date, licence, notice }) => [name, date, licence, notice ?? ""]),
    },
  ];
}

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
