/** Columns of the table of findings. */
import type { AuditFinding } from "@creance/api";
import type { GridColumn } from "../../grid/grid-column.ts";
import cellStyles from "../cells.module.css";
import { countrySet } from "../conversation-columns.tsx";
import { CountriesCell } from "../countries-cell.tsx";
import { endText } from "../end-text.ts";
import { isoTime } from "../iso-time.ts";
import { RoleCell } from "../role-cell.tsx";
import styles from "./audit.module.css";
import { encodingWords, exactWords, kindWords, packetWords, phaseWords } from "./finding-words.ts";
import { staysLocal } from "./stays-local.ts";

/** Where it went: the server's name, else its address. */
export function findingServer({ flow }: Pick<AuditFinding, "flow">): string {
  return flow.serverName ?? flow.respIp;
}

/** Consent in a cell: the number of the consent, or none. */
function ConsentCell({ finding }: { readonly finding: AuditFinding }) {
  if (finding.consent !== null) return <span className="good">consent {finding.consent + 1}</span>;
  if (finding.direction === "out" && staysLocal(finding.flow)) return <span className="soft">stayed local</span>;
  return finding.direction === "out" ? <span className="bad">none</span> : <span className="soft">came in</span>;
}

/** All columns, in order. */
export const findingColumns: readonly GridColumn<AuditFinding>[] = [
  {
    id: "what",
    head: "What",
    sort: "kind",
    numeric: false,
    minPx: 170,
    share: 0.8,
    phone: "minmax(130px, 1fr)",
    shown: "always",
    cell: (finding) => (
      <span title={finding.sentence} className={styles["what"]} data-weak={finding.weak ? "yes" : undefined}>
        {kindWords(finding.kind)}
        {finding.points > 1 && <span className="soft"> · {finding.points} points</span>}
        {finding.match === "consistentWith" && <span className="soft"> · consistent with</span>}
        {finding.weak && <span className="soft"> · weak</span>}
      </span>
    ),
    csvName: "kind",
    csv: (finding) => finding.kind,
  },
  {
    id: "way",
    head: "Went",
    sort: null,
    numeric: false,
    minPx: 46,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: ({ direction }) => (direction === "out" ? "out" : <span className="soft">in</span>),
    csvName: "direction",
    csv: (finding) => finding.direction,
  },
  {
    id: "server",
    head: "To",
    sort: "server",
    numeric: false,
    minPx: 170,
    share: 1,
    phone: "minmax(110px, 1fr)",
    shown: "atFirst",
    cell: (finding) => (
      <span title={findingServer(finding)} className={finding.flow.serverName === null ? cellStyles["address"] : undefined}>
        {findingServer(finding)}
      </span>
    ),
    csvName: "server",
    csv: findingServer,
  },
  {
    id: "role",
    head: "Role",
    sort: null,
    numeric: false,
    minPx: 140,
    share: 0.4,
    phone: null,
    shown: "whenChosen",
    cell: ({ flow }) => <RoleCell roles={flow.endpoint === null ? [] : [flow.endpoint.role]} />,
    csvName: "role",
    csv: ({ flow }) => flow.endpoint?.role ?? null,
  },
  {
    id: "countries",
    head: "Country by database",
    sort: null,
    numeric: false,
    minPx: 160,
    share: 0.3,
    phone: null,
    shown: "atFirst",
    cell: ({ flow }) => <CountriesCell sets={flow.countries.length === 0 ? [] : [countrySet({ countries: [...flow.countries] })]} />,
    csvName: "countries",
    csv: ({ flow }) => (flow.countries.length === 0 ? null : countrySet({ countries: [...flow.countries] })),
  },
  {
    id: "operator",
    head: "Operator",
    sort: null,
    numeric: false,
    minPx: 120,
    share: 0.5,
    phone: null,
    shown: "whenChosen",
    cell: ({ flow }) => flow.operator ?? <span className="soft">unknown</span>,
    csvName: "operator",
    csv: ({ flow }) => flow.operator,
  },
  {
    id: "how",
    head: "Written as",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.8,
    phone: null,
    shown: "atFirst",
    cell: ({ encoding }) => <span title={encodingWords(encoding)}>{encodingWords(encoding)}</span>,
    csvName: "encoding",
    csv: ({ encoding }) => encoding.join(" "),
  },
  {
    id: "exact",
    head: "How exact",
    sort: "precisionM",
    numeric: false,
    minPx: 112,
    share: 0.2,
    phone: null,
    shown: "atFirst",
    cell: (finding, words) => exactWords(finding, words) ?? <span className="soft">as a whole</span>,
    csvName: "precision_m",
    csv: (finding) => finding.precisionM,
  },
  {
    id: "when",
    head: "When (UTC)",
    sort: "sentUs",
    numeric: false,
    minPx: 164,
    share: 0.4,
    phone: null,
    shown: "atFirst",
    cell: ({ sentUs, phase }, words) => (
      <span title={words.instant(sentUs, null)}>
        {words.timeOfDay(sentUs, null)}
        {phase !== null && <span className="soft">, {phaseWords(phase)}</span>}
      </span>
    ),
    csvName: "sent",
    csv: (finding) => isoTime(finding.sentUs),
  },
  {
    id: "consent",
    head: "Consent",
    sort: null,
    numeric: false,
    minPx: 76,
    share: 0,
    phone: "64px",
    shown: "atFirst",
    cell: (finding) => <ConsentCell finding={finding} />,
    csvName: "consent",
    csv: (finding) => (finding.consent === null ? null : finding.consent + 1),
  },
  {
    id: "needle",
    head: "Needle",
    sort: null,
    numeric: false,
    minPx: 170,
    share: 0.5,
    phone: null,
    shown: "whenChosen",
    cell: ({ needle }) => (needle === null ? <span className="soft">known by its structure</span> : <code>{needle}</code>),
    csvName: "needle",
    csv: (finding) => finding.needle,
  },
  {
    id: "packets",
    head: "Packets",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.2,
    phone: null,
    shown: "whenChosen",
    cell: (finding) => packetWords(finding),
    csvName: "packets",
    csv: ({ packets }) => packets.join(" "),
  },
  {
    id: "address",
    head: "Address",
    sort: null,
    numeric: false,
    minPx: 150,
    share: 0.3,
    phone: null,
    shown: "whenChosen",
    cell: ({ flow }) => <span className={cellStyles["address"]}>{endText(flow.respIp, flow.respPort)}</span>,
    csvName: "resp",
    csv: ({ flow }) => endText(flow.respIp, flow.respPort),
  },
];
