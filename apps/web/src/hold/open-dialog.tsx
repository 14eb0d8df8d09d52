/** Before a service is opened: what becomes possible, for how long, who asks and why. */
import type { HoldService } from "@creance/api";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../api/client.ts";
import { Dialog } from "../shell/dialog.tsx";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import styles from "./hold.module.css";
import { forWords, openingWords } from "./service-words.ts";

const DEFAULT_FOR_US = 600e6;
/** As in the contract, which is not loaded here: it would bring its schemas along. */
const MOST_REASON_CHARS = 500;

/** The dialog; closed it shows nothing. */
export function OpenDialog({ service, onClose }: { readonly service: HoldService | null; readonly onClose: () => void }) {
  return (
    <Dialog title={service === null ? "" : `Open ${service.name}`} shown={service !== null} onClose={onClose}>
      {service !== null && <OpenForm key={service.name} service={service} onClose={onClose} />}
    </Dialog>
  );
}

function OpenForm({ service, onClose }: { readonly service: HoldService; readonly onClose: () => void }) {
  const mostUs = service.openForUs ?? DEFAULT_FOR_US;
  const mostMinutes = Math.max(1, Math.floor(mostUs / 60e6));
  const [minutes, setMinutes] = useState(Math.min(10, mostMinutes));
  const [by, setBy] = useState(rememberedName);
  const [reason, setReason] = useState("");
  const isAlways = service.open === "always";
  // A policy may allow less than a minute.
  const forUs = Math.min(mostUs, Math.max(1, minutes || 1) * 60e6);
  const opening = useMutation({
    mutationFn: () => api.hold.open({ name: service.name, forUs, by: by.trim(), reason: reason.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!opening.isPending) opening.mutate();
  };
  return (
    <form className={styles["openForm"]} onSubmit={submit}>
      <p>
        {service.role}. {service.purpose ?? "The catalogue does not list it."} The policy says why: {service.reason}
      </p>
      <ul>
        {isAlways && <li>The policy keeps it open always; it was closed by hand, and stays open again until somebody closes it.</li>}
        {openingWords(service).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className={styles["fields"]}>
        {!isAlways && (
          <label>
            Minutes, at most {mostMinutes}
            <input
              type="number"
              min={1}
              max={mostMinutes}
              required
              value={Number.isNaN(minutes) ? "" : minutes}
              onChange={(event) => setMinutes(event.target.valueAsNumber)}
            />
          </label>
        )}
        <NameField value={by} onChange={setBy} />
        <label className={styles["wide"]}>
          Why it is opened now
          <input
            type="text"
            required
            maxLength={MOST_REASON_CHARS}
            autoComplete="off"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      </div>
      <p className="soft">The gateway records name, reason, time and every connection in its log; proofs show them.</p>
      {opening.isError && <Problem error={opening.error} />}
      <div className={styles["formButtons"]}>
        <button type="submit" data-look="main" disabled={opening.isPending || by.trim() === "" || reason.trim() === ""}>
          {isAlways ? "Open again" : `Open for ${forWords(forUs)}`}
        </button>
        <button type="button" onClick={onClose}>
          Leave it closed
        </button>
      </div>
    </form>
  );
}
