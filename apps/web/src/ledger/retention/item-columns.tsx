/** The columns of the kept items. */
import type { RetentionItem, RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import type { GridColumn } from "../../grid/grid-column.ts";
import type { ChoiceStore } from "../../media/choice-store.ts";
import { useIsChosen } from "../../media/choice-store.ts";
import { isoTime } from "../../watch/iso-time.ts";
import { lastOfPath } from "../../words/file-name.ts";
import styles from "./retention.module.css";

/** What an item is. */
export const kindWords = {
  flight: "flight record",
  media: "picture or clip",
  capture: "capture",
  other: "other file",
} as const satisfies Record<RetentionItem["kind"], string>;

/** Its name, or the beginning of its hash where the name was erased. */
export function itemName({ fileName, sha256 }: Pick<RetentionItem, "fileName" | "sha256">): string {
  return fileName === null ? `${sha256.slice(0, 16)} (name erased)` : lastOfPath(fileName);
}

/** How it stands, with colour and in words. */
export function Phase({ row, titles }: { readonly row: RetentionItem; readonly titles: RetentionOverview["phases"] }) {
  const title = titles.find(({ word }) => word === row.phase)?.title ?? row.phase;
  return (
    <span className={styles["phase"]} data-phase={row.phase}>
      {title}
      {row.needsReview && <span className="bad">, look again</span>}
    </span>
  );
}

/** All columns; the first chooses rows. */
export function itemColumns(choice: ChoiceStore, titles: RetentionOverview["phases"]): readonly GridColumn<RetentionItem>[] {
  return [
    {
      id: "choose",
      head: "Choose",
      sort: null,
      numeric: false,
      minPx: 54,
      share: 0,
      phone: "30px",
      shown: "atFirst",
      cell: (row) => <Choose row={row} choice={choice} />,
      csvName: "sha256",
      csv: (row) => row.sha256,
    },
    {
      id: "name",
      head: "Item",
      sort: "name",
      numeric: false,
      minPx: 190,
      share: 1,
      phone: "minmax(0, 1fr)",
      shown: "always",
      cell: (row) => itemName(row),
      csvName: "name",
      csv: (row) => row.fileName,
    },
    {
      id: "phase",
      head: "State",
      sort: null,
      numeric: false,
      minPx: 130,
      share: 0,
      phone: "minmax(0, 0.6fr)",
      shown: "atFirst",
      cell: (row) => <Phase row={row} titles={titles} />,
      csvName: "state",
      csv: (row) => row.phase,
    },
    {
      id: "due",
      head: "Due",
      sort: "due",
      numeric: true,
      minPx: 150,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row, words) => (row.dueUs === null ? <span className="soft">never by a clock</span> : words.instant(row.dueUs, null)),
      csvName: "due",
      csv: (row) => (row.dueUs === null ? null : isoTime(row.dueUs)),
    },
    {
      id: "from",
      head: "Counted from",
      sort: null,
      numeric: false,
      minPx: 170,
      share: 0.5,
      phone: null,
      shown: "atFirst",
      cell: (row) => (row.countedFrom === null ? "" : `${row.countedFrom}${row.isAssumed ? " (assumed)" : ""}`),
      warns: (row) => row.isAssumed,
      csvName: "counted_from",
      csv: (row) => (row.countedFrom === null ? null : `${row.countedFrom}${row.isAssumed ? " (assumed)" : ""}`),
    },
    {
      id: "rule",
      head: "Rule",
      sort: null,
      numeric: false,
      minPx: 150,
      share: 0.5,
      phone: null,
      shown: "atFirst",
      cell: (row) => (row.ruleTitle === null ? "" : `${row.ruleTitle}${row.hasOwnClock ? " (own clock)" : ""}`),
      csvName: "rule",
      csv: (row) => row.rule,
    },
    {
      id: "flight",
      head: "Flight",
      sort: null,
      numeric: false,
      minPx: 140,
      share: 0.5,
      phone: null,
      shown: "atFirst",
      cell: (row) => (row.flights.length === 0 ? "" : <FlightsOf row={row} />),
      csvName: "flights",
      csv: (row) => row.flights.map(({ id }) => id).join(" "),
    },
    {
      id: "kind",
      head: "What",
      sort: null,
      numeric: false,
      minPx: 110,
      share: 0,
      phone: null,
      shown: "whenChosen",
      cell: (row) => kindWords[row.kind],
      csvName: "kind",
      csv: (row) => row.kind,
    },
    {
      id: "holds",
      head: "Holds",
      sort: null,
      numeric: true,
      minPx: 54,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row) => (row.holds.length === 0 ? "" : String(row.holds.length)),
      csvName: "holds",
      csv: (row) => row.holds.join(" "),
    },
    {
      id: "kept",
      head: "Kept (UTC)",
      sort: "kept",
      numeric: true,
      minPx: 140,
      share: 0,
      phone: null,
      shown: "whenChosen",
      cell: (row, words) => words.instant(row.keptUs, null),
      csvName: "kept",
      csv: (row) => isoTime(row.keptUs),
    },
    {
      id: "size",
      head: "Size",
      sort: "size",
      numeric: true,
      minPx: 76,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row) => formatBytes(row.sizeBytes),
      csvName: "size_bytes",
      csv: (row) => row.sizeBytes,
    },
  ];
}

function FlightsOf({ row }: { readonly row: RetentionItem }) {
  const [first] = row.flights;
  if (first === undefined) return null;
  return (
    <>
      <a href={`/flights/${first.id}`} tabIndex={-1} className={styles["above"]}>
        {first.name}
      </a>
      {row.flights.length > 1 && ` and ${row.flights.length - 1} more`}
    </>
  );
}

function Choose({ row, choice }: { readonly row: RetentionItem; readonly choice: ChoiceStore }) {
  const isChosen = useIsChosen(choice, row.sha256);
  return (
    <input
      type="checkbox"
      className={styles["choose"]}
      aria-label={`Choose ${itemName(row)}`}
      tabIndex={-1}
      checked={isChosen}
      onChange={() => choice.toggle(row.sha256)}
    />
  );
}
