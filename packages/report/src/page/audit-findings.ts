/** What was sent, by kind, with where each piece of evidence stands. */
import {
  type AuditResult,
  conversationSides,
  type Finding,
  type FindingGroup,
  findingGroups,
  findingKinds,
  findingWords,
  phaseWords,
  serverOfFinding,
} from "@creance/audit";
import { instantWords } from "./instant-words.ts";
import { packetWords } from "./packet-words.ts";
import type { ReportBlock, ReportText } from "./report-page.ts";

/** Rows of a kind that a report lists; the JSON has every finding. */
const LISTED = 200;

/** Headings and tables, one a kind; weak findings apart. */
export function findingBlocks(result: AuditResult): readonly ReportBlock[] {
  const strong = result.findings.filter(({ weak }) => !weak);
  const weak = result.findings.filter((finding) => finding.weak);
  const kinds = findingKinds.filter((kind) => strong.some((finding) => finding.kind === kind));
  return [
    { kind: "heading", level: 2, id: "findings", text: "What was sent" },
    ...(strong.length === 0
      ? [
          {
            kind: "paragraph" as const,
            text: "Nothing that was looked for was found in what could be read. What could not be read stands above.",
          },
        ]
      : []),
    ...kinds.flatMap((kind) =>
      kindBlocks(
        capital(findingWords[kind].many),
        kind,
        strong.filter((finding) => finding.kind === kind),
        result,
      ),
    ),
    ...(weak.length === 0 ? [] : kindBlocks("Weak: may be chance, or no nearer than the region", "weak", weak, result)),
    ...(result.consents.length === 0 ? [] : consentBlocks(result)),
  ];
}

function kindBlocks(title: string, id: string, findings: readonly Finding[], { consents }: AuditResult): readonly ReportBlock[] {
  const groups = findingGroups(findings);
  const listed = groups.slice(0, LISTED);
  return [
    { kind: "heading", level: 3, id: `findings-${id}`, text: title },
    {
      kind: "table",
      caption: `${findings.length === 1 ? "1 finding" : `${findings.length} findings`}${listed.length < groups.length ? `, the first ${LISTED} rows of ${groups.length} listed` : ""}`,
      empty: "",
      columns: [
        { title: "To", align: "left", width: 0.2 },
        { title: "When", align: "left", width: 0.17 },
        { title: "How", align: "left", width: 0.2 },
        { title: "Consent", align: "left", width: 0.11 },
        { title: "What, and where it stands", align: "left", width: 0.32 },
      ],
      rows: listed.map((group) => {
        const [first] = group;
        return [serverText(first), whenOf(group), chainOf(first), consentOf(first, consents), whatOf(group)];
      }),
    },
  ];
}

/** As the page says it: what stayed on the local network needs no consent. */
function consentOf({ direction, consent, flow }: Finding, consents: AuditResult["consents"]): ReportText {
  if (direction === "in") return "came in";
  if (consent !== null) return consents[consent]?.purpose ?? "yes";
  return conversationSides(flow).leaves ? [{ text: "none", style: "strong" }] : "stayed local";
}

function serverText(finding: Finding): ReportText {
  const name = serverOfFinding(finding);
  const operator = [finding.flow.endpoint?.role, finding.flow.operator].flatMap((text) => text ?? []).join(", ");
  return operator === "" ? name : [{ text: name }, { text: ` ${operator}`, style: "weak" }];
}

function whenOf(group: FindingGroup): ReportText {
  const [first] = group;
  const last = group.at(-1) ?? first;
  const time = group.length === 1 ? instantWords(first.sentUs) : `${instantWords(first.sentUs)} to ${instantWords(last.sentUs).slice(11)}`;
  return first.phase === null ? time : [{ text: time }, { text: ` ${phaseWords[first.phase]}`, style: "weak" }];
}

/** The first of a group stands for all: where each stands is in the JSON. */
function whatOf(group: FindingGroup): ReportText {
  const [first] = group;
  return [
    ...(group.length === 1 ? [] : [{ text: `${group.length} times. `, style: "strong" as const }]),
    { text: first.sentence },
    ...(first.weakBecause === null ? [] : [{ text: ` Weak: ${first.weakBecause}.` }]),
    { text: ` ${group.length === 1 ? "" : "First: "}${packetWords(first)}`, style: "weak" as const },
  ];
}

function chainOf({ carriedIn, encoding, match, topic, field }: Finding): ReportText {
  const chain = [...carriedIn, ...encoding].join(" > ");
  const place = [topic === null ? "" : `topic ${topic}`, field === null ? "" : `at ${field}`].filter((text) => text !== "").join(", ");
  return [
    ...(match === "consistentWith" ? [{ text: "consistent with, not proven: " }] : []),
    { text: chain, style: "mono" },
    ...(place === "" ? [] : [{ text: ` ${place}`, style: "weak" as const }]),
  ];
}

function consentBlocks({ consents, findings }: AuditResult): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 3, id: "consents", text: "Recorded consents" },
    {
      kind: "table",
      caption: "As they were handed in",
      empty: "",
      columns: [
        { title: "Purpose", align: "left" },
        { title: "From", align: "left" },
        { title: "Until", align: "left" },
        { title: "Kinds", align: "left", width: 0.24 },
        { title: "Hosts", align: "left", width: 0.24 },
        { title: "Findings", align: "right" },
      ],
      rows: consents.map(({ purpose, fromUs, untilUs, kinds, hosts }, place) => [
        purpose,
        instantWords(fromUs),
        instantWords(untilUs),
        kinds.map((kind) => findingWords[kind].many).join(", "),
        hosts.join(", "),
        String(findings.filter(({ consent }) => consent === place).length),
      ]),
    },
  ];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
