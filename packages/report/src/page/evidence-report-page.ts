/** An evidence package as a page: what is in it, how far it can be relied on, what happened to each item, and what it does not show. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import type { ReportBlock, ReportPage, ReportText } from "./report-page.ts";

/** One thing that happened to an item. */
export interface EvidenceEvent {
  /** Place in the ledger. */
  readonly index: number;
  readonly timeUs: number;
  readonly sentence: string;
  /** True when a proof of it lies in the package. */
  readonly proven: boolean;
}

/** An item of the package. */
export interface EvidenceItem {
  /** Name it was kept under; `null`: not known or erased. */
  readonly fileName: string | null;
  /** Where it lies in the package. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly events: readonly EvidenceEvent[];
}

/** What the page shows. */
export interface EvidencePageInput {
  readonly version: string;
  readonly description: string | null;
  readonly madeUs: number;
  readonly origin: string;
  readonly vkey: string;
  /** Entries that the checkpoint covers. */
  readonly entries: number;
  /** Base64. */
  readonly rootHash: string;
  /** SIGNED, WITNESSED, TIMESTAMPED: a sentence each, as far as they go. */
  readonly levels: readonly string[];
  readonly items: readonly EvidenceItem[];
  /** What the package does not hold or show. */
  readonly left: readonly string[];
}

/** The page. The same input gives the same page. */
export function evidenceReportPage(input: EvidencePageInput): ReportPage {
  const { items, version, origin } = input;
  const events = new Set(items.flatMap((item) => item.events.map(({ index }) => index))).size;
  return {
    title: "What happened to these files?",
    language: "en",
    answer: [
      `${counted(items.length, "file")}, byte for byte as first kept, with ${counted(events, "entry", "entries")} of the log ${origin}.`,
      "Nothing on this page has to be believed: the files beside it can be checked with openssl and sha256sum alone (sh verify.sh).",
    ],
    foot: `Creance ${version} · ${origin} · ${input.rootHash}`,
    blocks: [...originBlocks(input), ...items.flatMap(itemBlocks), ...leftBlocks(input), ...checkBlocks(input)],
  };
}

function originBlocks({ description, madeUs, origin, vkey, entries, rootHash, levels, items }: EvidencePageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "package", text: "The package" },
    {
      kind: "facts",
      rows: [
        ...(description === null ? [] : [{ name: "Description", value: description }]),
        { name: "Made", value: `${timeText(madeUs)}, by the clock of the machine that made it` },
        { name: "Log", value: mono(origin) },
        { name: "Key of the log", value: mono(vkey) },
        { name: "Checkpoint", value: [{ text: `${entries} entries, root ` }, { text: rootHash, style: "mono" }] },
      ],
    },
    { kind: "list", items: levels },
    {
      kind: "table",
      caption: counted(items.length, "file"),
      empty: "No file.",
      columns: [
        { title: "No.", align: "right" },
        { title: "Name it was kept under", align: "left" },
        { title: "Size", align: "right" },
        { title: "SHA-256 and place", align: "left" },
      ],
      rows: items.map((item, at) => [
        String(at + 1),
        item.fileName ?? "(not known)",
        formatBytes(item.sizeBytes),
        [
          { text: item.sha256, style: "mono" as const },
          { text: ` ${item.path}`, style: "weak" as const },
        ],
      ]),
    },
  ];
}

function itemBlocks(item: EvidenceItem, at: number): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: `item-${at + 1}`, text: `${at + 1}. ${item.fileName ?? item.sha256.slice(0, 16)}` },
    {
      kind: "table",
      caption: counted(item.events.length, "entry", "entries"),
      empty: "The log has no entry about this file.",
      columns: [
        { title: "Entry", align: "right" },
        { title: "Time, UTC", align: "left" },
        { title: "What happened", align: "left" },
        { title: "Proof", align: "left" },
      ],
      rows: item.events.map(({ index, timeUs, sentence, proven }) => [
        String(index),
        timeText(timeUs),
        sentence,
        proven ? "in the package" : "none yet",
      ]),
    },
  ];
}

function leftBlocks({ left }: EvidencePageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "limits", text: "What this does not show" },
    { kind: "list", items: left },
  ];
}

function checkBlocks({ vkey }: EvidencePageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "check", text: "How to check it" },
    {
      kind: "list",
      items: [
        [{ text: "The files alone: " }, { text: "sha256sum -c manifest-sha256.txt", style: "mono" }],
        [{ text: "Files, signature and proofs, with openssl 3: " }, { text: `sh verify.sh --vkey '${vkey}'`, style: "mono" }],
        [{ text: "With Creance: " }, { text: "creance ledger evidence --check DIR", style: "mono" }],
        "The key must come from the owner of the log by another way than this package: a package that brings its own key shows only that it fits together.",
      ],
    },
  ];
}

function mono(text: string): ReportText {
  return [{ text, style: "mono" }];
}

function timeText(timeUs: number): string {
  return (
    isoFromEpochUs(timeUs)
      ?.replace("T", " ")
      .replace(/\.\d+Z$/, " UTC") ?? "unknown"
  );
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
