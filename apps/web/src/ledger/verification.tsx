/** The check of the whole ledger, and what others need to do it without this program. */
import type { LedgerPageState } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import pageStyles from "../shell/page.module.css";
import { Problem } from "../shell/problem.tsx";
import { saveText } from "../shell/save-text.ts";
import watch from "../watch/watch.module.css";
import { count } from "../words/count.ts";
import styles from "./ledger.module.css";

/** Buttons, verdict, checkpoint. */
export function Verification({ state }: { readonly state: LedgerPageState }) {
  const words = useWords();
  const queries = useQueryClient();
  const verify = useMutation({ mutationFn: () => api.ledger.verify() });
  const seal = useMutation({
    mutationFn: () => api.ledger.seal(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["ledger"] }),
  });
  const unsealed = state.entries - state.sealed;
  return (
    <Section id="verification" title="Can it still be shown?">
      <p>
        The check hashes every entry again and holds it against the tiles and against each checkpoint that was ever signed here. It changes
        nothing.
      </p>
      <div className={pageStyles["actions"]} data-print="no">
        <button type="button" data-look="main" disabled={verify.isPending} onClick={() => verify.mutate()}>
          {verify.isPending ? "Checking" : "Check the ledger"}
        </button>
        {state.canSign && unsealed > 0 && (
          <button type="button" disabled={seal.isPending} onClick={() => seal.mutate()}>
            Sign {count(unsealed, "entry", "entries")} now
          </button>
        )}
        {state.checkpoint !== null && (
          <button type="button" onClick={() => saveText(state.checkpoint ?? "", "checkpoint")}>
            Save the checkpoint
          </button>
        )}
      </div>
      {state.canSign && state.sealed === 0 && (
        <p className="soft">
          Signing makes the vault’s key the first time. It lies in your own settings folder, not in the vault; write its recovery code down
          with <code>creance keys recovery</code>.
        </p>
      )}
      {verify.isError && <Problem error={verify.error} />}
      {seal.isError && <Problem error={seal.error} />}
      {verify.data !== undefined && (
        <div className={styles["verdict"]} role="status">
          <p>
            <b className={verify.data.ok ? "good" : "bad"}>{verify.data.ok ? "HOLDS" : "DOES NOT HOLD"}</b>
          </p>
          <ul>
            {verify.data.failures.map(({ code, where, sentence }) => (
              <li key={`${code} ${where} ${sentence}`}>
                {sentence} <span className="soft">({where})</span>
              </li>
            ))}
            {verify.data.checked.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      {state.checkpoint !== null && (
        <>
          <h3>The newest checkpoint</h3>
          <p className="soft">
            Signed {words.instant(state.signedUs, null)}. Keep a copy where nobody who can write to this vault can reach it: whoever has one
            can show that nothing before it was taken away.
          </p>
          <code className={styles["line"]}>{state.checkpoint}</code>
          <p className="soft">
            Key: <code>{state.vkey}</code>
          </p>
        </>
      )}
      <p className={`${watch["note"]} soft`}>
        Without this program: <code>creance ledger export FOLDER</code> writes everything with a <code>verify.sh</code> that needs only
        openssl and sha256sum.
      </p>
    </Section>
  );
}
