/** The public page of an operator's flights and of requests for data: only what was made coarse and counted comes in here. */
import { fitMap } from "../map-projection.ts";
import { svgMap } from "../svg-map.ts";
import type { ReportBlock, ReportPage } from "./report-page.ts";

/** What the page shows. Positions are middles of cells. */
export interface TransparencyPageInput {
  readonly title: string;
  readonly organisation: string;
  readonly description: string;
  readonly policyUrl: string | null;
  readonly madeOn: string;
  readonly delayHours: number;
  readonly gridM: number;
  readonly homeCircleM: number;
  readonly totals: {
    readonly flights: number;
    readonly shown: number;
    readonly inReview: number;
    readonly waiting: number;
    readonly withdrawn: number;
  };
  readonly requests: readonly {
    readonly year: number;
    readonly basis: string;
    readonly decision: string;
    readonly requests: number;
    readonly answered: number;
    readonly items: number;
  }[];
  readonly flights: readonly {
    readonly day: string;
    readonly durationMin: number | null;
    readonly purpose: string | null;
    readonly path: readonly (readonly [number, number])[] | null;
  }[];
}

/** More maps than this make a page that no browser likes: the others stand in the table and the data. */
const MOST_MAPS = 50;

/** The page. The same input gives the same page. `purposeWords`: titles of purposes. */
export function transparencyPage(input: TransparencyPageInput, purposeWords: Readonly<Record<string, string>>): ReportPage {
  const { title, organisation, madeOn, totals } = input;
  return {
    title,
    language: "en",
    answer: [
      `${organisation} keeps records of ${counted(totals.flights, "drone flight")}; ${totals.shown} of them ${totals.shown === 1 ? "is" : "are"} shown here.`,
      ...(input.description === "" ? [] : [input.description]),
    ],
    foot: `${organisation} · ${madeOn}`,
    blocks: [...totalBlocks(input), ...requestBlocks(input), ...flightBlocks(input, purposeWords), ...limitBlocks(input)],
  };
}

function totalBlocks({ totals, policyUrl, madeOn }: TransparencyPageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "totals", text: "All flights" },
    {
      kind: "facts",
      rows: [
        { name: "Kept", value: String(totals.flights) },
        { name: "Shown here", value: String(totals.shown) },
        { name: "Waiting: too recent, or under a legal hold", value: String(totals.waiting) },
        { name: "In review", value: String(totals.inReview) },
        { name: "Shown once and taken off again", value: String(totals.withdrawn) },
        { name: "As of", value: madeOn },
        ...(policyUrl === null ? [] : [{ name: "Our policy", value: policyUrl }]),
      ],
    },
  ];
}

function requestBlocks({ requests }: TransparencyPageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "requests", text: "Requests for data" },
    {
      kind: "table",
      caption: "By year of receipt, basis and decision",
      empty: "No request for data was received.",
      columns: [
        { title: "Year", align: "left" },
        { title: "Basis", align: "left" },
        { title: "Decision", align: "left" },
        { title: "Requests", align: "right" },
        { title: "Answered with data", align: "right" },
        { title: "Items given", align: "right" },
      ],
      rows: requests.map((one) => [
        String(one.year),
        one.basis.replaceAll("-", " "),
        one.decision,
        String(one.requests),
        String(one.answered),
        String(one.items),
      ]),
    },
  ];
}

function flightBlocks({ flights }: TransparencyPageInput, purposeWords: Readonly<Record<string, string>>): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "flights", text: "Flights" },
    {
      kind: "table",
      caption: counted(flights.length, "flight"),
      empty: "No flight is shown.",
      columns: [
        { title: "No.", align: "right" },
        { title: "Day", align: "left" },
        { title: "Minutes, about", align: "right" },
        { title: "Purpose", align: "left" },
      ],
      rows: flights.map(({ day, durationMin, purpose }, at) => [
        String(at + 1),
        day,
        durationMin === null ? "unknown" : String(durationMin),
        purpose === null ? "not said" : (purposeWords[purpose] ?? purpose),
      ]),
    },
    ...flights.slice(0, MOST_MAPS).flatMap(({ path, day }, at) => mapBlock(path, `Flight ${at + 1}, ${day}`)),
  ];
}

function mapBlock(path: readonly (readonly [number, number])[] | null, title: string): readonly ReportBlock[] {
  if (path === null || path.length < 2) return [];
  const model = {
    widthPx: 640,
    heightPx: 360,
    units: "metric" as const,
    title,
    description: "The path in coarse cells; where it began and ended is cut out.",
    tracks: [{ latDeg: path.map(([, latDeg]) => latDeg), lonDeg: path.map(([lonDeg]) => lonDeg) }],
    markers: [],
  };
  return [{ kind: "figure", title, svg: svgMap(model, fitMap(model)), alternative: model.description }];
}

function limitBlocks({ delayHours, gridM, homeCircleM }: TransparencyPageInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 2, id: "limits", text: "What is not shown" },
    {
      kind: "list",
      items: [
        "Pilots, serial numbers, pictures, names and notes, and the exact time of day.",
        `Exact positions: paths are drawn through the middles of cells ${gridM} m wide, and everything within ${homeCircleM} m of take-off, landing and home is cut out.`,
        `Flights less than ${delayHours} hours ago, and flights under a legal hold. They count in the totals.`,
      ],
    },
  ];
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
