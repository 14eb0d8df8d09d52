/** The list of captures. */
import type { CapturePage, CaptureRow } from "@creance/api";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { CopyRows } from "../grid/copy-rows.tsx";
import { Grid } from "../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../grid/grid-columns-menu.tsx";
import { grouped } from "../words/count.ts";
import { captureColumns } from "./capture-columns.tsx";
import { sortAfterClick } from "./flow-view.ts";
import styles from "./watch.module.css";
import { CAPTURES_A_PAGE, captureQueryOf, type WatchSearch } from "./watch-search.ts";

const GRID = "captures";

/** The captures that match, a page at a time. */
export function CaptureList({ view, page }: { readonly view: WatchSearch; readonly page: CapturePage | undefined }) {
  const navigate = useNavigate();
  const columns = useGridColumns(GRID, captureColumns);
  const sort = view.list ?? "firstTimeUs";
  const direction = view.listDirection ?? "desc";
  const total = page?.total ?? 0;
  const at = Number(view.page ?? 1);
  const pages = Math.max(1, Math.ceil(total / CAPTURES_A_PAGE));
  const change = (part: Record<string, string | undefined>): void => {
    navigate({ to: "/watch", search: ((now: WatchSearch) => ({ ...now, ...part })) as never, replace: true, resetScroll: false }).catch(
      () => undefined,
    );
  };
  return (
    <Section
      id="captures"
      title="Captures"
      aside={
        <span className={styles["tools"]}>
          <CopyRows
            columns={captureColumns}
            total={total}
            load={(offset, limit) => api.captures.list({ ...captureQueryOf(view), offset, limit })}
          />
          <GridColumnsMenu grid={GRID} label="Columns of the captures" all={captureColumns} />
        </span>
      }
    >
      <div className={styles["bleed"]}>
        <Grid<CaptureRow>
          label="Captures"
          columns={columns}
          total={page?.rows.length ?? 0}
          rowAt={(index) => page?.rows[index]}
          sort={{ key: sort, direction }}
          onSort={(key) => change({ list: key, listDirection: sortAfterClick({ key: sort, direction }, key), page: undefined })}
          hrefOf={(row) => `/watch/${row.sha256}`}
          onOpen={(row) => {
            navigate({ to: "/watch/$sha256", params: { sha256: row.sha256 } }).catch(() => undefined);
          }}
          of={`${view.search ?? ""} ${at}`}
          height="min(70vh, 640px)"
          empty={page === undefined ? "Counting" : "No capture matches the search."}
        />
      </div>
      {pages > 1 && (
        <div className={styles["pager"]}>
          <button type="button" disabled={at <= 1} onClick={() => change({ page: String(at - 1) })}>
            Before
          </button>
          <button type="button" disabled={at >= pages} onClick={() => change({ page: String(at + 1) })}>
            Next
          </button>
          <span className="soft">
            page {grouped(at)} of {grouped(pages)}
          </span>
        </div>
      )}
    </Section>
  );
}
