/** The columns of a plan: what goes, why, and what of it lies elsewhere. */
import type { PlannedItem, RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import type { GridColumn } from "../../grid/grid-column.ts";
import { isoTime } from "../../watch/iso-time.ts";
import { count } from "../../words/count.ts";
import { itemName, kindWords, Phase } from "./item-columns.tsx";

/** All columns. */
export function plannedColumns(titles: RetentionOverview["phases"]): readonly GridColumn<PlannedItem>[] {
  return [
    {
      id: "name",
      head: "Item",
      sort: null,
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
      id: "kind",
      head: "What",
      sort: null,
      numeric: false,
      minPx: 110,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row) => kindWords[row.kind],
      csvName: "kind",
      csv: (row) => row.kind,
    },
    {
      id: "phase",
      head: "State",
      sort: null,
      numeric: false,
      minPx: 120,
      share: 0,
      phone: "minmax(0, 0.5fr)",
      shown: "atFirst",
      cell: (row) => <Phase row={row} titles={titles} />,
      csvName: "state",
      csv: (row) => row.phase,
    },
    {
      id: "due",
      head: "Due",
      sort: null,
      numeric: true,
      minPx: 150,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row, words) => (row.dueUs === null ? "" : words.instant(row.dueUs, null)),
      csvName: "due",
      csv: (row) => (row.dueUs === null ? null : isoTime(row.dueUs)),
    },
    {
      id: "elsewhere",
      head: "Lies elsewhere",
      sort: null,
      numeric: false,
      minPx: 190,
      share: 0.5,
      phone: null,
      shown: "atFirst",
      cell: (row) => elsewhereWords(row),
      warns: (row) => row.shared.length > 0,
      csvName: "elsewhere",
      csv: (row) => elsewhereWords(row),
    },
    {
      id: "size",
      head: "Size",
      sort: null,
      numeric: true,
      minPx: 76,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row) => formatBytes(row.sizeBytes),
      csvName: "size_bytes",
      csv: (row) => row.sizeBytes,
    },
    {
      id: "sha256",
      head: "SHA-256",
      sort: null,
      numeric: false,
      minPx: 140,
      share: 0,
      phone: null,
      shown: "atFirst",
      cell: (row) => <code>{row.sha256.slice(0, 16)}</code>,
      csvName: "sha256",
      csv: (row) => row.sha256,
    },
  ];
}

function elsewhereWords({ shared, disclosedFor }: PlannedItem): string {
  return [
    ...(shared.length === 0 ? [] : [count(shared.length, "shared copy", "shared copies")]),
    ...(disclosedFor.length === 0 ? [] : [`given for ${count(disclosedFor.length, "request")}`]),
  ].join(", ");
}
