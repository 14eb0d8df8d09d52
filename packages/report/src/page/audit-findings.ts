/** What was sent, by kind, with where each piece of evidence stands. */
import { type AuditResult, type Finding, findingKinds, findingWords, phaseWords } from "@creance/audit";
import { instantWords } from "./instant-words.ts";
import { packetWords } from "./packet-words.ts";
import type { ReportBlock, ReportText } from "./report-page.ts";

/** Findings of a kind that a report lists; the JSON has every one. */
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
  const listed = findings.slice(0, LISTED);
  return [
    { kind: "heading", level: 3, id: `findings-${id}`, text: title },
    {
      kind: "table",
      caption: `${findings.length === 1 ? "1 finding" : `${findings.length} findings`}${listed.length < findings.length ? `, the first ${LISTED} listed` : ""}`,
      empty: "",
      columns: [
        { title: "To", align: "left", width: 0.2 },
        { title: "When", align: "left", width: 0.17 },
        { title: "How", align: "left", width: 0.2 },
        { title: "Consent", align: "left", width: 0.11 },
        { title: "What, and where it stands", align: "left" },
      ],
      rows: listed.map((finding) => [
        serverOf(finding),
        whenOf(finding),
        chainOf(finding),
        finding.direction === "in"
          ? "came in"
          : finding.consent === null
            ? [{ text: "none", style: "strong" }]
            : (consents[finding.consent]?.purpose ?? "yes"),
        [
          { text: finding.sentence },
          ...(finding.weakBecause === null ? [] : [{ text: ` Weak: ${finding.weakBecause}.` }]),
          { text: ` ${packetWords(finding)}`, style: "weak" as const },
        ],
      ]),
    },
  ];
}

function serverOf({ http, flow }: Finding): ReportText {
  const name = http?.host ?? flow.serverName ?? flow.respIp;
  const operator = [flow.endpoint?.role, flow.operator].flatMap((text) => text ?? []).join(", ");
  return operator === "" ? name : [{ text: name }, { text: ` ${operator}`, style: "weak" }];
}

function whenOf({ sentUs, phase }: Finding): ReportText {
  const time = instantWords(sentUs);
  return phase === null ? time : [{ text: time }, { text: ` ${phaseWords[phase]}`, style: "weak" }];
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
