/** Choosing a keeping time: a rule of a preset with its source, or one's own. */
import type { RetentionOverview } from "@creance/api";
import styles from "./retention.module.css";
import { type RuleDraft, ruleOf } from "./rule-draft.ts";

/** The fields, and what stands behind the chosen rule. */
export function RuleFields(props: {
  readonly overview: Pick<RetentionOverview, "presets" | "clockStarts" | "advice">;
  readonly draft: RuleDraft;
  readonly onChange: (draft: RuleDraft) => void;
}) {
  const { overview, draft, onChange } = props;
  const change = (part: Partial<RuleDraft>): void => onChange({ ...draft, ...part });
  const found = ruleOf(overview.presets, draft.rule);
  const needsTime = found?.rule.keepUs === null;
  const ruleClock = overview.clockStarts.find(({ word }) => word === found?.rule.clock)?.title ?? "";
  return (
    <>
      <div className={styles["fields"]}>
        <label className={styles["rule"]}>
          Rule
          <select value={draft.rule} onChange={(event) => change({ rule: event.target.value, clock: "" })}>
            {overview.presets.map((preset) => (
              <optgroup key={preset.id} label={preset.title}>
                {preset.rules.map((rule) => (
                  <option key={rule.id} value={rule.id}>
                    {preset.rules.length === 1 && rule.keepUs === null ? preset.title : `${preset.title}: ${rule.title}`}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        {needsTime && (
          <fieldset className={styles["time"]}>
            <legend>How long</legend>
            <input
              type="text"
              inputMode="decimal"
              maxLength={12}
              aria-label="How long, a number"
              value={draft.amount}
              onChange={(event) => change({ amount: event.target.value })}
            />
            <select
              aria-label="Days or hours"
              value={draft.unit}
              onChange={(event) => change({ unit: event.target.value === "hours" ? "hours" : "days" })}
            >
              <option value="days">days</option>
              <option value="hours">hours</option>
            </select>
          </fieldset>
        )}
        <label>
          Counts from
          <select value={draft.clock} onChange={(event) => change({ clock: event.target.value })}>
            <option value="">{ruleClock}, as the rule says</option>
            {overview.clockStarts
              .filter(({ word }) => word !== found?.rule.clock)
              .map(({ word, title }) => (
                <option key={word} value={word}>
                  {title}
                </option>
              ))}
          </select>
        </label>
        <label className={styles["wide"]}>
          What it rests on{draft.rule === "own" ? "" : " (if you want to add something)"}
          <input
            type="text"
            maxLength={1000}
            autoComplete="off"
            placeholder="a contract, a policy, a law"
            value={draft.source}
            onChange={(event) => change({ source: event.target.value })}
          />
        </label>
      </div>
      {found !== null && (
        <div className={styles["behind"]}>
          <p>{found.rule.applies}</p>
          {found.preset.source !== null && (
            <p>
              Source:{" "}
              <a href={found.preset.source.url} rel="noreferrer" target="_blank">
                {found.preset.source.title}
              </a>
              , read on {found.preset.checkedOn}. <span className="soft">The link leaves this machine.</span>
            </p>
          )}
          {found.preset.notes.map((note) => (
            <p key={note} className="soft">
              {note}
            </p>
          ))}
          {found.preset.grounds.length > 0 && (
            <details>
              <summary>Grounds for keeping something longer</summary>
              <ul>
                {found.preset.grounds.map(({ id, sentence }) => (
                  <li key={id}>{sentence}</li>
                ))}
              </ul>
            </details>
          )}
          <p className="soft">{overview.advice}</p>
        </div>
      )}
    </>
  );
}
