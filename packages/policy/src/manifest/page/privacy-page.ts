/** The public privacy page of a manifest: one static HTML text without scripts, pictures or anything that is fetched. */
import { xmlText } from "@creance/core";
import { providerRegionsTable } from "../../region/provider-regions.table.ts";
import { type DataClass, dataClasses, dataClassTable } from "../../vocabulary/data-classes.table.ts";
import { purposeTable } from "../../vocabulary/purposes.table.ts";
import { recipientKindTable } from "../../vocabulary/recipient-kinds.table.ts";
import { dayText } from "../day.ts";
import { keepWords } from "../manifest-text.ts";
import type { DataFlow, PrivacyManifest } from "../types.ts";
import { pageStyle } from "./page-style.ts";

/** What the page says about itself. */
export interface PrivacyPageFacts {
  /** SHA-256 of the manifest's canonical text. */
  readonly sha256: string;
  /** Verifier key under whose signature the manifest lies beside the page; `null`: a draft, which holds for nobody yet. */
  readonly vkey: string | null;
}

/** The page. Everything that comes from the manifest is escaped. */
export function privacyPage(manifest: PrivacyManifest, { sha256, vkey }: PrivacyPageFacts): string {
  const { title, controller, about, rights, collects, flows, effectiveUs, revision } = manifest;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${xmlText(`Privacy: ${title}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<p class="kind">Privacy${vkey === null ? " (draft, not in force)" : ""}</p>
<h1>${xmlText(title)}</h1>
<p>Version ${xmlText(revision)}, from ${dayText(effectiveUs)} on. ${xmlText(controller.name)} (${xmlText(controller.country)}) answers for the data: ${xmlText(controller.contact)}.</p>
${about === null ? "" : `<p>${xmlText(about)}</p>\n`}</header>
<section>
<h2>What we collect</h2>
${
  collects.length === 0
    ? "<p>Nothing is named.</p>"
    : table(
        ["What", "Why", "Kept"],
        collects.map((each) => [classesCell(each.data), xmlText(each.why), xmlText(keepWords(each.keepUs))]),
      )
}
</section>
<section>
<h2>Where it goes</h2>
<p>${flows.length === 0 ? "Nowhere: nothing leaves." : `Only what stands here may leave, and only by ${flows.length === 1 ? "this way" : `these ${flows.length} ways`}.`}</p>
${flows.map(flowSection).join("\n")}
</section>
${stayingSection(manifest)}
<section>
<h2>Your rights</h2>
${rights.length === 0 ? `<p>Ask: ${xmlText(controller.contact)}.</p>` : `<ul>\n${rights.map((right) => `<li>${xmlText(right)}</li>`).join("\n")}\n</ul>\n<p>Ask: ${xmlText(controller.contact)}.</p>`}
</section>
<section>
<h2>The words</h2>
<p>Each kind of data with its nearest term in the Data Privacy Vocabulary 2.2 of the W3C community group.</p>
${table(
  ["Word", "Meaning", "Term"],
  usedClasses(manifest).map((each) => [
    xmlText(dataClassTable[each].title),
    xmlText(dataClassTable[each].sentence),
    `<code>${xmlText(dataClassTable[each].iri)}</code>`,
  ]),
)}
</section>
<footer>
<p>This page was made from the manifest with the SHA-256 <code>${xmlText(sha256)}</code>, which lies beside it as <code>privacy.manifest.json</code> (its one line, without the line end).</p>
${vkey === null ? "" : `<p>Signed as <code>privacy.manifest.note</code> by the key <code>${xmlText(vkey)}</code>.</p>\n`}</footer>
</main>
</body>
</html>
`;
}

function flowSection(flow: DataFlow): string {
  const to = flow.to.map((kind) => recipientKindTable[kind].title).join(", or ");
  const rows: readonly (readonly string[])[] = [
    ["What", classesCell(flow.data)],
    ["To whom", xmlText(flow.who === null ? to : `${flow.who} (${to})`)],
    ["What for", `${xmlText(flow.purposes.map((purpose) => purposeTable[purpose].title).join("; "))}. ${xmlText(flow.why)}`],
    ["Where it lies", xmlText(flow.regions.map(placeWords).join(", "))],
    ["How long they keep it", xmlText(keepWords(flow.keepUs))],
    ...(flow.redact.length === 0 ? [] : [["Taken out before", classesCell(flow.redact)]]),
    ["How", flow.readable ? "Readable there: the recipient works on the data itself." : "Encrypted to the recipient, where we send it."],
    ...(flow.hosts.length === 0 ? [] : [["Hosts that apps send it to by themselves", xmlText(flow.hosts.join(", "))]]),
  ];
  return `<section class="flow">
<h3 id="${xmlText(flow.id)}">${xmlText(flow.id)}</h3>
<table>
<tbody>
${rows.map(([head, cell]) => `<tr><th scope="row">${head}</th><td>${cell}</td></tr>`).join("\n")}
</tbody>
</table>
</section>`;
}

/** What is collected and goes nowhere is worth saying. */
function stayingSection({ collects, flows }: PrivacyManifest): string {
  const goes = new Set(flows.flatMap(({ data }) => data));
  const staying = dataClasses.filter((each) => !goes.has(each) && collects.some(({ data }) => data.includes(each)));
  if (staying.length === 0) return "";
  return `<section>\n<h2>What stays with us</h2>\n<p>${classesCell(staying)}: collected, and given to nobody.</p>\n</section>`;
}

function usedClasses({ collects, flows }: PrivacyManifest): readonly DataClass[] {
  const used = new Set([...collects.flatMap(({ data }) => data), ...flows.flatMap(({ data, redact }) => [...data, ...redact])]);
  return dataClasses.filter((each) => used.has(each));
}

function classesCell(classes: readonly DataClass[]): string {
  return xmlText(
    classes.map((each, index) => (index === 0 ? dataClassTable[each].title : dataClassTable[each].title.toLowerCase())).join(", "),
  );
}

/** A country as it stands, a provider's region with the country that it lies in. */
function placeWords(place: string): string {
  const [provider = "", region = ""] = place.split("/");
  const known = Object.entries(providerRegionsTable).find(([name]) => name === provider)?.[1].countries;
  const country = Object.entries(known ?? {}).find(([name]) => name === region)?.[1];
  return country === undefined ? place : `${country} (${provider} ${region})`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n")}
</tbody>
</table>`;
}
