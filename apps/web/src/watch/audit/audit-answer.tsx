/** The answer first: one word for the glance, the sentences, the few figures. */
import type { AuditAnswer as Answer, Audit } from "@creance/api";
import { formatBytes } from "@creance/core";
import figureStyles from "../../flight/figures.module.css";
import { grouped } from "../../words/count.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { auditState } from "./audit-state.ts";
import { readBytes } from "./byte-bar.tsx";
import { shareWords } from "./finding-words.ts";
import { useFlightNames } from "./flight-names.ts";

/** The block. */
export function AuditAnswer({ audit, answer }: { readonly audit: Audit; readonly answer: Answer }) {
  const named = useFlightNames();
  const { word, tone } = auditState(answer);
  const { coverage, counts } = answer;
  const gap = coverage.gaps.find((sentence) => !answer.answer.includes(sentence));
  const out = readBytes(coverage.bytesOut);
  const decoys = coverage.search.decoys.reduce((sum, { searched }) => sum + searched, 0);
  const hits = coverage.search.decoys.reduce((sum, decoy) => sum + decoy.hits, 0);
  // Those beyond the most that are kept are counted by number only.
  const more = coverage.search.droppedFindings > 0 && counts.withoutConsent > 0 ? " or more" : "";
  const figures = [
    {
      label: "findings without a recorded consent",
      value: `${grouped(counts.withoutConsent)}${more}`,
      tone: counts.withoutConsent > 0 ? "bad" : "",
    },
    { label: "with consent", value: grouped(counts.out - counts.withoutConsent), tone: "" },
    { label: "went out", value: formatBytes(out.all), tone: "" },
    { label: "of it could be read", value: shareWords(out.read, out.all), tone: "" },
    { label: answer.servers.length === 1 ? "server" : "servers", value: grouped(answer.servers.length), tone: "" },
    { label: "decoys found (false positives of this run)", value: `${grouped(hits)} of ${grouped(decoys)}`, tone: hits > 0 ? "warn" : "" },
  ];
  return (
    <>
      <div className={styles["answer"]} data-tone={tone} role="status">
        <p className={styles["word"]}>{word}</p>
        {answer.answer.map((sentence) => (
          <p key={sentence}>{named(sentence)}</p>
        ))}
        <p className="soft">
          {gap !== undefined && `Not seen: ${lowerFirst(named(gap))} `}
          <a href="#coverage">What was covered, and what was not</a>
          {audit.given.length > 0 && `. Given with it: ${audit.given.join(", ")}.`}
        </p>
      </div>
      <div className={watchStyles["figures"]}>
        <dl className={figureStyles["figures"]}>
          {figures.map(({ label, value, tone: figureTone }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className={figureTone}>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
