/** The entries that match, newest first; one can be opened. */
import type { LedgerEntry } from "@creance/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../api/client.ts";
import { ledgerEntriesQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { CopyRows } from "../grid/copy-rows.tsx";
import filters from "../grid/filters.module.css";
import { Grid } from "../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../grid/grid-columns-menu.tsx";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { Problem } from "../shell/problem.tsx";
import { addressOf } from "../watch/flow-view.ts";
import watch from "../watch/watch.module.css";
import { count } from "../words/count.ts";
import { entryColumns, subjectWords } from "./entry-columns.tsx";
import { EntryDetail } from "./entry-detail.tsx";
import styles from "./ledger.module.css";
import { type LedgerSearch, ledgerQueryOf, subjectKeys } from "./ledger-search.ts";

const GRID = "ledger-entries";

/** The timeline. */
export function Entries(props: {
  readonly view: LedgerSearch;
  readonly change: (part: Partial<Record<keyof LedgerSearch, string>>) => void;
}) {
  const { view, change } = props;
  const columns = useGridColumns(GRID, entryColumns);
  const asked = ledgerQueryOf(view);
  const query = asked ?? {};
  const first = useQuery({ ...ledgerEntriesQuery(query, 0), placeholderData: keepPreviousData, enabled: asked !== null });
  const pages = useGridPages((page) => ({
    ...ledgerEntriesQuery(query, page),
    placeholderData: keepPreviousData,
    enabled: asked !== null,
  }));
  const total = asked === null ? 0 : (first.data?.total ?? 0);
  return (
    <Section
      id="entries"
      title={first.data === undefined ? "Entries" : count(total, "entry", "entries")}
      aside={
        <span className={watch["tools"]}>
          <CopyRows
            columns={entryColumns}
            total={total}
            one="entry"
            load={(offset, limit) => api.ledger.entries({ ...query, offset, limit })}
          />
          <GridColumnsMenu grid={GRID} label="Columns of the entries" all={entryColumns} />
        </span>
      }
    >
      <div className={`${filters["filters"]} ${styles["find"]}`} data-print="no">
        <About value={view.about ?? ""} onChange={(about) => change({ about, entry: "" })} />
        <fieldset>
          <legend className="offscreen">Subject</legend>
          {subjectKeys.map((subject) => (
            <button
              key={subject}
              type="button"
              aria-pressed={view.subject === subject}
              onClick={() => change({ subject: view.subject === subject ? "" : subject, entry: "" })}
            >
              {subjectWords[subject]}
            </button>
          ))}
        </fieldset>
      </div>
      {first.isError && asked !== null ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={watch["beside"]} data-open={view.entry === undefined ? "no" : "yes"}>
          <div className={watch["bleed"]}>
            <Grid<LedgerEntry>
              label="Entries of the ledger"
              columns={columns}
              total={total}
              rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
              onVisible={pages.onVisible}
              sort={{ key: "index", direction: "desc" }}
              onSort={() => undefined}
              hrefOf={(row) => addressOf("/ledger", { ...view, entry: String(row.index) })}
              onOpen={(row) => change({ entry: String(row.index) === view.entry ? "" : String(row.index) })}
              isSelected={(row) => String(row.index) === view.entry}
              of={`${view.subject ?? ""} ${view.about ?? ""}`}
              height="min(62vh, 620px)"
              empty={emptyWords(view, asked === null, first.data === undefined)}
            />
          </div>
          {view.entry !== undefined && (
            <EntryDetail
              index={Number(view.entry)}
              onClose={() => change({ entry: "" })}
              onAbout={(about) => change({ about, entry: "" })}
            />
          )}
        </div>
      )}
    </Section>
  );
}

/** Typed words ask when they are whole or gone, not at each letter. */
function About({ value, onChange }: { readonly value: string; readonly onChange: (about: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed.trim());
      }}
    >
      <label>
        History of{" "}
        <input
          type="search"
          placeholder="SHA-256, or id of a flight, share, grant or request"
          value={typed}
          maxLength={100}
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            const about = event.target.value.trim();
            if (about === "" || /^([0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})$/i.test(about)) onChange(about);
          }}
        />
      </label>
    </form>
  );
}

function emptyWords(view: LedgerSearch, isNoHash: boolean, isAsking: boolean): string {
  if (isNoHash) return "That is no SHA-256 (64 hexadecimal characters) and no id (16 or 32).";
  if (isAsking) return "Asking";
  if (view.about !== undefined) return "No entry names it: nothing with this hash or id was ever entered here.";
  return view.subject === undefined
    ? "Nothing was entered yet. Keep something, and it is the first entry."
    : "No entry of this subject yet.";
}
