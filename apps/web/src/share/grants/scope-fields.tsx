/** What a grant is for: flights and files by their ids, or a standing grant for whatever fits. */
import type { GrantOverview } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { count, listed } from "../../words/count.ts";
import { FlightPicker } from "../requests/flight-picker.tsx";
import share from "../share.module.css";
import { Choices } from "./choices.tsx";
import { type GrantForm, pastedThings } from "./grant-form.ts";
import styles from "./grants.module.css";

/** The fields. */
export function ScopeFields(props: {
  readonly form: GrantForm;
  readonly overview: Pick<GrantOverview, "kinds" | "spans">;
  readonly onChange: (part: Partial<GrantForm>) => void;
}) {
  const { form, overview, onChange } = props;
  return (
    <>
      <fieldset className={styles["choose"]}>
        <legend className="offscreen">What it is for</legend>
        <label>
          <input type="radio" name="scope" checked={!form.isStanding} onChange={() => onChange({ isStanding: false })} />
          These flights and files alone
        </label>
        <label>
          <input type="radio" name="scope" checked={form.isStanding} onChange={() => onChange({ isStanding: true })} />
          Standing: whatever fits, on a schedule, also what is not recorded yet
        </label>
      </fieldset>
      {form.isStanding ? (
        <StandingFields form={form} overview={overview} onChange={onChange} />
      ) : (
        <Things form={form} onChange={onChange} />
      )}
    </>
  );
}

function Things({ form, onChange }: { readonly form: GrantForm; readonly onChange: (part: Partial<GrantForm>) => void }) {
  const { flights, items } = pastedThings(form.things);
  const found = [
    ...(flights.length > 0 ? [count(flights.length, "flight")] : []),
    ...(items.length > 0 ? [count(items.length, "file")] : []),
  ];
  return (
    <>
      <FlightPicker
        legend="Flights, each with the records that hold it; pictures and clips are named below"
        chosen={form.picked}
        onChange={(picked) => onChange({ picked })}
      />
      <details className={styles["fold"]} open={form.things !== ""}>
        <summary>Name pictures, clips and other files, or flights by their ids{found.length > 0 && `: ${listed(found)}`}</summary>
        <label className={styles["text"]}>
          SHA-256 of files (64 characters) or ids of flights (16), with spaces or lines between them
          <textarea
            rows={3}
            maxLength={20_000}
            spellCheck={false}
            value={form.things}
            onChange={(event) => onChange({ things: event.target.value })}
          />
        </label>
      </details>
    </>
  );
}

function StandingFields(props: {
  readonly form: GrantForm;
  readonly overview: Pick<GrantOverview, "kinds" | "spans">;
  readonly onChange: (part: Partial<GrantForm>) => void;
}) {
  const { form, overview, onChange } = props;
  return (
    <>
      <Choices legend="All of these" words={overview.kinds} chosen={form.kinds} onChange={(kinds) => onChange({ kinds })} />
      <div className={share["fields"]}>
        <label>
          When
          <select value={form.every} onChange={(event) => onChange({ every: event.target.value })}>
            {overview.spans.map(({ word, title }) => (
              <option key={word} value={word}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {form.every !== "hour" && (
          <label>
            At (UTC)
            <input type="time" required value={form.at} onChange={(event) => onChange({ at: event.target.value })} />
          </label>
        )}
      </div>
      <label className={styles["text"]}>
        Only these aircraft, by name or serial number, one a line; empty: every aircraft
        <textarea
          rows={2}
          maxLength={10_000}
          spellCheck={false}
          value={form.aircraft}
          onChange={(event) => onChange({ aircraft: event.target.value })}
        />
      </label>
      <p className="soft">
        A standing grant alone sends nothing: what it lets go is shown and sent under <Link to="/share">Shares</Link>, or by a timer that
        you set up with <code>creance share sync run --due</code>.
      </p>
    </>
  );
}
