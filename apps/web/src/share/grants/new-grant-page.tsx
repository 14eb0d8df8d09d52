/** "Who shall have what?": a grant is put together, looked at in words with what stands against it, and signed as it was seen. */
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { grantOverviewQuery, shareOverviewQuery } from "../../api/queries.ts";
import { Problem } from "../../shell/problem.tsx";
import watch from "../../watch/watch.module.css";
import { NewGrantForm } from "./new-grant-form.tsx";

/** The page. */
export function NewGrantPage() {
  const view = useSearch({ from: "/share/grants/new" });
  const overview = useQuery(grantOverviewQuery);
  const share = useQuery(shareOverviewQuery);
  const flows = overview.data?.policy?.manifest.flows ?? [];
  const things = [view.flights, view.items].filter((ids) => ids !== undefined).join(",");
  return (
    <div className={watch["page"]}>
      <p>
        <Link to="/share/grants">Policy and grants</Link>
      </p>
      <h1>Who shall have what?</h1>
      <div className={watch["answer"]}>
        <span>Nothing leaves by a grant: it says what may leave, until when. You see it in words before you sign it.</span>
      </div>
      {overview.isError && <Problem error={overview.error} onRetry={() => void overview.refetch()} />}
      {share.isError && <Problem error={share.error} onRetry={() => void share.refetch()} />}
      {overview.data !== undefined && share.data !== undefined && flows.length === 0 && (
        <p>
          {overview.data.policy === null
            ? "No policy is in force, so nothing can be granted: "
            : "The policy in force has no flow, so nothing can be granted under it: "}
          <Link to="/share/grants">load a policy file</Link> first.
        </p>
      )}
      {overview.data !== undefined && share.data !== undefined && flows.length > 0 && (
        <NewGrantForm key={things} overview={overview.data} flows={flows} share={share.data} things={things} />
      )}
    </div>
  );
}
