/** "Enter a flight": for an aircraft that logs nothing. Kept as a small document of its own. */
import type { ManualFlight } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../api/client.ts";
import { errorSentence } from "../api/error-words.ts";
import { Dialog } from "../shell/dialog.tsx";
import styles from "./manual-flight.module.css";
import { manualFlightOf } from "./manual-flight-form.ts";

/** The button and its form. */
export function ManualFlightButton() {
  const [shown, setShown] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setShown(true)} data-print="no">
        Enter a flight
      </button>
      <Dialog title="Enter a flight" shown={shown} onClose={() => setShown(false)}>
        <ManualFlightForm />
      </Dialog>
    </>
  );
}

function ManualFlightForm() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: (flight: ManualFlight) => api.flights.add(flight),
    onSuccess: async ({ summary }) => {
      await client.invalidateQueries({ queryKey: ["flights"] });
      await navigate({ to: "/flights/$id", params: { id: summary.id } });
    },
  });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const read = manualFlightOf(new FormData(event.currentTarget));
    if (typeof read === "string") {
      setProblem(read);
      return;
    }
    setProblem(null);
    add.mutate(read);
  };
  const said = problem ?? (add.isError ? errorSentence(add.error) : null);
  return (
    <form className={styles["form"]} onSubmit={send} noValidate>
      <p className={styles["wide"]}>
        For an aircraft that logs nothing. Only start and length are needed; what you leave empty stays unknown. It is marked as entered by
        hand everywhere.
      </p>
      <label>
        Start
        <input type="datetime-local" name="start" step={1} required />
      </label>
      <label>
        The start is in
        <select name="zone">
          <option value="here">this computer's zone ({Intl.DateTimeFormat().resolvedOptions().timeZone})</option>
          <option value="utc">UTC</option>
        </select>
      </label>
      <label>
        Length, minutes
        <input type="number" name="minutes" min={0} step="any" required />
      </label>
      <label>
        Take-off: latitude, longitude
        <input type="text" name="place" placeholder="38.123456, -122.654321" autoComplete="off" />
      </label>
      <label>
        Aircraft
        <input type="text" name="aircraftName" maxLength={200} autoComplete="off" />
      </label>
      <label>
        Its serial number
        <input type="text" name="aircraftSerial" maxLength={100} autoComplete="off" />
      </label>
      <label>
        Pilot
        <input type="text" name="pilot" maxLength={200} autoComplete="off" />
      </label>
      <label>
        Greatest height above take-off, m
        <input type="number" name="maxAltHomeM" step="any" />
      </label>
      <label>
        Distance flown, m
        <input type="number" name="distanceM" min={0} step="any" />
      </label>
      <label className={styles["wide"]}>
        What it was for
        <textarea name="purpose" rows={2} maxLength={2000} />
      </label>
      <div className={styles["wide"]}>
        <button type="submit" data-look="main" disabled={add.isPending}>
          Keep this flight
        </button>{" "}
        {said !== null && (
          <span role="alert" className="bad">
            {said}
          </span>
        )}
      </div>
    </form>
  );
}
