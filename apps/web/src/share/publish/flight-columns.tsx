/** The columns of the flights: how each stands on the public page. */
import type { PublicFlightRow } from "@creance/api";
import type { GridColumn } from "../../grid/grid-column.ts";
import { isoTime } from "../../watch/iso-time.ts";
import styles from "./publish.module.css";
import { standingWords } from "./standing-words.ts";

/** All columns. */
export const publicFlightColumns: readonly GridColumn<PublicFlightRow>[] = [
  {
    id: "flight",
    head: "Flight",
    sort: null,
    numeric: false,
    minPx: 200,
    share: 1,
    phone: "minmax(0, 1fr)",
    shown: "always",
    cell: (row) => row.name ?? row.place ?? `Flight ${row.id.slice(0, 8)}`,
    csvName: "flight_id",
    csv: (row) => row.id,
  },
  {
    id: "when",
    head: "When",
    sort: null,
    numeric: true,
    minPx: 150,
    share: 0,
    phone: "122px",
    shown: "atFirst",
    cell: (row, words) => words.instant(row.startUs, row.timeZone),
    csvName: "start",
    csv: (row) => isoTime(row.startUs),
  },
  {
    id: "aircraft",
    head: "Aircraft",
    sort: null,
    numeric: false,
    minPx: 130,
    share: 0.4,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.aircraft ?? <span className="soft">unknown</span>,
    csvName: "aircraft",
    csv: (row) => row.aircraft,
  },
  {
    id: "standing",
    head: "Stands",
    sort: null,
    numeric: false,
    minPx: 90,
    share: 0,
    phone: "74px",
    shown: "atFirst",
    cell: (row) => (
      <span className={styles["standing"]} data-standing={row.standing}>
        {standingWords[row.standing]}
      </span>
    ),
    csvName: "standing",
    csv: (row) => row.standing,
  },
  {
    id: "why",
    head: "Waits because",
    sort: null,
    numeric: false,
    minPx: 170,
    share: 0.4,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.waitsFor ?? "",
    csvName: "waits_for",
    csv: (row) => row.waitsFor,
  },
  {
    id: "purpose",
    head: "Purpose on the page",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.4,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.purposeWords ?? "",
    csvName: "purpose",
    csv: (row) => row.purposeWords,
  },
];
