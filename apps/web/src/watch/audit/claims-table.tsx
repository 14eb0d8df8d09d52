/** The claims both sides made, each with its verdict, why, and what each source of evidence says. */
import type { AuditAnswer, AuditClaim } from "@creance/api";
import { Section } from "../../flight/section.tsx";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import { count } from "../../words/count.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { FindingsButton } from "./findings-button.tsx";
import { useFlightNames } from "./flight-names.ts";
import type { ChangeAuditView } from "./use-change-audit-view.ts";
import { VerdictWord } from "./verdict-word.tsx";

const sources = ["Capture", "Flight record", "App package"] as const;

/** Gaps that stand in the table; all of them stand in the coverage. */
const NOT_COVERED_SHOWN = 3;

/** A verdict cites no more findings than these, however many carry it. */
const MOST_CITED = 20;

const order = ["CONTRADICTED", "SUPPORTED", "NOT OBSERVED", "NOT TESTABLE"] as const;

/** The section: how many of each verdict, then every claim. */
export function ClaimsTable({ answer, change }: { readonly answer: AuditAnswer; readonly change: ChangeAuditView }) {
  const { claims } = answer;
  if (claims.length === 0) return null;
  const sorted = order.flatMap((verdict) => claims.filter((claim) => claim.verdict === verdict));
  return (
    <Section id="claims" title={`${count(claims.length, "claim")} judged`}>
      <p className={styles["verdicts"]}>
        {order.map((verdict) => {
          const number = claims.filter((claim) => claim.verdict === verdict).length;
          return (
            <span key={verdict}>
              <b>{number}</b> <VerdictWord verdict={verdict} />
            </span>
          );
        })}
      </p>
      <ScrollRegion label="Claims and verdicts" className={watchStyles["scroll"]}>
        <table className={styles["claims"]}>
          <thead>
            <tr>
              <th scope="col">Claim</th>
              <th scope="col">Verdict</th>
              <th scope="col">Because</th>
              {sources.map((source) => (
                <th key={source} scope="col">
                  {source}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((claim) => (
              <ClaimRow key={claim.id} claim={claim} change={change} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}

function ClaimRow({ claim, change }: { readonly claim: AuditClaim; readonly change: ChangeAuditView }) {
  const named = useFlightNames();
  return (
    <tr>
      <td className={styles["claim"]}>
        <b>{claim.id}</b> {claim.title}
        <span className={styles["by"]}>
          {claim.by} · {claim.source}
        </span>
      </td>
      <td>
        <VerdictWord verdict={claim.verdict} />
        <span className={styles["by"]}>{claim.confidence === null ? "no confidence stated" : `${claim.confidence} confidence`}</span>
      </td>
      <td className={styles["because"]}>
        {named(claim.because)}
        {claim.findingIds.length > 0 && (
          <>
            {" "}
            <FindingsButton change={change} to={{ claim: claim.id }}>
              {claim.findingIds.length < MOST_CITED ? count(claim.findingIds.length, "finding") : `the first ${MOST_CITED} findings`}
              <span className="offscreen"> of claim {claim.id}</span>
            </FindingsButton>
          </>
        )}
        {claim.parts.map((part) => (
          <span key={part.title} className={styles["part"]}>
            {part.title}: <VerdictWord verdict={part.verdict} /> <span className="soft">{named(part.because)}</span>
          </span>
        ))}
        {claim.notCovered.length > 0 && (
          <span className={styles["by"]}>
            Not covered: {named(claim.notCovered.slice(0, NOT_COVERED_SHOWN).join(" "))}
            {claim.notCovered.length > NOT_COVERED_SHOWN && (
              <a href="#coverage"> and {count(claim.notCovered.length - NOT_COVERED_SHOWN, "more", "more")}</a>
            )}
          </span>
        )}
        {claim.confidenceBecause.length > 0 && <span className={styles["by"]}>Confidence: {named(claim.confidenceBecause.join(" "))}</span>}
        {claim.audits.length > 0 && <span className={styles["by"]}>Published: {claim.audits.join(" ")}</span>}
      </td>
      {[claim.capture, claim.log, claim.package].map((column, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the three columns never change places
        <td key={at} className={styles["source"]} data-source={sources[at]}>
          <VerdictWord verdict={column.verdict} />
          {column.because !== claim.because && <span className={styles["by"]}>{named(column.because)}</span>}
        </td>
      ))}
    </tr>
  );
}
