/** The columns of the register: one row a request. */
import type { DataRequestRow } from "@creance/api";
import type { GridColumn } from "../../grid/grid-column.ts";
import { isoTime } from "../../watch/iso-time.ts";
import { grouped } from "../../words/count.ts";

const ERASED = "erased";

/** All columns. */
export const requestColumns: readonly GridColumn<DataRequestRow>[] = [
  {
    id: "asker",
    head: "Who asked",
    sort: null,
    numeric: false,
    minPx: 190,
    share: 0.7,
    phone: "minmax(0, 1fr)",
    shown: "always",
    cell: (row) => row.asker ?? `request ${row.requestId.slice(0, 8)}, ${ERASED}`,
    csvName: "asker",
    csv: (row) => row.asker,
  },
  {
    id: "received",
    head: "Received",
    sort: null,
    numeric: true,
    minPx: 92,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row, words) => words.day(row.receivedUs, null),
    csvName: "received",
    csv: (row) => isoTime(row.receivedUs),
  },
  {
    id: "due",
    head: "Due",
    sort: null,
    numeric: true,
    minPx: 128,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row, words) =>
      row.dueUs === null ? (
        <span className="soft">not said</span>
      ) : row.isLate ? (
        <b className="bad">{words.day(row.dueUs, null)}, late</b>
      ) : (
        words.day(row.dueUs, null)
      ),
    csvName: "due",
    csv: (row) => isoTime(row.dueUs),
  },
  {
    id: "basis",
    head: "Basis",
    sort: null,
    numeric: false,
    minPx: 130,
    share: 0.3,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.basisWords,
    csvName: "basis",
    csv: (row) => row.basis,
  },
  {
    id: "scope",
    head: "What was asked for",
    sort: null,
    numeric: false,
    minPx: 220,
    share: 1,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.scope ?? <span className="soft">{ERASED}</span>,
    csvName: "scope",
    csv: (row) => row.scope,
  },
  {
    id: "decision",
    head: "Decision",
    sort: null,
    numeric: false,
    minPx: 118,
    share: 0,
    phone: "118px",
    shown: "atFirst",
    cell: (row) =>
      row.decision === "open" ? <b className={row.isLate ? "bad" : "warn"}>{row.isLate ? "open, late" : "open"}</b> : row.decisionWords,
    csvName: "decision",
    csv: (row) => row.decision,
  },
  {
    id: "given",
    head: "Items given",
    sort: null,
    numeric: true,
    minPx: 84,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row) => grouped(row.itemsGiven),
    csvName: "items_given",
    csv: (row) => row.itemsGiven,
  },
  {
    id: "id",
    head: "Id",
    sort: null,
    numeric: false,
    minPx: 100,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row) => <code>{row.requestId.slice(0, 12)}</code>,
    csvName: "request_id",
    csv: (row) => row.requestId,
  },
];
