/** What the page says, how late and how coarse it is. Every change is kept in this browser. */
import type { PublicPageSettings } from "@creance/api";
import { useState } from "react";
import { saveText } from "../../shell/save-text.ts";
import { LEAST_M, MOST_DELAY_HOURS, MOST_M } from "./kept-settings.ts";
import styles from "./publish.module.css";

/** The fields. */
export function SettingsForm(props: { readonly settings: PublicPageSettings; readonly onChange: (settings: PublicPageSettings) => void }) {
  const { settings } = props;
  const set = (part: Partial<PublicPageSettings>): void => props.onChange({ ...settings, ...part });
  return (
    <>
      <div className={styles["fields"]}>
        <label>
          Title
          <input type="text" required maxLength={200} value={settings.title} onChange={(event) => set({ title: event.target.value })} />
        </label>
        <label>
          Organisation
          <input
            type="text"
            required
            maxLength={200}
            value={settings.organisation}
            onChange={(event) => set({ organisation: event.target.value })}
          />
        </label>
        <label>
          Your drone policy, if it is public
          <input
            type="text"
            maxLength={500}
            placeholder="https://"
            spellCheck={false}
            value={settings.policyUrl ?? ""}
            onChange={(event) => set({ policyUrl: event.target.value.trim() === "" ? null : event.target.value.trim() })}
          />
        </label>
        <NumberField
          label="Shown so many hours after it ended"
          value={settings.delayHours}
          least={0}
          most={MOST_DELAY_HOURS}
          onChange={(delayHours) => set({ delayHours })}
        />
        <NumberField
          label="Positions become cells so wide, metres"
          value={settings.gridM}
          least={LEAST_M}
          most={MOST_M}
          onChange={(gridM) => set({ gridM })}
        />
        <NumberField
          label="Cut out around take-off and home, metres"
          value={settings.homeCircleM}
          least={LEAST_M}
          most={MOST_M}
          onChange={(homeCircleM) => set({ homeCircleM })}
        />
        <label className={styles["wide"]}>
          Description, in your words
          <textarea rows={2} maxLength={5000} value={settings.description} onChange={(event) => set({ description: event.target.value })} />
        </label>
      </div>
      <label className={styles["tick"]}>
        <input type="checkbox" checked={settings.paths} onChange={(event) => set({ paths: event.target.checked })} />
        Show coarse paths; without them a flight is a day, minutes and a purpose
      </label>
      <p className={styles["buttons"]}>
        <button type="button" onClick={() => saveText(`${JSON.stringify(settings, null, 2)}\n`, "page.json", "application/json")}>
          Save as page.json
        </button>
        <span className="soft">
          Settings are kept in this browser alone; the vault keeps none. With the file, <code>creance publish</code> makes the same page.
        </span>
      </p>
    </>
  );
}

/** A whole number; what is out of its limits is said, and not taken. */
function NumberField(props: {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}) {
  const { label, least, most } = props;
  const [typed, setTyped] = useState(String(props.value));
  const fits = (text: string): boolean => /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most;
  const isWrong = !fits(typed);
  return (
    <label>
      {label}
      <input
        type="number"
        min={least}
        max={most}
        step={1}
        aria-invalid={isWrong}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (fits(event.target.value)) props.onChange(Number(event.target.value));
        }}
      />
      {isWrong && (
        <span className="bad">
          from {least} to {most}; {props.value} counts until then
        </span>
      )}
    </label>
  );
}
