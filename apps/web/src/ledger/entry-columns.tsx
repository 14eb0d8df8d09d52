/** The columns of the ledger: one row an entry. */
import type { LedgerEntry } from "@creance/api";
import type { GridColumn } from "../grid/grid-column.ts";
import { isoTime } from "../watch/iso-time.ts";
import { grouped } from "../words/count.ts";
import styles from "./ledger.module.css";

/** Subjects in words. */
export const subjectWords: Readonly<Record<LedgerEntry["subject"], string>> = {
  keep: "Kept",
  access: "Looked at, taken out",
  share: "Shared",
  policy: "Policy and grants",
  retention: "Keeping times, requests",
  ledger: "The ledger itself",
};

/** All columns. */
export const entryColumns: readonly GridColumn<LedgerEntry>[] = [
  {
    id: "time",
    head: "When (UTC)",
    sort: null,
    numeric: true,
    minPx: 150,
    share: 0,
    phone: "156px",
    shown: "atFirst",
    cell: (row, words) => words.instant(row.timeUs, null),
    csvName: "time",
    csv: (row) => isoTime(row.timeUs),
  },
  {
    id: "sentence",
    head: "What happened",
    sort: null,
    numeric: false,
    minPx: 320,
    share: 1,
    phone: "minmax(0, 1fr)",
    shown: "always",
    cell: (row) => <span className={row.kind === "deletionFailed" ? "bad" : undefined}>{row.sentence}</span>,
    csvName: "sentence",
    csv: (row) => row.sentence,
  },
  {
    id: "about",
    head: "About",
    sort: null,
    numeric: false,
    minPx: 160,
    share: 0.3,
    phone: null,
    shown: "atFirst",
    cell: (row) => (row.about === null ? "" : <span className={styles["about"]}>{row.about.label}</span>),
    csvName: "about",
    csv: (row) => row.about?.key ?? null,
  },
  {
    id: "subject",
    head: "Subject",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.2,
    phone: null,
    shown: "whenChosen",
    cell: (row) => subjectWords[row.subject],
    csvName: "subject",
    csv: (row) => row.subject,
  },
  {
    id: "sealed",
    head: "Signed",
    sort: null,
    numeric: false,
    minPx: 70,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row) => (row.sealed ? "yes" : <span className="warn">not yet</span>),
    csvName: "signed",
    csv: (row) => (row.sealed ? "yes" : "no"),
  },
  {
    id: "index",
    head: "No.",
    sort: null,
    numeric: true,
    minPx: 74,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row) => grouped(row.index),
    csvName: "index",
    csv: (row) => row.index,
  },
];
