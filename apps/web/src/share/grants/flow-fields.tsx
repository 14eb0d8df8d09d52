/** Under which flow of the policy a grant falls, and what of it is granted. */
import type { GrantOverview, PolicyFlow } from "@creance/api";
import { Choices } from "./choices.tsx";
import type { GrantForm } from "./grant-form.ts";
import styles from "./grants.module.css";

/** The flows; the one that is chosen says what it lets go. */
export function FlowFields(props: {
  readonly flows: readonly PolicyFlow[];
  readonly chosen: string;
  readonly onChoose: (flow: PolicyFlow) => void;
}) {
  const { flows, chosen, onChoose } = props;
  return (
    <fieldset className={styles["flowChoices"]}>
      <legend className="offscreen">Flow of the policy</legend>
      {flows.map((flow) => (
        <label key={flow.id} data-chosen={flow.id === chosen ? "yes" : "no"}>
          <input type="radio" name="flow" checked={flow.id === chosen} onChange={() => onChoose(flow)} />
          <span>
            <b>{flow.id}</b>: {flow.why}
            <span className={styles["flowFacts"]}>
              to {flow.who ?? flow.to.map(({ title }) => title).join(", or ")} · in {flow.regions.join(", ")} · kept: {flow.keep}
              {flow.readable ? " · readable there" : ""}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What of the flow is granted, and what must have been taken out. */
export function DataFields(props: {
  readonly form: GrantForm;
  readonly flow: PolicyFlow;
  readonly classes: GrantOverview["classes"];
  readonly onChange: (part: Partial<GrantForm>) => void;
}) {
  const { form, flow, classes, onChange } = props;
  const always = flow.redact.map(({ word }) => word);
  const offered = flow.data.filter(({ word }) => !always.includes(word));
  const setData = (data: readonly string[]): void => onChange({ data, redact: form.redact.filter((word) => !data.includes(word)) });
  const asked = classes.filter(({ word }) => !form.data.includes(word) && !always.includes(word));
  return (
    <>
      <Choices legend="It may hold" words={offered} chosen={form.data} onChange={setData} />
      {offered.length > 3 && form.data.length < offered.length && (
        <button type="button" data-look="text" onClick={() => setData(offered.map(({ word }) => word))}>
          All that the flow lets go
        </button>
      )}
      <p>
        {flow.redact.length === 0
          ? "The flow asks for nothing to be taken out; whatever is not chosen above must not be in it."
          : `The flow asks that these be taken out: ${flow.redact.map(({ title }) => title).join(", ")}.`}
      </p>
      <details className={styles["fold"]}>
        <summary>Name more that must have been taken out{form.redact.length > 0 ? ` (${form.redact.length})` : ""}</summary>
        <Choices legend="Taken out before, too" words={asked} chosen={form.redact} onChange={(redact) => onChange({ redact })} />
      </details>
    </>
  );
}
