/** The columns of conversations. */
import type { FlowRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import type { GridColumn } from "../grid/grid-column.ts";
import { grouped } from "../words/count.ts";
import styles from "./cells.module.css";
import { CountriesCell } from "./countries-cell.tsx";
import { endText } from "./end-text.ts";
import { isoTime } from "./iso-time.ts";
import { lastingWords } from "./lasting-words.ts";
import { shortNameSource } from "./name-source-words.ts";
import { RoleCell } from "./role-cell.tsx";

/** The server's name, else its address. */
export function serverOf(row: Pick<FlowRow, "serverName" | "respIp">): string {
  return row.serverName ?? row.respIp;
}

/** A row's opinions as a set, codes joined by a space. */
export function countrySet(row: Pick<FlowRow, "countries">): string {
  return row.countries.map(({ country }) => country ?? "--").join(" ");
}

const hasOpinion = (row: FlowRow): boolean => row.countries.length > 0;

/** All columns, in order. */
export const conversationColumns: readonly GridColumn<FlowRow>[] = [
  {
    id: "time",
    head: "Start",
    sort: "timeUs",
    numeric: false,
    minPx: 72,
    share: 0,
    phone: "66px",
    shown: "atFirst",
    cell: (row, words) => <span title={words.instant(row.timeUs, null)}>{words.timeOfDay(row.timeUs, null)}</span>,
    csvName: "time",
    csv: (row) => isoTime(row.timeUs),
  },
  {
    id: "day",
    head: "Day",
    sort: null,
    numeric: false,
    minPx: 92,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row, words) => words.day(row.timeUs, null),
    csvName: "time_us",
    csv: (row) => row.timeUs,
  },
  {
    id: "duration",
    head: "Lasted",
    sort: "durationUs",
    numeric: true,
    minPx: 76,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row) => lastingWords(row.durationUs),
    csvName: "duration_us",
    csv: (row) => row.durationUs,
  },
  {
    id: "server",
    head: "To",
    sort: "server",
    numeric: false,
    minPx: 190,
    share: 2,
    phone: "minmax(120px, 1fr)",
    shown: "always",
    cell: (row) => (
      <span title={serverOf(row)} className={row.serverName === null ? styles["address"] : undefined}>
        {serverOf(row)}
      </span>
    ),
    csvName: "server",
    csv: serverOf,
  },
  {
    id: "role",
    head: "Role",
    sort: null,
    numeric: false,
    minPx: 168,
    share: 0.6,
    phone: null,
    shown: "atFirst",
    cell: (row) => <RoleCell roles={row.endpoint === null ? [] : [row.endpoint.role]} />,
    csvName: "role",
    csv: (row) => row.endpoint?.role ?? null,
  },
  {
    id: "service",
    head: "Spoke",
    sort: "service",
    numeric: false,
    minPx: 76,
    share: 0.2,
    phone: null,
    shown: "atFirst",
    cell: (row) => row.service ?? <span className="soft">unknown</span>,
    csvName: "service",
    csv: (row) => row.service,
  },
  {
    id: "out",
    head: "Went out",
    sort: "origBytes",
    numeric: true,
    minPx: 74,
    share: 0,
    phone: "70px",
    shown: "atFirst",
    cell: (row) => formatBytes(row.origBytes),
    csvName: "orig_bytes",
    csv: (row) => row.origBytes,
  },
  {
    id: "in",
    head: "Came in",
    sort: "respBytes",
    numeric: true,
    minPx: 70,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (row) => formatBytes(row.respBytes),
    csvName: "resp_bytes",
    csv: (row) => row.respBytes,
  },
  {
    id: "device",
    head: "From (who opened it)",
    sort: "origIp",
    numeric: false,
    minPx: 150,
    share: 0.7,
    phone: null,
    shown: "atFirst",
    cell: (row) => <span className={styles["address"]}>{endText(row.origIp, row.origPort)}</span>,
    csvName: "orig",
    csv: (row) => endText(row.origIp, row.origPort),
  },
  {
    id: "address",
    head: "Address",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.7,
    phone: null,
    shown: "whenChosen",
    cell: (row) => <span className={styles["address"]}>{endText(row.respIp, row.respPort)}</span>,
    csvName: "resp",
    csv: (row) => endText(row.respIp, row.respPort),
  },
  {
    id: "operator",
    head: "Operator",
    sort: "operator",
    numeric: false,
    minPx: 120,
    share: 0.7,
    phone: null,
    shown: "whenChosen",
    cell: (row) => row.operator ?? <span className="soft">unknown</span>,
    csvName: "operator",
    csv: (row) => row.operator,
  },
  {
    id: "countries",
    head: "Country by each database",
    sort: null,
    numeric: false,
    minPx: 186,
    share: 0.3,
    phone: null,
    shown: "whenChosen",
    cell: (row) => <CountriesCell sets={hasOpinion(row) ? [countrySet(row)] : []} />,
    csvName: "countries",
    csv: (row) => (hasOpinion(row) ? countrySet(row) : null),
  },
  {
    id: "how",
    head: "Name known by",
    sort: null,
    numeric: false,
    minPx: 120,
    share: 0.3,
    phone: null,
    shown: "whenChosen",
    cell: (row) => shortNameSource(row.serverNameSource),
    csvName: "name_known_by",
    csv: (row) => row.serverNameSource,
  },
  {
    id: "app",
    head: "App",
    sort: "app",
    numeric: false,
    minPx: 120,
    share: 0.4,
    phone: null,
    shown: "whenChosen",
    cell: (row) => row.app ?? row.package ?? <span className="soft">not in the capture</span>,
    csvName: "app",
    csv: (row) => row.package ?? row.app,
  },
  {
    id: "packets",
    head: "Packets",
    sort: null,
    numeric: true,
    minPx: 70,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row) => grouped(row.origPkts + row.respPkts),
    csvName: "packets",
    csv: (row) => row.origPkts + row.respPkts,
  },
  {
    id: "missed",
    head: "Not in the capture",
    sort: null,
    numeric: true,
    minPx: 116,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row) => formatBytes(row.missedBytes),
    csvName: "missed_bytes",
    csv: (row) => row.missedBytes,
  },
  {
    id: "ja4",
    head: "JA4",
    sort: null,
    numeric: false,
    minPx: 250,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row) => (row.ja4 === null ? <span className="soft">none</span> : <code>{row.ja4}</code>),
    csvName: "ja4",
    csv: (row) => row.ja4,
  },
  {
    id: "capture",
    head: "Capture",
    sort: null,
    numeric: false,
    minPx: 120,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (row) => <code>{row.capture.slice(0, 12)}…</code>,
    csvName: "capture",
    csv: (row) => row.capture,
  },
];

/** The same for conversations of several days: the start says its day. */
export const conversationColumnsWithDay: readonly GridColumn<FlowRow>[] = conversationColumns.map((column) =>
  column.id === "time"
    ? {
        ...column,
        minPx: 156,
        phone: "150px",
        cell: (row, words) => `${words.day(row.timeUs, null)}, ${words.timeOfDay(row.timeUs, null)}`,
      }
    : column,
);
