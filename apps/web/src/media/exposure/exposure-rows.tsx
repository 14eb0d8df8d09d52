/** Every row of the report, with the way to its evidence. */
import type { ExposureRow } from "@creance/api";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Grid } from "../../grid/grid.tsx";
import type { GridColumn } from "../../grid/grid-column.ts";
import type { GridSort } from "../../grid/grid-head.tsx";
import { grouped } from "../../words/count.ts";
import { lastOfPath } from "../../words/file-name.ts";
import styles from "./exposure.module.css";
import { evidenceHref, howOf, siteKindWords } from "./exposure-words.ts";

const nameOf = (row: ExposureRow): string => (row.itemName === null ? row.item.slice(0, 16) : lastOfPath(row.itemName));
const momentOf = (row: ExposureRow): string | null => {
  if (row.fromMs === null) return null;
  const from = Math.floor(row.fromMs / 1000);
  return `from ${from} s${row.toMs === null || row.toMs === row.fromMs ? "" : ` to ${Math.ceil(row.toMs / 1000)} s`}`;
};

const plain = { csvName: "", csv: () => null, numeric: false, share: 1, phone: null, shown: "atFirst" } as const;

const columns: readonly GridColumn<ExposureRow>[] = [
  {
    ...plain,
    id: "item",
    head: "Item",
    sort: "item",
    minPx: 150,
    phone: "minmax(110px, 1fr)",
    shown: "always",
    cell: nameOf,
  },
  {
    ...plain,
    id: "what",
    head: "Site, or what it says",
    sort: "site",
    minPx: 190,
    share: 2,
    phone: "minmax(110px, 1fr)",
    cell: (row) => (row.site === null ? `${howOf(row.kind)}${row.value === null ? "" : `: ${row.value}`}` : row.site),
  },
  {
    ...plain,
    id: "kind",
    head: "Kind",
    sort: "siteKind",
    minPx: 104,
    share: 0,
    cell: (row) => (row.siteKind === null ? "header" : siteKindWords[row.siteKind]),
  },
  { ...plain, id: "how", head: "How", sort: "kind", minPx: 150, cell: (row) => howOf(row.kind) },
  {
    ...plain,
    id: "certainty",
    head: "Shown",
    sort: "certainty",
    minPx: 88,
    share: 0,
    phone: "80px",
    cell: (row) => <span className={row.certainty === "probably" ? styles["probably"] : styles["may"]}>{row.certainty}</span>,
  },
  {
    ...plain,
    id: "distance",
    head: "Distance",
    sort: "distanceM",
    numeric: true,
    minPx: 80,
    share: 0,
    cell: (row, words) => (row.distanceM === null ? "" : words.quantity(row.distanceM, "height")),
  },
  {
    ...plain,
    id: "evidence",
    head: "Evidence",
    sort: "byteOffset",
    minPx: 250,
    cell: (row) =>
      [
        ...(row.region === null ? [] : ["region of the picture"]),
        ...(momentOf(row) === null ? [] : [momentOf(row)]),
        ...(row.byteOffset === null ? [] : [`byte ${grouped(row.byteOffset)}`]),
      ].join(", "),
  },
];

/** The table; a row opens where its evidence is looked at. */
export function ExposureRows({ rows, of }: { readonly rows: readonly ExposureRow[]; readonly of: string }) {
  const navigate = useNavigate();
  const [sort, setSort] = useState<GridSort>({ key: "site", direction: "asc" });
  const sorted = useMemo(() => sortedRows(rows, sort), [rows, sort]);
  return (
    <div className={styles["bleed"]}>
      <Grid<ExposureRow>
        label="What reveals it"
        columns={columns}
        total={sorted.length}
        rowAt={(index) => sorted[index]}
        sort={sort}
        onSort={(key) => setSort((now) => ({ key, direction: now.key === key && now.direction === "asc" ? "desc" : "asc" }))}
        hrefOf={evidenceHref}
        onOpen={(row) => {
          const href = evidenceHref(row);
          if (href.startsWith("/files/")) location.assign(href);
          else navigate({ href }).catch(() => undefined);
        }}
        height="min(460px, 70vh)"
        of={of}
        empty={<p>Nothing that Creance knows to look for was found.</p>}
      />
    </div>
  );
}

function sortedRows(rows: readonly ExposureRow[], { key, direction }: GridSort): readonly ExposureRow[] {
  const sign = direction === "asc" ? 1 : -1;
  const shownValue = (row: ExposureRow): string | number | null =>
    key === "item" ? nameOf(row) : (row[key as "site" | "siteKind" | "kind" | "certainty" | "distanceM" | "byteOffset"] ?? null);
  return [...rows].sort((a, b) => {
    const [left, right] = [shownValue(a), shownValue(b)];
    // What has no value stands last in both directions.
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * String(left).localeCompare(String(right), "en", { numeric: true });
  });
}
