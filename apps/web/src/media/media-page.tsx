/** "What did we see, and what would it reveal?": the wall of pictures and clips. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { mediaPageQuery, mediaToolsQuery } from "../api/queries.ts";
import { FileButtons } from "../import/file-buttons.tsx";
import { Problem } from "../shell/problem.tsx";
import { ChoiceBar } from "./choice-bar.tsx";
import { createChoiceStore } from "./choice-store.ts";
import { MOST_NAMED_MEDIA } from "./exposure/exposure-search.ts";
import { MediaFilters } from "./media-filters.tsx";
import styles from "./media-page.module.css";
import { isNarrowedMedia, mediaQueryOf } from "./media-search.ts";
import { MediaViews } from "./media-views.tsx";
import { mediaTotalsWords } from "./media-words.ts";
import { Wall } from "./wall.tsx";

/** The wall, or its first screen while no picture is kept. */
export function MediaPage() {
  const view = useSearch({ from: "/media" });
  const query = useMemo(() => mediaQueryOf(view), [view]);
  const choice = useMemo(() => createChoiceStore(MOST_NAMED_MEDIA), []);
  const first = useQuery({ ...mediaPageQuery(query, 0), placeholderData: keepPreviousData });
  const { data: tools } = useQuery(mediaToolsQuery);
  if (first.isError) return <Problem title="The pictures cannot be shown" error={first.error} onRetry={() => void first.refetch()} />;
  const page = first.data;
  const narrowed = isNarrowedMedia(view);
  if (page !== undefined && page.total === 0 && !narrowed) return <FirstPictures />;
  return (
    <div className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>What did we see, and what would it reveal?</h1>
        <p className={styles["totals"]} role="status">
          {page === undefined ? "Counting" : mediaTotalsWords(page, narrowed)}
          {tools?.thumbnails === false && tools.sentence !== null && ` ${tools.sentence}`}
        </p>
      </div>
      <div className={styles["bar"]}>
        <MediaViews doubtful={page?.totals.doubtful ?? 0} />
        <MediaFilters view={view} />
      </div>
      <Wall
        query={query}
        total={page?.total ?? 0}
        choice={choice}
        empty={
          page !== undefined && (
            <p>
              No picture or clip matches.{" "}
              <Link to="/media" search={{}}>
                Show all
              </Link>
            </p>
          )
        }
      />
      <ChoiceBar choice={choice} />
    </div>
  );
}

function FirstPictures() {
  return (
    <div className={styles["first"]}>
      <h1>What did we see, and what would it reveal?</h1>
      <p>
        Drop a memory card, a folder or single pictures and clips here. Each file is kept byte for byte on this machine; then this page
        shows when and where it was taken, on which flight, which ground it shows, and what it would reveal to whoever has it.
      </p>
      <div className={styles["buttons"]}>
        <FileButtons />
      </div>
      <p className="soft">
        Nothing is sent anywhere. For a large card, <code>creance import PATH</code> on the command line is faster. The sample operation on
        the <Link to="/flights">flights page</Link> has invented pictures, too.
      </p>
    </div>
  );
}
