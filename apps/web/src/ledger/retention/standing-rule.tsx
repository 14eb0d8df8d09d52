/** The keeping time of everything recorded: what stands, and setting another one after trying it. */
import type { RetentionOverview, RulePreview, RuleWishInput } from "@creance/api";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { FactList } from "../../flight/fact-list.tsx";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { Dialog } from "../../shell/dialog.tsx";
import { NameField } from "../../shell/name-field.tsx";
import { NamedStep } from "../../shell/named-step.tsx";
import { Problem } from "../../shell/problem.tsx";
import { rememberedName, rememberName } from "../../shell/remembered-name.ts";
import { count } from "../../words/count.ts";
import styles from "./retention.module.css";
import { emptyDraft, type RuleDraft, wishOf } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { RuleTry } from "./rule-try.tsx";
import { keepingKeys, useKeepingChanged } from "./use-keeping-changed.ts";

/** The section. */
export function StandingRuleSection({ overview }: { readonly overview: RetentionOverview }) {
  const words = useWords();
  const { standing } = overview;
  const [isTaking, setTaking] = useState(false);
  return (
    <Section
      id="rule"
      title="The rule for everything recorded"
      aside={
        standing !== null && (
          <button type="button" data-print="no" onClick={() => setTaking(true)}>
            Take it away
          </button>
        )
      }
    >
      {standing === null ? (
        <p className={styles["told"]}>
          No rule is set: flight records, pictures and clips stay until a person deletes them. A rule alone deletes nothing; it says what is
          due.
        </p>
      ) : (
        <FactList
          facts={[
            ["Rule", standing.title],
            ["Kept for", `${standing.keepWords}, counted from ${standing.clockWords}`],
            ["Covers", `${count(standing.covers, "item")} without a clock of their own`],
            ["Set", `${words.instant(standing.setUs, null)} by ${standing.by ?? "somebody (not given or erased)"}`],
            ...(standing.source === null ? [] : [["Rests on", standing.source] as const]),
          ]}
        />
      )}
      {standing !== null && (
        <p className={styles["links"]}>
          <Link to="/ledger" search={{ entry: String(standing.entry) } as never}>
            Its entry in the ledger
          </Link>
        </p>
      )}
      {standing === null ? (
        <SetRule overview={overview} />
      ) : (
        <details data-print="no">
          <summary>Set another rule</summary>
          <SetRule overview={overview} />
        </details>
      )}
      <Dialog title="Take the rule away" shown={isTaking} onClose={() => setTaking(false)}>
        <NamedStep
          changes={keepingKeys}
          onClose={() => setTaking(false)}
          action="Take it away"
          run={(by) => api.retention.takeRule({ by })}
        >
          <p>
            Then nothing has a keeping time, except what has a clock of its own ({count(overview.ownClocks, "item")}). What was deleted
            stays deleted.
          </p>
        </NamedStep>
      </Dialog>
    </Section>
  );
}

function SetRule({ overview }: { readonly overview: RetentionOverview }) {
  const changed = useKeepingChanged();
  const [draft, setDraft] = useState<RuleDraft>(() => emptyDraft(overview.presets));
  const [by, setBy] = useState(rememberedName);
  const [missing, setMissing] = useState<string | null>(null);
  const trying = useMutation({
    mutationFn: async (wish: RuleWishInput): Promise<{ readonly wish: RuleWishInput; readonly preview: RulePreview }> => ({
      wish,
      preview: await api.retention.preview(wish),
    }),
  });
  const setting = useMutation({
    mutationFn: (wish: RuleWishInput) => api.retention.setRule({ ...wish, by: by.trim() }),
    onSuccess: () => {
      rememberName(by.trim());
      trying.reset();
      changed();
    },
  });
  const tryIt = (event: FormEvent): void => {
    event.preventDefault();
    const wish = wishOf(overview.presets, draft);
    setMissing(typeof wish === "string" ? wish : null);
    setting.reset();
    if (typeof wish !== "string") trying.mutate(wish);
  };
  const tried = trying.data;
  return (
    <div className={styles["set"]} data-print="no">
      <form onSubmit={tryIt}>
        <RuleFields
          overview={overview}
          draft={draft}
          onChange={(next) => {
            setDraft(next);
            setMissing(null);
            trying.reset();
          }}
        />
        {missing !== null && (
          <p className="bad" role="alert">
            {missing}
          </p>
        )}
        <button type="submit" data-look={tried === undefined ? "main" : undefined} disabled={trying.isPending}>
          {trying.isPending ? "Counting" : "Show what it would do"}
        </button>
      </form>
      {trying.isError && <Problem error={trying.error} />}
      {tried !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!setting.isPending) setting.mutate(tried.wish);
          }}
        >
          <RuleTry preview={tried.preview} hasTimer={overview.timer} />
          <div className={styles["fields"]}>
            <NameField value={by} onChange={setBy} />
          </div>
          {setting.isError && <Problem error={setting.error} />}
          <button type="submit" data-look="main" disabled={setting.isPending || by.trim() === ""}>
            {setting.isPending ? "Setting" : overview.standing === null ? "Set this rule" : "Set this rule instead"}
          </button>
        </form>
      )}
      {setting.data !== undefined && (
        <p className="good" role="status">
          {setting.data.sentence}
        </p>
      )}
    </div>
  );
}
