/** What a person can do with items and holds: a clock, an exception, a legal hold, each in one dialog. */
import type { RetentionOverview, RulePreview, RuleWishInput } from "@creance/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { errorSentence } from "../../api/error-words.ts";
import { retentionItemQuery } from "../../api/queries.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NamedStep } from "../../shell/named-step.tsx";
import { Problem } from "../../shell/problem.tsx";
import { count } from "../../words/count.ts";
import styles from "./retention.module.css";
import { dayUs, emptyDraft, type RuleDraft, wishOf } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { RuleTry } from "./rule-try.tsx";
import { keepingKeys } from "./use-keeping-changed.ts";

/** What is done, and with what. */
export type Step =
  | { readonly kind: "clock" | "take" | "except" | "hold"; readonly items: readonly string[] }
  | { readonly kind: "release"; readonly holdId: string; readonly items: number }
  | { readonly kind: "end"; readonly exceptionId: string };

const titles = {
  clock: "Set a clock",
  take: "Take clocks away",
  except: "Make an exception",
  hold: "Put under a legal hold",
  release: "Release a legal hold",
  end: "End an exception",
} as const satisfies Record<Step["kind"], string>;

interface FormProps {
  readonly items: readonly string[];
  readonly overview: RetentionOverview;
  readonly onClose: () => void;
}

/** The dialog; without a step it shows nothing. */
export function StepsDialog(props: { readonly step: Step | null; readonly overview: RetentionOverview; readonly onClose: () => void }) {
  const { step, overview, onClose } = props;
  const with_ = { overview, onClose };
  return (
    <Dialog title={step === null ? "" : titles[step.kind]} shown={step !== null} onClose={onClose}>
      {step?.kind === "clock" && <ClockForm items={step.items} {...with_} />}
      {step?.kind === "take" && (
        <NamedStep
          changes={keepingKeys}
          onClose={onClose}
          action="Take away"
          run={(by) => api.retention.takeClocks({ items: [...step.items], by })}
        >
          <p>
            Clocks of their own are taken from {count(step.items.length, "item")}.{" "}
            {overview.standing === null
              ? "No rule stands for everything recorded: they then have no keeping time."
              : `For flight records, pictures and clips the rule counts again: ${overview.standing.title}.`}
          </p>
        </NamedStep>
      )}
      {step?.kind === "except" && <ExceptionForm items={step.items} {...with_} />}
      {step?.kind === "hold" && <HoldForm items={step.items} {...with_} />}
      {step?.kind === "release" && <ReleaseForm holdId={step.holdId} items={step.items} onClose={onClose} />}
      {step?.kind === "end" && (
        <NamedStep
          changes={keepingKeys}
          onClose={onClose}
          action="End it"
          run={(by) => api.retention.endException({ exceptionId: step.exceptionId, by })}
        >
          <p>The clock then counts again from where it began: the item may be due at once. It is not deleted by this.</p>
        </NamedStep>
      )}
    </Dialog>
  );
}

function ClockForm({ items, overview, onClose }: FormProps) {
  const [draft, setDraft] = useState<RuleDraft>(() => emptyDraft(overview.presets));
  const [from, setFrom] = useState("");
  const fromUs = from === "" ? undefined : (dayUs(from) ?? undefined);
  const trying = useMutation({
    mutationFn: (wish: RuleWishInput): Promise<RulePreview> =>
      api.retention.preview({ ...wish, items: [...items], ...(fromUs === undefined ? {} : { fromUs }) }),
  });
  const wish = wishOf(overview.presets, draft);
  const change = (next: () => void): void => {
    next();
    trying.reset();
  };
  return (
    <NamedStep
      changes={keepingKeys}
      onClose={onClose}
      action={`Set the clock of ${count(items.length, "item")}`}
      ready={typeof wish !== "string" && trying.data !== undefined}
      run={(by) =>
        api.retention.setClocks({
          ...(wish as RuleWishInput),
          items: [...items],
          ...(fromUs === undefined ? {} : { fromUs }),
          by,
        })
      }
    >
      <p>
        A clock of its own counts instead of the rule for everything recorded. It deletes nothing by itself: it says when the item is due.
      </p>
      <RuleFields overview={overview} draft={draft} onChange={(next) => change(() => setDraft(next))} />
      <div className={styles["fields"]}>
        <label>
          Began on (if you know better), UTC
          <input type="date" value={from} onChange={(event) => change(() => setFrom(event.target.value))} />
        </label>
      </div>
      {trying.data !== undefined && <RuleTry preview={trying.data} hasTimer={overview.timer} />}
      {trying.isError && <Problem error={trying.error} />}
      {trying.data === undefined && (
        <div className={styles["buttons"]}>
          <button
            type="button"
            disabled={typeof wish === "string" || trying.isPending}
            onClick={() => typeof wish !== "string" && trying.mutate(wish)}
          >
            {trying.isPending ? "Counting" : "Show what it would do"}
          </button>
          {typeof wish === "string" && <span className="soft">{wish}</span>}
        </div>
      )}
    </NamedStep>
  );
}

function ExceptionForm({ items, overview, onClose }: FormProps) {
  const first = useQuery(retentionItemQuery(items[0] ?? ""));
  const [ground, setGround] = useState("");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const reviewUs = dayUs(until);
  const grounds = first.data?.grounds ?? [];
  const chosen = ground === "" ? (grounds[0]?.id ?? "") : ground;
  if (first.data === undefined) return <p>{first.isError ? errorSentence(first.error) : "Asking"}</p>;
  if (grounds.length === 0) {
    return (
      <p>
        {first.data.row.rule === null
          ? "No clock runs on it, so there is nothing to except it from."
          : `The rule ${first.data.row.ruleTitle ?? first.data.row.rule} knows no exceptions.`}{" "}
        A legal hold keeps anything.
      </p>
    );
  }
  return (
    <NamedStep
      changes={keepingKeys}
      onClose={onClose}
      action={`Except ${count(items.length, "item")}`}
      ready={chosen !== "" && reason.trim() !== "" && reviewUs !== null}
      run={(by) => api.retention.except({ items: [...items], ground: chosen, reason: reason.trim(), reviewUs: reviewUs ?? 0, by })}
    >
      <p>
        {count(items.length, "item")} {items.length === 1 ? "is" : "are"} not due until the day of review; then the exception runs out and
        the clock counts again. All must be under the same rule. {overview.advice}
      </p>
      <div className={styles["fields"]}>
        <label className={styles["wide"]}>
          Ground
          <select value={chosen} onChange={(event) => setGround(event.target.value)}>
            {grounds.map(({ id, sentence }) => (
              <option key={id} value={id}>
                {sentence}
              </option>
            ))}
          </select>
        </label>
        <Words label="Why, in your words" value={reason} onChange={setReason} />
        <label>
          Looked at again on (UTC)
          <input type="date" required value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
      </div>
    </NamedStep>
  );
}

function HoldForm({ items, overview, onClose }: FormProps) {
  const [reason, setReason] = useState("");
  const [holdId, setHoldId] = useState("");
  const standing = overview.holds.filter(({ releasedUs }) => releasedUs === null);
  return (
    <NamedStep
      changes={keepingKeys}
      onClose={onClose}
      action={`Hold ${count(items.length, "item")}`}
      ready={reason.trim() !== ""}
      run={(by) => api.retention.hold({ items: [...items], reason: reason.trim(), by, ...(holdId === "" ? {} : { holdId }) })}
    >
      <p>
        While a hold stands nothing deletes {count(items.length, "item")}: no clock, no person, no other command. Releasing it takes two
        different names.
      </p>
      <div className={styles["fields"]}>
        <Words label="Case and reason" value={reason} onChange={setReason} />
        {standing.length > 0 && (
          <label>
            Which hold
            <select value={holdId} onChange={(event) => setHoldId(event.target.value)}>
              <option value="">A new one</option>
              {standing.map((hold) => (
                <option key={hold.holdId} value={hold.holdId}>
                  Add to: {hold.reason ?? hold.holdId.slice(0, 8)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </NamedStep>
  );
}

function ReleaseForm(props: { readonly holdId: string; readonly items: number; readonly onClose: () => void }) {
  const { holdId, items, onClose } = props;
  const [reason, setReason] = useState("");
  const [second, setSecond] = useState("");
  return (
    <NamedStep
      changes={keepingKeys}
      onClose={onClose}
      action="Release the hold"
      ready={reason.trim() !== "" && second.trim() !== ""}
      run={(by) => api.retention.release({ holdId, reason: reason.trim(), second: second.trim(), by })}
    >
      <p>
        Clocks of {count(items, "item")} then count again, and what is due can be deleted. It takes two different persons; there are no
        accounts yet: both names are what is given here.
      </p>
      <div className={styles["fields"]}>
        <Words label="Why" value={reason} onChange={setReason} />
        <label>
          The second person
          <input
            type="text"
            required
            maxLength={200}
            autoComplete="off"
            value={second}
            onChange={(event) => setSecond(event.target.value)}
          />
        </label>
      </div>
    </NamedStep>
  );
}

function Words(props: { readonly label: string; readonly value: string; readonly onChange: (text: string) => void }) {
  return (
    <label className={styles["wide"]}>
      {props.label}
      <input
        type="text"
        required
        maxLength={1000}
        autoComplete="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}
