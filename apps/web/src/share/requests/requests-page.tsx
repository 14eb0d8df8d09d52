/** "Who asked for data, and what were they given?" */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { requestOverviewQuery } from "../../api/queries.ts";
import { Problem } from "../../shell/problem.tsx";
import watch from "../../watch/watch.module.css";
import { ShareTabs } from "../share-tabs.tsx";
import { NewRequestDialog } from "./new-request.tsx";
import { OneRequest } from "./one-request.tsx";
import { Register } from "./register.tsx";
import { RequestCounts } from "./request-counts.tsx";
import type { RequestsSearch } from "./requests-search.ts";

/** The page. */
export function RequestsPage() {
  const view = useSearch({ from: "/share/requests" });
  const navigate = useNavigate();
  const overview = useQuery(requestOverviewQuery);
  const { data } = overview;
  const change = useCallback(
    (part: Partial<Record<keyof RequestsSearch, string>>) => {
      navigate({
        to: "/share/requests",
        search: ((now: RequestsSearch) => ({ ...now, ...part })) as never,
        replace: true,
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
  const isNew = view.request === "new";
  return (
    <div className={watch["page"]}>
      <ShareTabs />
      <h1>Who asked for data, and what were they given?</h1>
      {overview.isError ? (
        <Problem title="The register cannot be shown" error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <div className={watch["answer"]}>
          <span role="status">{data?.sentence ?? "Asking"}</span>
        </div>
      )}
      {data !== undefined && (
        <>
          <Register requests={data.requests} view={view} change={change} />
          {view.request !== undefined && !isNew && (
            <OneRequest key={view.request} requestId={view.request} overview={data} onClose={() => change({ request: "" })} />
          )}
          <RequestCounts counts={data.counts} />
          <NewRequestDialog
            shown={isNew}
            bases={data.bases}
            // A dialog also says that it closed when another request took its place.
            onClose={() => isNew && change({ request: "" })}
            onEntered={(requestId) => change({ request: requestId, state: "" })}
          />
        </>
      )}
      <p className={`${watch["note"]} soft`}>
        The register gives nothing out itself: sharing, exporting or handing over does, and the register says because of which request. In
        the ledger stand dates, the basis, decisions and hashes; every word of a person stands beside them and can be erased.
      </p>
    </div>
  );
}
