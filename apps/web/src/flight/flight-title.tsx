/** The title of a flight: its name and note, which can be changed, when, where, and what state the data is in. */
import type { FlightDetail } from "@creance/api";
import { useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import { Badges } from "../flights/badges.tsx";
import { flightTitle } from "../flights/list-columns.ts";
import { useWords } from "../settings/use-words.ts";
import { FlightNote } from "./flight-note.tsx";
import styles from "./flight-title.module.css";
import { useAnnotate } from "./use-annotate.ts";

/** Name, start, place, badges, note. */
export function FlightTitle({ flight }: { readonly flight: FlightDetail }) {
  const { summary } = flight;
  const words = useWords();
  const [editing, setEditing] = useState(false);
  const rename = useAnnotate(flight, () => setEditing(false));
  return (
    <div className={styles["title"]}>
      {editing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
            rename.mutate({ name: name === "" ? null : name });
          }}
        >
          {/* biome-ignore lint/a11y/noAutofocus: the person just asked to type here */}
          <input type="text" name="name" aria-label="Name of the flight" defaultValue={summary.name ?? ""} maxLength={200} autoFocus />
          <button type="submit" data-look="main">
            Keep this name
          </button>
          <button type="button" onClick={() => setEditing(false)}>
            Cancel
          </button>
        </form>
      ) : (
        <>
          <h1>{flightTitle(summary)}</h1>
          <button type="button" data-look="text" data-print="no" onClick={() => setEditing(true)}>
            Rename
          </button>
        </>
      )}
      <FlightNote flight={flight} />
      <span className="soft">
        {words.instant(summary.startUs, summary.timeZone)}
        {summary.place !== null && summary.name !== null ? ` · near ${summary.place}` : ""}
      </span>
      <span className={styles["badges"]}>
        <Badges flight={summary} />
        <span className={styles["version"]}>version {summary.formatVersion} record</span>
      </span>
      {rename.isError && (
        <p role="alert" className="bad">
          {errorSentence(rename.error)}
        </p>
      )}
    </div>
  );
}
