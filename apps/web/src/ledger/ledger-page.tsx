/** "What happened to this?": every entry of the ledger, in words, and whether it can still be shown. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { ledgerStateQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import watch from "../watch/watch.module.css";
import { Entries } from "./entries.tsx";
import type { LedgerSearch } from "./ledger-search.ts";
import { LedgerTabs } from "./ledger-tabs.tsx";
import { Levels } from "./levels.tsx";
import { Verification } from "./verification.tsx";

/** The Ledger page. */
export function LedgerPage() {
  const view = useSearch({ from: "/ledger" });
  const navigate = useNavigate();
  const state = useQuery(ledgerStateQuery);
  const change = useCallback(
    (part: Partial<Record<keyof LedgerSearch, string>>) => {
      navigate({ to: "/ledger", search: ((now: LedgerSearch) => ({ ...now, ...part })) as never, replace: true, resetScroll: false }).catch(
        () => undefined,
      );
    },
    [navigate],
  );
  return (
    <div className={watch["page"]}>
      <LedgerTabs />
      <div className={watch["top"]}>
        <h1>What happened to this?</h1>
        {state.data !== undefined && <Levels state={state.data} />}
      </div>
      {state.isError ? (
        <Problem title="The ledger cannot be shown" error={state.error} onRetry={() => void state.refetch()} />
      ) : (
        <div className={watch["answer"]}>
          {state.data === undefined ? (
            <span role="status">Asking</span>
          ) : (
            state.data.sentences.map((sentence) => <span key={sentence}>{sentence}</span>)
          )}
        </div>
      )}
      <Entries view={view} change={change} />
      {state.data !== undefined && <Verification state={state.data} />}
    </div>
  );
}
