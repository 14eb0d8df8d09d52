/** A policy tried out: what it would do on this machine, in words. Nothing is changed. */
import type { HoldPlanView } from "@creance/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { Problem } from "../shell/problem.tsx";
import styles from "./hold.module.css";

/** As in the contract. */
const MOST_POLICY_CHARS = 1_000_000;

/** A text field for the policy file and what came of it. */
export function PlanTry() {
  const [policy, setPolicy] = useState("");
  const planning = useMutation({ mutationFn: () => api.hold.plan({ policy }) });
  return (
    <Section id="plan" title="What would a policy do here?">
      <div className={styles["planForm"]}>
        <label>
          The text of a policy file (docs/guide/policy.md)
          <textarea
            rows={8}
            maxLength={MOST_POLICY_CHARS}
            spellCheck={false}
            value={policy}
            onChange={(event) => setPolicy(event.target.value)}
          />
        </label>
        <button type="button" disabled={policy.trim() === "" || planning.isPending} onClick={() => planning.mutate()}>
          Say it in words
        </button>
      </div>
      {planning.isError && <Problem error={planning.error} />}
      {planning.data !== undefined && <Plan plan={planning.data} />}
    </Section>
  );
}

function Plan({ plan }: { readonly plan: HoldPlanView }) {
  return (
    <div role="status" className={styles["plan"]}>
      {plan.problems.length > 0 && (
        <>
          <h3 className="bad">The file cannot be used</h3>
          <ul>
            {plan.problems.map(({ line, column, sentence }) => (
              <li key={`${line} ${column} ${sentence}`}>
                Line {line}: {sentence}
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.words.length > 0 && (
        <>
          <h3>What would happen</h3>
          <ul>
            {plan.words.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      {plan.objections.length > 0 && (
        <>
          <h3>What this machine has against it</h3>
          <ul>
            {plan.objections.map(({ code, weight, sentence }) => (
              <li key={`${code} ${sentence}`}>
                <b className={weight === "stops" ? "bad" : "warn"}>{weight === "stops" ? "Stops it: " : "Know: "}</b>
                {sentence}
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.rulesText !== "" && (
        <details>
          <summary>As rules (nftables)</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <pre tabIndex={0}>{plan.rulesText}</pre>
        </details>
      )}
    </div>
  );
}
