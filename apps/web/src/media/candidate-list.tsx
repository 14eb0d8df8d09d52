/** The flights that an item could belong to, for a person to choose from. */
import type { MediaDetail } from "@creance/api";
import { errorSentence } from "../api/error-words.ts";
import { useWords } from "../settings/use-words.ts";
import styles from "./candidate-list.module.css";
import { useSettle } from "./use-settle.ts";

/** What speaks for a match, in words. */
const reasonWords: Readonly<Record<string, string>> = {
  serial: "same aircraft",
  position: "position on its path",
  cameraEvent: "its camera says so",
  utc: "time of the file",
  clock: "clock of the card",
  sidecar: "file beside it",
  person: "said by a person",
};

/** Each candidate with a button; "none of these" at the end. */
export function CandidateList({ sha256, match }: { readonly sha256: string; readonly match: MediaDetail["match"] }) {
  const words = useWords();
  const settle = useSettle();
  return (
    <>
      <ul className={styles["list"]}>
        {match.candidates.map((candidate) => {
          const name = candidate.name ?? candidate.place ?? `Flight ${candidate.flightId}`;
          return (
            <li key={candidate.flightId}>
              <span>
                <b>{name}</b>{" "}
                <span className="soft">
                  {words.instant(candidate.startUs, null)}
                  {candidate.residualM !== null && ` · ${words.quantity(candidate.residualM, "height")} from its path`}
                  {candidate.reasons.length > 0 && ` · ${candidate.reasons.map((reason) => reasonWords[reason] ?? reason).join(", ")}`}
                </span>
              </span>
              <button
                type="button"
                disabled={settle.isPending}
                aria-label={`It was this one: ${name}`}
                onClick={() => settle.mutate({ sha256: [sha256], flightId: candidate.flightId, flightName: name })}
              >
                It was this one
              </button>
            </li>
          );
        })}
        <li>
          <span className="soft">
            {match.candidates.length === 0 ? "No kept flight comes near." : "None of these flights is kept here?"}
          </span>
          <button
            type="button"
            disabled={settle.isPending || (match.confidence === "person" && match.flightId === null)}
            onClick={() => settle.mutate({ sha256: [sha256], flightId: null, flightName: "" })}
          >
            Of no kept flight
          </button>
        </li>
      </ul>
      {settle.isError && (
        <p role="alert" className="bad">
          {errorSentence(settle.error)}
        </p>
      )}
    </>
  );
}
