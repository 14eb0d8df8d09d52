/** "What would leave?": choose what is taken out, to whom, where, why and until when; look at the very files; then send. */
import type { ShareOverview } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { shareJobQuery, shareOverviewQuery } from "../api/queries.ts";
import { Problem } from "../shell/problem.tsx";
import watch from "../watch/watch.module.css";
import { count } from "../words/count.ts";
import { FirstSteps, isLacking } from "./first-steps.tsx";
import { ShareJobView } from "./share-job-view.tsx";
import { idsIn, type NewShareSearch, parseNewShareSearch, withoutId } from "./share-search.ts";
import { ShareTabs } from "./share-tabs.tsx";
import { WishForm } from "./wish-form.tsx";

/** The page. */
export function NewSharePage() {
  // Parsed here: what an address has beside a route's own search comes through as it is.
  const view = parseNewShareSearch({ ...useSearch({ from: "/share/new" }) });
  const navigate = useNavigate();
  const overview = useQuery(shareOverviewQuery);
  const job = useQuery({ ...shareJobQuery(view.job ?? ""), enabled: view.job !== undefined });
  const flights = idsIn(view.flights);
  const media = idsIn(view.media);
  const go = (change: (now: NewShareSearch) => NewShareSearch): void => {
    void navigate({ to: "/share/new", search: change as never, replace: true, resetScroll: false });
  };
  const setJob = (jobId: string | null): void => go(({ job: _, ...now }) => (jobId === null ? now : { ...now, job: jobId }));
  const chosen = [
    ...(flights.length > 0 ? [count(flights.length, "flight")] : []),
    ...(media.length > 0 ? [count(media.length, "picture or clip", "pictures and clips")] : []),
  ].join(", ");
  const hasLeft = view.job !== undefined && job.data?.state === "done" && job.data.preview !== null;
  const isForm = view.job === undefined && chosen !== "";
  return (
    <div className={watch["page"]}>
      <ShareTabs />
      <h1>{hasLeft ? "What left?" : "What would leave?"}</h1>
      <div className={watch["answer"]}>
        <span>{hasLeft ? "It was sent: what left stands here as it was shown before." : answerOf(chosen, view.job !== undefined)}</span>
        {chosen !== "" && (
          <span>
            <Link to="/exposure" search={{ flights: view.flights, media: view.media } as never}>
              What they would reveal as they are
            </Link>
          </span>
        )}
      </div>
      {overview.isError && <Problem error={overview.error} onRetry={() => void overview.refetch()} />}
      {view.job === undefined && overview.data !== undefined && <FirstSteps overview={overview.data} />}
      {chosen === "" && view.job === undefined && (
        <p>
          Open a <Link to="/flights">flight</Link> or a <Link to="/media">picture</Link> and choose “Share”; on the wall of pictures several
          can be chosen at once.
        </p>
      )}
      {isForm && overview.data !== undefined && (
        <Form
          overview={overview.data}
          flights={flights}
          media={media}
          onJob={setJob}
          onLeaveOut={(id) => go((now) => withoutId(now, id))}
        />
      )}
      {view.job !== undefined && job.isError && (
        <>
          <Problem error={job.error} />
          <button type="button" onClick={() => setJob(null)}>
            Begin again
          </button>
        </>
      )}
      {view.job !== undefined && job.data !== undefined && (
        <ShareJobView job={job.data} search={view} onAgain={() => setJob(null)} onChanged={() => void job.refetch()} />
      )}
    </div>
  );
}

/** The form once nothing is missing; before that it could not be sent. */
function Form(props: { readonly overview: ShareOverview } & Omit<Parameters<typeof WishForm>[0], "overview">) {
  if (isLacking(props.overview)) return <p>Your choice stays here while you do that: come back to this page.</p>;
  return <WishForm {...props} />;
}

function answerOf(chosen: string, hasJob: boolean): string {
  if (chosen !== "") return `Chosen: ${chosen}. Nothing leaves before you have seen the files and said so.`;
  return hasJob ? "Nothing leaves before you have seen the files and said so." : "Nothing is chosen.";
}
