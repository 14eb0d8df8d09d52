/** Which flight took an item, how sure that is and why; a person settles what is doubtful. */
import type { MediaDetail } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { flightQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { flightTitle } from "../flights/list-columns.ts";
import { useWords } from "../settings/use-words.ts";
import { CandidateList } from "./candidate-list.tsx";
import styles from "./item-page.module.css";
import { confidenceWords } from "./media-words.ts";

/** The match in a sentence, and the candidates behind it. */
export function FlightMatch({ item }: { readonly item: MediaDetail }) {
  const { match, row } = item;
  const open = match.confidence === "doubtful" || match.confidence === "none";
  return (
    <Section
      id="flight"
      title="On which flight"
      aside={<span className={open ? styles["doubt"] : styles["estimated"]}>{confidenceWords[match.confidence]}</span>}
    >
      <p>
        {match.flightId !== null && match.confidence !== "doubtful" && (
          <>
            <MatchedFlight id={match.flightId} name={match.flightName} />.{" "}
          </>
        )}
        {match.sentence}
      </p>
      {match.confidence === "none" && match.candidates.length === 0 ? null : open ? (
        <CandidateList sha256={row.sha256} match={match} />
      ) : (
        <details className={styles["details"]}>
          <summary>It was another flight, or none</summary>
          <CandidateList sha256={row.sha256} match={match} />
        </details>
      )}
    </Section>
  );
}

/** The flight by its name, else by its place and start. */
function MatchedFlight({ id, name }: { readonly id: string; readonly name: string | null }) {
  const words = useWords();
  const { data } = useQuery({ ...flightQuery(id), enabled: name === null });
  const shown =
    name ??
    (data === undefined ? `Flight ${id}` : `${flightTitle(data.summary)}, ${words.instant(data.summary.startUs, data.summary.timeZone)}`);
  return (
    <Link to="/flights/$id" params={{ id }}>
      {shown}
    </Link>
  );
}
