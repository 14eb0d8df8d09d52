/** A step that is entered with a name: what it does is said first, then a form, then what came of it. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import styles from "./retention.module.css";
import { useKeepingChanged } from "./use-keeping-changed.ts";

/** The form. Inside a dialog it forgets what was typed when that is closed. */
export function StepForm(props: {
  readonly onClose: () => void;
  /** What the button says. */
  readonly action: string;
  /** False while something is missing. */
  readonly ready?: boolean;
  readonly run: (by: string) => Promise<{ readonly sentence: string }>;
  /** Hears that it was done. */
  readonly onDone?: () => void;
  /** What it does, and its fields. */
  readonly children: ReactNode;
}) {
  const { onClose, action, ready = true, run, onDone, children } = props;
  const changed = useKeepingChanged();
  const [by, setBy] = useState(rememberedName);
  const running = useMutation({
    mutationFn: () => run(by.trim()),
    onSuccess: () => {
      rememberName(by.trim());
      changed();
      onDone?.();
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
      </div>
      {running.isError && <Problem error={running.error} />}
      <div className={styles["buttons"]}>
        <button type="submit" data-look="main" disabled={running.isPending || !ready || by.trim() === ""}>
          {running.isPending ? "Entering" : action}
        </button>
        <button type="button" onClick={onClose}>
          Leave it
        </button>
      </div>
    </form>
  );
}
