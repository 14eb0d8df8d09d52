/** An exposure report as a page: the answer, the sites with maps, what shows each of them, what headers give away, and what is not known. */
import { type ExposureDrawing, type ExposureFindings, type ExposureRow, siteKindNames } from "@creance/exposure";
import { exposureMaps } from "./exposure-maps.ts";
import type { ReportBlock, ReportPage, ReportText } from "./report-page.ts";

/** What the findings do not say themselves. */
export interface ExposureReportAbout {
  /** Of the program. */
  readonly version: string;
  /** How near a home point or a pilot counted, metres. */
  readonly nearM: number;
}

/** Rows of a table; the JSON has all. */
const LISTED = 300;

/** The page. The same findings give the same page. */
export function exposureReportPage(findings: ExposureFindings, drawing: ExposureDrawing, about: ExposureReportAbout): ReportPage {
  const { items, layers } = findings;
  const hashes = layers.map(({ sha256 }) => sha256.slice(0, 16)).filter((hash) => hash !== "");
  return {
    title: "What would this reveal?",
    language: "en",
    answer: answerOf(findings),
    foot: `Creance ${about.version} · ${counted(items.flights, "flight")}, ${counted(items.photos, "picture")}, ${counted(items.clips, "clip")}, ${counted(items.files, "other file")} · layers ${hashes.join(", ") || "none"}`,
    blocks: [
      ...siteBlocks(findings, about),
      ...exposureMaps(findings, drawing),
      ...rowBlocks(findings),
      ...headerBlocks(findings),
      ...unknownBlocks(findings),
      ...originBlocks(findings, about),
    ],
  };
}

function answerOf({ sentence, sites, unknown }: ExposureFindings): readonly ReportText[] {
  const first = sites.slice(0, 6).map(({ site }) => site);
  const more = sites.length - first.length;
  const named: readonly ReportText[] =
    sites.length === 0 ? [] : [[{ text: `${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`, style: "strong" }]];
  const never =
    unknown.length === 0
      ? "That a site is not named does not mean that nothing shows it: only the layers given were looked at, and every footprint is an estimate."
      : "That a site is not named does not mean that nothing shows it: only the layers given were looked at, every footprint is an estimate, and what is not known is listed below.";
  return [sentence, ...named, never];
}

function siteBlocks({ sites }: ExposureFindings, { nearM }: ExposureReportAbout): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "sites", text: "Sites" },
    {
      kind: "paragraph",
      text: `“Probably” means under a track, inside an estimated footprint or at the place itself; “may” means only inside the error band, a direction of view, or within ${nearM} m of a home point or a pilot.`,
    },
    {
      kind: "table",
      caption: sites.length === 1 ? "1 site" : `${sites.length} sites${sites.length > LISTED ? `, the first ${LISTED} listed` : ""}`,
      empty: "No site of the layers was found. Look at what is not known before you rely on that.",
      columns: [
        { title: "Site", align: "left", width: 0.34 },
        { title: "Kind", align: "left", width: 0.16 },
        { title: "Layer", align: "left", width: 0.2 },
        { title: "How sure", align: "left", width: 0.12 },
        { title: "Rows", align: "right", width: 0.09 },
        { title: "Items", align: "right", width: 0.09 },
      ],
      rows: sites
        .slice(0, LISTED)
        .map(({ site, siteKind, layer, certainty, rows, items }) => [
          [{ text: site, style: "strong" as const }],
          siteKindNames[siteKind],
          layer,
          certainty === "probably" ? [{ text: "probably", style: "strong" as const }] : "may",
          String(rows),
          String(items),
        ]),
    },
  ];
}

function rowBlocks({ rows, rowsLeftOut }: ExposureFindings): readonly ReportBlock[] {
  const found = rows.filter(({ site }) => site !== null);
  if (found.length === 0) return [];
  const shown = found.slice(0, LISTED);
  const left = found.length - shown.length + rowsLeftOut;
  return [
    { kind: "heading", level: 2, id: "rows", text: "What shows them" },
    {
      kind: "table",
      caption: `${counted(shown.length, "row")}${left > 0 ? `; ${left} more are in the JSON or were left out` : ""}. Bytes count in the original from 0.`,
      empty: "",
      columns: [
        { title: "Item", align: "left", width: 0.24 },
        { title: "What it means", align: "left", width: 0.46 },
        { title: "Where it stands", align: "left", width: 0.3 },
      ],
      rows: shown.map((row) => [itemText(row), row.sentence, placeText(row)]),
    },
  ];
}

function headerBlocks({ headers, rows }: ExposureFindings): readonly ReportBlock[] {
  const told = rows.filter(({ site }) => site === null);
  const shown = told.slice(0, LISTED);
  return [
    { kind: "heading", level: 2, id: "headers", text: "What headers give away" },
    {
      kind: "table",
      caption: "By kind. The values themselves are not printed: a report may be passed on.",
      empty: "No value was found that names a machine, a person or a place.",
      columns: [
        { title: "What", align: "left", width: 0.25 },
        { title: "What it means", align: "left", width: 0.51 },
        { title: "Values", align: "right", width: 0.12 },
        { title: "Items", align: "right", width: 0.12 },
      ],
      rows: headers.map(({ label, sentence, values, items }) => [
        [{ text: label, style: "strong" as const }],
        sentence,
        String(values),
        String(items),
      ]),
    },
    ...(shown.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            caption: `Where they stand: ${shown.length} of ${told.length}.`,
            empty: "",
            columns: [
              { title: "Item", align: "left" as const, width: 0.34 },
              { title: "Kind", align: "left" as const, width: 0.33 },
              { title: "Where it stands", align: "left" as const, width: 0.33 },
            ],
            rows: shown.map((row) => [itemText(row), row.kind, placeText(row)]),
          },
        ]),
  ];
}

function unknownBlocks({ unknown }: ExposureFindings): readonly ReportBlock[] {
  const shown = unknown.slice(0, LISTED);
  return [
    { kind: "heading", level: 2, id: "unknown", text: "What is not known" },
    {
      kind: "table",
      caption: `${counted(unknown.length, "item")} that may show more${shown.length < unknown.length ? `, the first ${LISTED} listed` : ""}`,
      empty: "Of every item the view or the track is known.",
      columns: [
        { title: "Item", align: "left", width: 0.34 },
        { title: "Why", align: "left", width: 0.66 },
      ],
      rows: shown.map(({ item, itemName, sentence }) => [nameText(item, itemName), sentence]),
    },
  ];
}

function originBlocks({ layers, terrain }: ExposureFindings, { nearM }: ExposureReportAbout): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "origin", text: "What it was judged with" },
    {
      kind: "table",
      caption: "Layers of sensitive sites",
      empty: "No layer was given: no site was looked for.",
      columns: [
        { title: "Layer", align: "left", width: 0.22 },
        { title: "Sites", align: "right", width: 0.09 },
        { title: "Kinds", align: "left", width: 0.24 },
        { title: "Problem", align: "left", width: 0.25 },
        { title: "SHA-256", align: "left", width: 0.2 },
      ],
      rows: layers.map(({ name, sites, kinds, problem, sha256 }) => [
        name,
        String(sites),
        kinds.map((kind) => siteKindNames[kind]).join(", "),
        problem ?? "",
        [{ text: sha256.slice(0, 16), style: "mono" as const }],
      ]),
    },
    {
      kind: "facts",
      rows: [
        {
          name: "Elevation models",
          value: terrain.length === 0 ? "none: the ground counts as flat at the take-off point" : terrain.join("; "),
        },
        { name: "Home and pilot", value: `named within ${nearM} m of a site` },
      ],
    },
  ];
}

function itemText({ item, itemKind, itemName }: ExposureRow): ReportText {
  const what = itemKind === "photo" ? "picture" : itemKind;
  return [{ text: `${what} ` }, ...nameText(item, itemName)];
}

function nameText(item: string, itemName: string | null): { readonly text: string; readonly style?: "mono" | "weak" }[] {
  const id = { text: item.slice(0, 16), style: "mono" as const };
  return itemName === null ? [id] : [{ text: `${itemName} ` }, id];
}

function placeText({ byteOffset, region, fromMs, toMs }: ExposureRow): ReportText {
  const parts = [
    byteOffset === null ? "" : `byte ${byteOffset}`,
    fromMs === null
      ? ""
      : toMs === null || toMs === fromMs
        ? `at ${secondsText(fromMs)}`
        : `from ${secondsText(fromMs)} to ${secondsText(toMs)}`,
    region === null ? "" : regionText(region),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "no byte of its own: it follows from several values" : parts.join(", ");
}

function secondsText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function regionText(region: NonNullable<ExposureRow["region"]>): string {
  const x = region.map((pixel) => pixel.x);
  const y = region.map((pixel) => pixel.y);
  const first = `${Math.round(Math.min(...x))},${Math.round(Math.min(...y))}`;
  const last = `${Math.round(Math.max(...x))},${Math.round(Math.max(...y))}`;
  return first === last ? `pixel ${first}` : `pixels ${first} to ${last}`;
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
