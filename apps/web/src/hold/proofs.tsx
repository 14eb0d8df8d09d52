/** Proofs that lie on this machine, each with its verdict and what every check said. */
import type { HoldProof } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { holdProofsQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import watch from "../watch/watch.module.css";
import { grouped } from "../words/count.ts";
import styles from "./hold.module.css";

/** The list, newest first. */
export function Proofs() {
  const proofs = useQuery(holdProofsQuery);
  return (
    <Section id="proofs" title="Proofs">
      {proofs.isError && <Problem error={proofs.error} onRetry={() => void proofs.refetch()} />}
      {proofs.data === undefined && !proofs.isError && <p className="soft">Looking for bundles, and checking those that are new</p>}
      {proofs.data?.rows.length === 0 && (
        <p>
          No proof lies in <code>{proofs.data.folder}</code> yet. After a flight,{" "}
          <code>creance hold prove --out {proofs.data.folder}/NAME</code> makes one: what the local network tried and what went out, from
          both sides, in a bundle that anybody can check.
        </p>
      )}
      {proofs.data?.rows.map((proof) => (
        <Proof key={proof.name} proof={proof} />
      ))}
      {proofs.data !== undefined && proofs.data.more > 0 && (
        <p className="soft">{grouped(proofs.data.more)} older bundles are not listed.</p>
      )}
      {proofs.data !== undefined && proofs.data.rows.length > 0 && (
        <p className={`${watch["note"]} soft`}>
          Checked by this Creance now. On another machine: <code>creance hold verify FOLDER</code>.
        </p>
      )}
    </Section>
  );
}

function Proof({ proof }: { readonly proof: HoldProof }) {
  const words = useWords();
  const verdict = proof.ok === null ? "NOT CHECKED" : proof.ok ? "HOLDS" : "DOES NOT HOLD";
  return (
    <details className={styles["proof"]}>
      <summary>
        <b className={proof.ok === null ? "warn" : proof.ok ? "good" : "bad"}>{verdict}</b>{" "}
        {proof.fromUs !== null && proof.untilUs !== null && (
          <span className="soft">
            {words.instant(proof.fromUs, null)} to {words.timeOfDay(proof.untilUs, null)}{" "}
          </span>
        )}
        <span>{proof.sentence}</span>
      </summary>
      {proof.failures.length > 0 && (
        <>
          <h3>Why it does not hold</h3>
          <ul>
            {proof.failures.map(({ code, where, sentence }) => (
              <li key={`${code} ${where} ${sentence}`}>
                {sentence} <span className="soft">({where})</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {proof.checked.length > 0 && (
        <>
          <h3>What was checked</h3>
          <ul>
            {proof.checked.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      {proof.limits.length > 0 && (
        <>
          <h3>What it cannot show</h3>
          <ul>
            {proof.limits.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <p className="soft">
        <code>{proof.folder}</code>
      </p>
    </details>
  );
}
