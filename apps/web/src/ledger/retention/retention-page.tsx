/** "What is kept, until when, and what goes?": the rule, the items, legal holds, and deleting with proof. */
import type { RetentionOverview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { retentionJobQuery, retentionOverviewQuery } from "../../api/queries.ts";
import { createChoiceStore } from "../../media/choice-store.ts";
import { Problem } from "../../shell/problem.tsx";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { LedgerTabs } from "../ledger-tabs.tsx";
import { Alarms } from "./alarms.tsx";
import { Deletion, type DeletionWish } from "./deletion.tsx";
import { DeletionResult } from "./deletion-result.tsx";
import { Holds } from "./holds.tsx";
import type { ItemAction } from "./item-actions.tsx";
import { Items, MOST_CHOSEN } from "./items.tsx";
import styles from "./retention.module.css";
import type { RetentionSearch } from "./retention-search.ts";
import { StandingRuleSection } from "./standing-rule.tsx";
import { type Step, StepsDialog } from "./steps.tsx";

/** The page. */
export function RetentionPage() {
  const overview = useQuery(retentionOverviewQuery);
  return (
    <div className={`${watch["page"]} ${styles["keeping"]}`}>
      <LedgerTabs />
      <h1>What is kept, until when, and what goes?</h1>
      {overview.data === undefined ? (
        overview.isError ? (
          <Problem title="Keeping times cannot be shown" error={overview.error} onRetry={() => void overview.refetch()} />
        ) : (
          <p className={watch["answer"]} role="status">
            Asking
          </p>
        )
      ) : (
        <Keeping overview={overview.data} />
      )}
    </div>
  );
}

function Keeping({ overview }: { readonly overview: RetentionOverview }) {
  const view = useSearch({ from: "/ledger/retention" });
  const change = useChange();
  const [choice] = useState(() => createChoiceStore(MOST_CHOSEN));
  const [step, setStep] = useState<Step | null>(null);
  const [{ wish, turn }, setAsked] = useState<{ readonly wish: DeletionWish | null; readonly turn: number }>({ wish: null, turn: 0 });
  const setWish = useCallback((next: DeletionWish | null) => setAsked((now) => ({ wish: next, turn: now.turn + 1 })), []);
  const job = useQuery(retentionJobQuery);
  const isBusy = job.data?.state === "running";
  const onAction = useCallback<ItemAction>(
    (action, items) => {
      if (action === "delete") setWish({ what: "items", items });
      else setStep({ kind: action, items });
    },
    [setWish],
  );
  return (
    <>
      <div className={watch["answer"]}>
        {overview.sentences.map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
      </div>
      {overview.clockDoubt !== null && (
        <p role="alert" className={styles["alarm"]}>
          <b>The clock is in doubt.</b> {overview.clockDoubt}
        </p>
      )}
      <Alarms alarms={overview.alarms} isBusy={isBusy} onAgain={() => setWish({ what: "unfinished" })} />
      {overview.due.items > 0 && wish === null && (
        <div className={styles["buttons"]} data-print="no">
          <button type="button" data-look="main" disabled={isBusy} onClick={() => setWish({ what: "due" })}>
            Show what is due: {count(overview.due.items, "item")}, {formatBytes(overview.due.bytes)}
          </button>
          <span className="soft">Nothing goes before you have seen the list.</span>
        </div>
      )}
      {wish !== null && (
        <Deletion
          key={turn}
          turn={turn}
          wish={wish}
          overview={overview}
          onWish={setWish}
          onClose={() => {
            setWish(null);
            choice.clear();
          }}
        />
      )}
      {job.data !== undefined && job.data !== null && <DeletionResult job={job.data} />}
      <StandingRuleSection overview={overview} />
      <Items overview={overview} view={view} change={change} choice={choice} onStep={setStep} onAction={onAction} />
      <Holds holds={overview.holds} onStep={setStep} />
      <p className={`${watch["note"]} soft`}>
        What deleting cannot do: your backups, copies that were exported, blocks that a disk no longer uses. Hashes stay in the ledger:
        whoever has the same file can tell that it was here. {overview.advice}
      </p>
      <StepsDialog step={step} overview={overview} onClose={() => setStep(null)} />
    </>
  );
}

function useChange(): (part: Partial<Record<keyof RetentionSearch, string>>) => void {
  const navigate = useNavigate();
  return useCallback(
    (part) => {
      navigate({
        to: "/ledger/retention",
        search: ((now: RetentionSearch) => ({ ...now, ...part })) as never,
        replace: true,
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
}
