/** "Who may have what?": the policy in force, and the grants that people gave under it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { grantOverviewQuery } from "../../api/queries.ts";
import { Problem } from "../../shell/problem.tsx";
import watch from "../../watch/watch.module.css";
import { ShareTabs } from "../share-tabs.tsx";
import { Grants } from "./grants.tsx";
import { Policy } from "./policy.tsx";

/** The page. */
export function GrantsPage() {
  const view = useSearch({ from: "/share/grants" });
  const navigate = useNavigate();
  const overview = useQuery(grantOverviewQuery);
  const { data } = overview;
  const open = (grant: string | null): void => {
    void navigate({
      to: "/share/grants",
      search: (grant === null ? {} : { grant }) as never,
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <div className={watch["page"]}>
      <ShareTabs />
      <h1>Who may have what?</h1>
      {overview.isError ? (
        <Problem title="The grants cannot be shown" error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <div className={watch["answer"]}>
          <span role="status" className={data?.damaged == null ? undefined : "bad"}>
            {data?.sentence ?? "Asking"}
          </span>
        </div>
      )}
      {data !== undefined && (
        <>
          {(data.policy !== null || data.grants.length > 0) && (
            <Grants grants={data.grants} hasPolicy={data.policy !== null} open={view.grant ?? null} onOpen={open} />
          )}
          <Policy key={data.policy?.manifest.sha256 ?? "none"} overview={data} />
        </>
      )}
      <p className={`${watch["note"]} soft`}>
        A grant is a person’s word; the policy is the operation’s. Something leaves only when both say yes, to a place whose region was
        checked, and a grant that was taken back lets nothing more go.
      </p>
    </div>
  );
}
