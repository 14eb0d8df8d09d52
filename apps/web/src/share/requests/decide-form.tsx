/** A request is decided. */
import type { RequestDetail, RequestOverview } from "@creance/api";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { NameField } from "../../shell/name-field.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import styles from "./requests.module.css";

type Decision = RequestDetail["row"]["decision"];

/** The form. What was given out already cannot be refused afterwards. */
export function DecideForm(props: {
  readonly detail: RequestDetail;
  readonly decisions: RequestOverview["decisions"];
  readonly onChanged: () => void;
}) {
  const { row, given } = props.detail;
  const offered = props.decisions.filter(
    ({ word }) => !(word === "open" && row.decision === "open") && !(given.length > 0 && (word === "open" || word === "refused")),
  );
  const [decision, setDecision] = useState("");
  const [reason, setReason] = useState("");
  const [by, setBy] = useState(rememberedName);
  const deciding = useMutation({
    mutationFn: () =>
      api.requests.decide({
        requestId: row.requestId,
        decision: decision as Decision,
        reason: reason.trim() === "" ? null : reason.trim(),
        by: by.trim(),
      }),
    onSuccess: () => {
      rememberName(by.trim());
      setDecision("");
      setReason("");
      props.onChanged();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!deciding.isPending) deciding.mutate();
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <div className={styles["fields"]}>
        <label>
          Decision
          <select required value={decision} onChange={(event) => setDecision(event.target.value)}>
            <option value="">choose</option>
            {offered.map(({ word, title }) => (
              <option key={word} value={word}>
                {word === "open" ? "open again" : title}
              </option>
            ))}
          </select>
        </label>
        <NameField value={by} onChange={setBy} />
        <label className={styles["wide"]}>
          Why
          <textarea rows={2} maxLength={5000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      </div>
      {given.length > 0 && <p className="soft">Something was given out because of it: it can no longer be refused or opened again.</p>}
      {deciding.isError && <Problem error={deciding.error} />}
      <div className={styles["buttons"]}>
        <button type="submit" data-look="main" disabled={deciding.isPending || decision === "" || by.trim() === ""}>
          Enter the decision
        </button>
      </div>
    </form>
  );
}
