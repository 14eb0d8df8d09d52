/** The kept items with their keeping times: found, chosen, opened. */
import type { RetentionItem, RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { errorSentence } from "../../api/error-words.ts";
import { retentionItemsQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import filters from "../../grid/filters.module.css";
import { Grid } from "../../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../../grid/grid-columns-menu.tsx";
import { useGridPages } from "../../grid/use-grid-pages.ts";
import { type ChoiceStore, useChosen } from "../../media/choice-store.ts";
import { Problem } from "../../shell/problem.tsx";
import { addressOf } from "../../watch/flow-view.ts";
import watch from "../../watch/watch.module.css";
import { count, grouped } from "../../words/count.ts";
import { type ItemAction, ItemActions } from "./item-actions.tsx";
import { itemColumns } from "./item-columns.tsx";
import { ItemDetail } from "./item-detail.tsx";
import styles from "./retention.module.css";
import { itemQueryOf, nextDirection, type RetentionSearch, showKeys } from "./retention-search.ts";
import type { Step } from "./steps.tsx";

const GRID = "retention-items";
/** Most items that one step is about, as in the contract. */
export const MOST_CHOSEN = 10_000;

/** The table, its filters, and what can be done with chosen rows. */
export function Items(props: {
  readonly overview: RetentionOverview;
  readonly view: RetentionSearch;
  readonly change: (part: Partial<Record<keyof RetentionSearch, string>>) => void;
  readonly choice: ChoiceStore;
  readonly onStep: (step: Step) => void;
  readonly onAction: ItemAction;
}) {
  const { overview, view, change, choice } = props;
  const all = useMemo(() => itemColumns(choice, overview.phases), [choice, overview.phases]);
  const columns = useGridColumns(GRID, all);
  const query = itemQueryOf(view);
  const first = useQuery({ ...retentionItemsQuery(query, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => ({ ...retentionItemsQuery(query, page), placeholderData: keepPreviousData }));
  const total = first.data?.total ?? 0;
  const rowAt = (index: number): RetentionItem | undefined => pages.rowAt(index) ?? first.data?.rows[index];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const at = event.target instanceof HTMLElement ? event.target.dataset["row"] : undefined;
    if (event.key !== " " || at === undefined) return;
    event.preventDefault();
    const row = rowAt(Number(at));
    if (row !== undefined) choice.toggle(row.sha256);
  };
  return (
    <Section
      id="items"
      title={
        first.data === undefined
          ? "Items"
          : `${count(total, "item")}${total === 0 ? "" : `, ${formatBytes(first.data.bytes)}`}${narrowed(view)}`
      }
      aside={
        <span className={watch["tools"]}>
          <CopyRows columns={all} total={total} one="item" load={(offset, limit) => api.retention.items({ ...query, offset, limit })} />
          <GridColumnsMenu grid={GRID} label="Columns of the items" all={all} />
        </span>
      }
    >
      <Filters overview={overview} view={view} change={change} />
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <>
          <ChosenBar choice={choice} total={total} query={query} onAction={props.onAction} />
          <div className={watch["beside"]} data-open={view.open === undefined ? "no" : "yes"}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the rows inside come through here */}
            <div
              className={`${watch["bleed"]} ${styles["table"]}`}
              data-beside={view.open === undefined ? "no" : "yes"}
              onKeyDown={onKeyDown}
            >
              <Grid<RetentionItem>
                label="Kept items and their keeping times"
                columns={columns}
                total={total}
                rowAt={rowAt}
                onVisible={pages.onVisible}
                sort={{ key: view.sort ?? "due", direction: view.direction ?? "asc" }}
                onSort={(key) => change({ sort: key, direction: nextDirection(view, key) })}
                hrefOf={(row) => addressOf("/ledger/retention", { ...view, open: row.sha256 })}
                onOpen={(row) => change({ open: row.sha256 === view.open ? "" : row.sha256 })}
                isSelected={(row) => row.sha256 === view.open}
                of={JSON.stringify(itemQueryOf(view))}
                height="min(60vh, 560px)"
                empty={
                  first.data === undefined
                    ? "Asking"
                    : overview.items === 0
                      ? "Nothing is kept yet. Drop a flight record, a picture or a folder anywhere on this page."
                      : "No item matches."
                }
              />
            </div>
            {view.open !== undefined && (
              <ItemDetail
                sha256={view.open}
                overview={overview}
                onClose={() => change({ open: "" })}
                onStep={props.onStep}
                onAction={props.onAction}
              />
            )}
          </div>
        </>
      )}
      <p className={`${watch["note"]} soft`}>
        Arrows move between rows, space chooses one, Enter opens it. “Assumed”: the moment that the rule counts from is not known for this
        item, so the next one that is known is taken: later than the rule asks.
      </p>
    </Section>
  );
}

function narrowed({ item, hold }: RetentionSearch): string {
  if (hold !== undefined) return " under one hold";
  if (item !== undefined) return item.length === 64 ? " (one item)" : " of one flight";
  return "";
}

function Filters(props: {
  readonly overview: RetentionOverview;
  readonly view: RetentionSearch;
  readonly change: (part: Partial<Record<keyof RetentionSearch, string>>) => void;
}) {
  const { overview, view, change } = props;
  const isNarrowed = view.item !== undefined || view.hold !== undefined;
  return (
    <div className={filters["filters"]} data-print="no">
      <Find value={view.search ?? ""} onChange={(search) => change({ search, open: "" })} />
      <fieldset>
        <legend className="offscreen">State</legend>
        {showKeys.map((show) => {
          const number = show === "review" ? overview.review : (overview.counts[show] ?? 0);
          if (number === 0 && view.show !== show) return null;
          const title = show === "review" ? "Look again" : (overview.phases.find(({ word }) => word === show)?.title ?? show);
          return (
            <button
              key={show}
              type="button"
              aria-pressed={view.show === show}
              onClick={() => change({ show: view.show === show ? "" : show, open: "" })}
            >
              {title} {grouped(number)}
            </button>
          );
        })}
      </fieldset>
      {isNarrowed && (
        <button type="button" data-look="text" onClick={() => change({ item: "", hold: "", open: "" })}>
          Show all items
        </button>
      )}
    </div>
  );
}

/** Typed words ask when the typing rests, not at each letter. */
function Find({ value, onChange }: { readonly value: string; readonly onChange: (search: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), 250);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <label>
      Find{" "}
      <input
        type="search"
        placeholder="file, flight, SHA-256"
        value={typed}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}

function ChosenBar(props: {
  readonly choice: ChoiceStore;
  readonly total: number;
  readonly query: ReturnType<typeof itemQueryOf>;
  readonly onAction: ItemAction;
}) {
  const { choice, total, query } = props;
  const chosen = useChosen(choice);
  const [said, setSaid] = useState("");
  const chooseAll = async (): Promise<void> => {
    try {
      const { sha256 } = await api.retention.hashes(query);
      choice.add(sha256);
      setSaid(sha256.length < total ? `The first ${grouped(sha256.length)} of them: one step is about no more.` : "");
    } catch (error) {
      setSaid(errorSentence(error));
    }
  };
  return (
    <div className={styles["chosen"]} data-some={chosen.length > 0 ? "yes" : "no"} data-print="no">
      <b role="status">{chosen.length === 0 ? "" : `${count(chosen.length, "item")} chosen`}</b>
      {chosen.length > 0 && <ItemActions items={chosen} onAction={props.onAction} />}
      {total > 0 && (
        <button type="button" data-look="text" onClick={() => void chooseAll()}>
          Choose all that are shown ({grouped(Math.min(total, MOST_CHOSEN))})
        </button>
      )}
      {chosen.length > 0 && (
        <button
          type="button"
          data-look="text"
          onClick={() => {
            choice.clear();
            setSaid("");
          }}
        >
          Choose none
        </button>
      )}
      <span className="soft">{said}</span>
    </div>
  );
}
