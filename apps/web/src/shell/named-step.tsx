/** A step that is entered with a name: what it does is said first, then who does it, then what came of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import styles from "./fields.module.css";
import { NameField } from "./name-field.tsx";
import { Problem } from "./problem.tsx";
import { rememberedName, rememberName } from "./remembered-name.ts";

/** What a step told when it was done. */
export interface StepTold {
  readonly sentence: string;
}

/** The form, mostly of a dialog: there it forgets what was typed when that is closed. */
export function NamedStep(props: {
  /** What the button says, and what it says meanwhile. */
  readonly action: string;
  readonly busy?: string;
  /** What the button says that changes nothing. */
  readonly leave?: string;
  /** False while something is missing. */
  readonly ready?: boolean;
  /** Asks why, too, which may stay empty. */
  readonly asksWhy?: boolean;
  /** First words of the keys of what is asked for again afterwards. */
  readonly changes: readonly string[];
  /** A sentence that it gives is shown before the form closes; without one it closes. */
  readonly run: (by: string, why: string | null) => Promise<StepTold | undefined>;
  /** Hears that it was done. */
  readonly onDone?: () => void;
  readonly onClose: () => void;
  /** What it does, and its fields. */
  readonly children: ReactNode;
}) {
  const { action, busy = "Entering", leave = "Leave it", ready = true, asksWhy = false, changes, run, onDone, onClose, children } = props;
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const [why, setWhy] = useState("");
  const running = useMutation({
    mutationFn: () => run(by.trim(), why.trim() === "" ? null : why.trim()),
    onSuccess: (told) => {
      rememberName(by.trim());
      for (const key of changes) void queries.invalidateQueries({ queryKey: [key] });
      onDone?.();
      if (told === undefined) onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!running.isPending && ready) running.mutate();
  };
  if (running.data !== undefined) {
    return (
      <>
        <p role="status">{running.data.sentence}</p>
        <div className={styles["buttons"]}>
          <button type="button" data-look="main" onClick={onClose}>
            Done
          </button>
        </div>
      </>
    );
  }
  return (
    <form onSubmit={submit} className={styles["step"]}>
      {children}
      <div className={styles["fields"]}>
        <NameField value={by} onChange={setBy} />
        {asksWhy && (
          <label className={styles["wide"]}>
            Why
            <input type="text" maxLength={500} autoComplete="off" value={why} onChange={(event) => setWhy(event.target.value)} />
          </label>
        )}
      </div>
      {running.isError && <Problem error={running.error} />}
      <div className={styles["buttons"]}>
        <button type="submit" data-look="main" disabled={running.isPending || !ready || by.trim() === ""}>
          {running.isPending ? busy : action}
        </button>
        <button type="button" onClick={onClose}>
          {leave}
        </button>
      </div>
    </form>
  );
}
