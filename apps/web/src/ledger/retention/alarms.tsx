/** Deletions that did not end: what is wrong, and what to do, before anything else on the page. */
import type { DeletionAlarm } from "@creance/api";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { HistoryLink } from "../history-link.tsx";
import styles from "./retention.module.css";

/** The section; nothing without an alarm. */
export function Alarms(props: { readonly alarms: readonly DeletionAlarm[]; readonly isBusy: boolean; readonly onAgain: () => void }) {
  const { alarms, isBusy, onAgain } = props;
  const words = useWords();
  if (alarms.length === 0) return null;
  const failed = alarms.filter(({ state }) => state === "failed").length;
  const title = failed === 0 ? `${count(alarms.length, "deletion")} did not end` : `${count(failed, "deletion")} failed`;
  return (
    <Section
      id="alarms"
      title={title}
      aside={
        <button type="button" data-look="main" data-print="no" disabled={isBusy} onClick={onAgain}>
          {failed === 0 ? "Go on with it" : "Try again"}
        </button>
      }
    >
      <ScrollRegion label="Deletions that did not end" className={watch["scroll"]}>
        <table className={styles["rows"]}>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Since</th>
              <th scope="col">What is wrong</th>
              <th scope="col">What you can do</th>
            </tr>
          </thead>
          <tbody>
            {alarms.map(({ deletionId, sha256, begunUs, state, sentence, todo }) => (
              <tr key={deletionId}>
                <th scope="row">
                  <HistoryLink about={deletionId}>
                    <code>{sha256.slice(0, 16)}</code>
                  </HistoryLink>
                </th>
                <td>{words.instant(begunUs, null)}</td>
                <td className={state === "failed" ? "bad" : "warn"}>{sentence}</td>
                <td>{todo}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}
