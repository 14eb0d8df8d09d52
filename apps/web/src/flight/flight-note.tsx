/** The note on a flight: read under the title, written on request, kept only when the person says so. */
import type { FlightDetail } from "@creance/api";
import { useId, useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import styles from "./flight-note.module.css";
import { useAnnotate } from "./use-annotate.ts";

/** Most characters, as in the contract. */
const MOST_CHARACTERS = 20_000;

/** The note, or the button that starts one. */
export function FlightNote({ flight }: { readonly flight: FlightDetail }) {
  const [editing, setEditing] = useState(false);
  const keep = useAnnotate(flight, () => setEditing(false));
  const helpId = useId();
  if (!editing) {
    return (
      <div className={`${styles["note"]} ${flight.note === null ? "" : styles["below"]}`}>
        {flight.note !== null && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long note scrolls, and the keyboard must reach that
          <p className={styles["text"]} tabIndex={0} role="note" aria-label="Note">
            {flight.note}
          </p>
        )}
        <button type="button" data-look="text" data-print="no" onClick={() => setEditing(true)}>
          {flight.note === null ? "Add a note" : "Change the note"}
        </button>
      </div>
    );
  }
  const submit = (form: HTMLFormElement): void => {
    const note = String(new FormData(form).get("note") ?? "").trim();
    keep.mutate({ note: note === "" ? null : note });
  };
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <textarea
        name="note"
        aria-label="Note on the flight"
        aria-describedby={helpId}
        rows={4}
        defaultValue={flight.note ?? ""}
        maxLength={MOST_CHARACTERS}
        // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
        autoFocus
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
          if (event.key === "Escape") setEditing(false);
        }}
      />
      <div className={styles["buttons"]}>
        <button type="submit" data-look="main" disabled={keep.isPending}>
          Keep this note
        </button>
        <button type="button" onClick={() => setEditing(false)}>
          Cancel
        </button>
        <span id={helpId} className="soft">
          Kept in the vault, found by the search. Ctrl + Enter keeps it.
        </span>
      </div>
      {keep.isError && (
        <p role="alert" className="bad">
          {errorSentence(keep.error)}
        </p>
      )}
    </form>
  );
}
