/** "Who may have what, and who has it?": shares, the places they may go to, and whom they can be sealed to. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { shareOverviewQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import watch from "../watch/watch.module.css";
import { FirstSteps } from "./first-steps.tsx";
import { Places } from "./places.tsx";
import { Recipients } from "./recipients.tsx";
import { ShareTabs } from "./share-tabs.tsx";
import { Shares } from "./shares.tsx";
import { StandingGrants } from "./standing-grants.tsx";
import { UnfinishedShares } from "./unfinished-shares.tsx";

/** The Share page. */
export function SharePage() {
  const view = useSearch({ from: "/share" });
  const navigate = useNavigate();
  const overview = useQuery({
    ...shareOverviewQuery,
    // While something is made or sent, the list tells how it goes on.
    refetchInterval: ({ state }) => (state.data?.jobs.some((job) => job.state !== "ready") === true ? 2000 : false),
  });
  const { data } = overview;
  return (
    <div className={watch["page"]}>
      <ShareTabs />
      <h1>Who may have what, and who has it?</h1>
      {overview.isError ? (
        <Problem title="The shares cannot be shown" error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <div className={watch["answer"]}>
          <span role="status">{data?.sentence ?? "Asking"}</span>
        </div>
      )}
      {data !== undefined && (
        <>
          <FirstSteps overview={data} />
          <UnfinishedShares overview={data} />
          <Shares
            shares={data.shares}
            open={view.share ?? null}
            onOpen={(share) =>
              void navigate({ to: "/share", search: (share === null ? {} : { share }) as never, replace: true, resetScroll: false })
            }
          />
          <StandingGrants />
          <Places places={data.places} kinds={data.recipientKinds} />
          <Recipients recipients={data.recipients} kinds={data.recipientKinds} />
        </>
      )}
      <p className={`${watch["note"]} soft`}>
        What somebody has read cannot be unread: taking a share back removes what lies at its place and seals nothing more. A client can
        never prove where a provider’s disks stand; the region check says what contradicts it.
      </p>
    </div>
  );
}
