/** A step of sharing that is entered with a name: what it does is said first. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import styles from "./share.module.css";

/** The form of a dialog. */
export function NamedStep(props: {
  /** What the button says. */
  readonly action: string;
  readonly run: (by: string) => Promise<unknown>;
  /** Hears that it was done, or left. */
  readonly onDone: () => void;
  /** What it does. */
  readonly children: ReactNode;
}) {
  const { action, run, onDone, children } = props;
  const queries = useQueryClient();
  const [by, setBy] = useState(rememberedName);
  const running = useMutation({
    mutationFn: () => run(by.trim()),
    onSuccess: () => {
      rememberName(by.trim());
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!running.isPending) running.mutate();
  };
  return (
    <form onSubmit={submit}>
      {children}
      <div className={styles["fields"]}>
        <NameField value={by} onChange={setBy} />
      </div>
      {running.isError && <Problem error={running.error} />}
      <button type="submit" data-look="main" disabled={running.isPending}>
        {action}
      </button>{" "}
      <button type="button" onClick={onDone}>
        Leave it
      </button>
    </form>
  );
}
