/** Deleting: exactly what would go, then a second step with a name, then the proof. */
import type { DeletionPlanRow, PlannedItem, RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { retentionJobQuery, retentionPlanItemsQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import { Grid } from "../../grid/grid.tsx";
import { useGridPages } from "../../grid/use-grid-pages.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { plannedColumns } from "./planned-columns.tsx";
import styles from "./retention.module.css";

/** What a person wants to delete. */
export type DeletionWish = { readonly what: "due" | "unfinished" } | { readonly what: "items"; readonly items: readonly string[] };

/** Asks for the plan and shows it; `onClose` when it was left or begun. */
export function Deletion(props: {
  readonly wish: DeletionWish;
  /** How often a plan was asked for: each is made once. */
  readonly turn: number;
  readonly overview: RetentionOverview;
  readonly onWish: (wish: DeletionWish) => void;
  readonly onClose: () => void;
}) {
  const { wish, turn, overview, onWish, onClose } = props;
  const place = useRef<HTMLDivElement>(null);
  const planning = useQuery({
    queryKey: ["deletion-plan", turn],
    queryFn: () => api.retention.plan({ what: wish.what, ...(wish.what === "items" ? { items: [...wish.items] } : {}) }),
    // A plan is of the moment it was asked for: it does not change under the eyes of who reads it.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    place.current?.scrollIntoView({ block: "start" });
    place.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={place} tabIndex={-1} className={styles["deletion"]}>
      <Section
        id="deletion"
        title={wish.what === "unfinished" ? "Going on with deletions that did not end" : "What would go, exactly"}
        aside={
          <button type="button" data-print="no" onClick={onClose}>
            Leave it
          </button>
        }
      >
        <p className={styles["warns"]}>
          <b className="bad">Deleting cannot be undone.</b> The originals go, with everything made of them, their names, notes and keys.
          What happened to them stays in the ledger as hashes. Copies outside this vault stay: backups, exports, what was shared.
        </p>
        {planning.data === undefined ? (
          planning.isError ? (
            <Problem error={planning.error} onRetry={() => void planning.refetch()} />
          ) : (
            <p role="status">Looking at what would go</p>
          )
        ) : (
          <Plan plan={planning.data} wish={wish} overview={overview} onWish={onWish} onClose={onClose} />
        )}
      </Section>
    </div>
  );
}

function Plan(props: {
  readonly plan: DeletionPlanRow;
  readonly wish: DeletionWish;
  readonly overview: RetentionOverview;
  readonly onWish: (wish: DeletionWish) => void;
  readonly onClose: () => void;
}) {
  const { plan, wish, overview, onWish, onClose } = props;
  const held = new Set(plan.held);
  return (
    <>
      <ul className={styles["plan"]}>
        <li>
          {plan.items === 0 ? (
            wish.what === "unfinished" ? (
              "No item that is kept now goes by this."
            ) : (
              "Nothing would go."
            )
          ) : (
            <>
              <b>
                {count(plan.items, "item")}, {formatBytes(plan.bytes)},
              </b>{" "}
              and nothing else: what becomes due after this list was made stays.
            </>
          )}
        </li>
        {plan.shared > 0 && (
          <li className="warn">
            Of {count(plan.shared, "item")} {count(plan.copies, "copy", "copies")} still {plan.copies === 1 ? "lies" : "lie"} where they
            were shared. They are not deleted by this: take the shares back on the page <a href="/share">Share</a>.
          </li>
        )}
        {plan.disclosed > 0 && <li>{count(plan.disclosed, "item")} were given out because of a request.</li>}
        {plan.alarms.length > 0 && <li>{count(plan.alarms.length, "deletion")} that did not end would be gone on with.</li>}
        {plan.held.length > 0 && (
          <li className="bad">
            {count(plan.held.length, "item")} {plan.held.length === 1 ? "is" : "are"} under a legal hold: nothing of this list can be
            deleted together.{" "}
            {wish.what === "items" && plan.held.length < plan.items && (
              <button type="button" onClick={() => onWish({ what: "items", items: wish.items.filter((sha256) => !held.has(sha256)) })}>
                Leave {plan.held.length === 1 ? "it" : "them"} out
              </button>
            )}
          </li>
        )}
        {plan.clockDoubt !== null && plan.what === "due" && <li className="bad">{plan.clockDoubt}</li>}
      </ul>
      {plan.items > 0 && <PlannedItems plan={plan} overview={overview} />}
      {(plan.items > 0 || plan.alarms.length > 0) && plan.held.length === 0 && <SecondStep plan={plan} onClose={onClose} />}
    </>
  );
}

function SecondStep({ plan, onClose }: { readonly plan: DeletionPlanRow; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const [isSure, setSure] = useState(false);
  const [clockIsRight, setClockIsRight] = useState(false);
  const isDoubtful = plan.clockDoubt !== null && plan.what === "due";
  const deleting = useMutation({
    mutationFn: () => api.retention.delete({ planId: plan.planId, by: by.trim(), clockIsRight }),
    onSuccess: (job) => {
      rememberName(by.trim());
      queries.setQueryData(retentionJobQuery.queryKey, job);
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!deleting.isPending) deleting.mutate();
  };
  const word = plan.items === 0 ? `Go on with ${count(plan.alarms.length, "deletion")}` : `Delete ${count(plan.items, "item")}`;
  return (
    <form onSubmit={submit} data-print="no">
      <div className={styles["checks"]}>
        {plan.items > 0 && (
          <label>
            <input type="checkbox" required checked={isSure} onChange={(event) => setSure(event.target.checked)} /> I have looked at the
            list; {plan.items === 1 ? "this item goes" : `these ${count(plan.items, "item")} go`} for good
          </label>
        )}
        {isDoubtful && (
          <label>
            <input type="checkbox" required checked={clockIsRight} onChange={(event) => setClockIsRight(event.target.checked)} /> I have
            looked at this machine’s clock: it is right
          </label>
        )}
      </div>
      <div className={styles["fields"]}>
        <NameField value={by} onChange={setBy} />
      </div>
      {deleting.isError && <Problem error={deleting.error} />}
      <div className={styles["buttons"]}>
        <button
          type="submit"
          data-look="main"
          className={styles["delete"]}
          disabled={deleting.isPending || by.trim() === "" || (plan.items > 0 && !isSure) || (isDoubtful && !clockIsRight)}
        >
          {word}
        </button>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </div>
    </form>
  );
}

function PlannedItems({ plan, overview }: { readonly plan: DeletionPlanRow; readonly overview: RetentionOverview }) {
  const columns = useMemo(() => plannedColumns(overview.phases), [overview.phases]);
  const first = useQuery({ ...retentionPlanItemsQuery(plan.planId, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => ({ ...retentionPlanItemsQuery(plan.planId, page), placeholderData: keepPreviousData }));
  return (
    <>
      <div className={styles["planTools"]}>
        <CopyRows
          columns={columns}
          total={plan.items}
          one="item"
          load={(offset, limit) => api.retention.planItems({ planId: plan.planId, offset, limit })}
        />
      </div>
      <div className={watch["bleed"]}>
        <Grid<PlannedItem>
          label="Items that would go"
          columns={columns}
          total={plan.items}
          rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
          onVisible={pages.onVisible}
          sort={{ key: "none", direction: "asc" }}
          onSort={() => undefined}
          hrefOf={({ sha256 }) => `/ledger?about=${sha256}`}
          onOpen={({ sha256 }) => window.open(`/ledger?about=${sha256}`, "_blank", "noopener")}
          of={plan.planId}
          height="min(44vh, 400px)"
          empty="Nothing would go."
        />
      </div>
    </>
  );
}
