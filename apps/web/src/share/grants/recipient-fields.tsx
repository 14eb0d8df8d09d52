/** To whom: a recipient that was named before, or a new one with keys. */
import type { PolicyFlow, ShareRecipientRow } from "@creance/api";
import share from "../share.module.css";
import type { GrantForm } from "./grant-form.ts";
import styles from "./grants.module.css";

/** The fields. */
export function RecipientFields(props: {
  readonly form: GrantForm;
  readonly flow: PolicyFlow;
  readonly recipients: readonly ShareRecipientRow[];
  readonly onChange: (part: Partial<GrantForm>) => void;
}) {
  const { form, flow, recipients, onChange } = props;
  const inUse = recipients.filter(({ revokedUs }) => revokedUs === null);
  const fitting = inUse.filter(({ kind }) => flow.to.some(({ word }) => word === kind));
  const others = inUse.length - fitting.length;
  return (
    <>
      <fieldset className={styles["choose"]}>
        <legend className="offscreen">To whom</legend>
        {fitting.map(({ id, name, kindWords, key }) => (
          <label key={id}>
            <input type="radio" name="recipient" checked={form.recipientId === id} onChange={() => onChange({ recipientId: id })} />
            <span>
              {name} <span className="soft">({kindWords}) </span>
              <code className="soft">
                {key.slice(0, 12)}…{key.slice(-6)}
              </code>
            </span>
          </label>
        ))}
        <label>
          <input type="radio" name="recipient" checked={form.recipientId === ""} onChange={() => onChange({ recipientId: "" })} />
          Somebody who is not named yet
        </label>
      </fieldset>
      {others > 0 && (
        <p className="soft">
          {others === 1 ? "One named recipient is" : `${others} named recipients are`} of a kind that this flow does not go to.
        </p>
      )}
      <div className={share["fields"]}>
        {form.recipientId === "" && (
          <>
            <label>
              Their name
              <input
                type="text"
                required
                maxLength={200}
                autoComplete="off"
                value={form.newName}
                onChange={(event) => onChange({ newName: event.target.value })}
              />
            </label>
            <label>
              Who they are
              <select value={form.newKind} onChange={(event) => onChange({ newKind: event.target.value })}>
                {flow.to.map(({ word, title }) => (
                  <option key={word} value={word}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
          </>
        )}
        <label>
          How to reach them (may stay empty)
          <input
            type="text"
            maxLength={200}
            autoComplete="off"
            value={form.contact}
            onChange={(event) => onChange({ contact: event.target.value })}
          />
        </label>
      </div>
      {form.recipientId === "" && (
        <label className={styles["text"]}>
          Their age keys, one a line
          {flow.readable ? "; none: it lies there readable" : " (they make one with age-keygen and send the line that begins with age1)"}
          <textarea
            rows={2}
            maxLength={20_000}
            required={!flow.readable}
            spellCheck={false}
            value={form.newKeys}
            onChange={(event) => onChange({ newKeys: event.target.value })}
          />
        </label>
      )}
    </>
  );
}
