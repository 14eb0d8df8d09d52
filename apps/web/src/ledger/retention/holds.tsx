/** Legal holds: what stands, since when and why, and how it is released. */
import type { LegalHoldRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Link } from "@tanstack/react-router";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { count, listed } from "../../words/count.ts";
import { lastOfPath } from "../../words/file-name.ts";
import { HistoryLink } from "../history-link.tsx";
import styles from "./retention.module.css";
import type { Step } from "./steps.tsx";

/** The section. */
export function Holds(props: { readonly holds: readonly LegalHoldRow[]; readonly onStep: (step: Step) => void }) {
  const { holds, onStep } = props;
  const standing = holds.filter(({ releasedUs }) => releasedUs === null);
  const released = holds.filter(({ releasedUs }) => releasedUs !== null);
  return (
    <Section
      id="holds"
      title={
        standing.length === 0 ? "Legal holds" : `${count(standing.length, "legal hold")} ${standing.length === 1 ? "stands" : "stand"}`
      }
    >
      {standing.length === 0 ? (
        <p>
          No hold stands. Where something must not be deleted (a case, a request, an accident), choose its rows above and press “Hold”: then
          neither a clock nor a person deletes it.
        </p>
      ) : (
        <HoldTable holds={standing} label="Holds that stand" onStep={onStep} />
      )}
      {released.length > 0 && (
        <details>
          <summary>{count(released.length, "hold")} released</summary>
          <HoldTable holds={released} label="Released holds" onStep={onStep} />
        </details>
      )}
    </Section>
  );
}

function HoldTable(props: { readonly holds: readonly LegalHoldRow[]; readonly label: string; readonly onStep: (step: Step) => void }) {
  const words = useWords();
  return (
    <ScrollRegion label={props.label} className={watch["scroll"]}>
      <table className={styles["rows"]}>
        <thead>
          <tr>
            <th scope="col">Case and reason</th>
            <th scope="col">Since</th>
            <th scope="col">By</th>
            <th scope="col">Items</th>
            <th scope="col" data-print="no">
              <span className="offscreen">Release</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.holds.map((hold) => (
            <tr key={hold.holdId}>
              <th scope="row">
                {hold.reason ?? "(reason erased)"}
                <div>
                  <HistoryLink about={hold.holdId}>its entries in the ledger</HistoryLink>
                </div>
              </th>
              <td>
                {words.instant(hold.placedUs, null)}
                {hold.releasedUs !== null && <div className="soft">released {words.instant(hold.releasedUs, null)}</div>}
              </td>
              <td>{hold.by ?? "(name erased)"}</td>
              <td>
                {hold.releasedUs === null ? (
                  <Link to="/ledger/retention" search={{ hold: hold.holdId } as never}>
                    {count(hold.items, "item")}
                  </Link>
                ) : (
                  count(hold.items, "item")
                )}
                , {formatBytes(hold.bytes)}
                <div className="soft">
                  {listed(hold.examples.map(lastOfPath))}
                  {hold.items > hold.examples.length && hold.examples.length > 0 && " and more"}
                </div>
              </td>
              <td data-print="no">
                {hold.releasedUs === null && (
                  <button
                    type="button"
                    onClick={() => props.onStep({ kind: "release", holdId: hold.holdId, items: hold.items })}
                    aria-label={`Release the hold ${hold.reason ?? hold.holdId.slice(0, 8)}`}
                  >
                    Release
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
