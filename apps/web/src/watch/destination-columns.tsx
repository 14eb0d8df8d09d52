/** The columns of "who": one row a server that was talked to. */
import type { FlowGroup } from "@creance/api";
import { formatBytes } from "@creance/core";
import type { GridColumn } from "../grid/grid-column.ts";
import { grouped } from "../words/count.ts";
import styles from "./cells.module.css";
import { CountriesCell } from "./countries-cell.tsx";
import { farthestWords } from "./distance-words.ts";
import { isoTime } from "./iso-time.ts";
import { shortNameSource } from "./name-source-words.ts";
import { RoleCell } from "./role-cell.tsx";
import { roleWords } from "./role-words.ts";

/** True when no name of the server is known: it is an address. */
export function isNameless(group: Pick<FlowGroup, "nameSources">): boolean {
  return group.nameSources.every((source) => source === "none");
}

const joined = (values: readonly string[]): string => values.join(", ");

/** All columns, in order. */
export const destinationColumns: readonly GridColumn<FlowGroup>[] = [
  {
    id: "server",
    head: "Who",
    sort: "key",
    numeric: false,
    minPx: 190,
    share: 2,
    phone: "minmax(130px, 1fr)",
    shown: "always",
    cell: (group) => (
      <span title={group.key ?? "unknown"} className={isNameless(group) ? styles["address"] : undefined}>
        {group.key ?? "unknown"}
      </span>
    ),
    csvName: "server",
    csv: (group) => group.key,
  },
  {
    id: "role",
    head: "Role",
    sort: null,
    numeric: false,
    minPx: 168,
    share: 0.7,
    phone: null,
    shown: "atFirst",
    cell: (group) => <RoleCell roles={group.roles} />,
    csvName: "roles",
    csv: (group) => joined(group.roles.map(roleWords)),
  },
  {
    id: "out",
    head: "Went out",
    sort: "bytesOut",
    numeric: true,
    minPx: 74,
    share: 0,
    phone: "70px",
    shown: "atFirst",
    cell: (group) => formatBytes(group.bytesOut),
    csvName: "bytes_out",
    csv: (group) => group.bytesOut,
  },
  {
    id: "in",
    head: "Came in",
    sort: "bytesIn",
    numeric: true,
    minPx: 70,
    share: 0,
    phone: "70px",
    shown: "atFirst",
    cell: (group) => formatBytes(group.bytesIn),
    csvName: "bytes_in",
    csv: (group) => group.bytesIn,
  },
  {
    id: "countries",
    head: "Country by each database",
    sort: null,
    numeric: false,
    minPx: 186,
    share: 0.4,
    phone: null,
    shown: "atFirst",
    cell: (group) => <CountriesCell sets={group.countries} />,
    csvName: "countries",
    csv: (group) => joined(group.countries),
  },
  {
    id: "operator",
    head: "Operator (ASN holder)",
    sort: null,
    numeric: false,
    minPx: 130,
    share: 0.9,
    phone: null,
    shown: "atFirst",
    cell: (group) => (group.operators.length === 0 ? <span className="soft">unknown</span> : joined(group.operators)),
    csvName: "operators",
    csv: (group) => joined(group.operators),
  },
  {
    id: "how",
    head: "Name known by",
    sort: null,
    numeric: false,
    minPx: 116,
    share: 0.3,
    phone: null,
    shown: "atFirst",
    cell: (group) => joined(group.nameSources.map(shortNameSource)),
    csvName: "name_known_by",
    csv: (group) => joined(group.nameSources),
  },
  {
    id: "conversations",
    head: "Conversations",
    sort: "conversations",
    numeric: true,
    minPx: 92,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (group) => grouped(group.conversations),
    csvName: "conversations",
    csv: (group) => group.conversations,
  },
  {
    id: "services",
    head: "Spoke",
    sort: null,
    numeric: false,
    minPx: 90,
    share: 0.3,
    phone: null,
    shown: "whenChosen",
    cell: (group) => (group.services.length === 0 ? <span className="soft">unknown</span> : joined(group.services)),
    csvName: "services",
    csv: (group) => joined(group.services),
  },
  {
    id: "apps",
    head: "Apps",
    sort: null,
    numeric: false,
    minPx: 130,
    share: 0.5,
    phone: null,
    shown: "whenChosen",
    cell: (group) => (group.apps.length === 0 ? <span className="soft">not in the capture</span> : joined(group.apps)),
    csvName: "apps",
    csv: (group) => joined(group.apps),
  },
  {
    id: "owner",
    head: "Owner",
    sort: null,
    numeric: false,
    minPx: 110,
    share: 0.4,
    phone: null,
    shown: "whenChosen",
    cell: (group) => (group.owners.length === 0 ? <span className="soft">unknown</span> : joined(group.owners)),
    csvName: "owners",
    csv: (group) => joined(group.owners),
  },
  {
    id: "farthest",
    head: "At most this far",
    sort: null,
    numeric: true,
    minPx: 104,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (group, words) => farthestWords(group.shortestRttUs, words) ?? <span className="soft">not measured</span>,
    csvName: "shortest_round_trip_us",
    csv: (group) => group.shortestRttUs,
  },
  {
    id: "first",
    head: "First",
    sort: "firstTimeUs",
    numeric: false,
    minPx: 150,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (group, words) => words.instant(group.firstTimeUs, null),
    csvName: "first_time",
    csv: (group) => isoTime(group.firstTimeUs),
  },
];
